// SPDX-License-Identifier: Apache-2.0
//
// When something must have happened to be told (--from, --to): from inclusive, to exclusive, 100 ns
// since 1601.
//
//   if (window.holds(finding.time.ticks)) …
#pragma once

#include <cstdint>
#include <optional>

#include "wmiscope/scan.h"

namespace wmiscope {

struct TimeWindow {
  std::optional<std::uint64_t> from = {};
  std::optional<std::uint64_t> to = {};

  static TimeWindow of(const ScanOptions& options) {
    return {options.from_ticks, options.to_ticks};
  }

  bool holds(std::uint64_t ticks) const { return holds(ticks, ticks); }
  // Whether something that lasted from `start` to `end` was going on in it.
  bool holds(std::uint64_t start, std::uint64_t end) const {
    return (!from || end >= *from) && (!to || start < *to);
  }
};

}  // namespace wmiscope
