// SPDX-License-Identifier: Apache-2.0
#include "rules/targets.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "rules/cheap_conditions.h"

namespace wmiscope {
namespace {

using Ids = std::vector<std::uint32_t>;

RuleTarget target_of(const EventKind* kind, std::string channel, std::string provider,
                     std::optional<std::uint32_t> event_id) {
  RuleTarget target;
  target.kind = kind;
  target.want.channel = std::move(channel);
  target.want.provider = std::move(provider);
  target.want.event_id = event_id;
  return target;
}

RuleTarget target_of(const EventKind& kind) {
  return target_of(&kind, kind.channel, kind.provider, kind.event_id);
}

bool has(const std::optional<Ids>& ids, std::uint32_t id) {
  return !ids || std::ranges::binary_search(*ids, id);
}

// The kinds of a category; one without an id stands for each id that the condition names.
void add_kinds(const std::vector<const EventKind*>& kinds, const std::optional<Ids>& ids,
               std::vector<RuleTarget>& out) {
  for (const EventKind* kind : kinds) {
    if (kind->event_id) {
      if (has(ids, *kind->event_id)) out.push_back(target_of(*kind));
    } else if (!ids) {
      out.push_back(target_of(*kind));
    } else {
      for (const std::uint32_t id : *ids) {
        out.push_back(target_of(kind, kind->channel, kind->provider, id));
      }
    }
  }
}

// Every event of a log: its kinds, and the rest where no kind stands for it.
void add_log(const LogService& log, const std::optional<Ids>& ids, const FieldTable& table,
             std::vector<RuleTarget>& out) {
  if (ids) {
    for (const std::uint32_t id : *ids) {
      out.push_back(target_of(table.kind(log.channel, id), log.channel, log.provider, id));
    }
    return;
  }
  for (const EventKind& kind : table.kinds) {
    if (equals_nocase(kind.channel, log.channel) && kind.event_id) out.push_back(target_of(kind));
  }
  const EventKind* rest = table.kind(log.channel, std::nullopt);
  out.push_back(target_of(rest, log.channel, log.provider, std::nullopt));
}

// Every event of every log: the kinds of the table, and what is none of them.
void add_everything(const std::optional<Ids>& ids, const FieldTable& table,
                    std::vector<RuleTarget>& out) {
  for (const EventKind& kind : table.kinds) {
    if (!ids || (kind.event_id && has(ids, *kind.event_id))) out.push_back(target_of(kind));
  }
  if (!ids) out.push_back(target_of(nullptr, "", "", std::nullopt));
  for (const std::uint32_t id : ids.value_or(Ids())) {
    out.push_back(target_of(nullptr, "", "", id));
  }
}

// EventID reads the same in every kind.
std::optional<Ids> ids_of(const ConditionNode& condition, FieldTable& table) {
  ConditionNode resolved = condition;
  resolve(resolved, nullptr, table);
  return possible_event_ids(resolved);
}

// False where no event of the target can match.
bool complete(RuleTarget& target, const ConditionNode& condition, FieldTable& table) {
  target.condition = condition;
  resolve(target.condition, target.kind, table);
  Necessary necessary = cheap_conditions(target.condition, target.want.event_id);
  target.want.all_values = has_keywords(target.condition);
  collect_fields(target.condition, target.want.fields);
  const bool possible = !necessary.never();
  target.want.any_of = std::move(necessary.any_of);
  return possible;
}

// The row of the kind, where it has one.
std::optional<FieldExpr> row_of(const EventKind* kind, std::string_view name) {
  const FieldRow* row = kind == nullptr ? nullptr : kind->row(name);
  return row == nullptr ? std::nullopt : std::optional(row->expr);
}

FieldExpr system_expr(SystemField field) {
  FieldExpr expr;
  expr.op = FieldExpr::Op::kSystem;
  expr.system = field;
  return expr;
}

// The field that the published search names, else the kind's own `dest` or `user`, else `fallback`.
FieldExpr risk_object(const RuleTarget& target, std::string_view published, std::string_view usual,
                      FieldExpr fallback, FieldTable& table) {
  if (!published.empty()) return table.resolve(target.kind, published);
  return row_of(target.kind, usual).value_or(std::move(fallback));
}

}  // namespace

const std::vector<std::string>& by_fields(const Rule& rule) {
  return rule.story != nullptr ? rule.story->by_fields : rule.output_fields;
}

std::vector<RuleTarget> make_targets(const LogScope& scope, const ConditionNode& condition,
                                     FieldTable& table) {
  const std::optional<Ids> ids = ids_of(condition, table);
  std::vector<RuleTarget> targets;
  if (!scope.kinds.empty()) {
    add_kinds(scope.kinds, ids, targets);
  } else if (scope.log != nullptr) {
    add_log(*scope.log, ids, table, targets);
  } else {
    add_everything(ids, table, targets);
  }
  // Where a wider target stands beside the kinds, a kind left out would fall to it, and be read by
  // it as what it is not.
  const bool wider = scope.kinds.empty() && (scope.log == nullptr || !ids);
  std::erase_if(targets,
                [&](RuleTarget& each) { return !complete(each, condition, table) && !wider; });
  return targets;
}

void add_output(Rule& rule, FieldTable& table) {
  const std::string none;
  const std::string& dest = rule.story != nullptr ? rule.story->dest_field : none;
  const std::string& user = rule.story != nullptr ? rule.story->user_field : none;
  for (RuleTarget& target : rule.targets) {
    target.fields.clear();
    for (const std::string& name : by_fields(rule)) {
      target.fields.push_back({name, table.resolve(target.kind, name)});
    }
    target.dest = risk_object(target, dest, "dest", system_expr(SystemField::kComputer), table);
    target.user = risk_object(target, user, "user", FieldExpr(), table);
    for (const NamedExpr& field : target.fields) collect_fields(field.expr, target.want.fields);
    collect_fields(target.dest, target.want.fields);
    collect_fields(target.user, target.want.fields);
  }
}

}  // namespace wmiscope
