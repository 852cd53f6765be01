// SPDX-License-Identifier: Apache-2.0
//
// Sixteen units at a time, closed up as two times eight.
#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "input/evtx/json_text_levels.h"

namespace wmiscope::evtx::text_levels {
namespace {

// Sixteen units as pairs of bytes, with the lanes of those that take both.
struct Pairs {
  __m256i bytes;
  __m256i two;
  bool plain;  // ASCII and controls with a letter; else both are right for these only
};

[[gnu::target("avx2,bmi,popcnt")]] inline Pairs pair_up(__m256i u) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i control = _mm256_cmpeq_epi16(_mm256_subs_epu16(u, _mm256_set1_epi16(0x1F)), zero);
  const __m256i letters = _mm256_broadcastsi128_si256(load128(kControlLetters.data()));
  const __m256i letter =
      _mm256_shuffle_epi8(letters, _mm256_adds_epu8(u, _mm256_set1_epi8(kOnlyBelow16)));
  const __m256i quote = _mm256_or_si256(_mm256_cmpeq_epi16(u, _mm256_set1_epi16('"')),
                                        _mm256_cmpeq_epi16(u, _mm256_set1_epi16('\\')));
  const __m256i second = _mm256_blendv_epi8(u, letter, control);
  // 0, for a control without a letter, wraps around and is above the last of ASCII, too.
  const __m256i over =
      _mm256_subs_epu16(_mm256_add_epi16(second, _mm256_set1_epi16(-1)), _mm256_set1_epi16(0x7D));
  return {_mm256_or_si256(_mm256_slli_epi16(second, 8), _mm256_set1_epi16('\\')),
          _mm256_or_si256(control, quote), _mm256_testz_si256(over, over) != 0};
}

// Adds units of two bytes of UTF-8; `more` are the lanes of those that take more.
[[gnu::target("avx2,bmi,popcnt")]] inline Pairs add_two_byte(const Pairs& pairs, __m256i u,
                                                             __m256i& more) {
  const __m256i two_byte =
      _mm256_and_si256(_mm256_cmpgt_epi16(u, _mm256_set1_epi16(kFirstTwoByte - 1)),
                       _mm256_cmpgt_epi16(_mm256_set1_epi16(kThreeByte), u));
  const __m256i lead = _mm256_or_si256(_mm256_srli_epi16(u, 6), _mm256_set1_epi16(0xC0));
  const __m256i trail =
      _mm256_or_si256(_mm256_and_si256(u, _mm256_set1_epi16(0x3F)), _mm256_set1_epi16(0x80));
  const __m256i utf8 = _mm256_or_si256(_mm256_slli_epi16(trail, 8), lead);
  const __m256i zero = _mm256_setzero_si256();
  const __m256i ascii = _mm256_cmpeq_epi16(_mm256_subs_epu16(u, _mm256_set1_epi16(0x7E)), zero);
  const __m256i no_letter = _mm256_cmpeq_epi16(_mm256_srli_epi16(pairs.bytes, 8), zero);
  more = _mm256_or_si256(_mm256_cmpeq_epi16(_mm256_or_si256(ascii, two_byte), zero),
                         _mm256_and_si256(ascii, no_letter));
  return {_mm256_blendv_epi8(pairs.bytes, utf8, two_byte), _mm256_or_si256(pairs.two, two_byte),
          false};
}

[[gnu::target("avx2,bmi,popcnt")]] inline unsigned unit_mask(__m256i lanes) {
  const __m256i packed = _mm256_packs_epi16(lanes, _mm256_setzero_si256());
  const auto mask = static_cast<unsigned>(_mm256_movemask_epi8(packed));
  return (mask & 0xFF) | (mask >> 8 & 0xFF00);
}

// `units` units from `at` on, then blanks.
[[gnu::target("avx2,bmi,popcnt")]] inline __m256i load_units(ByteView text, ByteView around,
                                                             std::size_t at, unsigned units) {
  std::array<std::uint8_t, 32> copy;
  const std::uint8_t* from = text.data() + at;
  if (!readable(from, copy.size(), around)) {
    copy.fill(0);
    std::memcpy(copy.data(), from, 2 * std::size_t{units});
    from = copy.data();
  }
  const __m256i lanes = _mm256_loadu_si256(
      reinterpret_cast<const __m256i*>(kLanes.data() + kLanes.size() / 2 - 2 * std::size_t{units}));
  const __m256i u = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm256_blendv_epi8(_mm256_set1_epi16(' '), u, lanes);
}

[[gnu::target("avx2,bmi,popcnt")]] inline void close_up(__m256i bytes, unsigned two, char* out) {
  const __m256i order =
      _mm256_inserti128_si256(_mm256_castsi128_si256(load128(kCloseUp[two & 0xFF].data())),
                              load128(kCloseUp[two >> 8].data()), 1);
  const __m256i closed = _mm256_shuffle_epi8(bytes, order);
  store128(out, _mm256_castsi256_si128(closed));
  store128(out + 8 + std::popcount(two & 0xFF), _mm256_extracti128_si256(closed, 1));
}

[[gnu::target("avx2,bmi,popcnt"), gnu::noinline]] char* json_mixed(ByteView text, ByteView around,
                                                                   std::size_t at, char* out) {
  const std::size_t end = text.size() & ~std::size_t{1};
  while (at < end) {
    const auto wanted = static_cast<unsigned>(std::min<std::size_t>(16, (end - at) / 2));
    const __m256i u = load_units(text, around, at, wanted);
    __m256i more;
    const Pairs pairs = add_two_byte(pair_up(u), u, more);
    const unsigned two = unit_mask(pairs.two);
    const auto narrow = static_cast<unsigned>(std::countr_zero(unit_mask(more) | 0x10000));
    const unsigned units = std::min(wanted, narrow);
    close_up(pairs.bytes, two, out);
    out += units + static_cast<unsigned>(std::popcount(two & ((1U << units) - 1)));
    at += 2 * std::size_t{units};
    if (units < wanted) out = write_wide_units(text, at, end, out);
  }
  return out;
}

}  // namespace

[[gnu::target("avx2,bmi,popcnt")]] char* json_avx2(ByteView text, ByteView around, char* out) {
  const std::size_t end = text.size() & ~std::size_t{1};
  for (std::size_t at = 0; at < end;) {
    const auto units = static_cast<unsigned>(std::min<std::size_t>(16, (end - at) / 2));
    const Pairs pairs = pair_up(load_units(text, around, at, units));
    if (!pairs.plain) [[unlikely]]
      return json_mixed(text, around, at, out);
    const unsigned two = unit_mask(pairs.two);
    close_up(pairs.bytes, two, out);
    out += units + static_cast<unsigned>(std::popcount(two));
    at += 2 * std::size_t{units};
  }
  return out;
}

}  // namespace wmiscope::evtx::text_levels
