// SPDX-License-Identifier: Apache-2.0
#include "event/value.h"

#include <bit>
#include <charconv>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "base/guid.h"
#include "base/sid.h"
#include "base/utf16.h"

namespace wmiscope {
namespace {

constexpr std::size_t kSystemtimeSize = 16;   // [MS-DTYP] 2.3.13
constexpr std::size_t kMaxNumberLength = 20;  // of 2^64 - 1 in decimal

void append_hex(ByteView bytes, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = bytes.load<std::uint8_t>(i);
    out += kHex[byte >> 4];
    out += kHex[byte & 0xF];
  }
}

template <typename T>
void append_number(T number, std::string& out) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  out.append(text, end);
}

void append_prefixed_hex(std::uint64_t number, std::string& out) {
  char text[16];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number, 16);
  out.append("0x").append(text, end);
}

void append_filetime(std::uint64_t ticks, std::string& out) {
  char text[kFiletimeLength];
  write_filetime(ticks, text);
  out.append(text, kFiletimeLength);
}

void append_systemtime(ByteView time, std::string& out) {
  if (time.size() != kSystemtimeSize) return append_hex(time, out);
  const auto part = [&](std::size_t i) { return time.load<std::uint16_t>(2 * i); };
  // The third part is the day of the week.
  format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", part(0), part(1),
            part(3), part(4), part(5), part(6), part(7));
}

void append_list(ByteView list, std::string& out) {
  list = drop_trailing_nuls_utf16(list);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < list.size(); i += 2) {
    if (list.load<std::uint16_t>(i) != 0) continue;
    append_utf16(list.sub(begin, i - begin), out);
    out += ", ";
    begin = i + 2;
  }
  append_utf16(list.from(begin), out);
}

void append_guid_or_hex(ByteView guid, std::string& out) {
  if (guid.size() == kGuidSize) {
    append_guid(guid, out);
  } else {
    append_hex(guid, out);
  }
}

bool parse_number(std::string_view text, std::uint64_t& number) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && stop == end && !text.empty();
}

bool parse_number_utf16(ByteView text, std::uint64_t& number) {
  char digits[kMaxNumberLength];
  const std::size_t length = text.size() / 2;
  if (length > sizeof digits) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const auto unit = text.load<std::uint16_t>(2 * i);
    if (unit >= 0x80) return false;
    digits[i] = static_cast<char>(unit);
  }
  return parse_number({digits, length}, number);
}

}  // namespace

void append_value(const Value& value, std::string& out) {
  switch (value.type()) {
    case ValueType::kAbsent:
    case ValueType::kEmpty:
      return;
    case ValueType::kUtf8:
      out += value.view().chars();
      return;
    case ValueType::kUtf16:
      return append_utf16(value.view(), out);
    case ValueType::kUtf16List:
      return append_list(value.view(), out);
    case ValueType::kInt:
      return append_number(static_cast<std::int64_t>(value.number()), out);
    case ValueType::kUint:
      return append_number(value.number(), out);
    case ValueType::kHex:
      return append_prefixed_hex(value.number(), out);
    case ValueType::kBool:
      out += value.number() != 0 ? "true" : "false";
      return;
    case ValueType::kFloat:
      return append_number(std::bit_cast<float>(static_cast<std::uint32_t>(value.number())), out);
    case ValueType::kDouble:
      return append_number(std::bit_cast<double>(value.number()), out);
    case ValueType::kFiletime:
      return append_filetime(value.number(), out);
    case ValueType::kGuid:
      return append_guid_or_hex(value.view(), out);
    case ValueType::kSid:
      if (!append_sid(value.view(), out)) append_hex(value.view(), out);
      return;
    case ValueType::kSystemtime:
      return append_systemtime(value.view(), out);
    case ValueType::kBinary:
      return append_hex(value.view(), out);
  }
}

std::string_view value_text(const Value& value, Arena& arena) {
  if (value.type() == ValueType::kUtf8) return value.view().chars();
  if (value.type() == ValueType::kUtf16) {
    const ByteView text = value.view();
    char* const out = reinterpret_cast<char*>(arena.allocate(utf16_capacity(text.size())));
    return {out, utf16_to_utf8(text, out)};
  }
  std::string text;
  append_value(value, text);
  return arena.copy(text);
}

bool value_number(const Value& value, std::uint64_t& number) {
  switch (value.type()) {
    case ValueType::kUint:
    case ValueType::kHex:
    case ValueType::kBool:
      number = value.number();
      return true;
    case ValueType::kInt:
      number = value.number();
      return static_cast<std::int64_t>(number) >= 0;
    case ValueType::kUtf8:
      return parse_number(value.view().chars(), number);
    case ValueType::kUtf16:
      return parse_number_utf16(value.view(), number);
    default:
      return false;
  }
}

}  // namespace wmiscope
