// SPDX-License-Identifier: Apache-2.0
//
// The processes of an activity as a small tree: who called, where WMI cuts the chain, what WMI
// started and what that started.
//
//   for (const ProcessLine& line : process_lines(activity)) print(line.branch, line.text);
//
//   WmiPrvSE.exe 3460  -secured -Embedding     (WMI cuts the chain here)
//   └─ GruntHTTP2.exe 3824  "C:\Windows\System32\GruntHTTP2.exe"
//
// The records of an activity name the role of a process and not its parent: ancestors stand in the
// order that they have there (nearest first), the provider's host above what it started. Texts are
// as the events have them: escape them. No state, any thread.
#pragma once

#include <string>
#include <vector>

#include "wmiscope/activity.h"

namespace wmiscope {

struct ProcessLine {
  std::string branch;   // "   └─ ", of this program
  std::string name;     // "cmd.exe 5208"
  std::string command;  // what follows it, cut first where there is no room
  std::string note;     // of this program
};

inline constexpr std::size_t kMaxProcessLines = 10;  // then "… and N more processes"

std::vector<ProcessLine> process_lines(const Activity& activity);

}  // namespace wmiscope
