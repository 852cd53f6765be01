// SPDX-License-Identifier: Apache-2.0
//
// A selection of a Sigma rule (a "search identifier" of the specification) as a named condition.
//
//   selection  := map | '[' map … ']' | keywords
//   map        := { key: values }          all of its items hold
//   [ map … ]                              one of them holds
//   keywords   := value | '[' value … ']'  one of them is somewhere in the event
//   values     := value | '[' value … ']'  one of them, with `all` each of them
//   value      := text with wildcards | number | true | false | null | ''
//
// null and '' fit a field that is absent or empty. A number or a truth value is compared as the
// text that it is written as, which is how Windows' XML shows it. Keywords look into every value of
// the event and into Provider, Channel, Computer and the writer's SID.
#pragma once

#include <optional>

#include "content/yaml.h"
#include "rules/condition.h"
#include "rules/rule_error.h"

namespace wmiscope::sigma {

// Null where it is refused; all reasons are in `errors`.
std::optional<ConditionNode> parse_selection(const YamlNode::Entry& selection, RuleErrors& errors);

}  // namespace wmiscope::sigma
