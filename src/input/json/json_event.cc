// SPDX-License-Identifier: Apache-2.0
#include "input/json/json_event.h"

#include <algorithm>

#include "input/text/data_xml.h"

namespace wmiscope::json {

std::size_t Columns::add(std::string_view name) {
  const std::size_t known = find(name);
  if (known != kNone) return known;
  names_.emplace_back(name);
  by_name_[bucket(name)].push_back(names_.size() - 1);
  return names_.size() - 1;
}

std::size_t Columns::find(std::string_view name) const {
  for (const std::size_t column : by_name_[bucket(name)]) {
    if (names_[column] == name) return column;
  }
  return kNone;
}

namespace {

// A number as Windows' XML shows it where the field is of a hexadecimal type.
Value in_hex(const Value& value) {
  std::uint64_t number = 0;
  const bool is_hex = value.is_text() && value.view().starts_with("0x");
  return !is_hex && value_number(value, number) ? Value::number(ValueType::kHex, number) : value;
}

std::string dotted(const JsonPath& path) {
  std::string text;
  for (const std::string& step : path.steps) text += step + '.';
  return text;
}

}  // namespace

const JsonShape* JsonEvent::begin(const JsonTree& tree, Arena& arena) {
  arena_ = &arena;
  finder_.begin(arena);
  shape_ = nullptr;
  data_known_ = kind_known_ = false;
  columns_ = nullptr;
  message_.reset();
  rendered_.reset();
  const JsonPlace outer{&tree, JsonTree::root()};
  // The innermost first; a member may be called like a wrapper and be none.
  const JsonPlace inner = unwrapped(outer);
  const bool same = inner.tree == outer.tree && inner.node == outer.node;
  if (!find_shape(inner) && !same) find_shape(outer);
  return shape_;
}

JsonPlace JsonEvent::unwrapped(JsonPlace place) {
  for (const std::string& wrapper : shapes_.wrappers) {
    const auto inner = place.tree->child(place.node, wrapper);
    if (!inner) continue;
    const JsonPlace opened = finder_.opened({place.tree, *inner});
    if (opened.is_object()) place = opened;
  }
  return place;
}

bool JsonEvent::find_shape(JsonPlace whole) {
  finder_.set_root(whole);
  for (const JsonShape& shape : shapes_.shapes) {
    for (const JsonPath& path : shape.roots) {
      const auto root = finder_.find(path, whole);
      if (!root || !fits(shape, root->sole())) continue;
      whole_ = whole;
      root_ = root->sole();
      shape_ = &shape;
      learn_id();
      return true;
    }
  }
  return false;
}

bool JsonEvent::is_foreign(const JsonTree& tree) {
  return std::ranges::any_of(shapes_.foreign, [&](const JsonPath& path) {
    const auto place = finder_.find(path, {&tree, JsonTree::root()});
    return place && !behind(path, finder_.value(*place)).absent();
  });
}

bool JsonEvent::fits(const JsonShape& shape, JsonPlace from) {
  return std::ranges::all_of(
      shape.needs, [&](const JsonPaths& paths) { return finder_.first(paths, from).has_value(); });
}

void JsonEvent::learn_id() {
  std::uint64_t id = 0;
  event_id_ = 0;
  if (value_number(system(SystemField::kEventId), id)) event_id_ = static_cast<std::uint32_t>(id);
}

Value JsonEvent::system(SystemField field) {
  if (field == SystemField::kTime) {
    const auto found = time();
    return found ? Value::utf8(found->text) : Value();
  }
  for (const JsonPath& path : shape_->envelope[static_cast<std::size_t>(field)]) {
    const auto place = finder_.find(path, root_);
    const Value value = place ? behind(path, finder_.value(*place)) : Value();
    if (!value.absent()) return shape_->values.empty() ? value : meant(field, value);
  }
  return {};
}

// What follows the path's text in the value, if it asks for that.
Value JsonEvent::behind(const JsonPath& path, const Value& value) {
  if (path.after.empty()) return value;
  const std::string_view text = value_text(value, *arena_);
  const std::size_t at = text.find(path.after);
  if (at == std::string_view::npos) return {};
  return Value::utf8(text.substr(at + path.after.size()));
}

// The value that the shape has another word for.
Value JsonEvent::meant(SystemField field, const Value& value) {
  const std::string_view text = value_text(value, *arena_);
  for (const JsonShape::Alias& alias : shape_->values) {
    if (alias.field == field && alias.from == text) return Value::utf8(alias.to);
  }
  return value;
}

// The first with a zone, or known to be UTC; else the first (corpus README, choice 7).
std::optional<EventTime> JsonEvent::time() {
  std::optional<EventTime> without_zone;
  for (const JsonPath& path : shape_->time) {
    const auto found = time_at(path);
    if (!found) continue;
    if (found->has_zone) return found;
    if (path.zone == JsonPath::Zone::kUtc) return EventTime{found->ticks, found->text, true};
    if (!without_zone) without_zone = found;
  }
  return without_zone;
}

std::optional<EventTime> JsonEvent::time_at(const JsonPath& path) {
  Value value;
  if (path.field) {
    value = field_by_name(path.steps.front());
  } else if (const auto place = finder_.find(path, root_)) {
    value = finder_.value(*place);
  }
  if (value.absent()) return std::nullopt;
  const std::string_view text = value_text(value, *arena_);
  if (path.zone == JsonPath::Zone::kOnlyZ && !text.ends_with('Z')) return std::nullopt;
  return read_event_time(text, *arena_);
}

void JsonEvent::select(const Columns& columns) {
  columns_ = &columns;
  fields_.assign(columns.size(), {});
  data();
  std::size_t group = 0;
  for (std::size_t i = 0; i < data_.size(); ++i) {
    while (group + 1 < groups_.size() && groups_[group + 1] <= i) ++group;
    const std::size_t column = columns.find(data_[i].name);
    if (column == Columns::kNone) continue;
    Column& field = fields_[column];
    // An earlier path wins over a later one; within one the last of doubled names counts.
    if (field.placed && field.source < groups_[group]) continue;
    field.placed = true;
    field.source = i;
  }
}

Value JsonEvent::field(std::size_t column) {
  Column& field = fields_[column];
  if (!field.known) {
    field.value = search(column);
    field.known = true;
  }
  return field.value;
}

Value JsonEvent::search(std::size_t column) {
  const Column& field = fields_[column];
  const std::string_view name = columns_->name(column);
  const Value own = field.placed ? value(data_[field.source]) : Value();
  if (!own.absent()) return own;
  if (name == "Message") return message();
  for (const Value& other : {renamed(name), positioned(name), in_message(name)}) {
    if (!other.absent()) return other;
  }
  return own;
}

// A field that no column stands for.
Value JsonEvent::field_by_name(std::string_view name) {
  for (const DataField& field : data()) {
    if (field.name == name) return value(field);
  }
  const Value other = positioned(name);
  return other.absent() ? in_message(name) : other;
}

const MessageKind& JsonEvent::kind() {
  if (!kind_known_) {
    kind_.channel = value_text(system(SystemField::kChannel), *arena_);
    kind_.provider = value_text(system(SystemField::kProvider), *arena_);
    kind_.event_id = event_id_;
    kind_known_ = true;
  }
  return kind_;
}

Value JsonEvent::renamed(std::string_view name) {
  const MessageKind& event = kind();
  const JsonRenames* renames = shapes_.renames_of(event.channel, event.provider, event.event_id);
  if (renames == nullptr) return {};
  const auto rename = std::ranges::find(renames->fields, name, &JsonRename::field);
  if (rename == renames->fields.end()) return {};
  for (const JsonPaths& parts : rename->from) {
    std::string joined;
    for (const JsonPath& part : parts) {
      const auto place = finder_.find(part, root_);
      if (!place) continue;
      if (!joined.empty()) joined += '\\';
      append_value(finder_.value(*place), joined);
    }
    if (!joined.empty()) return Value::utf8(arena_->copy(joined));
  }
  return {};
}

Value JsonEvent::positioned(std::string_view name) {
  const auto nameless = std::ranges::find(data(), std::string_view(), &DataField::name);
  if (nameless == data_.end()) return {};
  const auto count =
      static_cast<std::size_t>(std::ranges::count(data_, std::string_view(), &DataField::name));
  const MessageKind& event = kind();
  const auto at = shapes_.position(event.channel, event.provider, event.event_id, count, name);
  if (!at) return {};
  std::size_t seen = 0;
  for (const DataField& field : data_) {
    if (!field.name.empty() || seen++ != at->index) continue;
    const Value found = value(field);
    return at->hex ? in_hex(found) : found;
  }
  return {};
}

Value JsonEvent::message() {
  if (!message_) {
    const auto place = finder_.first(shape_->message, root_);
    message_ = place ? finder_.value(*place) : Value();
  }
  return *message_;
}

Value JsonEvent::in_message(std::string_view name) {
  if (!rendered_) {
    if (!RenderedMessage::is_known(kind())) return {};
    const Value text = message();
    rendered_.emplace(value_text(text, *arena_), kind());
  }
  const std::string_view found = rendered_->field(name);
  return found.empty() ? Value() : Value::utf8(found);
}

std::optional<JsonPlace> JsonEvent::as_evtx_dump() {
  JsonPath attributes;
  attributes.steps = {"Event", "System", "TimeCreated", "#attributes"};
  return finder_.find(attributes, whole_) ? std::optional(whole_) : std::nullopt;
}

const std::vector<DataField>& JsonEvent::data() {
  if (data_known_) return data_;
  data_known_ = true;
  data_.clear();
  groups_.clear();
  for (const JsonPath& path : shape_->data) {
    groups_.push_back(data_.size());
    if (const auto place = finder_.find(path, root_)) {
      collect(*place);
    } else {
      collect_dotted(dotted(path));
    }
  }
  groups_.push_back(data_.size());
  if (const auto list = finder_.first(shape_->positions, root_)) collect_items(*list);
  return data_;
}

Value JsonEvent::value(const DataField& field) {
  return field.place.tree == nullptr ? field.made : finder_.value(field.place);
}

void JsonEvent::collect(JsonPlace from) {
  from = finder_.opened(from.sole());
  if (from.is_object()) {
    collect_members(from);
  } else if (from.is_array()) {
    collect_items(from);
  } else if (from.is_string()) {
    collect_xml(value_text(finder_.value(from), *arena_));
  }
}

// Members whose names spell out the way to them: "winlog.event_data.Image".
void JsonEvent::collect_dotted(std::string_view prefix) {
  const JsonTree& tree = *root_.tree;
  for (auto i = JsonTree::first(root_.node); i != tree.end(root_.node); i = tree.next(i)) {
    if (!tree[i].key.starts_with(prefix)) continue;
    data_.push_back({tree[i].key.substr(prefix.size()), {&tree, i}, {}});
  }
}

void JsonEvent::collect_members(JsonPlace object) {
  const JsonTree& tree = *object.tree;
  for (auto i = JsonTree::first(object.node); i != tree.end(object.node); i = tree.next(i)) {
    const JsonPlace member{&tree, i};
    if (member->key == "Data" && (tree.is_container(i) || object.node != root_.node)) {
      if (tree.is_array(i)) {
        collect_items(member);
      } else {
        collect_named(member);
      }
    } else if (!member->key.empty()) {
      data_.push_back({member->key, member, {}});
    }
  }
}

// A list of {Name, text}, or of values without names.
void JsonEvent::collect_items(JsonPlace list) {
  const JsonTree& tree = *list.tree;
  if (!tree.is_array(list.node)) return;
  for (auto i = JsonTree::first(list.node); i != tree.end(list.node); i = tree.next(i)) {
    const bool is_text = tree[i].kind == NodeKind::kString;
    if (is_text && std::ranges::count(shapes_.placeholders, tree[i].text) > 0) continue;
    collect_named({&tree, i});
  }
}

void JsonEvent::collect_named(JsonPlace item) {
  const auto name = finder_.attribute(item, "Name");
  data_.push_back(
      {name ? value_text(finder_.value(*name), *arena_) : std::string_view(), item, {}});
}

void JsonEvent::collect_xml(std::string_view xml) {
  for (const XmlDatum& datum : read_data_xml(xml, *arena_)) {
    data_.push_back({datum.name, {}, Value::utf8(datum.text)});
  }
}

}  // namespace wmiscope::json
