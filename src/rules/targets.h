// SPDX-License-Identifier: Apache-2.0
//
// From a log source to the kinds of events that a rule runs on, with its condition resolved for
// each.
//
//   rule.targets = make_targets(scope, rule.condition, table);
//
// A condition that names event ids narrows a whole log to these ids: `service: security` with
// `EventID: 4688` asks for 4688 and for nothing else. A kind for which the condition cannot hold is
// left out; no targets at all: the rule can never match.
#pragma once

#include <string>
#include <vector>

#include "event/field_table.h"
#include "rules/condition.h"
#include "rules/rule.h"

namespace wmiscope {

// What a log source names: kinds of a category, or a log, or (neither) every event.
struct LogScope {
  std::vector<const EventKind*> kinds;
  const LogService* log = nullptr;
};

// Interns names in the table. Not for several threads at once.
std::vector<RuleTarget> make_targets(const LogScope& scope, const ConditionNode& condition,
                                     FieldTable& table);

// Gives the targets the fields of the finding, dest and user, and asks for what these read.
void add_output(Rule& rule, FieldTable& table);

}  // namespace wmiscope
