// SPDX-License-Identifier: Apache-2.0
#include "base/utf16.h"

#include <emmintrin.h>

#include <bit>

namespace wmiscope {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

char* put(std::uint32_t c, char* out) {
  if (c < 0x80) {
    *out++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *out++ = static_cast<char>(0xC0 | c >> 6);
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *out++ = static_cast<char>(0xE0 | c >> 12);
    *out++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  } else {
    *out++ = static_cast<char>(0xF0 | c >> 18);
    *out++ = static_cast<char>(0x80 | (c >> 12 & 0x3F));
    *out++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  }
  return out;
}

bool is_high(std::uint32_t u) { return (u & 0xFC00) == 0xD800; }
bool is_low(std::uint32_t u) { return (u & 0xFC00) == 0xDC00; }

// Sixteen ASCII units at `in`: narrows them to `out` and says true; false where one is not ASCII.
bool narrow16(const std::uint8_t* in, char* out) {
  const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
  const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + 16));
  const __m128i high =
      _mm_and_si128(_mm_or_si128(a, b), _mm_set1_epi16(static_cast<short>(0xFF80)));
  if (_mm_movemask_epi8(_mm_cmpeq_epi16(high, _mm_setzero_si128())) != 0xFFFF) return false;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_packus_epi16(a, b));
  return true;
}

// Eight ASCII units at `in`: narrows them to `out` and says true; false where one is not ASCII.
bool narrow8(const std::uint8_t* in, char* out) {
  const __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
  const __m128i high = _mm_and_si128(units, _mm_set1_epi16(static_cast<short>(0xFF80)));
  if (_mm_movemask_epi8(_mm_cmpeq_epi16(high, _mm_setzero_si128())) != 0xFFFF) return false;
  _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_packus_epi16(units, units));
  return true;
}

std::uint32_t code_point(std::string_view s, std::size_t n) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  if (n == 1) return byte(0);
  std::uint32_t c = byte(0) & (0xFFU >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) c = c << 6 | (byte(i) & 0x3FU);
  return c;
}

}  // namespace

std::size_t utf16_to_utf8(ByteView in, char* out) {
  const std::size_t n = in.size() & ~std::size_t{1};
  char* const begin = out;
  std::size_t i = 0;
  for (; n - i >= 32 && narrow16(in.data() + i, out); i += 32) out += 16;
  while (i < n) {
    if (n - i >= 16 && narrow8(in.data() + i, out)) {
      i += 16;
      out += 8;
      continue;
    }
    // The end of a text that was ASCII so far: its last eight units, some of them again.
    if (n - i < 16 && n >= 16 && static_cast<std::size_t>(out - begin) == i / 2 &&
        narrow8(in.data() + n - 16, out - (16 - (n - i)) / 2)) {
      return n / 2;
    }
    std::uint32_t c = in.load<std::uint16_t>(i);
    i += 2;
    if (is_high(c) && i < n && is_low(in.load<std::uint16_t>(i))) {
      c = 0x10000 + ((c & 0x3FF) << 10) + (in.load<std::uint16_t>(i) & 0x3FFU);
      i += 2;
    } else if (is_high(c) || is_low(c)) {
      c = kReplacement;
    }
    out = put(c, out);
  }
  return static_cast<std::size_t>(out - begin);
}

std::size_t find_nul_utf16(ByteView text) {
  const std::size_t size = text.size() & ~std::size_t{1};
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16) {
    const __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const auto nuls =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi16(units, _mm_setzero_si128())));
    if (nuls != 0) return at + static_cast<std::size_t>(std::countr_zero(nuls));
  }
  while (at < size && text.load<std::uint16_t>(at) != 0) at += 2;
  return at;
}

void append_utf16(ByteView utf16, std::string& out) {
  const std::size_t old = out.size();
  out.resize(old + utf16_capacity(utf16.size()));
  out.resize(old + utf16_to_utf8(utf16, out.data() + old));
}

std::string utf8_to_utf16(std::string_view text) {
  std::string out;
  const auto unit = [&](std::uint32_t u) {
    out += static_cast<char>(u & 0xFF);
    out += static_cast<char>(u >> 8);
  };
  while (!text.empty()) {
    const std::size_t n = utf8_sequence(text);
    const std::uint32_t c = n ? code_point(text, n) : kReplacement;
    if (c >= 0x10000) {
      unit(0xD800 + ((c - 0x10000) >> 10));
      unit(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      unit(c);
    }
    text.remove_prefix(n ? n : 1);
  }
  return out;
}

std::size_t utf8_sequence(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char a = byte(0);
  if (a < 0x80) return 1;
  const std::size_t n = a >= 0xF0 ? 4 : a >= 0xE0 ? 3 : 2;
  if (a < 0xC2 || a > 0xF4 || s.size() < n) return 0;
  for (std::size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if ((a == 0xE0 && byte(1) < 0xA0) || (a == 0xED && byte(1) >= 0xA0)) return 0;
  if ((a == 0xF0 && byte(1) < 0x90) || (a == 0xF4 && byte(1) >= 0x90)) return 0;
  return n;
}

void append_valid_utf8(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t n = utf8_sequence(text);
    if (n) {
      out.append(text.substr(0, n));
    } else {
      out.append("\xEF\xBF\xBD");
    }
    text.remove_prefix(n ? n : 1);
  }
}

}  // namespace wmiscope
