// SPDX-License-Identifier: Apache-2.0
//
// The answers to the story's investigations, for people.
//
//   append_investigation_text(explanation.investigation, host, style, out);
//
// Masked and escaped like the table. No state, any thread.
#pragma once

#include <string>
#include <string_view>

#include "report/table_style.h"
#include "wmiscope/investigation.h"

namespace wmiscope {

void append_investigation_text(const Investigation& investigation, std::string_view host,
                               const TableStyle& style, std::string& out);

}  // namespace wmiscope
