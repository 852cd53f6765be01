// SPDX-License-Identifier: Apache-2.0
//
// Rules in words, for `rules list`, `rules show` and `rules check`.
//
//   RuleInfo info = describe(rule, &story, table);
//   info.cost   "Sysmon 1 where Image ends with '\wmic.exe'; every Security 4688"
//
// The cost is what a scan has to decode for the rule: the events that pass its cheap conditions.
// Text of the rule's file is quoted as it is: escape before a terminal gets it. No state, any
// thread.
#pragma once

#include <string>

#include "content/story.h"
#include "event/demand.h"
#include "event/field_table.h"
#include "rules/rule.h"
#include "wmiscope/rules.h"

namespace wmiscope {

// `story` is where rule.story belongs; null: none.
RuleInfo describe(const Rule& rule, const Story* story, const FieldTable& table);

// "Sysmon 1", "System 7045", "Security", "event 4104 of every log", "every log".
std::string event_name(const RuleTarget& target, const FieldTable& table);

// What scanning for the rule costs.
std::string cost_of(const Rule& rule, const FieldTable& table);

}  // namespace wmiscope
