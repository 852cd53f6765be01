// SPDX-License-Identifier: Apache-2.0
//
// The values that options take, read from text. Each says what is wrong with the text, or nothing,
// and sets `to` only where all is right.
//
//   if (auto wrong = read_level("hgih", level)) complain(*wrong);
//   // no level "hgih"; did you mean high?
//
// No state, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/settings.h"

namespace wmiscope {

std::optional<std::string> read_level(std::string_view text, std::optional<Level>& to);
std::optional<std::string> read_format(std::string_view text, std::string& to);
// Of commands that write a text for people, or lines for programs.
std::optional<std::string> read_text_format(std::string_view text, std::string& to);
std::optional<std::string> read_dump_format(std::string_view text, DumpFormat& to);
std::optional<std::string> read_color(std::string_view text, ColorMode& to);
std::optional<std::string> read_threads(std::string_view text, unsigned& to);

// 100 ns ticks since 1601; a date alone is its 00:00 UTC.
std::optional<std::string> read_time(std::string_view text, std::optional<std::uint64_t>& to);

// What is wrong with --from and --to together, or nothing.
std::optional<std::string> wrong_window(const Settings& settings);

// `what "word"; did you mean near?` or, where nothing is near, `what "word"; there are a, b, c`.
std::string no_such(std::string_view what, std::string_view word,
                    std::span<const std::string_view> known);

}  // namespace wmiscope
