// SPDX-License-Identifier: Apache-2.0
#include "input/text/event_time.h"

#include <charconv>

#include "base/filetime.h"

namespace wmiscope {
namespace {

constexpr std::size_t kSecondLength = 19;                   // "2019-05-23T16:49:05"
constexpr std::uint64_t kLastUnixSecond = 253'402'300'799;  // of the year 9999
constexpr std::size_t kMillisecondDigits = 13;
constexpr std::uint64_t kTicksPerMillisecond = 10'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digit_run(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n;
}

// `fraction` are the source's digits of the second.
EventTime make_time(std::uint64_t ticks, std::string_view fraction, bool has_zone, Arena& arena) {
  char buffer[kFiletimeLength];
  write_filetime(ticks, buffer);
  const std::size_t size = kSecondLength + (fraction.empty() ? 0 : 1 + fraction.size()) + 1;
  char* const text = arena.make<char>(size).data();
  std::memcpy(text, buffer, kSecondLength);
  if (!fraction.empty()) {
    text[kSecondLength] = '.';
    std::memcpy(text + kSecondLength + 1, fraction.data(), fraction.size());
  }
  text[size - 1] = 'Z';
  return {ticks, {text, size}, has_zone};
}

// The digits behind the seconds of an RFC 3339 time.
std::string_view fraction_of(std::string_view text) {
  const std::size_t point = text.find_first_of(".,");
  if (point == std::string_view::npos) return {};
  const std::string_view rest = text.substr(point + 1);
  return rest.substr(0, digit_run(rest));
}

std::optional<EventTime> milliseconds(std::string_view digits, Arena& arena) {
  std::uint64_t ms = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), ms);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (ms / 1000 > kLastUnixSecond) return std::nullopt;
  const char fraction[] = {static_cast<char>('0' + ms / 100 % 10),
                           static_cast<char>('0' + ms / 10 % 10), static_cast<char>('0' + ms % 10)};
  const std::uint64_t ticks = kUnixEpochTicks + ms * kTicksPerMillisecond;
  return make_time(ticks, {fraction, 3}, true, arena);
}

// "/Date(1596700601450)/", with or without an offset, which only says where it was written.
std::optional<EventTime> script_date(std::string_view text, Arena& arena) {
  constexpr std::string_view kOpen = "/Date(";
  if (!text.starts_with(kOpen)) return std::nullopt;
  text.remove_prefix(kOpen.size());
  return milliseconds(text.substr(0, digit_run(text)), arena);
}

std::optional<EventTime> unix_time(std::string_view text, Arena& arena) {
  const std::size_t whole = digit_run(text);
  const std::string_view rest = text.substr(whole);
  const std::string_view fraction = rest.starts_with('.') ? rest.substr(1) : std::string_view();
  if (whole == 0 || digit_run(fraction) != fraction.size()) return std::nullopt;
  if (fraction.empty() && !rest.empty()) return std::nullopt;
  if (whole == kMillisecondDigits) return milliseconds(text.substr(0, whole), arena);
  std::uint64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + whole, seconds);
  if (error != std::errc() || seconds > kLastUnixSecond) return std::nullopt;
  std::uint64_t ticks = kUnixEpochTicks + seconds * kTicksPerSecond;
  std::uint64_t scale = kTicksPerSecond / 10;
  for (std::size_t i = 0; i < fraction.size() && scale > 0; ++i, scale /= 10) {
    ticks += static_cast<std::uint64_t>(fraction[i] - '0') * scale;
  }
  return make_time(ticks, fraction, true, arena);
}

}  // namespace

std::optional<EventTime> read_event_time(std::string_view text, Arena& arena) {
  if (const auto parsed = parse_time(text)) {
    return make_time(parsed->ticks, fraction_of(text), parsed->has_zone, arena);
  }
  if (const auto date = script_date(text, arena)) return date;
  return unix_time(text, arena);
}

}  // namespace wmiscope
