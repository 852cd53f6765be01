// SPDX-License-Identifier: Apache-2.0
//
// What the parts of the terminal table share: its width, its colours, its clock, and the few shapes
// of line that it is made of.
//
//   TableStyle style{.width = 100};
//   heading("HOST   2020-08-06", "2 findings, risk 49", style, out);
//   detail({"command", "cmd.exe /c …"}, 8, style, out);
//
// Texts given here are escaped (report/terminal_text.h) unless said otherwise; what is appended
// ends in a line end and is at most `width` columns wide. Colour never carries a meaning that the
// words do not.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "report/telling.h"
#include "wmiscope/finding.h"

namespace wmiscope {

struct TableStyle {
  std::size_t width = 100;  // columns; at least kMinWidth is used
  bool color = false;
  bool show_secrets = false;

  // Seconds that the shown zone is ahead of UTC at that moment. Without it, times are UTC.
  std::function<std::int64_t(std::uint64_t ticks)> utc_offset;
  std::string zone;  // its name, shown beside dates; empty for UTC
};

inline constexpr std::size_t kMinWidth = 40;

// "2020-08-06" and "07:56:41" in the zone of the style; words that say so where the time is not
// known.
std::string date_text(const Time& time, const TableStyle& style);
std::string clock_text(const Time& time, const TableStyle& style);

// "● medium", in its colour, the word padded to `word_width`.
std::string severity_mark(Level level, std::size_t word_width, const TableStyle& style);
std::string severity_dot(Level level, const TableStyle& style);  // the dot alone
std::string_view severity_word(Level level);                     // "info" for informational

// `left` and, at the right edge, `right`, with a line of ─ below.
void heading(std::string_view left, std::string_view right, const TableStyle& style,
             std::string& out);

// An indented line "label  text"; takes raw text, masks its secrets, escapes it and cuts its
// middle.
void detail(const Telling& telling, std::size_t label_width, const TableStyle& style,
            std::string& out);
std::size_t label_width(const std::vector<Telling>& tellings);

// An indented line "record  Sysmon 1 #334850  triage/Sysmon.evtx": only the path is cut. Takes raw
// text.
void record_detail(std::string_view record, std::string_view path, std::size_t label_width,
                   const TableStyle& style, std::string& out);

// `first` before the first line, blanks of the same width before the others.
void hanging(std::string_view first, std::size_t first_width, std::string_view text,
             const TableStyle& style, std::string& out);

}  // namespace wmiscope
