// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.h"

#include <emmintrin.h>

#include <algorithm>
#include <bit>

namespace wmiscope {
namespace {

// The letter in lower case, everything else as it is.
std::uint16_t lower16(std::uint16_t u) {
  return u >= 'A' && u <= 'Z' ? static_cast<std::uint16_t>(u + ('a' - 'A')) : u;
}

// Whether the eight units at `text` are the eight characters at `lower`, without case.
bool equal8(const std::uint8_t* text, const char* lower) {
  const __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i capital = _mm_and_si128(_mm_cmpgt_epi16(units, _mm_set1_epi16('A' - 1)),
                                        _mm_cmplt_epi16(units, _mm_set1_epi16('Z' + 1)));
  const __m128i lowered = _mm_or_si128(units, _mm_and_si128(capital, _mm_set1_epi16(0x20)));
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(lower));
  const __m128i wanted = _mm_unpacklo_epi8(bytes, _mm_setzero_si128());
  return _mm_movemask_epi8(_mm_cmpeq_epi16(lowered, wanted)) == 0xFFFF;
}

bool equal_units(const ByteView& text, std::size_t offset, std::string_view lower) {
  const std::size_t size = lower.size();
  const std::uint8_t* const units = text.sub(offset, 2 * size).data();
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    if (!equal8(units + 2 * i, lower.data() + i)) return false;
  }
  // The last eight again, some of them compared already.
  if (size >= 8) return i == size || equal8(units + 2 * (size - 8), lower.data() + (size - 8));
  for (; i < size; ++i) {
    const auto unit = text.load<std::uint16_t>(offset + 2 * i);
    if (lower16(unit) != static_cast<unsigned char>(lower[i])) return false;
  }
  return true;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

// A character in upper and lower case, to be looked for in 16 bytes.
class EitherCase {
 public:
  explicit EitherCase(char lower)
      : lower_(_mm_set1_epi8(lower)), upper_(_mm_set1_epi8(upper(lower))) {}

  // Bit n: the n-th byte is the character.
  unsigned matches(const char* bytes) const {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
    return static_cast<unsigned>(_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpeq_epi8(block, lower_), _mm_cmpeq_epi8(block, upper_))));
  }

 private:
  __m128i lower_;
  __m128i upper_;
};

// The same of UTF-16: bits 2n and 2n + 1 stand for the n-th of eight units.
class EitherUnit {
 public:
  explicit EitherUnit(char lower)
      : lower_(_mm_set1_epi16(lower)), upper_(_mm_set1_epi16(upper(lower))) {}

  unsigned matches(const std::uint8_t* units) const {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(units));
    return static_cast<unsigned>(_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpeq_epi16(block, lower_), _mm_cmpeq_epi16(block, upper_))));
  }

 private:
  __m128i lower_;
  __m128i upper_;
};

std::size_t find_one_by_one(std::string_view text, std::string_view lower, std::size_t from,
                            std::size_t places) {
  for (std::size_t i = from; i < places; ++i) {
    if (equals_nocase(text.substr(i, lower.size()), lower)) return i;
  }
  return std::string_view::npos;
}

bool contains_one_by_one(ByteView text, std::string_view lower, std::size_t places) {
  for (std::size_t i = 0; i < places; ++i) {
    if (equal_units(text, 2 * i, lower)) return true;
  }
  return false;
}

}  // namespace

// Sixteen places at once: where both the first and the last character of the needle fit, the rest is
// compared. The last sixteen overlap those before.
std::size_t find_nocase(std::string_view text, std::string_view lower, std::size_t from) {
  if (lower.empty()) return from <= text.size() ? from : std::string_view::npos;
  if (text.size() < lower.size()) return std::string_view::npos;
  const std::size_t places = text.size() - lower.size() + 1;
  if (places < 16 || from > places - 16) return find_one_by_one(text, lower, from, places);
  const EitherCase first_char(lower.front());
  const EitherCase last_char(lower.back());
  for (std::size_t i = from;; i = std::min(i + 16, places - 16)) {
    auto mask =
        first_char.matches(text.data() + i) & last_char.matches(text.data() + i + lower.size() - 1);
    for (; mask != 0; mask &= mask - 1) {
      const std::size_t at = i + static_cast<std::size_t>(std::countr_zero(mask));
      if (equals_nocase(text.substr(at, lower.size()), lower)) return at;
    }
    if (i + 16 == places) return std::string_view::npos;
  }
}

bool utf16_equals_nocase(ByteView text, std::string_view lower) {
  return text.size() / 2 == lower.size() && equal_units(text, 0, lower);
}

bool utf16_starts_with_nocase(ByteView text, std::string_view lower) {
  return text.size() / 2 >= lower.size() && equal_units(text, 0, lower);
}

bool utf16_ends_with_nocase(ByteView text, std::string_view lower) {
  const std::size_t units = text.size() / 2;
  return units >= lower.size() && equal_units(text, 2 * (units - lower.size()), lower);
}

bool utf16_contains_nocase(ByteView text, std::string_view lower) {
  if (lower.empty()) return true;
  if (text.size() / 2 < lower.size()) return false;
  const std::size_t places = text.size() / 2 - lower.size() + 1;
  if (places < 8) return contains_one_by_one(text, lower, places);
  const EitherUnit first_unit(lower.front());
  const EitherUnit last_unit(lower.back());
  for (std::size_t i = 0;; i = std::min(i + 8, places - 8)) {
    const std::uint8_t* const at = text.data() + 2 * i;
    auto mask = first_unit.matches(at) & last_unit.matches(at + 2 * (lower.size() - 1));
    while (mask) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(mask));
      if (equal_units(text, 2 * i + bit, lower)) return true;
      mask &= ~(3U << bit);
    }
    if (i + 8 == places) return false;
  }
}

}  // namespace wmiscope
