// SPDX-License-Identifier: Apache-2.0
//
// An entry may be covered by several targets of one rule (Sysmon 1, and the whole log): the most
// specific one is the one that knows the event's fields, and it alone is bound there.
#include "rules/rule_set.h"

#include <algorithm>
#include <utility>

#include "rules/matcher.h"
#include "rules/targets.h"

namespace wmiscope {
namespace {

// A filter's condition over the fields of one target.
struct ResolvedFilter {
  std::size_t filter = 0;
  std::size_t target = 0;
  ConditionNode condition;
};

// Resolves the filters of a rule for each of its targets, and asks for what they read.
std::vector<ResolvedFilter> add_filters(Rule& rule, const std::vector<Filter>& filters,
                                        FieldTable& table) {
  std::vector<ResolvedFilter> resolved;
  for (std::size_t f = 0; f < filters.size(); ++f) {
    if (!applies(filters[f], rule)) continue;
    for (std::size_t t = 0; t < rule.targets.size(); ++t) {
      RuleTarget& target = rule.targets[t];
      resolved.push_back({f, t, filters[f].condition});
      ConditionNode& condition = resolved.back().condition;
      resolve(condition, target.kind, table);
      collect_fields(condition, target.want.fields);
      target.want.all_values |= has_keywords(condition);
    }
  }
  return resolved;
}

// Ordered as Demand orders its entries: (log, id), (log, every id), (every log, id), everything.
int specificity(const Want& want) {
  const bool names_log = !want.channel.empty() || !want.provider.empty();
  return (names_log ? 2 : 0) + (want.event_id ? 1 : 0);
}

// For each entry the target that serves it; null where the rule does not look at it.
std::vector<std::optional<std::size_t>> targets_of_entries(const Rule& rule, const Demand& demand) {
  std::vector<std::optional<std::size_t>> chosen(demand.size());
  for (std::size_t t = 0; t < rule.targets.size(); ++t) {
    const Want& want = rule.targets[t].want;
    for (const std::size_t entry : demand.covered_by(want)) {
      const auto& now = chosen[entry];
      if (!now || specificity(want) > specificity(rule.targets[*now].want)) chosen[entry] = t;
    }
  }
  return chosen;
}

BoundRule bind_rule(std::size_t index, const Rule& rule, std::size_t target,
                    const std::vector<ResolvedFilter>& filters, const DemandEntry& entry) {
  const RuleTarget& from = rule.targets[target];
  BoundRule bound{index, target, from.condition, from.fields, from.dest, from.user, {}};
  bind(bound.condition, entry);
  for (NamedExpr& field : bound.fields) bind(field.expr, entry);
  bind(bound.dest, entry);
  bind(bound.user, entry);
  for (const ResolvedFilter& filter : filters) {
    if (filter.target != target) continue;
    bound.filters.push_back({filter.filter, filter.condition});
    bind(bound.filters.back().condition, entry);
  }
  return bound;
}

using Gate = std::vector<std::pair<std::size_t, RawCondition>>;

// The cheap conditions of all rules bound to an entry, by its slots.
Gate gate_of(const std::vector<BoundRule>& bound, const std::vector<Rule>& rules,
             const DemandEntry& entry) {
  Gate gate;
  for (const BoundRule& rule : bound) {
    const Want& want = rules[rule.rule].targets[rule.target].want;
    if (want.any_of.empty()) return {};
    for (const RawCondition& condition : want.any_of) {
      const std::pair test{*entry.slot(condition.field), condition};
      if (std::ranges::find(gate, test) == gate.end()) gate.push_back(test);
    }
  }
  return gate;
}

std::optional<std::size_t> excluding_filter(const BoundRule& rule, const Event& event,
                                            Arena& arena) {
  for (const BoundFilter& each : rule.filters) {
    if (!matches(each.condition, event, arena)) return each.filter;
  }
  return std::nullopt;
}

}  // namespace

RuleSet RuleSet::build(std::vector<Rule> rules, std::vector<Filter> filters, FieldTable& table,
                       std::vector<Want> others) {
  RuleSet set;
  set.rules_ = std::move(rules);
  set.filters_ = std::move(filters);
  std::vector<Want> wants = std::move(others);
  std::vector<std::vector<ResolvedFilter>> resolved;
  for (Rule& rule : set.rules_) {
    add_output(rule, table);
    resolved.push_back(add_filters(rule, set.filters_, table));
    for (const RuleTarget& target : rule.targets) wants.push_back(target.want);
  }
  set.demand_ = Demand::build(wants);
  set.by_entry_.resize(set.demand_.size());
  for (std::size_t r = 0; r < set.rules_.size(); ++r) {
    const auto targets = targets_of_entries(set.rules_[r], set.demand_);
    for (std::size_t e = 0; e < targets.size(); ++e) {
      if (!targets[e]) continue;
      set.by_entry_[e].push_back(
          bind_rule(r, set.rules_[r], *targets[e], resolved[r], set.demand_[e]));
    }
  }
  for (std::size_t e = 0; e < set.demand_.size(); ++e) {
    set.gates_.push_back(gate_of(set.by_entry_[e], set.rules_, set.demand_[e]));
  }
  return set;
}

void RuleSet::match(const Event& event, Arena& arena, std::vector<RuleMatch>& out) const {
  const Gate& gate = gates_[event.entry];
  const auto passes = [&](const auto& test) {
    return meets(test.second, event.fields[test.first]);
  };
  if (!gate.empty() && std::ranges::none_of(gate, passes)) return;
  for (const BoundRule& rule : by_entry_[event.entry]) {
    if (!matches(rule.condition, event, arena)) continue;
    out.push_back({&rule, excluding_filter(rule, event, arena)});
  }
}

}  // namespace wmiscope
