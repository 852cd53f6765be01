// SPDX-License-Identifier: Apache-2.0
#include "input/json/simdjson_reader.h"

#include <simdjson.h>

#include <cstring>

#include "base/limits.h"
#include "base/utf16.h"

namespace wmiscope::json {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

constexpr simdjson::error_code kTooMany = simdjson::CAPACITY;

const char* say(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return "no JSON value";
    case simdjson::UNCLOSED_STRING:
      return "a string that does not end";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "an object or list that does not end";
    case simdjson::TRAILING_CONTENT:
      return "text behind the JSON value";
    case simdjson::UNESCAPED_CHARS:
      return "a control character in a string";
    case simdjson::CAPACITY:
      return "a JSON value of too many parts";
    default:
      return "a JSON value";
  }
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// Whether the last character closes what the first one opens. simdjson looks only at documents that
// are taken as an object or list from the start.
bool is_closed(std::string_view text) {
  if (text.starts_with('{')) return text.ends_with('}');
  return !text.starts_with('[') || text.ends_with(']');
}

// The quote that ends the string whose first character is at `text`.
const char* string_end(const char* text) {
  while (true) {
    if (*text == '"') return text;
    text += *text == '\\' ? 2 : 1;
  }
}

// Builds the tree of one value, member by member.
class Builder {
 public:
  Builder(Arena& arena, JsonTree& tree) : arena_(arena), tree_(tree) {}

  simdjson::error_code root(ondemand::document& document) {
    ondemand::json_type type{};
    if (const auto error = document.type().get(type)) return error;
    if (type != ondemand::json_type::object && type != ondemand::json_type::array) {
      std::string_view token;
      if (const auto error = document.raw_json_token().get(token)) return error;
      add_scalar({}, type, token);
      return simdjson::SUCCESS;
    }
    ondemand::value value;
    if (const auto error = document.get_value().get(value)) return error;
    if (const auto error = container({}, type, value, 0)) return error;
    const char* rest = nullptr;
    const auto behind = document.current_location().get(rest);
    return behind == simdjson::OUT_OF_BOUNDS ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
  }

 private:
  simdjson::error_code add(std::string_view key, ondemand::value value, std::size_t depth) {
    if (tree_.size() >= limits::kMaxJsonNodes) return kTooMany;
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) return error;
    if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
      return container(key, type, value, depth);
    }
    return scalar(key, type, value);
  }

  simdjson::error_code container(std::string_view key, ondemand::json_type type,
                                 ondemand::value value, std::size_t depth) {
    const bool is_object = type == ondemand::json_type::object;
    Node node;
    node.key = key;
    node.kind = is_object ? NodeKind::kObject : NodeKind::kArray;
    const JsonTree::Index at = tree_.add(node);
    if (depth == limits::kMaxJsonDepth) return simdjson::SUCCESS;
    const auto error = is_object ? members(value, depth) : items(value, depth);
    tree_.close(at);
    return error;
  }

  simdjson::error_code members(ondemand::value value, std::size_t depth) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return error;
    for (auto member : object) {
      ondemand::raw_json_string raw;
      if (const auto error = member.key().get(raw)) return error;
      ondemand::value inner;
      if (const auto error = member.value().get(inner)) return error;
      if (const auto error = add(key_of(raw.raw()), inner, depth + 1)) return error;
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code items(ondemand::value value, std::size_t depth) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return error;
    for (auto item : array) {
      ondemand::value inner;
      if (const auto error = std::move(item).get(inner)) return error;
      if (const auto error = add({}, inner, depth + 1)) return error;
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code scalar(std::string_view key, ondemand::json_type type,
                              ondemand::value value) {
    const std::string_view token = value.raw_json_token();
    // Reading the value is what moves simdjson on to the next one, and checks it.
    simdjson::error_code error = simdjson::SUCCESS;
    ondemand::raw_json_string text;
    bool flag = false;
    switch (type) {
      case ondemand::json_type::string:
        error = value.get_raw_json_string().get(text);
        break;
      case ondemand::json_type::boolean:
        error = value.get_bool().get(flag);
        break;
      case ondemand::json_type::null:
        error = value.is_null().get(flag);
        break;
      default:
        error = number(value);
    }
    if (!error) add_scalar(key, type, token);
    return error;
  }

  // A number of any size is kept as text.
  static simdjson::error_code number(ondemand::value value) {
    double ignored = 0;
    const auto error = value.get_double().get(ignored);
    return error == simdjson::NUMBER_OUT_OF_RANGE ? simdjson::SUCCESS : error;
  }

  void add_scalar(std::string_view key, ondemand::json_type type, std::string_view token) {
    Node node;
    node.key = key;
    node.text = trim_end(token);
    switch (type) {
      case ondemand::json_type::string:
        node.kind = NodeKind::kString;
        node.text.remove_prefix(1);
        node.text.remove_suffix(1);
        node.escaped = node.text.find('\\') != std::string_view::npos;
        break;
      case ondemand::json_type::number:
        node.kind = NodeKind::kNumber;
        break;
      case ondemand::json_type::boolean:
        node.kind = NodeKind::kBool;
        break;
      default:
        node.kind = NodeKind::kNull;
    }
    tree_.add(node);
  }

  std::string_view key_of(const char* raw) {
    const std::string_view key(raw, static_cast<std::size_t>(string_end(raw) - raw));
    if (key.find('\\') == std::string_view::npos) return key;
    std::string text;
    append_unescaped(key, text);
    return arena_.copy(text);
  }

  Arena& arena_;
  JsonTree& tree_;
};

}  // namespace

struct SimdjsonReader::Parser {
  ondemand::parser parser{limits::kMaxJsonValue + kJsonPadding};

  simdjson::error_code read(std::string_view text, Arena& arena, JsonTree& tree) {
    tree.clear();
    text = trim_end(text);
    if (!is_closed(text)) return simdjson::INCOMPLETE_ARRAY_OR_OBJECT;
    ondemand::document document;
    const simdjson::padded_string_view padded(text, text.size() + kJsonPadding);
    if (const auto error = parser.iterate(padded).get(document)) return error;
    return Builder(arena, tree).root(document);
  }
};

SimdjsonReader::SimdjsonReader() : parser_(std::make_unique<Parser>()) {}
SimdjsonReader::~SimdjsonReader() = default;

const char* SimdjsonReader::read(std::string_view text, Arena& arena, JsonTree& tree) {
  auto error = parser_->read(text, arena, tree);
  if (error == simdjson::UTF8_ERROR) {
    std::string valid;
    append_valid_utf8(text, valid);
    return read_unpadded(valid, arena, tree);
  }
  return error ? say(error) : nullptr;
}

const char* SimdjsonReader::read_unpadded(std::string_view text, Arena& arena, JsonTree& tree) {
  char* const copy = reinterpret_cast<char*>(arena.allocate(text.size() + kJsonPadding));
  std::memcpy(copy, text.data(), text.size());
  std::memset(copy + text.size(), ' ', kJsonPadding);
  const auto error = parser_->read({copy, text.size()}, arena, tree);
  return error ? say(error) : nullptr;
}

}  // namespace wmiscope::json
