// SPDX-License-Identifier: Apache-2.0
#include "rules/sigma/document.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf16.h"
#include "content/yaml.h"
#include "rules/sigma/condition.h"
#include "rules/sigma/log_source.h"
#include "rules/sigma/metadata.h"
#include "rules/sigma/selection.h"
#include "rules/targets.h"

namespace wmiscope::sigma {
namespace {

RulePlace key_place(const YamlNode::Entry& entry, const RuleErrors& errors) {
  return errors.place(entry.place, 0, entry.key.size());
}

RulePlace start_of(const YamlNode& document) {
  return {document.place.line, document.place.column, 1};
}

// Keys of a `detection` or `filter` that are no selections.
using Reserved = std::vector<std::string_view>;

std::vector<Selection> parse_selections(const YamlNode& block, const Reserved& reserved,
                                        RuleErrors& errors) {
  std::vector<Selection> selections;
  for (const YamlNode::Entry& entry : block.entries) {
    if (std::ranges::find(reserved, entry.key) != reserved.end()) continue;
    if (auto parsed = parse_selection(entry, errors)) {
      const std::size_t nodes = count_nodes(*parsed);
      selections.push_back({entry.key, std::move(*parsed), nodes});
    }
  }
  return selections;
}

std::optional<ConditionNode> parse_one_condition(const YamlNode& node,
                                                 const std::vector<Selection>& selections,
                                                 RuleErrors& errors) {
  if (!node.is_scalar()) {
    errors.add(RuleErrorCode::kCondition, errors.place(node.place, 0, 1), "a condition is a text",
               "");
    return std::nullopt;
  }
  auto parsed = parse_condition(node.text, selections);
  if (parsed) return std::move(*parsed);
  ConditionError& error = parsed.error();
  errors.add(error.code, errors.place(node.place, error.offset, error.length),
             std::move(error.message), std::move(error.hint));
  return std::nullopt;
}

// One condition, or a list of which one has to hold.
std::optional<ConditionNode> parse_conditions(const YamlNode& node,
                                              const std::vector<Selection>& selections,
                                              RuleErrors& errors) {
  if (!node.is_sequence() || node.items.empty()) {
    return parse_one_condition(node, selections, errors);
  }
  std::vector<ConditionNode> any;
  for (const YamlNode& item : node.items) {
    if (auto parsed = parse_one_condition(item, selections, errors))
      any.push_back(std::move(*parsed));
  }
  if (any.size() != node.items.size()) return std::nullopt;
  ConditionNode all = any_of(std::move(any));
  if (count_nodes(all) <= limits::kMaxConditionNodes) return all;
  errors.add(RuleErrorCode::kLimit, errors.place(node.place, 0, 1), "the conditions are too large",
             "");
  return std::nullopt;
}

// Fields in the order in which the document names them, and only those that the condition uses.
std::vector<std::string> names_in_order(const std::vector<Selection>& selections,
                                        const ConditionNode& condition) {
  const std::vector<std::string> used = field_names(condition);
  std::vector<std::string> names;
  for (const Selection& selection : selections) {
    for (std::string& name : field_names(selection.condition)) {
      const bool wanted = std::ranges::find(used, name) != used.end();
      if (wanted && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
  }
  return names;
}

struct Detection {
  ConditionNode condition;
  std::vector<std::string> field_names;
};

// A `detection` or `filter` block.
std::optional<Detection> parse_detection(const YamlNode::Entry& entry, const Reserved& reserved,
                                         RuleErrors& errors) {
  const YamlNode& block = entry.value;
  if (!block.is_map() || block.entries.empty()) {
    errors.add(RuleErrorCode::kDetection, key_place(entry, errors),
               format("{} is a map of selections and a condition", entry.key), "");
    return std::nullopt;
  }
  const std::size_t before = errors.size();
  if (const auto* timeframe = find_entry(block, "timeframe")) {
    errors.add(RuleErrorCode::kTimeframe, key_place(*timeframe, errors),
               "timeframe is not supported", "a rule looks at one event at a time");
  }
  const auto selections = parse_selections(block, reserved, errors);
  if (errors.size() != before) return std::nullopt;
  const auto* condition = find_entry(block, "condition");
  if (condition == nullptr) {
    errors.add(RuleErrorCode::kDetection, key_place(entry, errors), "there is no condition",
               "such as: condition: selection");
    return std::nullopt;
  }
  auto parsed = parse_conditions(condition->value, selections, errors);
  if (!parsed) return std::nullopt;
  auto names = names_in_order(selections, *parsed);
  return Detection{std::move(*parsed), std::move(names)};
}

// Kinds of documents that are not rules; true where the document is one.
bool refuse_kind(const YamlNode& document, RuleErrors& errors) {
  struct Kind {
    std::string_view key;
    RuleErrorCode code;
    std::string_view message;
    std::string_view hint;
  };
  static constexpr std::array<Kind, 3> kKinds = {{
      {"action", RuleErrorCode::kAction, "documents with \"action\" are not supported",
       "write each rule out as a document of its own"},
      {"correlation", RuleErrorCode::kCorrelation, "correlations are not supported", ""},
      {"filter", RuleErrorCode::kFilter, "this is a filter and no rule", "give it with --filters"},
  }};
  for (const Kind& kind : kKinds) {
    const auto* entry = find_entry(document, kind.key);
    if (entry == nullptr) continue;
    errors.add(kind.code, key_place(*entry, errors), std::string(kind.message),
               std::string(kind.hint));
    return true;
  }
  return false;
}

class RuleParser {
 public:
  RuleParser(const YamlNode& document, FieldTable& table, RuleErrors& errors)
      : document_(document), table_(table), errors_(errors) {}

  std::optional<Rule> parse() {
    if (refuse_kind(document_, errors_)) return std::nullopt;
    const std::size_t before = errors_.size();
    Rule rule = described(parse_metadata(document_, errors_));
    const auto* source = required("logsource", RuleErrorCode::kLogSource);
    const auto* block = required("detection", RuleErrorCode::kDetection);
    std::optional<ParsedLogSource> log_source;
    if (source != nullptr) log_source = parse_log_source(*source, table_, errors_);
    std::optional<Detection> detection;
    if (block != nullptr) detection = parse_detection(*block, {"condition", "timeframe"}, errors_);
    if (errors_.size() != before || !log_source || !detection) return std::nullopt;
    rule.log_source = std::move(log_source->words);
    rule.condition = std::move(detection->condition);
    rule.field_names = std::move(detection->field_names);
    if (rule.output_fields.empty()) rule.output_fields = rule.field_names;
    if (!find_targets(rule, log_source->scope, *block)) return std::nullopt;
    return rule;
  }

 private:
  Rule described(Metadata about) const {
    Rule rule;
    rule.id = std::move(about.id);
    rule.title = std::move(about.title);
    rule.name = std::move(about.name);
    rule.description = std::move(about.description);
    rule.status = std::move(about.status);
    rule.level = about.level;
    rule.mitre_attack = std::move(about.mitre_attack);
    rule.output_fields = std::move(about.fields);
    rule.file = errors_.file();
    rule.line = about.line;
    return rule;
  }

  const YamlNode::Entry* required(std::string_view key, RuleErrorCode code) {
    const auto* entry = find_entry(document_, key);
    if (entry == nullptr) {
      errors_.add(code, start_of(document_), format("there is no {}", key), "");
    }
    return entry;
  }

  bool find_targets(Rule& rule, const LogScope& scope, const YamlNode::Entry& detection) {
    const std::size_t names = rule.field_names.size() + rule.output_fields.size();
    if (table_.names.size() + names > limits::kMaxFieldNames) {
      errors_.add(RuleErrorCode::kLimit, key_place(detection, errors_),
                  "the rules name too many fields", "");
      return false;
    }
    rule.targets = make_targets(scope, rule.condition, table_);
    if (!rule.targets.empty()) return true;
    errors_.add(RuleErrorCode::kNever, key_place(detection, errors_), "no event can match",
                "the condition asks for event ids that the log source does not have");
    return false;
  }

  const YamlNode& document_;
  FieldTable& table_;
  RuleErrors& errors_;
};

class FilterParser {
 public:
  FilterParser(const YamlNode& document, RuleErrors& errors)
      : document_(document), errors_(errors) {}

  std::optional<Filter> parse() {
    const auto* block = find_entry(document_, "filter");
    if (block == nullptr) {
      errors_.add(
          RuleErrorCode::kFilter, start_of(document_), "there is no filter",
          document_.find("detection") != nullptr ? "this is a rule; give it with --rules" : "");
      return std::nullopt;
    }
    const std::size_t before = errors_.size();
    Filter filter = described(parse_metadata(document_, errors_));
    if (const auto* source = find_entry(document_, "logsource")) {
      filter.log_source = parse_log_source_words(*source, errors_).value_or(LogSource());
    }
    if (const auto* rules = find_entry(block->value, "rules")) add_rules(*rules, filter);
    auto detection = parse_detection(*block, {"rules", "condition", "timeframe"}, errors_);
    if (errors_.size() != before || !detection) return std::nullopt;
    filter.condition = std::move(detection->condition);
    return filter;
  }

 private:
  Filter described(Metadata about) const {
    Filter filter;
    filter.name = about.name.empty() ? about.title : std::move(about.name);
    filter.title = std::move(about.title);
    if (document_.find("id") != nullptr) filter.id = std::move(about.id);
    filter.file = errors_.file();
    filter.line = about.line;
    return filter;
  }

  // `any` and `all` name every rule of the log source.
  void add_rules(const YamlNode::Entry& entry, Filter& filter) {
    filter.rules = parse_names(entry, RuleErrorCode::kFilter, errors_);
    if (filter.rules.empty()) {
      errors_.add(RuleErrorCode::kFilter, key_place(entry, errors_), "rules names no rule",
                  "ids, titles or names of rules, or any");
    }
    if (filter.rules.size() != 1) return;
    filter.any_rule = filter.rules[0] == "any" || filter.rules[0] == "all";
  }

  const YamlNode& document_;
  RuleErrors& errors_;
};

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_sequence(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// The maps of a file; everything else is refused here.
std::vector<YamlNode> parse_documents(std::string_view text, RuleErrors& errors) {
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    errors.add(RuleErrorCode::kFile, {}, "the file is not UTF-8 text");
    return {};
  }
  auto documents = parse_yaml(text);
  if (!documents) {
    const YamlError& error = documents.error();
    errors.add(RuleErrorCode::kYaml, {error.place.line, error.place.column, 1}, error.message);
    return {};
  }
  // What stands before the first "---" or behind the last one may be nothing.
  if (documents->size() > 1) std::erase_if(*documents, [](auto& d) { return d.is_null(); });
  if (documents->empty()) errors.add(RuleErrorCode::kDocument, {}, "the file is empty");
  std::erase_if(*documents, [&](const YamlNode& document) {
    if (document.is_map()) return false;
    errors.add(RuleErrorCode::kDocument, start_of(document), "a document is a map of keys");
    return true;
  });
  return std::move(*documents);
}

// The text of each document: from its first key to the line before the next one's.
class Sources {
 public:
  Sources(std::span<const YamlNode> documents, std::string_view text)
      : documents_(documents), text_(text) {}

  std::string of(std::size_t i) const {
    if (documents_.size() == 1) return std::string(text_);
    const std::size_t begin = offset_of(documents_[i].place.line);
    const std::size_t end =
        i + 1 < documents_.size() ? offset_of(documents_[i + 1].place.line) : text_.size();
    std::string_view part = text_.substr(begin, end - begin);
    const std::size_t mark = part.rfind("\n---");
    return std::string(i + 1 < documents_.size() ? part.substr(0, mark) : part);
  }

 private:
  std::size_t offset_of(std::size_t line) const {
    std::size_t offset = 0;
    for (std::size_t i = 1; i < line; ++i) {
      const std::size_t end = text_.find('\n', offset);
      if (end == std::string_view::npos) return text_.size();
      offset = end + 1;
    }
    return offset;
  }

  std::span<const YamlNode> documents_;
  std::string_view text_;
};

}  // namespace

std::vector<Rule> parse_rules(std::string_view text, FieldTable& table, RuleErrors& errors) {
  return parse_rules(parse_documents(text, errors), text, table, errors);
}

std::vector<Rule> parse_rules(std::span<const YamlNode> documents, std::string_view text,
                              FieldTable& table, RuleErrors& errors) {
  const Sources sources(documents, text);
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    auto rule = RuleParser(documents[i], table, errors).parse();
    if (!rule) continue;
    rule->source = sources.of(i);
    rules.push_back(std::move(*rule));
  }
  return rules;
}

std::vector<Filter> parse_filters(std::string_view text, RuleErrors& errors) {
  const std::vector<YamlNode> documents = parse_documents(text, errors);
  const Sources sources(documents, text);
  std::vector<Filter> filters;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    auto filter = FilterParser(documents[i], errors).parse();
    if (!filter) continue;
    filter->source = sources.of(i);
    filters.push_back(std::move(*filter));
  }
  return filters;
}

}  // namespace wmiscope::sigma
