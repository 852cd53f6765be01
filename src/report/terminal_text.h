// SPDX-License-Identifier: Apache-2.0
//
// Hostile text on a terminal: made harmless, measured in columns, cut to fit.
//
//   const std::string safe = escape_text(finding.fields[0].second);
//   cut_middle(safe, 60);     // "powershell.exe -nop …AAgAD0AIAAnADEAMgA3AC4A"
//
// escape_text leaves no byte that moves the cursor, colours, hides or reorders: C0 controls and DEL
// become their pictures (U+2400 ␀ … ␡), C1 controls, bidirectional and other invisible format
// characters become <U+202E>, a third combining mark in a row likewise, bytes that are no UTF-8
// U+FFFD. The other functions expect text that went through it. Widths follow Unicode's East Asian
// Width by ranges (CJK, Hangul, kana, fullwidth, emoji are 2; combining marks 0). No state, any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

std::string escape_text(std::string_view hostile);

// Columns that escaped text takes.
std::size_t display_width(std::string_view text);

// At most `width` columns: the middle replaced by "…", `head` columns of the beginning kept (by
// default half of what there is).
std::string cut_middle(std::string_view text, std::size_t width);
std::string cut_middle(std::string_view text, std::size_t width, std::size_t head);

// A path: more of its end is kept, where the file's name is.
std::string cut_path(std::string_view path, std::size_t width);

// Blanks appended up to `width` columns; longer text as it is.
std::string padded(std::string_view text, std::size_t width);

// Lines of at most `width` columns, broken at blanks; a longer word is cut in its middle. At least
// one.
std::vector<std::string> wrap_words(std::string_view text, std::size_t width);

}  // namespace wmiscope
