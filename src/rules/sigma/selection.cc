// SPDX-License-Identifier: Apache-2.0
#include "rules/sigma/selection.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "rules/sigma/modifiers.h"
#include "rules/sigma/value.h"

namespace wmiscope::sigma {
namespace {

using Anchor = Modifiers::Anchor;

// One value, or each of a list.
std::span<const YamlNode> values_of(const YamlNode& node) {
  return node.is_sequence() ? std::span(node.items) : std::span(&node, 1);
}

std::vector<char32_t> anchored(std::vector<char32_t> elements, Anchor anchor) {
  if (anchor == Anchor::kContains || anchor == Anchor::kEndsWith) {
    elements.insert(elements.begin(), kStar);
  }
  if (anchor == Anchor::kContains || anchor == Anchor::kStartsWith) elements.push_back(kStar);
  return elements;
}

class SelectionParser {
 public:
  explicit SelectionParser(RuleErrors& errors) : errors_(errors) {}

  std::optional<ConditionNode> selection(const YamlNode::Entry& entry) {
    const YamlNode& node = entry.value;
    if (node.is_map()) return map(node, entry);
    if (node.is_scalar()) return keywords({}, values_of(node));
    if (node.is_sequence() && !node.items.empty()) return list(node, entry);
    return refuse(RuleErrorCode::kSelection, errors_.place(entry.place, 0, entry.key.size()),
                  format("selection \"{}\" has nothing to look for", entry.key),
                  "a map of fields and values, a list of such maps, or a list of keywords");
  }

 private:
  std::optional<ConditionNode> map(const YamlNode& node, const YamlNode::Entry& owner) {
    if (node.entries.empty()) {
      return refuse(RuleErrorCode::kSelection, errors_.place(owner.place, 0, owner.key.size()),
                    format("selection \"{}\" has an empty map", owner.key), "");
    }
    std::vector<ConditionNode> items;
    for (const YamlNode::Entry& entry : node.entries) {
      if (auto parsed = item(entry)) items.push_back(std::move(*parsed));
    }
    if (items.size() != node.entries.size()) return std::nullopt;
    return all_of(std::move(items));
  }

  // Maps, keywords, or both.
  std::optional<ConditionNode> list(const YamlNode& node, const YamlNode::Entry& owner) {
    std::vector<ConditionNode> items;
    std::vector<YamlNode> words;
    bool good = true;
    for (const YamlNode& each : node.items) {
      if (!each.is_map()) {
        words.push_back(each);
      } else if (auto parsed = map(each, owner)) {
        items.push_back(std::move(*parsed));
      } else {
        good = false;
      }
    }
    if (!words.empty()) {
      auto parsed = keywords({}, words);
      good = good && parsed.has_value();
      if (parsed) items.push_back(std::move(*parsed));
    }
    if (!good) return std::nullopt;
    return any_of(std::move(items));
  }

  std::optional<ConditionNode> item(const YamlNode::Entry& entry) {
    const std::optional<Key> key = parse_key(entry, errors_);
    if (!key) return std::nullopt;
    if (key->modifiers.exists) return existence(*key, entry.value);
    const auto values = values_of(entry.value);
    if (values.empty()) {
      return refuse(RuleErrorCode::kValue, errors_.place(entry.place, 0, entry.key.size()),
                    format("\"{}\" has no values", entry.key), "");
    }
    if (key->field.empty()) return keywords(key->modifiers, values);
    auto patterns = patterns_of(key->modifiers, values);
    if (!patterns) return std::nullopt;
    return field_leaf(key->field, std::move(*patterns), key->modifiers.all);
  }

  std::optional<ConditionNode> existence(const Key& key, const YamlNode& value) {
    if (value.is_scalar() && (value.text == "true" || value.text == "True")) {
      return exists_leaf(key.field);
    }
    if (value.is_scalar() && (value.text == "false" || value.text == "False")) {
      return negation(exists_leaf(key.field));
    }
    return refuse(RuleErrorCode::kValue, errors_.place(value.place, 0, value.text.size()),
                  "exists is true or false", "");
  }

  std::optional<ConditionNode> keywords(Modifiers modifiers, std::span<const YamlNode> values) {
    for (const YamlNode& value : values) {
      if (value.is_scalar() && !value.text.empty()) continue;
      return refuse(RuleErrorCode::kValue, errors_.place(value.place, 0, 1),
                    "a keyword is a text that is not empty", "");
    }
    if (!modifiers.regex) modifiers.anchor = Anchor::kContains;
    auto patterns = patterns_of(modifiers, values);
    if (!patterns) return std::nullopt;
    return keyword_leaf(std::move(*patterns), modifiers.all);
  }

  std::optional<std::vector<Pattern>> patterns_of(const Modifiers& modifiers,
                                                  std::span<const YamlNode> values) {
    std::vector<Pattern> patterns;
    for (const YamlNode& value : values) {
      if (auto parsed = pattern(modifiers, value)) patterns.push_back(std::move(*parsed));
    }
    if (patterns.size() != values.size()) return std::nullopt;
    return patterns;
  }

  std::optional<Pattern> pattern(const Modifiers& modifiers, const YamlNode& value) {
    const bool needs_text = modifiers.regex || modifiers.anchor != Anchor::kWhole;
    if (value.is_map() || value.is_sequence() || (value.is_null() && needs_text)) {
      refuse(RuleErrorCode::kValue, errors_.place(value.place, 0, 1),
             value.is_null() ? "null is no text that a field could hold a part of"
                             : "a value is a text, a number, true, false or null",
             value.is_null() ? "compare with null in an item of its own" : "");
      return std::nullopt;
    }
    if (modifiers.regex) return regex(modifiers, value);
    return make_pattern(anchored(parse_value(value.text), modifiers.anchor),
                        {.cased = modifiers.cased});
  }

  std::optional<Pattern> regex(const Modifiers& modifiers, const YamlNode& value) {
    if (errors_.trusted()) {
      return make_pattern(Regex::trusted(value.text, modifiers.regex_options));
    }
    auto compiled = Regex::compile(value.text, modifiers.regex_options);
    if (compiled) return make_pattern(std::move(*compiled));
    refuse(RuleErrorCode::kRegex, errors_.place(value.place, 0, value.text.size()),
           format("the regular expression is wrong: {}", compiled.error()),
           "RE2's syntax: no look-around and no back-references");
    return std::nullopt;
  }

  std::nullopt_t refuse(RuleErrorCode code, RulePlace place, std::string message,
                        std::string hint) {
    errors_.add(code, place, std::move(message), std::move(hint));
    return std::nullopt;
  }

  RuleErrors& errors_;
};

}  // namespace

std::optional<ConditionNode> parse_selection(const YamlNode::Entry& selection, RuleErrors& errors) {
  return SelectionParser(errors).selection(selection);
}

}  // namespace wmiscope::sigma
