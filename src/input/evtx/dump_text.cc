// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/dump_text.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <iterator>

#include "base/filetime.h"
#include "base/format.h"
#include "base/guid.h"
#include "base/sid.h"

namespace wmiscope::evtx {
namespace {

// What windows-1252 has at 0x80 to 0x9F (the WHATWG table: five bytes stay C1 controls).
constexpr std::array<std::uint16_t, 32> kWindows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void append_ansi(ByteView bytes, std::string& out) {
  std::string utf16;
  for (const char c : bytes.chars()) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) continue;
    const unsigned unit = byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte;
    utf16 += static_cast<char>(unit & 0xFF);
    utf16 += static_cast<char>(unit >> 8);
  }
  append_utf16(ByteView(utf16), out);
}

void append_hex(ByteView bytes, std::string& out) {
  for (const char c : bytes.chars()) {
    format_to(std::back_inserter(out), "{:02X}", static_cast<unsigned char>(c));
  }
}

template <typename T>
void append_number(ByteView bytes, std::string& out) {
  // Wider than a char, which would be written as a letter.
  using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
  format_to(std::back_inserter(out), "{}", static_cast<Wide>(bytes.load<T>(0)));
}

void append_hex_number(ByteView bytes, std::string& out) {
  const std::uint64_t n =
      bytes.size() == 8 ? bytes.load<std::uint64_t>(0) : bytes.load<std::uint32_t>(0);
  format_to(std::back_inserter(out), "0x{:x}", n);
}

// Windows stores masks in some booleans: other values than 0 and 1 stay numbers.
void append_bool(ByteView bytes, std::string& out) {
  const std::int32_t n =
      bytes.size() == 4 ? bytes.load<std::int32_t>(0) : bytes.load<std::uint8_t>(0);
  if (n == 0 || n == 1) {
    out += n ? "true" : "false";
  } else {
    format_to(std::back_inserter(out), "{}", n);
  }
}

struct Moment {
  unsigned year = 1601, month = 1, day = 1, hour = 0, minute = 0, second = 0, ticks = 0;
};

void append_moment(const Moment& m, std::string& out) {
  format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z", m.year % 10'000,
            m.month, m.day, m.hour, m.minute, m.second, m.ticks);
}

// Behind 9999, where write_filetime stops: the calendar repeats every 400 years, and years lose
// their fifth digit.
void append_late_filetime(std::uint64_t ticks, std::string& out) {
  constexpr std::uint64_t kEra = 146'097ULL * 86'400 * kTicksPerSecond;
  const std::uint64_t eras = ticks / kEra;
  std::string text = filetime_text(ticks % kEra);
  unsigned year = 0;
  std::from_chars(text.data(), text.data() + 4, year);
  text.replace(0, 4, format("{:04}", (year + 400 * eras) % 10'000));
  out += text;
}

void append_filetime(std::uint64_t ticks, std::string& out) {
  constexpr std::uint64_t kLastTicks = 2'650'467'743'999'999'999;  // of 9999
  if (ticks <= kLastTicks) {
    out += filetime_text(ticks);
  } else if (ticks <= static_cast<std::uint64_t>(INT64_MAX)) {
    append_late_filetime(ticks, out);
  } else {
    append_moment({0, 0, 0}, out);
  }
}

unsigned days_in_month(unsigned year, unsigned month) {
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

void append_systemtime(ByteView bytes, std::string& out) {
  const auto part = [&](std::size_t i) -> unsigned { return bytes.load<std::uint16_t>(2 * i); };
  const Moment m{part(0), part(1), part(3), part(4), part(5), part(6), part(7) * 10'000};
  const bool valid = m.year >= 1601 && m.year <= 30827 && m.month >= 1 && m.month <= 12 &&
                     m.day >= 1 && m.day <= days_in_month(m.year, m.month) && m.hour < 24 &&
                     m.minute < 60 && m.second < 60 && part(7) < 1000;
  append_moment(valid ? m : Moment{}, out);
}

void append_guid_text(ByteView bytes, std::string& out) {
  const std::size_t begin = out.size();
  append_guid(bytes, out);
  for (std::size_t i = begin; i < out.size(); ++i) {
    if (out[i] >= 'A' && out[i] <= 'F') out[i] = static_cast<char>(out[i] - 'A' + 'a');
  }
}

void append_sid_text(ByteView bytes, std::string& out) {
  std::string text;
  if (append_sid(bytes, text)) {
    out += text;
  } else {
    append_hex(bytes, out);
  }
}

void append_integer(WireType type, ByteView bytes, std::string& out) {
  switch (type) {
    case WireType::kInt8:
      return append_number<std::int8_t>(bytes, out);
    case WireType::kUint8:
      return append_number<std::uint8_t>(bytes, out);
    case WireType::kInt16:
      return append_number<std::int16_t>(bytes, out);
    case WireType::kUint16:
      return append_number<std::uint16_t>(bytes, out);
    case WireType::kInt32:
      return append_number<std::int32_t>(bytes, out);
    case WireType::kUint32:
      return append_number<std::uint32_t>(bytes, out);
    case WireType::kInt64:
      return append_number<std::int64_t>(bytes, out);
    default:
      return append_number<std::uint64_t>(bytes, out);
  }
}

// An array that is not spread over elements: its items, with commas.
void append_list(std::uint8_t type, ByteView bytes, std::string& out) {
  std::vector<ByteView> items;
  if (!split_array(type, bytes, items)) return append_hex(bytes, out);
  bool first = true;
  for (const ByteView item : items) {
    if (!first) out += ',';
    first = false;
    append_dump_text(static_cast<std::uint8_t>(type & ~kArrayFlag), item, out);
  }
}

// The digits d.ddd…e10 without an exponent, one digit at least on either side of the point.
std::string fixed(std::string_view digits, int exponent) {
  if (exponent < 0) {
    return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + std::string(digits);
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  std::string text(digits);
  if (text.size() <= whole) return text + std::string(whole - text.size(), '0') + ".0";
  return text.insert(whole, 1, '.');
}

// The shortest digits that read back the same, in the layout of Rust's formatters: fixed between
// the two exponents, else with an exponent that shows its sign.
template <typename T>
std::string real(T value, int lowest_fixed, int highest_fixed) {
  if (std::isnan(value)) return "NaN";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "inf";
  if (value == 0) return sign + "0.0";
  char text[64];
  const char* end =
      std::to_chars(text, std::end(text), std::abs(value), std::chars_format::scientific).ptr;
  const std::string_view whole(text, static_cast<std::size_t>(end - text));
  const std::size_t mark = whole.find('e');
  const std::size_t digits_at = mark + (whole[mark + 1] == '+' ? 2 : 1);
  int exponent = 0;
  std::from_chars(text + digits_at, end, exponent);
  if (exponent < lowest_fixed || exponent > highest_fixed) {
    return sign + format("{}e{:+}", whole.substr(0, mark), exponent);
  }
  std::string digits(whole.substr(0, 1));
  if (mark > 2) digits += whole.substr(2, mark - 2);
  return sign + fixed(digits, exponent);
}

void split_texts(ByteView bytes, std::size_t unit, std::vector<ByteView>& items) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i + unit <= bytes.size(); i += unit) {
    const bool nul = unit == 2 ? bytes.load<std::uint16_t>(i) == 0 : bytes.load<char>(i) == 0;
    if (!nul) continue;
    items.push_back(bytes.sub(begin, i - begin));
    begin = i + unit;
  }
  if (bytes.size() - begin >= unit) items.push_back(bytes.from(begin));
}

bool split_sids(ByteView bytes, std::vector<ByteView>& items) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes.size() - at < 8) return false;
    const std::size_t size = 8 + std::size_t{4} * bytes.load<std::uint8_t>(at + 1);
    if (!bytes.has(at, size)) return false;
    items.push_back(bytes.sub(at, size));
    at += size;
  }
  return true;
}

// Booleans are stored in four bytes, hexadecimal numbers in those of their name.
std::size_t item_size(WireType item) {
  if (item == WireType::kBool || item == WireType::kHexInt32) return 4;
  if (item == WireType::kHexInt64) return 8;
  return static_cast<std::size_t>(std::countr_zero(kSizeMasks[static_cast<std::size_t>(item)]));
}

}  // namespace

void append_dump_text(std::uint8_t type, ByteView bytes, std::string& out) {
  switch (static_cast<WireType>(type)) {
    case WireType::kNull:
    case WireType::kBinXml:
      return;
    case WireType::kString:
      return append_utf16(drop_trailing_nuls_utf16(bytes), out);
    case WireType::kAnsiString:
      return append_ansi(bytes, out);
    case WireType::kReal32:
      out += real_text(bytes.load<float>(0));
      return;
    case WireType::kReal64:
      out += real_text(bytes.load<double>(0));
      return;
    case WireType::kBool:
      return append_bool(bytes, out);
    case WireType::kGuid:
      return append_guid_text(bytes, out);
    case WireType::kFiletime:
      return append_filetime(bytes.load<std::uint64_t>(0), out);
    case WireType::kSystemtime:
      return append_systemtime(bytes, out);
    case WireType::kSid:
      return append_sid_text(bytes, out);
    case WireType::kSizeT:
    case WireType::kHexInt32:
    case WireType::kHexInt64:
      return append_hex_number(bytes, out);
    default:
      if (is_json_number(type)) return append_integer(static_cast<WireType>(type), bytes, out);
      if (is_array(type)) return append_list(type, bytes, out);
      append_hex(bytes, out);
  }
}

bool split_array(std::uint8_t type, ByteView bytes, std::vector<ByteView>& items) {
  items.clear();
  const auto item = static_cast<WireType>(type & 0x7F);
  if (item == WireType::kString || item == WireType::kAnsiString) {
    split_texts(bytes, item == WireType::kString ? 2 : 1, items);
    return true;
  }
  if (item == WireType::kSid) return split_sids(bytes, items);
  const std::size_t size = item_size(item);
  if (bytes.size() % size != 0) return false;
  for (std::size_t at = 0; at < bytes.size(); at += size) items.push_back(bytes.sub(at, size));
  return true;
}

std::string real_text(double value) { return real(value, -5, 15); }
std::string real_text(float value) { return real(value, -6, 12); }

}  // namespace wmiscope::evtx
