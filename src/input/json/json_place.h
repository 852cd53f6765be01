// SPDX-License-Identifier: Apache-2.0
//
// Finds values in a JSON event by the paths of the shape table (content/json_shapes.h).
//
//   PathFinder finder(shapes.xml, arena, reader);
//   finder.begin(tree);                                     // for each event
//   if (const auto place = finder.first(shape.envelope[n], root)) Value v = finder.value(*place);
//
// A path goes through lists of one item, through member names with dots ("winlog.event_id"), and
// through JSON that stands as text inside a string, which is parsed once. Of doubled names the last
// counts, null is absent. Places are valid until the next begin(). One thread.
#pragma once

#include <bitset>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "content/json_shapes.h"
#include "input/json/json_tree.h"
#include "input/json/simdjson_reader.h"

namespace wmiscope::json {

struct JsonPlace {
  const JsonTree* tree = nullptr;
  JsonTree::Index node = 0;

  const Node& operator*() const { return (*tree)[node]; }
  const Node* operator->() const { return &(*tree)[node]; }
  bool is_object() const { return tree->is_object(node); }
  bool is_array() const { return tree->is_array(node); }
  bool is_string() const { return (*tree)[node].kind == NodeKind::kString; }
  bool is_null() const { return (*tree)[node].kind == NodeKind::kNull; }
  JsonPlace sole() const { return {tree, tree->sole(node)}; }
};

class PathFinder {
 public:
  PathFinder(const JsonXmlHabits& habits, SimdjsonReader& reader)
      : habits_(habits), reader_(reader) {}

  // Another event; its views live in the arena.
  void begin(Arena& arena) {
    arena_ = &arena;
    nested_.clear();
    root_ = {};
  }
  // Where most paths of the event will begin.
  void set_root(JsonPlace root);

  std::optional<JsonPlace> find(const JsonPath& path, JsonPlace from);
  // The first path that leads to something.
  std::optional<JsonPlace> first(const JsonPaths& paths, JsonPlace from);

  // The value of an element: its text, whatever the converter made of it; absent where it has none.
  Value value(JsonPlace place);
  // An attribute of the element.
  std::optional<JsonPlace> attribute(JsonPlace element, std::string_view name) const;
  // JSON inside a string; the place itself where there is none.
  JsonPlace opened(JsonPlace place);

 private:
  using Steps = std::span<const std::string>;

  std::optional<JsonPlace> walk(JsonPlace from, Steps steps);
  std::optional<JsonPlace> any_object(JsonPlace from, Steps rest);
  std::optional<JsonPlace> attribute_beside(JsonPlace parent, std::string_view element,
                                            std::string_view name) const;
  std::optional<JsonPlace> text_of(JsonPlace element) const;

  // The root's members by how their names begin: most paths begin there, and most lead nowhere.
  std::optional<JsonPlace> walk_root(Steps steps);
  static std::size_t start_of(std::string_view name) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(name[i]); };
    return name.size() < 2 ? 0 : (byte(0) * 37U + byte(1)) % kStarts;
  }

  struct Nested {
    const char* text = nullptr;  // of the string
    std::unique_ptr<JsonTree> tree;
  };

  const JsonXmlHabits& habits_;
  SimdjsonReader& reader_;
  Arena* arena_ = nullptr;
  std::vector<Nested> nested_;
  static constexpr std::size_t kStarts = 1024;
  JsonPlace root_;
  struct Member {
    std::uint32_t start = 0;
    JsonTree::Index node = 0;
  };
  std::vector<Member> members_;
  std::bitset<kStarts> starts_;  // those that members have
};

}  // namespace wmiscope::json
