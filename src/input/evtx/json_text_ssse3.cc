// SPDX-License-Identifier: Apache-2.0
//
// Eight units at a time: SSSE3 closes up the pairs with a table of shuffles.
#include <tmmintrin.h>

#include <algorithm>
#include <cstring>

#include "input/evtx/json_text_levels.h"

namespace wmiscope::evtx::text_levels {
namespace {

// Eight units as pairs of bytes, with the lanes of those that take both.
struct Pairs {
  __m128i bytes;
  __m128i two;
  bool plain;  // ASCII and controls with a letter; else both are right for these only
};

[[gnu::target("ssse3")]] inline Pairs pair_up(__m128i u) {
  const __m128i zero = _mm_setzero_si128();
  const __m128i control = _mm_cmpeq_epi16(_mm_subs_epu16(u, _mm_set1_epi16(0x1F)), zero);
  const __m128i index = _mm_adds_epu8(u, _mm_set1_epi8(kOnlyBelow16));
  const __m128i letter = _mm_shuffle_epi8(load128(kControlLetters.data()), index);
  const __m128i quote = _mm_or_si128(_mm_cmpeq_epi16(u, _mm_set1_epi16('"')),
                                     _mm_cmpeq_epi16(u, _mm_set1_epi16('\\')));
  const __m128i second = _mm_or_si128(_mm_and_si128(control, letter), _mm_andnot_si128(control, u));
  // 0, for a control without a letter, wraps around and is above the last of ASCII, too.
  const __m128i over =
      _mm_subs_epu16(_mm_add_epi16(second, _mm_set1_epi16(-1)), _mm_set1_epi16(0x7D));
  return {_mm_or_si128(_mm_slli_epi16(second, 8), _mm_set1_epi16('\\')),
          _mm_or_si128(control, quote), _mm_movemask_epi8(_mm_cmpeq_epi16(over, zero)) == 0xFFFF};
}

// Adds units of two bytes of UTF-8; `more` are the lanes of those that take more.
[[gnu::target("ssse3")]] inline Pairs add_two_byte(const Pairs& pairs, __m128i u, __m128i& more) {
  const __m128i two_byte = _mm_and_si128(_mm_cmpgt_epi16(u, _mm_set1_epi16(kFirstTwoByte - 1)),
                                         _mm_cmplt_epi16(u, _mm_set1_epi16(kThreeByte)));
  const __m128i lead = _mm_or_si128(_mm_srli_epi16(u, 6), _mm_set1_epi16(0xC0));
  const __m128i trail = _mm_or_si128(_mm_and_si128(u, _mm_set1_epi16(0x3F)), _mm_set1_epi16(0x80));
  const __m128i utf8 = _mm_or_si128(_mm_slli_epi16(trail, 8), lead);
  const __m128i zero = _mm_setzero_si128();
  const __m128i ascii = _mm_cmpeq_epi16(_mm_subs_epu16(u, _mm_set1_epi16(0x7E)), zero);
  const __m128i no_letter = _mm_cmpeq_epi16(_mm_srli_epi16(pairs.bytes, 8), zero);
  more = _mm_or_si128(_mm_cmpeq_epi16(_mm_or_si128(ascii, two_byte), zero),
                      _mm_and_si128(ascii, no_letter));
  return {_mm_or_si128(_mm_and_si128(two_byte, utf8), _mm_andnot_si128(two_byte, pairs.bytes)),
          _mm_or_si128(pairs.two, two_byte), false};
}

[[gnu::target("ssse3")]] inline unsigned unit_mask(__m128i lanes) {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(lanes, _mm_setzero_si128())));
}

// `units` units from `at` on, then blanks.
inline __m128i load_units(ByteView text, ByteView around, std::size_t at, unsigned units) {
  std::array<std::uint8_t, 16> copy{};
  const std::uint8_t* from = text.data() + at;
  if (!readable(from, copy.size(), around)) {
    std::memcpy(copy.data(), from, 2 * std::size_t{units});
    from = copy.data();
  }
  const __m128i lanes = load128(kLanes.data() + kLanes.size() / 2 - 2 * std::size_t{units});
  return _mm_or_si128(_mm_and_si128(load128(from), lanes),
                      _mm_andnot_si128(lanes, _mm_set1_epi16(' ')));
}

[[gnu::target("ssse3"), gnu::noinline]] char* json_mixed(ByteView text, ByteView around,
                                                         std::size_t at, char* out) {
  const std::size_t end = text.size() & ~std::size_t{1};
  while (at < end) {
    const auto wanted = static_cast<unsigned>(std::min<std::size_t>(8, (end - at) / 2));
    const __m128i u = load_units(text, around, at, wanted);
    __m128i more;
    const Pairs pairs = add_two_byte(pair_up(u), u, more);
    const unsigned two = unit_mask(pairs.two) & 0xFF;
    const auto narrow = static_cast<unsigned>(std::countr_zero(unit_mask(more) | 0x100));
    const unsigned units = std::min(wanted, narrow);
    store128(out, _mm_shuffle_epi8(pairs.bytes, load128(kCloseUp[two].data())));
    out += units + kBitCounts[two & ((1U << units) - 1)];
    at += 2 * std::size_t{units};
    if (units < wanted) out = write_wide_units(text, at, end, out);
  }
  return out;
}

[[gnu::target("ssse3")]] inline void write_digits16(__m128i bytes, __m128i digits, char* out) {
  const __m128i nibble = _mm_set1_epi8(0xF);
  const __m128i high = _mm_and_si128(_mm_srli_epi16(bytes, 4), nibble);
  const __m128i low = _mm_and_si128(bytes, nibble);
  store128(out, _mm_shuffle_epi8(digits, _mm_unpacklo_epi8(high, low)));
  store128(out + 16, _mm_shuffle_epi8(digits, _mm_unpackhi_epi8(high, low)));
}

}  // namespace

[[gnu::target("ssse3")]] char* json_ssse3(ByteView text, ByteView around, char* out) {
  const std::size_t end = text.size() & ~std::size_t{1};
  for (std::size_t at = 0; at < end;) {
    const auto units = static_cast<unsigned>(std::min<std::size_t>(8, (end - at) / 2));
    const Pairs pairs = pair_up(load_units(text, around, at, units));
    if (!pairs.plain) [[unlikely]]
      return json_mixed(text, around, at, out);
    const unsigned two = unit_mask(pairs.two);
    store128(out, _mm_shuffle_epi8(pairs.bytes, load128(kCloseUp[two].data())));
    out += units + kBitCounts[two];
    at += 2 * std::size_t{units};
  }
  return out;
}

[[gnu::target("ssse3")]] char* hex_ssse3(ByteView bytes, char* out) {
  const __m128i digits =
      _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F');
  std::size_t at = 0;
  for (; bytes.size() - at >= 16; at += 16) {
    write_digits16(load128(bytes.data() + at), digits, out + 2 * at);
  }
  return hex_plain(bytes.from(at), out + 2 * at);
}

[[gnu::target("ssse3")]] void guid_ssse3(ByteView guid, char* out) {
  const __m128i digits =
      _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f');
  write_digits16(_mm_shuffle_epi8(load128(guid.data()), load128(kGuidOrder.data())), digits, out);
}

}  // namespace wmiscope::evtx::text_levels
