// SPDX-License-Identifier: Apache-2.0
//
// A value of a Sigma rule as pattern elements: wildcards and escapes of the specification
// (https://sigmahq.io/docs/basics/rules, "Escaping").
//
//   parse_value("C:\\Win*\\x")   C : \ W i n <star> \ x
//
//   *   any number of characters        \*  \?   the character itself
//   ?   exactly one                     \\       one backslash, also before a wildcard: \\* is a
//   backslash
//                                                and a wildcard
//   \x  a backslash and x: before other characters it needs no escape
//
// No state, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "rules/pattern.h"

namespace wmiscope::sigma {

std::vector<char32_t> parse_value(std::string_view text);

}  // namespace wmiscope::sigma
