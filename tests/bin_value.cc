// SPDX-License-Identifier: Apache-2.0
#include "tests/bin_value.h"

#include <charconv>
#include <chrono>

#include "base/filetime.h"
#include "base/format.h"
#include "base/utf16.h"
#include "tests/raw_bytes.h"
#include "tests/xml_node.h"

namespace wmiscope::testkit {
namespace {

template <typename T>
BinValue number(BinType type, T n, std::string shown) {
  BinValue value{.type = type, .bytes = {}, .shown = std::move(shown)};
  append(value.bytes, n);
  return value;
}

// Decimal with an optional sign, or 0x hex; 0 where it is none.
std::uint64_t parse_number(std::string_view s) {
  const bool negative = s.starts_with('-');
  if (negative) s.remove_prefix(1);
  const bool hex = s.starts_with("0x");
  if (hex) s.remove_prefix(2);
  std::uint64_t n = 0;
  std::from_chars(s.data(), s.data() + s.size(), n, hex ? 16 : 10);
  return negative ? 0 - n : n;
}

double parse_double(std::string_view s) {
  double n = 0;
  std::from_chars(s.data(), s.data() + s.size(), n);
  return n;
}

BinValue integer_of(BinType type, std::uint64_t n) {
  switch (type) {
    case BinType::kInt8:
      return i8(static_cast<std::int8_t>(n));
    case BinType::kUint8:
      return u8(static_cast<std::uint8_t>(n));
    case BinType::kInt16:
      return i16(static_cast<std::int16_t>(n));
    case BinType::kUint16:
      return u16(static_cast<std::uint16_t>(n));
    case BinType::kInt32:
      return i32(static_cast<std::int32_t>(n));
    case BinType::kUint32:
      return u32(static_cast<std::uint32_t>(n));
    case BinType::kInt64:
      return i64(static_cast<std::int64_t>(n));
    case BinType::kSizeT:
      return size64(n);
    case BinType::kHex32:
      return hex32(static_cast<std::uint32_t>(n));
    case BinType::kHex64:
      return hex64(n);
    default:
      return u64(n);
  }
}

}  // namespace

std::uint64_t ticks_of(std::string_view rfc3339) {
  const auto time = parse_time(rfc3339);
  return time ? time->ticks : 0;
}

BinValue null() { return {}; }

BinValue text(std::string_view utf8) {
  return {.type = BinType::kString, .bytes = utf8_to_utf16(utf8), .shown = std::string(utf8)};
}

BinValue ansi(std::string_view bytes) {
  return {.type = BinType::kAnsi, .bytes = std::string(bytes), .shown = std::string(bytes)};
}

BinValue i8(std::int8_t n) { return number(BinType::kInt8, n, format("{}", int{n})); }
BinValue u8(std::uint8_t n) { return number(BinType::kUint8, n, format("{}", int{n})); }
BinValue i16(std::int16_t n) { return number(BinType::kInt16, n, format("{}", n)); }
BinValue u16(std::uint16_t n) { return number(BinType::kUint16, n, format("{}", n)); }
BinValue i32(std::int32_t n) { return number(BinType::kInt32, n, format("{}", n)); }
BinValue u32(std::uint32_t n) { return number(BinType::kUint32, n, format("{}", n)); }
BinValue i64(std::int64_t n) { return number(BinType::kInt64, n, format("{}", n)); }
BinValue u64(std::uint64_t n) { return number(BinType::kUint64, n, format("{}", n)); }
BinValue f32(float n) { return number(BinType::kFloat, n, format("{}", n)); }
BinValue f64(double n) { return number(BinType::kDouble, n, format("{}", n)); }
BinValue size32(std::uint32_t n) { return number(BinType::kSizeT, n, format("{:#x}", n)); }
BinValue size64(std::uint64_t n) { return number(BinType::kSizeT, n, format("{:#x}", n)); }
BinValue hex32(std::uint32_t n) { return number(BinType::kHex32, n, format("{:#x}", n)); }
BinValue hex64(std::uint64_t n) { return number(BinType::kHex64, n, format("{:#x}", n)); }

BinValue boolean(bool b) {
  return number(BinType::kBool, std::uint32_t{b ? 1U : 0U}, b ? "true" : "false");
}

BinValue binary(std::string_view bytes) {
  BinValue value{.type = BinType::kBinary, .bytes = std::string(bytes), .shown = {}};
  for (const char c : bytes) value.shown += format("{:02X}", static_cast<unsigned char>(c));
  return value;
}

BinValue guid(std::string_view registry_form) {
  std::string digits;
  for (const char c : registry_form) {
    if (c != '{' && c != '}' && c != '-') digits += c;
  }
  digits.resize(32, '0');
  const auto part = [&](std::size_t at, std::size_t count) {
    return parse_number("0x" + digits.substr(at, count));
  };
  BinValue value{.type = BinType::kGuid, .bytes = {}, .shown = {}};
  append(value.bytes, static_cast<std::uint32_t>(part(0, 8)));
  append(value.bytes, static_cast<std::uint16_t>(part(8, 4)));
  append(value.bytes, static_cast<std::uint16_t>(part(12, 4)));
  for (std::size_t i = 16; i < 32; i += 2) value.bytes += static_cast<char>(part(i, 2));
  value.shown = format("{{{:08X}-{:04X}-{:04X}-{:04X}-{:012X}}}", part(0, 8), part(8, 4),
                       part(12, 4), part(16, 4), part(20, 12));
  return value;
}

BinValue filetime(std::uint64_t ticks) {
  return number(BinType::kFiletime, ticks, filetime_text(ticks));
}
BinValue filetime(std::string_view rfc3339) { return filetime(ticks_of(rfc3339)); }

BinValue systemtime(std::string_view rfc3339) {
  using namespace std::chrono;
  const std::uint64_t ms = ticks_of(rfc3339) / (kTicksPerSecond / 1000);
  const sys_days day = sys_days{year{1601} / January / 1} + days{static_cast<int>(ms / 86'400'000)};
  const year_month_day date{day};
  const std::uint64_t rest = ms % 86'400'000;
  BinValue value{.type = BinType::kSystemtime, .bytes = {}, .shown = {}};
  const auto put = [&](std::uint64_t n) { append(value.bytes, static_cast<std::uint16_t>(n)); };
  put(static_cast<std::uint64_t>(static_cast<int>(date.year())));
  put(static_cast<unsigned>(date.month()));
  put(weekday{day}.c_encoding());
  put(static_cast<unsigned>(date.day()));
  put(rest / 3'600'000);
  put(rest / 60'000 % 60);
  put(rest / 1000 % 60);
  put(rest % 1000);
  value.shown = filetime_text(ms * (kTicksPerSecond / 1000)).substr(0, 23) + "Z";
  return value;
}

BinValue sid(std::string_view s_form) {
  BinValue value{.type = BinType::kSid, .bytes = {}, .shown = std::string(s_form)};
  std::vector<std::uint64_t> parts;
  for (std::string_view rest = s_form; !rest.empty();) {
    const std::size_t dash = std::min(rest.find('-'), rest.size());
    parts.push_back(parse_number(rest.substr(0, dash)));
    rest.remove_prefix(std::min(dash + 1, rest.size()));
  }
  parts.resize(std::max<std::size_t>(parts.size(), 3));
  append(value.bytes, static_cast<std::uint8_t>(parts[1]));
  append(value.bytes, static_cast<std::uint8_t>(parts.size() - 3));
  for (int shift = 40; shift >= 0; shift -= 8) {
    append(value.bytes, static_cast<std::uint8_t>(parts[2] >> shift));
  }
  for (std::size_t i = 3; i < parts.size(); ++i) {
    append(value.bytes, static_cast<std::uint32_t>(parts[i]));
  }
  return value;
}

BinValue xml(XmlFragment fragment) {
  return {.type = BinType::kBinXml,
          .bytes = {},
          .shown = {},
          .xml = std::make_shared<const XmlFragment>(std::move(fragment))};
}

BinValue array_of(const std::vector<BinValue>& items) {
  BinValue value{.type = items.empty() ? BinType::kString : items[0].type, .array = true};
  for (const BinValue& item : items) {
    value.bytes += item.bytes;
    if (item.type == BinType::kString) value.bytes.append(2, '\0');
    if (item.type == BinType::kAnsi) value.bytes += '\0';
    value.shown += (value.shown.empty() ? "" : ", ") + item.shown;
  }
  return value;
}

BinValue value_of(BinType type, std::string_view s) {
  if (type == BinType::kString) return text(s);
  if (type == BinType::kAnsi) return ansi(s);
  if (s.empty()) return null();
  switch (type) {
    case BinType::kFloat:
      return f32(static_cast<float>(parse_double(s)));
    case BinType::kDouble:
      return f64(parse_double(s));
    case BinType::kBool:
      return boolean(s == "true" || s == "1");
    case BinType::kBinary:
      return binary(s);
    case BinType::kGuid:
      return guid(s);
    case BinType::kFiletime:
      return filetime(s);
    case BinType::kSystemtime:
      return systemtime(s);
    case BinType::kSid:
      return sid(s);
    default:
      return integer_of(type, parse_number(s));
  }
}

}  // namespace wmiscope::testkit
