// SPDX-License-Identifier: Apache-2.0
//
// One activity in full for a person: what the table cuts, every reason and record, and the answers
// to the story's investigations.
//
//   out.write(explanation_text(explanation, style));
//
// Command lines, scripts and decoded texts stand whole, one line for each of theirs, however wide:
// they are to be copied. Masked and escaped like the table. No state, any thread.
#pragma once

#include <string>

#include "report/table_style.h"
#include "wmiscope/explain.h"

namespace wmiscope {

std::string explanation_text(const Explanation& explanation, const TableStyle& style);

}  // namespace wmiscope
