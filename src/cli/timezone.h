// SPDX-License-Identifier: Apache-2.0
//
// --timezone: how far a zone is ahead of UTC at a moment, for the table.
//
//   auto zone = open_timezone("Europe/Berlin");
//   if (zone) style.utc_offset = *zone;     // (*zone)(ticks) is 7200 in summer
//
// Takes UTC, offsets (+02:00, -0530, +2) and the names of the machine's time zone database. Names
// go through the C library's TZ, which is one for the process: call it once, before there are
// threads.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace wmiscope {

using UtcOffset = std::function<std::int64_t(std::uint64_t ticks)>;

std::expected<UtcOffset, std::string> open_timezone(std::string_view name);

}  // namespace wmiscope
