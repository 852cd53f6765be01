// SPDX-License-Identifier: Apache-2.0
//
// One JSON value as a flat tree of views into its text: nothing is copied or unescaped before it is
// asked for.
//
//   const auto system = tree.child(tree.root(), "System");        // the last of doubled keys
//   for (auto i = tree.first(object); i != tree.end(object); i = tree.next(i)) … tree[i].key …
//   Value value = tree.value(node, arena);
//
// Nodes are kept in the order of the text, a container before its members. Views are valid as long
// as the text; unescaped strings as long as the arena. Reused: clear() keeps the memory. One
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "event/value.h"

namespace wmiscope::json {

enum class NodeKind : std::uint8_t { kNull, kBool, kNumber, kString, kObject, kArray };

struct Node {
  std::string_view key;   // of a member; unescaped
  std::string_view text;  // of a scalar: as it stands, a string without its quotes
  std::uint32_t end = 0;  // the node behind the last one inside
  NodeKind kind = NodeKind::kNull;
  bool escaped = false;  // a string with backslashes
};

class JsonTree {
 public:
  using Index = std::uint32_t;

  void clear() { nodes_.clear(); }
  bool empty() const { return nodes_.empty(); }
  std::size_t size() const { return nodes_.size(); }
  // Appends a node; `end` of a container is set once its members are there.
  Index add(Node node);
  void close(Index container) { nodes_[container].end = static_cast<Index>(nodes_.size()); }

  const Node& operator[](Index i) const { return nodes_[i]; }
  static Index root() { return 0; }
  bool is_container(Index i) const { return nodes_[i].kind >= NodeKind::kObject; }
  bool is_object(Index i) const { return nodes_[i].kind == NodeKind::kObject; }
  bool is_array(Index i) const { return nodes_[i].kind == NodeKind::kArray; }
  static Index first(Index container) { return container + 1; }
  Index next(Index i) const { return nodes_[i].end; }
  Index end(Index container) const { return nodes_[container].end; }

  // The member of that name; nothing where `object` is none or has none.
  std::optional<Index> child(Index object, std::string_view key) const;
  // The only item of an array of one, through all levels; otherwise the node itself.
  Index sole(Index i) const;

  // Of a scalar: null is absent. Items of an array joined by ", ". An object as JSON.
  Value value(Index i, Arena& arena) const;
  // The same as text.
  std::string_view text(Index i, Arena& arena) const;
  // Appends the node as JSON without blanks.
  void write(Index i, std::string& out) const;

 private:
  std::vector<Node> nodes_;
};

// Appends the text of a JSON string: `raw` without its quotes. Lone surrogates become U+FFFD, what
// is no escape stays.
void append_unescaped(std::string_view raw, std::string& out);

}  // namespace wmiscope::json
