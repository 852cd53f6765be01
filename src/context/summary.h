// SPDX-License-Identifier: Apache-2.0
//
// An activity as a sentence: the same words for the same facts, and what is inferred called so.
//
//   activity.sentence   pgustavo, coming over the network from 172.18.39.5, had WMI start "x.exe".
//   activity.summary    On WORKSTATION6 at 07:56:41 UTC pgustavo … ; purpose: lateral movement.
//
// Command lines in it come from events: whoever writes it out escapes it. Pure, any thread.
#pragma once

#include <string>

#include "wmiscope/activity.h"

namespace wmiscope {

// `deed`: what was done, as a predicate: "ran wmic os get". Fills sentence and summary.
void write_summary(const std::string& deed, std::string_view target, Activity& activity);

}  // namespace wmiscope
