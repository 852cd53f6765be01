// SPDX-License-Identifier: Apache-2.0
#include "rules/plain_matcher.h"

#include <span>
#include <string>
#include <vector>

#include "base/ascii.h"

namespace wmiscope {
namespace {

using Op = ConditionNode::Op;
using Characters = std::span<const char32_t>;

// Whether the whole text fits the whole pattern.
bool fits(Characters pattern, Characters text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == kStar) {
    return fits(pattern.subspan(1), text) || (!text.empty() && fits(pattern, text.subspan(1)));
  }
  if (text.empty()) return false;
  if (pattern[0] != kQuestion && pattern[0] != text[0]) return false;
  return fits(pattern.subspan(1), text.subspan(1));
}

bool some_fit(const ConditionNode& node, const Value& value) {
  for (const Pattern& pattern : *node.patterns) {
    if (plain_matches(pattern, value)) return true;
  }
  return false;
}

bool all_fit(const ConditionNode& node, const Value& value) {
  for (const Pattern& pattern : *node.patterns) {
    if (!plain_matches(pattern, value)) return false;
  }
  return true;
}

std::vector<Value> all_values(const Event& event) {
  std::vector<Value> values;
  for (const NamedValue& each : event.all) values.push_back(each.value);
  values.push_back(event[SystemField::kProvider]);
  values.push_back(event[SystemField::kChannel]);
  values.push_back(event[SystemField::kComputer]);
  values.push_back(event[SystemField::kUserId]);
  std::erase_if(values, [](const Value& value) { return value.absent(); });
  return values;
}

bool keyword_found(const Pattern& pattern, const Event& event) {
  for (const Value& value : all_values(event)) {
    if (plain_matches(pattern, value)) return true;
  }
  return false;
}

bool keywords_match(const ConditionNode& node, const Event& event) {
  std::size_t found = 0;
  for (const Pattern& pattern : *node.patterns) found += keyword_found(pattern, event) ? 1 : 0;
  return node.all ? found == node.patterns->size() : found > 0;
}

bool every_child(const ConditionNode& node, const Event& event, Arena& arena) {
  for (const ConditionNode& child : node.children) {
    if (!plain_matches(child, event, arena)) return false;
  }
  return true;
}

bool some_child(const ConditionNode& node, const Event& event, Arena& arena) {
  for (const ConditionNode& child : node.children) {
    if (plain_matches(child, event, arena)) return true;
  }
  return false;
}

}  // namespace

bool plain_matches(const Pattern& pattern, const Value& value) {
  std::string text;
  append_value(value, text);
  if (pattern.shape == Pattern::Shape::kNull) return text.empty();
  if (text.empty()) return false;
  if (pattern.shape == Pattern::Shape::kRegex) return pattern.regex->matches(text);
  return fits(pattern.elements, to_elements(pattern.cased ? text : to_ascii_lower(text)));
}

bool plain_matches(const ConditionNode& node, const Event& event, Arena& arena) {
  if (node.op == Op::kAnd) return every_child(node, event, arena);
  if (node.op == Op::kOr) return some_child(node, event, arena);
  if (node.op == Op::kNot) return !plain_matches(node.children[0], event, arena);
  if (node.op == Op::kKeyword) return keywords_match(node, event);
  const Value value = evaluate(node.expr, event, arena);
  if (node.op == Op::kExists) return value.present();
  return node.all ? all_fit(node, value) : some_fit(node, value);
}

}  // namespace wmiscope
