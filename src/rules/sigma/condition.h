// SPDX-License-Identifier: Apache-2.0
//
// The condition line of a Sigma rule.
//
//   condition  := and { "or" and }
//   and        := not { "and" not }
//   not        := { "not" } operand
//   operand    := "(" condition ")" | quantifier "of" ( "them" | pattern ) | selection
//   quantifier := "1" | "any" | "all"
//   pattern    := name in which * stands for any number of characters
//   selection  := letters, digits, "_", "-" and "."
//
// So `not` binds closest, then `and`, then `or`. `1 of` and `any of` mean one of the selections
// that fit, `all of` each of them; a selection whose name begins with "_" is left out, unless the
// pattern begins with it too. Words of the grammar are known in capitals as well.
//
//   auto condition = parse_condition("selection and not 1 of filter_*", selections);
//   if (!condition) report(condition.error());
//
// Parentheses and `not` nest to limits::kMaxConditionDepth, the result holds at most
// limits::kMaxConditionNodes. No state, any thread.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "rules/condition.h"
#include "rules/rule_error.h"

namespace wmiscope::sigma {

struct Selection {
  std::string name;
  ConditionNode condition;
  std::size_t nodes = 0;  // of the condition
};

// Where in the text, in bytes.
struct ConditionError {
  RuleErrorCode code = RuleErrorCode::kCondition;
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
  std::string hint;
};

std::expected<ConditionNode, ConditionError> parse_condition(
    std::string_view text, const std::vector<Selection>& selections);

std::size_t count_nodes(const ConditionNode& condition);

// Whether a name fits a pattern of a condition; with case.
bool name_fits(std::string_view pattern, std::string_view name);

}  // namespace wmiscope::sigma
