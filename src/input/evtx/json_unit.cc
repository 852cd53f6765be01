// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/json_unit.h"

namespace wmiscope::evtx {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool is_high(std::uint32_t unit) { return (unit & 0xFC00) == 0xD800; }
bool is_low(std::uint32_t unit) { return (unit & 0xFC00) == 0xDC00; }

char* write_escape(std::uint32_t unit, char* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  *out++ = '\\';
  *out++ = 'u';
  for (int shift = 12; shift >= 0; shift -= 4) *out++ = kHex[unit >> shift & 0xF];
  return out;
}

// Below U+0080.
char* write_ascii(std::uint32_t c, char* out) {
  char letter = 0;
  if (c == '"' || c == '\\') letter = static_cast<char>(c);
  if (c == '\t') letter = 't';
  if (c == '\n') letter = 'n';
  if (c == '\r') letter = 'r';
  if (letter != 0) {
    *out++ = '\\';
    *out++ = letter;
    return out;
  }
  if (c < 0x20 || c == 0x7F) return write_escape(c, out);
  *out++ = static_cast<char>(c);
  return out;
}

char* write_utf8(std::uint32_t c, char* out) {
  const auto trail = [&](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x800) {
    *out++ = static_cast<char>(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    *out++ = static_cast<char>(0xE0 | c >> 12);
    *out++ = trail(6);
  } else {
    *out++ = static_cast<char>(0xF0 | c >> 18);
    *out++ = trail(12);
    *out++ = trail(6);
  }
  *out++ = trail(0);
  return out;
}

}  // namespace

char* write_json_unit(ByteView text, std::size_t& at, char* out) {
  std::uint32_t c = text.load<std::uint16_t>(at);
  at += 2;
  if (c < 0x80) return write_ascii(c, out);
  if (c < 0xA0 || c == 0x2028 || c == 0x2029) return write_escape(c, out);
  if (is_high(c) && text.has(at, 2) && is_low(text.load<std::uint16_t>(at))) {
    c = 0x10000 + ((c & 0x3FF) << 10) + (text.load<std::uint16_t>(at) & 0x3FFU);
    at += 2;
  } else if (is_high(c) || is_low(c)) {
    c = kReplacement;
  }
  return write_utf8(c, out);
}

}  // namespace wmiscope::evtx
