// SPDX-License-Identifier: Apache-2.0
//
// wmiscope.investigation/1: a line for each row of the story's investigations (docs/outputs.md).
//
//   append_investigation_lines(explanation.investigation, out);
//
// Whole lines; what is not known is left out. No state, any thread.
#pragma once

#include <string>

#include "wmiscope/investigation.h"

namespace wmiscope {

void append_investigation_lines(const Investigation& investigation, std::string& out);

}  // namespace wmiscope
