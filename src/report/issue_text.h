// SPDX-License-Identifier: Apache-2.0
//
// An issue, or a thing that was skipped, as a sentence for people.
//
//   issue_sentence(issue);
//   // "Security.evtx: size of a record, chunk 5 at byte 331,776: 96 needed, 64 there
//   [record-size]"
//
// Escaped for a terminal, not cut. No state, any thread.
#pragma once

#include <string>

#include "wmiscope/issue.h"

namespace wmiscope {

std::string issue_sentence(const Issue& issue);
std::string skipped_sentence(const Skipped& skipped);

}  // namespace wmiscope
