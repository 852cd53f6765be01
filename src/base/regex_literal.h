// SPDX-License-Identifier: Apache-2.0
//
// Literals of which every match of a regular expression holds at least one, for a cheap test before
// the expression is compiled and run.
//
//   required_literals("\\bwmic(\\.exe)?\\s+/node:", true)     // any of "/node:"
//   required_literals("(whoami|query) user|net1? use", true)  // any of "whoami", "query", "net"
//   required_literals("a*", true)                             // none: nothing can be said
//
// Conservative: classes, optional parts and everything that it does not know end a literal. Without
// case the literals are in lower case, and say nothing of texts beyond ASCII: RE2 also finds k in
// K (Kelvin) and s in ſ. Pure, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

struct RequiredLiterals {
  std::vector<std::string> any_of;  // empty: any text may match
  bool ignore_case = false;         // as asked for, or by (?i) in front

  // Whether the text may hold a match.
  bool may_match(std::string_view text) const;
};

RequiredLiterals required_literals(std::string_view pattern, bool ignore_case);

}  // namespace wmiscope
