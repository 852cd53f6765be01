// SPDX-License-Identifier: Apache-2.0
//
// The plain matcher: what a condition means, written to be obviously right and not to be fast. It
// is the oracle of rules/matcher.h (matcher_test.cc, fuzz) and stays for ever; no scan uses it.
//
//   EXPECT_EQ(plain_matches(condition, event, arena), matches(condition, event, arena));
//
// Every value becomes UTF-8 and then a list of characters; a pattern is tried by plain recursion
// over the two. Time grows steeply with the number of stars: for short texts only.
#pragma once

#include "base/arena.h"
#include "event/event.h"
#include "rules/condition.h"

namespace wmiscope {

bool plain_matches(const ConditionNode& condition, const Event& event, Arena& arena);

bool plain_matches(const Pattern& pattern, const Value& value);

}  // namespace wmiscope
