// SPDX-License-Identifier: Apache-2.0
#include "report/numbers.h"

#include <array>
#include <cmath>

#include "base/format.h"

namespace wmiscope {

std::string with_thousands(std::uint64_t number) {
  std::string digits = format("{}", number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun, std::string_view plural) {
  if (number == 1) return format("1 {}", noun);
  if (!plural.empty()) return format("{} {}", with_thousands(number), plural);
  return format("{} {}s", with_thousands(number), noun);
}

std::string size_words(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> kUnits = {"KB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return counted(bytes, "byte");
  double size = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (size >= 999.5 && unit + 1 < kUnits.size()) {
    size /= 1000;
    ++unit;
  }
  return size < 9.95 ? format("{:.1f} {}", size, kUnits[unit])
                     : format("{:.0f} {}", size, kUnits[unit]);
}

std::string duration_words(double seconds) {
  if (seconds < 0.0995) return format("{:.0f} ms", std::max(0.0, seconds) * 1000);
  if (seconds < 9.95) return format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 60) return format("{} s", whole);
  if (whole < 3600) return format("{} min {} s", whole / 60, whole % 60);
  return format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace wmiscope
