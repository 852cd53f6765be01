// SPDX-License-Identifier: Apache-2.0
//
// The words for severity, as contracts.md section 1 has them.
//
//   level_name(Level::kHigh);   // "high"
//   parse_level("info");        // Level::kInformational
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "base/ascii.h"
#include "wmiscope/finding.h"

namespace wmiscope {

inline constexpr std::array<std::string_view, 5> kLevelNames = {"informational", "low", "medium",
                                                                "high", "critical"};

inline std::string_view level_name(Level level) {
  return kLevelNames[static_cast<std::size_t>(level)];
}

// The bands of contracts.md: below 25 low, 25-49 medium, 50-79 high, 80-100 critical.
inline Level level_of_risk(int score) {
  if (score >= 80) return Level::kCritical;
  if (score >= 50) return Level::kHigh;
  return score >= 25 ? Level::kMedium : Level::kLow;
}

// Case is ignored; "info" is accepted. Null for any other word.
inline std::optional<Level> parse_level(std::string_view word) {
  if (equals_nocase(word, "info")) return Level::kInformational;
  for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
    if (equals_nocase(word, kLevelNames[i])) return static_cast<Level>(i);
  }
  return std::nullopt;
}

}  // namespace wmiscope
