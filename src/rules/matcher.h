// SPDX-License-Identifier: Apache-2.0
//
// The fast matcher: whether a bound condition holds for an event.
//
//   if (matches(bound.condition, event, batch.arena)) …
//
// Texts are compared where they lie, in UTF-16 or UTF-8; only typed values, text for regular
// expressions and functions of the field table make new text, in the arena. What it must answer is
// said by rules/plain_matcher.h, and matcher_test.cc holds the two against each other.
//
// A field without a value, or with an empty one, fits null and '' and nothing else; `exists` alone
// tells the two apart. No state; any thread, with an arena of its own.
#pragma once

#include "base/arena.h"
#include "event/event.h"
#include "rules/condition.h"

namespace wmiscope {

bool matches(const ConditionNode& condition, const Event& event, Arena& arena);

bool matches(const Pattern& pattern, const Value& value, Arena& arena);

}  // namespace wmiscope
