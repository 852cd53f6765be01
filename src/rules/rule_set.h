// SPDX-License-Identifier: Apache-2.0
//
// All rules and filters of a run, ready to be matched: the demand that they make together, and for
// each entry of it the rules that can match its events, bound to the entry's slots.
//
//   RuleSet set = RuleSet::build(std::move(loaded.rules), std::move(loaded.filters), table);
//   std::vector<RuleMatch> matches;
//   set.match(event, batch.arena, matches);
//   for (const RuleMatch& m : matches)
//     for (const NamedExpr& f : m.bound->fields)
//       use(f.name, value_text(evaluate(f.expr, event, batch.arena), batch.arena));
//
// Immutable once built; match() may be called by any number of threads, each with its own arena and
// vector. The field table and the story have to outlive the set.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "event/demand.h"
#include "event/event.h"
#include "event/field_table.h"
#include "rules/filter.h"
#include "rules/rule.h"

namespace wmiscope {

struct BoundFilter {
  std::size_t filter = 0;  // index in RuleSet::filters()
  ConditionNode condition;
};

// One rule on the events of one entry of the demand: every expression has its slots.
struct BoundRule {
  std::size_t rule = 0;    // index in RuleSet::rules()
  std::size_t target = 0;  // index in Rule::targets
  ConditionNode condition;
  std::vector<NamedExpr> fields;  // of the finding, in order
  FieldExpr dest;
  FieldExpr user;
  std::vector<BoundFilter> filters;
};

struct RuleMatch {
  const BoundRule* bound = nullptr;        // valid as long as the set
  std::optional<std::size_t> excluded_by;  // index in RuleSet::filters()
};

class RuleSet {
 public:
  RuleSet() = default;
  // `others` is what is wanted beside the rules (the context's facts). Interns names in the table.
  static RuleSet build(std::vector<Rule> rules, std::vector<Filter> filters, FieldTable& table,
                       std::vector<Want> others = {});

  const Demand& demand() const { return demand_; }
  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<Filter>& filters() const { return filters_; }

  // The rules that can match events of an entry, in the order of rules().
  std::span<const BoundRule> bound(std::size_t entry) const { return by_entry_[entry]; }

  // Appends one RuleMatch for each rule that matches, in the order of rules().
  void match(const Event& event, Arena& arena, std::vector<RuleMatch>& out) const;

 private:
  std::vector<Rule> rules_;
  std::vector<Filter> filters_;
  Demand demand_;
  std::vector<std::vector<BoundRule>> by_entry_;
  // By entry: without one of these no rule matches. Empty where some rule has no cheap condition. The
  // demand's own are wider where others look at the events too.
  std::vector<std::vector<std::pair<std::size_t, RawCondition>>> gates_;
};

}  // namespace wmiscope
