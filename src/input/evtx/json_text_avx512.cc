// SPDX-License-Identifier: Apache-2.0
//
// 32 units at a time: one look-up says what stands behind the backslash, one instruction (VBMI2)
// closes up.
#include <immintrin.h>

#include <algorithm>

#include "input/evtx/json_text_levels.h"

namespace wmiscope::evtx::text_levels {
namespace {

constexpr std::uint8_t kOdd = 0x80;

// For each ASCII character what stands behind its backslash: 0 where it needs none, kOdd where that
// is more than a letter.
constexpr auto kSecond = [] {
  std::array<std::uint8_t, 128> table{};
  for (std::size_t control = 0; control < 0x20; ++control) table[control] = kOdd;
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  table[0x7F] = kOdd;
  return table;
}();

constexpr std::uint64_t kEvenBytes = 0x5555'5555'5555'5555;
constexpr std::uint64_t kOddBytes = 0xAAAA'AAAA'AAAA'AAAA;

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")]] inline __m512i
look_up(__m512i u) {
  return _mm512_maskz_permutex2var_epi8(kEvenBytes, _mm512_loadu_si512(kSecond.data()), u,
                                        _mm512_loadu_si512(kSecond.data() + 64));
}

// Writes the pairs without the first bytes of units that are not in `two`.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")]] inline void
close_up(__m512i pairs, __mmask32 two, char* out) {
  const __mmask64 kept = kOddBytes | _pdep_u64(two, kEvenBytes);
  _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(kept, pairs));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt"),
  gnu::noinline]] char*
json_mixed(ByteView text, std::size_t at, char* out) {
  const std::size_t end = text.size() & ~std::size_t{1};
  while (at < end) {
    const auto wanted = static_cast<unsigned>(std::min<std::size_t>(32, (end - at) / 2));
    const __mmask32 lanes = _bzhi_u32(~0U, wanted);
    const __m512i u = _mm512_maskz_loadu_epi16(lanes, text.data() + at);
    const __mmask32 ascii = _mm512_mask_cmplt_epu16_mask(lanes, u, _mm512_set1_epi16(0x80));
    const __m512i second = look_up(u);
    const __mmask32 odd = _mm512_mask_test_epi16_mask(ascii, second, _mm512_set1_epi16(kOdd));
    const __mmask32 escaped = _mm512_mask_test_epi16_mask(ascii, second, second);
    const __mmask32 two_byte =
        _mm512_mask_cmpge_epu16_mask(lanes, u, _mm512_set1_epi16(kFirstTwoByte)) &
        _mm512_cmplt_epu16_mask(u, _mm512_set1_epi16(kThreeByte));
    const __m512i lead = _mm512_or_si512(_mm512_srli_epi16(u, 6), _mm512_set1_epi16(0xC0));
    const __m512i trail =
        _mm512_or_si512(_mm512_and_si512(u, _mm512_set1_epi16(0x3F)), _mm512_set1_epi16(0x80));
    __m512i pairs = _mm512_mask_mov_epi16(u, escaped, second);
    pairs = _mm512_or_si512(_mm512_slli_epi16(pairs, 8), _mm512_set1_epi16('\\'));
    pairs =
        _mm512_mask_mov_epi16(pairs, two_byte, _mm512_or_si512(_mm512_slli_epi16(trail, 8), lead));
    const std::uint32_t two = escaped | two_byte;
    const std::uint32_t more = odd | (lanes & ~(ascii | two_byte));
    const unsigned units = std::min(wanted, static_cast<unsigned>(std::countr_zero(more)));
    close_up(pairs, two, out);
    out += units + static_cast<unsigned>(std::popcount(_bzhi_u32(two, units)));
    at += 2 * std::size_t{units};
    if (units < wanted) out = write_wide_units(text, at, end, out);
  }
  return out;
}

}  // namespace

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")]] char*
json_avx512(ByteView text, ByteView /*around*/, char* out) {
  const std::size_t end = text.size() & ~std::size_t{1};
  for (std::size_t at = 0; at < end;) {
    const auto units = static_cast<unsigned>(std::min<std::size_t>(32, (end - at) / 2));
    const __mmask32 lanes = _bzhi_u32(~0U, units);
    const __m512i u = _mm512_maskz_loadu_epi16(lanes, text.data() + at);
    const __m512i second = look_up(u);
    const __m512i not_ascii = _mm512_set1_epi16(static_cast<short>(0xFF80));
    if (_mm512_mask_test_epi16_mask(lanes, _mm512_or_si512(u, second), not_ascii)) [[unlikely]] {
      return json_mixed(text, at, out);
    }
    const __mmask32 escaped = _mm512_mask_test_epi16_mask(lanes, second, second);
    const __m512i pairs = _mm512_slli_epi16(_mm512_mask_mov_epi16(u, escaped, second), 8);
    close_up(_mm512_or_si512(pairs, _mm512_set1_epi16('\\')), escaped, out);
    // Not from the mask of bytes, which is there later: the next text waits for the end of this
    // one.
    out += units + static_cast<unsigned>(std::popcount(std::uint32_t{escaped}));
    at += 2 * std::size_t{units};
  }
  return out;
}

}  // namespace wmiscope::evtx::text_levels
