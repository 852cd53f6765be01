// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <emmintrin.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/utf16.h"

namespace wmiscope {
namespace {

bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

// How many bytes at the start of `text` are printable ASCII that needs no escape.
std::size_t plain_run(std::string_view text) {
  std::size_t i = 0;
  for (; i + 16 <= text.size(); i += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    // Signed: bytes from 0x80 on are negative and thus below the blank, like the controls.
    const __m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
    const __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    const __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    const __m128i del = _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F));
    const __m128i stop = _mm_or_si128(_mm_or_si128(low, quote), _mm_or_si128(slash, del));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(stop));
    if (mask) return i + static_cast<std::size_t>(std::countr_zero(mask));
  }
  while (i < text.size() && is_plain(static_cast<unsigned char>(text[i]))) ++i;
  return i;
}

void append_u_escape(std::uint32_t unit, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  const char escape[] = {'\\',
                         'u',
                         kHex[unit >> 12 & 0xF],
                         kHex[unit >> 8 & 0xF],
                         kHex[unit >> 4 & 0xF],
                         kHex[unit & 0xF]};
  out.append(escape, sizeof escape);
}

void append_ascii(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\t':
      out += "\\t";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    default:
      append_u_escape(static_cast<unsigned char>(c), out);
  }
}

// A valid sequence of two to four bytes.
void append_sequence(std::string_view sequence, std::string& out) {
  const auto last = static_cast<unsigned char>(sequence.back());
  if (sequence[0] == '\xC2' && last < 0xA0) {
    append_u_escape(last, out);  // C1 controls
  } else if (sequence == "\xE2\x80\xA8" || sequence == "\xE2\x80\xA9") {
    append_u_escape(last == 0xA8 ? 0x2028 : 0x2029, out);
  } else {
    out += sequence;
  }
}

// What stands at the start of `text` and is not plain; returns its length.
std::size_t append_special(std::string_view text, std::string& out) {
  if (static_cast<unsigned char>(text[0]) < 0x80) {
    append_ascii(text[0], out);
    return 1;
  }
  const std::size_t n = utf8_sequence(text);
  if (n == 0) {
    out += "\xEF\xBF\xBD";
    return 1;
  }
  append_sequence(text.substr(0, n), out);
  return n;
}

}  // namespace

void append_json_string(std::string_view utf8, std::string& out) {
  out += '"';
  while (!utf8.empty()) {
    const std::size_t plain = plain_run(utf8);
    out.append(utf8.data(), plain);
    utf8.remove_prefix(plain);
    if (!utf8.empty()) utf8.remove_prefix(append_special(utf8, out));
  }
  out += '"';
}

}  // namespace wmiscope
