// SPDX-License-Identifier: Apache-2.0
#include "base/filetime.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>

namespace wmiscope {
namespace {

constexpr std::uint64_t kLastTicks = 2'650'467'743'999'999'999;  // 9999-12-31T23:59:59.9999999Z

void digits(std::uint64_t value, int count, char* out) {
  for (int i = count - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

// "2019-05-23T16:49:05." of the second `second` since 1601.
void write_second(std::uint64_t second, char* out) {
  using namespace std::chrono;
  const sys_days epoch{year{1601} / January / 1};
  const year_month_day date{epoch + days{static_cast<int>(second / 86400)}};
  const std::uint64_t rest = second % 86400;
  std::memcpy(out, "0000-00-00T00:00:00.", 20);
  digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4, out);
  digits(static_cast<unsigned>(date.month()), 2, out + 5);
  digits(static_cast<unsigned>(date.day()), 2, out + 8);
  digits(rest / 3600, 2, out + 11);
  digits(rest / 60 % 60, 2, out + 14);
  digits(rest % 60, 2, out + 17);
}

// Reads pieces of a time from the left of a text.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool number(std::size_t width, std::uint32_t low, std::uint32_t high, std::uint32_t& value) {
    if (rest_.size() < width) return false;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + width, value);
    if (error != std::errc() || end != rest_.data() + width) return false;
    rest_.remove_prefix(width);
    return value >= low && value <= high;
  }

  bool skip(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_[0]) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Digits behind the point, as ticks.
  bool fraction(std::uint64_t& ticks) {
    std::uint64_t scale = kTicksPerSecond / 10;
    std::size_t n = 0;
    for (; n < rest_.size() && rest_[n] >= '0' && rest_[n] <= '9'; ++n, scale /= 10) {
      ticks += static_cast<std::uint64_t>(rest_[n] - '0') * scale;
    }
    rest_.remove_prefix(n);
    return n > 0;
  }

  char peek() const { return rest_.empty() ? '\0' : rest_[0]; }

 private:
  std::string_view rest_;
};

struct Date {
  std::uint32_t year = 0, month = 0, day = 0;
};

bool read_date(TimeReader& in, Date& d) {
  return in.number(4, 1601, 9999, d.year) && in.skip("-") && in.number(2, 1, 12, d.month) &&
         in.skip("-") && in.number(2, 1, 31, d.day);
}

bool read_clock(TimeReader& in, std::uint64_t& ticks) {
  std::uint32_t hour = 0, minute = 0, second = 0;
  if (!in.number(2, 0, 23, hour) || !in.skip(":") || !in.number(2, 0, 59, minute)) return false;
  if (in.skip(":") && !in.number(2, 0, 60, second)) return false;
  ticks += ((hour * 60ULL + minute) * 60 + second) * kTicksPerSecond;
  return !in.skip(".,") || in.fraction(ticks);
}

// Z, +02:00, -0530 or nothing; the offset east of UTC in minutes.
bool read_zone(TimeReader& in, std::int64_t& minutes, bool& has_zone) {
  in.skip(" ");
  if (in.done()) return true;
  has_zone = true;
  if (in.skip("Zz")) return in.done();
  const bool west = in.peek() == '-';
  std::uint32_t hour = 0, minute = 0;
  if (!in.skip("+-") || !in.number(2, 0, 23, hour)) return false;
  in.skip(":");
  if (!in.done() && !in.number(2, 0, 59, minute)) return false;
  minutes = (west ? -1 : 1) * static_cast<std::int64_t>(hour * 60 + minute);
  return in.done();
}

}  // namespace

char* write_filetime(std::uint64_t ticks, char* out) {
  thread_local std::uint64_t cached_second = ~0ULL;
  thread_local char cached[20];
  ticks = std::min(ticks, kLastTicks);
  const std::uint64_t second = ticks / kTicksPerSecond;
  if (second != cached_second) {
    write_second(second, cached);
    cached_second = second;
  }
  std::memcpy(out, cached, 20);
  digits(ticks % kTicksPerSecond, 7, out + 20);
  out[27] = 'Z';
  return out + kFiletimeLength;
}

std::string filetime_text(std::uint64_t ticks) {
  std::string text(kFiletimeLength, '\0');
  write_filetime(ticks, text.data());
  return text;
}

std::optional<ParsedTime> parse_time(std::string_view text) {
  TimeReader in(text);
  Date date;
  if (!read_date(in, date)) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{static_cast<int>(date.year)},
                                        std::chrono::month{date.month}, std::chrono::day{date.day}};
  if (!day.ok()) return std::nullopt;
  ParsedTime result;
  std::int64_t minutes_east = 0;
  if (in.skip("Tt ") && !read_clock(in, result.ticks)) return std::nullopt;
  if (!read_zone(in, minutes_east, result.has_zone)) return std::nullopt;
  const auto days = std::chrono::sys_days{day} -
                    std::chrono::sys_days{std::chrono::year{1601} / std::chrono::January / 1};
  const std::int64_t seconds = days.count() * 86400LL - minutes_east * 60;
  if (seconds < 0) return std::nullopt;
  result.ticks += static_cast<std::uint64_t>(seconds) * kTicksPerSecond;
  return result;
}

}  // namespace wmiscope
