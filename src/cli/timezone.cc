// SPDX-License-Identifier: Apache-2.0
#include "cli/timezone.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <optional>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::string_view kDatabase = "/usr/share/zoneinfo/";

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole && value >= 0 ? std::optional(value) : std::nullopt;
}

// "+02:00", "-0530", "+2": seconds ahead of UTC.
std::optional<std::int64_t> parse_offset(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits;
  for (const char c : text.substr(1)) {
    if (c != ':') digits += c;
  }
  if (digits.size() > 4) return std::nullopt;
  const std::size_t hour_digits = digits.size() > 2 ? digits.size() - 2 : digits.size();
  const auto hours = number(std::string_view(digits).substr(0, hour_digits));
  const auto minutes =
      digits.size() > 2 ? number(std::string_view(digits).substr(hour_digits)) : std::optional(0);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

// A zone's file begins with "TZif" (RFC 8536); a name must not lead out of the database.
bool is_zone(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
           std::string_view("/_-+").contains(c);
  });
  if (!plain || name.empty() || name.front() == '/') return false;
  std::ifstream file(std::string(kDatabase) + std::string(name), std::ios::binary);
  std::array<char, 4> magic{};
  return file.read(magic.data(), magic.size()) && std::string_view(magic.data(), 4) == "TZif";
}

std::int64_t local_offset(std::uint64_t ticks) {
  const auto seconds = static_cast<std::time_t>(ticks / kTicksPerSecond) -
                       static_cast<std::time_t>(kUnixEpochTicks / kTicksPerSecond);
  std::tm local{};
  return localtime_r(&seconds, &local) == nullptr ? 0 : local.tm_gmtoff;
}

}  // namespace

std::expected<UtcOffset, std::string> open_timezone(std::string_view name) {
  if (equals_nocase(name, "UTC") || equals_nocase(name, "Z")) return UtcOffset();
  if (const auto seconds = parse_offset(name)) {
    return UtcOffset([offset = *seconds](std::uint64_t) { return offset; });
  }
  if (!is_zone(name)) {
    return std::unexpected(
        format("no time zone \"{}\" on this machine; +02:00 and Europe/Berlin are the forms",
               escape_text(name)));
  }
  setenv("TZ", format(":{}", name).c_str(), 1);
  tzset();
  return UtcOffset(local_offset);
}

}  // namespace wmiscope
