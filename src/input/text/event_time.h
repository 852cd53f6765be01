// SPDX-License-Identifier: Apache-2.0
//
// The time of an event as text forms give it, in the form that findings show: UTC, RFC 3339, Z,
// exactly the digits of the second that the source has (contracts.md section 3).
//
//   if (const auto time = read_event_time("2020-08-06 07:56:41.450", arena)) time->text …
//                                                        // 2020-08-06T07:56:41.450Z
//
//   2020-08-06T09:56:41.4501234+02:00    2020-08-06 07:56:41    2020-08-06 07:56:41.450 +00:00
//   /Date(1596700601450)/                PowerShell 5.1: three digits
//   1596700601, 1596700601.45            seconds since 1970; 13 digits: milliseconds
//
// A time without a zone is taken as UTC; `has_zone` tells. No state, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/arena.h"

namespace wmiscope {

struct EventTime {
  std::uint64_t ticks = 0;
  std::string_view text;  // in the arena
  bool has_zone = false;
};

std::optional<EventTime> read_event_time(std::string_view text, Arena& arena);

}  // namespace wmiscope
