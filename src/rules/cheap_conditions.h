// SPDX-License-Identifier: Apache-2.0
//
// What must hold of an event's raw values whenever a condition holds: the tests that a reader makes
// in the source's own bytes, before it decodes anything (event/demand.h).
//
//   Necessary n = cheap_conditions(target.condition, target.want.event_id);
//   if (n.never()) drop(target);
//   if (n.known) target.want.any_of = n.any_of;
//
// A comparison of a derived field becomes tests of the fields that it is made from. For
// first(basename(Image), first_word(CommandLine)) == 'wmic.exe': Image ends with wmic.exe, or
// CommandLine starts with it. Of an `and` the cheapest side is taken, of an `or` both, of a `not`
// nothing is known. Weaker than the condition or equal, never stronger: cheap_conditions_test.cc
// holds the two against each other. No state, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "event/demand.h"
#include "rules/condition.h"

namespace wmiscope {

// Not known: any event may match. Known: one of the tests holds for every event that matches;
// without tests no event can.
struct Necessary {
  bool known = false;
  std::vector<RawCondition> any_of;

  bool never() const { return known && any_of.empty(); }
};

// Of a resolved condition, for events of this id (null: of any).
Necessary cheap_conditions(const ConditionNode& condition, std::optional<std::uint32_t> event_id);

// The event ids for which the condition can hold, where it says so; ascending. Null: any id.
std::optional<std::vector<std::uint32_t>> possible_event_ids(const ConditionNode& condition);

}  // namespace wmiscope
