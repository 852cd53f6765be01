// SPDX-License-Identifier: Apache-2.0
//
// A rule set out of Sigma text, and events put before it, for the tests of this room.
//
//   TestRules rules(R"(title: … )");
//   TestEvent event;
//   event.id(1).set("Image", "C:\\wmic.exe");
//   EXPECT_EQ(rules.matched(kSysmon, event), std::vector<std::string>{"A rule"});
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "content/field_tables.h"
#include "event/value.h"
#include "rules/rule_set.h"
#include "rules/sigma/document.h"
#include "rules/test_event.h"

namespace wmiscope {

inline constexpr std::string_view kSysmon = "Microsoft-Windows-Sysmon/Operational";
inline constexpr std::string_view kSecurity = "Security";
inline constexpr std::string_view kWmiActivity = "Microsoft-Windows-WMI-Activity/Operational";

class TestRules {
 public:
  explicit TestRules(std::string_view rules, std::string_view filters = {})
      : table(load_builtin_field_table().value()) {
    RuleErrors errors("rules.yml", rules), filter_errors("filters.yml", filters);
    std::vector<Rule> parsed = sigma::parse_rules(rules, table, errors);
    std::vector<Filter> parsed_filters;
    if (!filters.empty()) parsed_filters = sigma::parse_filters(filters, filter_errors);
    for (const RuleError& error : errors.take()) mistakes += to_text(error);
    for (const RuleError& error : filter_errors.take()) mistakes += to_text(error);
    set = RuleSet::build(std::move(parsed), std::move(parsed_filters), table);
  }
  TestRules(std::vector<Rule> rules, std::vector<Filter> filters, FieldTable fields)
      : table(std::move(fields)) {
    set = RuleSet::build(std::move(rules), std::move(filters), table);
  }

  // The matches of an event of a log; its id is the one it was given.
  std::vector<RuleMatch> matches(std::string_view channel, TestEvent& event) {
    std::vector<RuleMatch> found;
    event.system(SystemField::kChannel, channel);
    const auto entry = set.demand().find(Value::utf8(channel), Value(), event.event_id());
    if (!entry) return found;
    if (!passes(set.demand()[*entry], event)) return found;
    laid_out = event.laid_out(set.demand()[*entry], *entry, table.names);
    set.match(laid_out, arena, found);
    return found;
  }

  // Titles of the rules that match; an excluded one is followed by the name of its filter. What is
  // wrong with the text stands in their place.
  std::vector<std::string> matched(std::string_view channel, TestEvent& event) {
    if (!mistakes.empty()) return {mistakes};
    std::vector<std::string> titles;
    for (const RuleMatch& match : matches(channel, event)) {
      std::string title = set.rules()[match.bound->rule].title;
      if (match.excluded_by) title += " -" + set.filters()[*match.excluded_by].name;
      titles.push_back(std::move(title));
    }
    return titles;
  }

  std::vector<std::pair<std::string, std::string>> fields(const RuleMatch& match) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const NamedExpr& field : match.bound->fields) {
      out.emplace_back(field.name, text(field.expr));
    }
    return out;
  }
  std::string text(const FieldExpr& expr) {
    return std::string(value_text(evaluate(expr, laid_out, arena), arena));
  }

  std::string mistakes;
  FieldTable table;
  RuleSet set;
  Arena arena;
  Event laid_out;  // the last one; its values are the TestEvent's

 private:
  // The reader's cheap conditions: what fails them never reaches the rules.
  bool passes(const DemandEntry& entry, const TestEvent& event) const {
    if (entry.any_of.empty()) return true;
    for (const RawCondition& each : entry.any_of) {
      if (meets(each, event.value(std::string(table.names.name(each.field))))) return true;
    }
    return false;
  }
};

}  // namespace wmiscope
