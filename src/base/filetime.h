// SPDX-License-Identifier: Apache-2.0
//
// FILETIME: 100 ns ticks since 1601-01-01 00:00 UTC ([MS-DTYP] 2.3.3), to and from RFC 3339 text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wmiscope {

inline constexpr std::uint64_t kTicksPerSecond = 10'000'000;
inline constexpr std::uint64_t kUnixEpochTicks = 116'444'736'000'000'000;

inline constexpr std::size_t kFiletimeLength = 28;  // "2019-05-23T16:49:05.7365705Z"

// Writes kFiletimeLength characters for years up to 9999; a later time is written as the last
// moment of 9999. Returns the end. Cached within a second per thread.
char* write_filetime(std::uint64_t ticks, char* out);
std::string filetime_text(std::uint64_t ticks);

// A moment read from text, and whether the text said its zone (Z or an offset).
struct ParsedTime {
  std::uint64_t ticks = 0;
  bool has_zone = false;
};

// "2026-11-01", "2026-11-01T10:00Z", "2019-05-23 16:48:35.468", "…T10:00:00.1234567+02:00". Missing
// parts are zero; a time without a zone is taken as UTC. Digits of the second beyond seven are cut.
std::optional<ParsedTime> parse_time(std::string_view text);

}  // namespace wmiscope
