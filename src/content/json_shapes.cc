// SPDX-License-Identifier: Apache-2.0
#include "content/json_shapes.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/format.h"
#include "content/content_error.h"
#include "content/yaml.h"

namespace wmiscope {
namespace {

using Loaded = std::expected<void, std::string>;

constexpr std::string_view kHexMark = ":hex";

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// Takes "z", "utc" or "after TEXT" off the end of a path.
void take_modifier(std::string_view& text, JsonPath& path) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return;
  const std::string_view modifier = text.substr(blank + 1);
  text = text.substr(0, blank);
  constexpr std::string_view kAfter = "after ";
  if (modifier == "z") path.zone = JsonPath::Zone::kOnlyZ;
  if (modifier == "utc") path.zone = JsonPath::Zone::kUtc;
  if (modifier.starts_with(kAfter)) path.after = modifier.substr(kAfter.size());
}

JsonPath parse_path(std::string_view text) {
  JsonPath path;
  take_modifier(text, path);
  if (text == ".") return path;
  if (text.starts_with('$')) {
    path.field = true;
    text.remove_prefix(1);
  }
  // "@timestamp" is a name; an attribute has something in front of it.
  const std::size_t at = text.find('@', 1);
  if (at != std::string_view::npos) {
    path.attribute = text.substr(at + 1);
    text = text.substr(0, at);
  }
  for (const std::string_view step : split(text, '.')) path.steps.emplace_back(step);
  return path;
}

// The texts under `key`: one, or a list of them.
std::vector<std::string> texts(const YamlNode& map, std::string_view key) {
  const YamlNode* node = map.find(key);
  if (node == nullptr) return {};
  return node->is_scalar() ? std::vector{node->text} : text_list(map, key);
}

JsonPaths parse_paths(const YamlNode& map, std::string_view key) {
  JsonPaths paths;
  for (const std::string& text : texts(map, key)) paths.push_back(parse_path(text));
  return paths;
}

// Channel, provider and id that an entry is for.
template <typename Entry>
bool read_event(const YamlNode& node, Entry& event) {
  event.channel = node.text_of("channel");
  event.provider = node.text_of("provider");
  const std::string_view id = node.text_of("id");
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), event.event_id);
  return error == std::errc() && end == id.data() + id.size();
}

template <typename Entry>
const Entry* find_event(const std::vector<Entry>& entries, std::string_view channel,
                        std::string_view provider, std::uint32_t event_id) {
  for (const Entry& event : entries) {
    if (event.event_id != event_id) continue;
    const bool same = channel.empty() ? equals_nocase(event.provider, provider)
                                      : equals_nocase(event.channel, channel);
    if (same) return &event;
  }
  return nullptr;
}

class ShapeLoader {
 public:
  ShapeLoader(JsonShapes& shapes, std::string_view path) : shapes_(shapes), path_(path) {}

  Loaded load(const YamlNode& document) {
    if (document.find("wrappers") != nullptr) {
      shapes_.wrappers = texts(document, "wrappers");
      shapes_.containers = parse_paths(document, "containers");
      shapes_.foreign = parse_paths(document, "foreign");
      shapes_.hints = texts(document, "hints");
      shapes_.placeholders = texts(document, "placeholders");
    }
    if (const YamlNode* xml = document.find("xml")) load_habits(*xml);
    if (Loaded added = each(document, "shapes", &ShapeLoader::add_shape); !added) return added;
    if (Loaded added = each(document, "renames", &ShapeLoader::add_renames); !added) return added;
    return each(document, "positions", &ShapeLoader::add_positions);
  }

 private:
  Loaded each(const YamlNode& document, std::string_view key,
              Loaded (ShapeLoader::*add)(const YamlNode&)) {
    const YamlNode* list = document.find(key);
    if (list == nullptr) return {};
    for (const YamlNode& item : list->items) {
      if (Loaded added = (this->*add)(item); !added) return added;
    }
    return {};
  }

  void load_habits(const YamlNode& xml) {
    shapes_.xml.attribute_members = texts(xml, "attribute_members");
    shapes_.xml.attribute_signs = texts(xml, "attribute_signs");
    shapes_.xml.attribute_suffix = xml.text_of("attribute_suffix");
    shapes_.xml.text_members = texts(xml, "text_members");
  }

  Loaded add_shape(const YamlNode& node) {
    JsonShape shape;
    shape.name = node.text_of("name");
    shape.roots = parse_paths(node, "roots");
    for (const std::string& need : texts(node, "needs")) {
      JsonPaths& alternatives = shape.needs.emplace_back();
      for (const std::string_view path : split(need, '|')) {
        alternatives.push_back(parse_path(path));
      }
    }
    if (shape.name.empty() || shape.roots.empty() || shape.needs.empty()) {
      return content_error(path_, node.place, "a shape needs `name`, `roots` and `needs`");
    }
    if (Loaded envelope = add_envelope(node, shape); !envelope) return envelope;
    shape.time = parse_paths(node, "time");
    shape.data = parse_paths(node, "data");
    shape.positions = parse_paths(node, "positions");
    shape.message = parse_paths(node, "message");
    if (Loaded values = add_values(node, shape); !values) return values;
    shapes_.shapes.push_back(std::move(shape));
    return {};
  }

  Loaded add_envelope(const YamlNode& node, JsonShape& shape) {
    const YamlNode* envelope = node.find("envelope");
    if (envelope == nullptr || envelope->find("EventID") == nullptr) {
      return content_error(path_, node.place, "a shape needs an `envelope` with an EventID");
    }
    for (const YamlNode::Entry& entry : envelope->entries) {
      const auto field = find_system_field(entry.key);
      if (!field) {
        return content_error(path_, entry.place, format("no envelope field {}", entry.key));
      }
      shape.envelope[static_cast<std::size_t>(*field)] = parse_paths(*envelope, entry.key);
    }
    return {};
  }

  Loaded add_values(const YamlNode& node, JsonShape& shape) {
    const YamlNode* values = node.find("values");
    if (values == nullptr) return {};
    for (const YamlNode::Entry& of : values->entries) {
      const auto field = find_system_field(of.key);
      if (!field) return content_error(path_, of.place, format("no envelope field {}", of.key));
      for (const YamlNode::Entry& entry : of.value.entries) {
        shape.values.push_back({*field, entry.key, entry.value.text});
      }
    }
    return {};
  }

  Loaded add_renames(const YamlNode& node) {
    JsonRenames event;
    const YamlNode* fields = node.find("fields");
    if (!read_event(node, event) || fields == nullptr) {
      return content_error(path_, node.place, "renames need a number as `id` and `fields`");
    }
    for (const YamlNode::Entry& entry : fields->entries) {
      JsonRename& rename = event.fields.emplace_back();
      rename.field = entry.key;
      for (const std::string& text : texts(*fields, entry.key)) {
        JsonPaths& parts = rename.from.emplace_back();
        for (const std::string_view part : split(text, '\\')) parts.push_back(parse_path(part));
      }
    }
    shapes_.renames.push_back(std::move(event));
    return {};
  }

  Loaded add_positions(const YamlNode& node) {
    JsonPositions event;
    if (!read_event(node, event)) {
      return content_error(path_, node.place, "positions need a number as `id`");
    }
    for (const std::string& layout : texts(node, "layouts")) {
      auto& names = event.layouts.emplace_back();
      for (std::string_view name : split(layout, ' ')) {
        const bool hex = name.ends_with(kHexMark);
        if (hex) name.remove_suffix(kHexMark.size());
        names.push_back({std::string(name), hex});
      }
    }
    shapes_.positions.push_back(std::move(event));
    return {};
  }

  JsonShapes& shapes_;
  std::string_view path_;
};

}  // namespace

const JsonRenames* JsonShapes::renames_of(std::string_view channel, std::string_view provider,
                                          std::uint32_t event_id) const {
  return find_event(renames, channel, provider, event_id);
}

std::optional<JsonShapes::Position> JsonShapes::position(std::string_view channel,
                                                         std::string_view provider,
                                                         std::uint32_t event_id, std::size_t count,
                                                         std::string_view field) const {
  const JsonPositions* event = find_event(positions, channel, provider, event_id);
  if (event == nullptr) return std::nullopt;
  const std::vector<JsonPositions::Name>* best = nullptr;
  for (const auto& layout : event->layouts) {
    if (layout.size() <= count && (best == nullptr || layout.size() > best->size())) best = &layout;
  }
  if (best == nullptr) return std::nullopt;
  const auto at = std::ranges::find(*best, field, &JsonPositions::Name::name);
  if (at == best->end()) return std::nullopt;
  return Position{static_cast<std::size_t>(at - best->begin()), at->hex};
}

std::expected<JsonShapes, std::string> load_json_shapes(std::span<const EmbeddedFile> files) {
  JsonShapes shapes;
  for (const EmbeddedFile& file : files) {
    const auto documents = parse_yaml(file);
    if (!documents) {
      return content_error(file.path, documents.error().place, documents.error().message);
    }
    ShapeLoader loader(shapes, file.path);
    for (const YamlNode& document : *documents) {
      if (Loaded loaded = loader.load(document); !loaded) return std::unexpected(loaded.error());
    }
  }
  return shapes;
}

const JsonShapes& builtin_json_shapes() {
  static const JsonShapes shapes =
      load_json_shapes(embedded_yaml("fields/json")).value_or(JsonShapes{});
  return shapes;
}

}  // namespace wmiscope
