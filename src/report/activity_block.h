// SPDX-License-Identifier: Apache-2.0
//
// One activity as a person reads it in the table: the answer, then why it is believed, then the
// records.
//
//   ActivityBlock block = make_activity_block(activity, found_by, style);
//   out += block.head + linked_line + block.tail;
//
// Masked, escaped and cut to the width; the same words without colour. The line of the other half
// stands between head and tail, since it is known only when all activities are. No state, any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/table_style.h"
#include "wmiscope/activity.h"

namespace wmiscope {

// The findings of an activity: titles with how often, and their ATT&CK ids.
struct FoundBy {
  std::vector<std::pair<std::string, std::uint64_t>> detections;
  std::vector<std::string> mitre_attack;
};

struct ActivityBlock {
  std::string head;
  std::string tail;
};

ActivityBlock make_activity_block(const Activity& activity, const FoundBy& found_by,
                                  std::size_t level_width, const TableStyle& style);

// Indented lines "label   text" in the column of the block: cut to one line, or wrapped with
// `right` at the right edge of the last line. Raw text: masked and escaped here.
void block_line(std::string_view label, std::string_view text, const TableStyle& style,
                std::string& out);
void block_wrapped(std::string_view label, std::string_view text, std::string_view right,
                   const TableStyle& style, std::string& out);

// Text of events made safe to show: secrets masked unless the style shows them, then escaped.
std::string safe_text(std::string_view hostile, const TableStyle& style);

}  // namespace wmiscope
