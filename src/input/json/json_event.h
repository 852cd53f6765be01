// SPDX-License-Identifier: Apache-2.0
//
// One JSON value seen as a Windows event, by the table of shapes: its envelope, its time, its
// fields.
//
//   JsonEvent event(shapes);
//   if (event.begin(tree, arena) == nullptr) …              // fits no shape
//   Value channel = event.system(SystemField::kChannel);
//   event.select(columns);                                  // which fields will be asked for
//   Value image = event.field(slot);
//
// A field is looked for where the shape has its data, then under other names (renames), by its
// position, then in the rendered message; the first place counts, there the last of doubled names.
// Values are views of the tree's text or the arena, made when they are asked for. Reused for the
// next event. One thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/json_shapes.h"
#include "event/demand.h"
#include "event/event.h"
#include "input/json/json_place.h"
#include "input/rendered_message.h"
#include "input/text/event_time.h"

namespace wmiscope::json {

// The fields that will be asked for, by column, and how a name finds its column.
class Columns {
 public:
  static constexpr std::size_t kNone = ~std::size_t{0};

  // Adds a name, or finds it; its column.
  std::size_t add(std::string_view name);
  std::size_t size() const { return names_.size(); }
  std::string_view name(std::size_t column) const { return names_[column]; }
  std::size_t find(std::string_view name) const;

 private:
  static constexpr std::size_t kBuckets = 64;
  static std::size_t bucket(std::string_view name) {
    return name.empty() ? 0
                        : (name.size() * 7 + static_cast<unsigned char>(name.back())) % kBuckets;
  }

  std::vector<std::string> names_;
  std::array<std::vector<std::size_t>, kBuckets> by_name_;
};

// A member of the event data. Its value is made when it is asked for, unless it came from XML text.
struct DataField {
  std::string_view name;  // empty where it has none
  JsonPlace place;
  Value made;
};

class JsonEvent {
 public:
  JsonEvent(const JsonShapes& shapes, SimdjsonReader& reader)
      : shapes_(shapes), finder_(shapes.xml, reader) {}

  // The shape of the value; null where it fits none.
  const JsonShape* begin(const JsonTree& tree, Arena& arena);
  // Whether the value, which fits no shape, is known to be something else.
  bool is_foreign(const JsonTree& tree);

  Value system(SystemField field);
  std::optional<EventTime> time();
  std::uint32_t event_id() const { return event_id_; }

  // The columns outlive the event.
  void select(const Columns& columns);
  Value field(std::size_t column);

  // All members of the event data, in the order of the text.
  const std::vector<DataField>& data();
  Value value(const DataField& field);
  Value message();

  // The whole value, where it has evtx_dump's shape.
  std::optional<JsonPlace> as_evtx_dump();

 private:
  JsonPlace unwrapped(JsonPlace place);
  bool find_shape(JsonPlace whole);
  bool fits(const JsonShape& shape, JsonPlace from);
  void learn_id();
  Value behind(const JsonPath& path, const Value& value);
  Value meant(SystemField field, const Value& value);
  void collect(JsonPlace from);
  void collect_members(JsonPlace object);
  void collect_dotted(std::string_view prefix);
  void collect_items(JsonPlace list);
  void collect_named(JsonPlace item);
  void collect_xml(std::string_view xml);
  Value search(std::size_t column);
  Value renamed(std::string_view name);
  Value positioned(std::string_view name);
  Value in_message(std::string_view name);
  Value field_by_name(std::string_view name);
  std::optional<EventTime> time_at(const JsonPath& path);
  const MessageKind& kind();

  struct Column {
    bool known = false;   // value is what there is
    bool placed = false;  // the data has it, at `source`
    std::size_t source = 0;
    Value value;
  };

  const JsonShapes& shapes_;
  PathFinder finder_;
  Arena* arena_ = nullptr;
  const JsonShape* shape_ = nullptr;
  JsonPlace whole_;  // without wrappers
  JsonPlace root_;   // where the shape's event begins in it
  std::uint32_t event_id_ = 0;

  bool data_known_ = false;
  std::vector<DataField> data_;
  std::vector<std::size_t> groups_;  // where each of the shape's data paths begins in data_
  const Columns* columns_ = nullptr;
  std::vector<Column> fields_;

  bool kind_known_ = false;
  MessageKind kind_;
  std::optional<Value> message_;
  std::optional<RenderedMessage> rendered_;
};

}  // namespace wmiscope::json
