// SPDX-License-Identifier: Apache-2.0
//
// The longest literal that every match of a regular expression must hold, for a cheap test before
// the expression is compiled and run.
//
//   required_literal("\\bwmic(\\.exe)?\\s+/node:", true)     // "/node:"
//   required_literal("a|b", true)                            // "": nothing can be said
//
// Conservative: groups, classes, optional parts and everything that it does not know end a literal.
// Without case it is in lower case and holds neither k nor s, which RE2 also finds in K (Kelvin) and
// ſ. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace wmiscope {

std::string required_literal(std::string_view pattern, bool ignore_case);

}  // namespace wmiscope
