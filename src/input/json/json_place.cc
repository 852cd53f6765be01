// SPDX-License-Identifier: Apache-2.0
#include "input/json/json_place.h"

namespace wmiscope::json {
namespace {

using Steps = std::span<const std::string>;

// How many steps the member's name stands for: one, or several joined by dots; 0 where it is
// another.
std::size_t steps_named(std::string_view key, Steps steps) {
  if (key.size() < steps[0].size() || key[0] != steps[0][0]) return 0;
  std::size_t n = 0;
  while (n < steps.size() && key.starts_with(steps[n])) {
    key.remove_prefix(steps[n].size());
    ++n;
    if (key.empty()) return n;
    if (key[0] != '.') return 0;
    key.remove_prefix(1);
  }
  return 0;
}

bool looks_like_json(const Node& node) {
  const std::size_t at = node.text.find_first_not_of(" \t");
  return at != std::string_view::npos && (node.text[at] == '{' || node.text[at] == '[');
}

}  // namespace

void PathFinder::set_root(JsonPlace root) {
  root_ = root;
  starts_.reset();
  members_.clear();
  if (!root.is_object()) return;
  const JsonTree& tree = *root.tree;
  for (auto i = JsonTree::first(root.node); i != tree.end(root.node); i = tree.next(i)) {
    const std::size_t start = start_of(tree[i].key);
    members_.push_back({static_cast<std::uint32_t>(start), i});
    starts_.set(start);
  }
}

std::optional<JsonPlace> PathFinder::find(const JsonPath& path, JsonPlace from) {
  if (path.attribute.empty()) {
    const auto found = walk(from, path.steps);
    return found && !found->is_null() ? found : std::nullopt;
  }
  const Steps steps = path.steps;
  if (const auto element = walk(from, steps)) {
    if (const auto found = attribute(element->sole(), path.attribute)) return found;
  }
  const auto parent = walk(from, steps.first(steps.size() - 1));
  if (!parent) return std::nullopt;
  return attribute_beside(parent->sole(), steps.back(), path.attribute);
}

std::optional<JsonPlace> PathFinder::first(const JsonPaths& paths, JsonPlace from) {
  for (const JsonPath& path : paths) {
    if (const auto found = find(path, from)) return found;
  }
  return std::nullopt;
}

std::optional<JsonPlace> PathFinder::walk(JsonPlace from, Steps steps) {
  if (steps.empty()) return from;
  from = opened(from.sole());
  if (steps[0] == "*") return any_object(from, steps.subspan(1));
  if (!from.is_object()) return std::nullopt;
  if (from.tree == root_.tree && from.node == root_.node) return walk_root(steps);
  const JsonTree& tree = *from.tree;
  std::optional<JsonPlace> found;
  for (auto i = JsonTree::first(from.node); i != tree.end(from.node); i = tree.next(i)) {
    const std::size_t n = steps_named(tree[i].key, steps);
    if (n == 0) continue;
    if (const auto inner = walk({&tree, i}, steps.subspan(n))) found = inner;
  }
  return found;
}

std::optional<JsonPlace> PathFinder::walk_root(Steps steps) {
  // A name that spells out several steps begins like the first one.
  const std::size_t start = start_of(steps[0]);
  std::optional<JsonPlace> found;
  if (steps[0].size() >= 2 && !starts_[start]) return found;
  for (const Member& member : members_) {
    if (steps[0].size() >= 2 && member.start != start) continue;
    const std::size_t n = steps_named((*root_.tree)[member.node].key, steps);
    if (n == 0) continue;
    if (const auto inner = walk({root_.tree, member.node}, steps.subspan(n))) found = inner;
  }
  return found;
}

std::optional<JsonPlace> PathFinder::any_object(JsonPlace from, Steps rest) {
  if (!from.is_object()) return std::nullopt;
  const JsonTree& tree = *from.tree;
  for (auto i = JsonTree::first(from.node); i != tree.end(from.node); i = tree.next(i)) {
    const JsonPlace inner = JsonPlace{&tree, i}.sole();
    const std::string& attributes = habits_.attribute_suffix;
    if (!inner.is_object() || inner->key.ends_with(attributes)) continue;
    if (tree[i].key.starts_with('#') || tree[i].key.starts_with('@')) continue;
    if (const auto found = walk(inner, rest)) return found;
  }
  return std::nullopt;
}

std::optional<JsonPlace> PathFinder::attribute(JsonPlace element, std::string_view name) const {
  if (!element.is_object()) return std::nullopt;
  for (const std::string& holder : habits_.attribute_members) {
    const auto all = element.tree->child(element.node, holder);
    if (!all) continue;
    if (const auto found = element.tree->child(*all, name)) return JsonPlace{element.tree, *found};
  }
  for (const std::string& sign : habits_.attribute_signs) {
    const auto found = element.tree->child(element.node, sign + std::string(name));
    if (found) return JsonPlace{element.tree, *found};
  }
  return std::nullopt;
}

std::optional<JsonPlace> PathFinder::attribute_beside(JsonPlace parent, std::string_view element,
                                                      std::string_view name) const {
  if (!parent.is_object()) return std::nullopt;
  const auto all = parent.tree->child(parent.node, std::string(element) + habits_.attribute_suffix);
  if (!all) return std::nullopt;
  const auto found = parent.tree->child(*all, name);
  if (!found) return std::nullopt;
  return JsonPlace{parent.tree, *found};
}

std::optional<JsonPlace> PathFinder::text_of(JsonPlace element) const {
  element = element.sole();
  if (!element.is_object()) return element;
  for (const std::string& name : habits_.text_members) {
    if (const auto found = element.tree->child(element.node, name)) {
      return JsonPlace{element.tree, *found}.sole();
    }
  }
  return std::nullopt;
}

Value PathFinder::value(JsonPlace place) {
  const auto text = text_of(place);
  if (text) return text->tree->value(text->node, *arena_);
  const JsonPlace element = place.sole();
  // An element of which only attributes are left.
  for (const std::string& holder : habits_.attribute_members) {
    if (element.tree->child(element.node, holder)) return {};
  }
  return element.tree->value(element.node, *arena_);
}

JsonPlace PathFinder::opened(JsonPlace place) {
  if (!place.is_string() || !looks_like_json(*place)) return place;
  for (const Nested& known : nested_) {
    if (known.text != place->text.data()) continue;
    return known.tree ? JsonPlace{known.tree.get(), JsonTree::root()} : place;
  }
  Nested& nested = nested_.emplace_back();
  nested.text = place->text.data();
  auto tree = std::make_unique<JsonTree>();
  const std::string_view text = place.tree->text(place.node, *arena_);
  if (reader_.read_unpadded(text, *arena_, *tree) != nullptr) return place;
  nested.tree = std::move(tree);
  return {nested.tree.get(), JsonTree::root()};
}

}  // namespace wmiscope::json
