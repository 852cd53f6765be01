// SPDX-License-Identifier: Apache-2.0
//
// The descriptors of a template instance's values, four bytes each: u16 size, u8 type, u8. What can
// be told of values without reading them.
#pragma once

#include <emmintrin.h>

#include <cstdint>

#include "input/evtx/value.h"

namespace wmiscope::evtx {

inline constexpr std::uint32_t kSizeBits = 0xFFFF;
inline constexpr std::uint32_t kTypeBits = 0xFF0000;
inline constexpr std::uint32_t kFragmentType = static_cast<std::uint32_t>(WireType::kBinXml) << 16;
inline constexpr std::uint32_t kStringType = static_cast<std::uint32_t>(WireType::kString) << 16;

inline std::size_t size_of(std::uint32_t descriptor) { return descriptor & kSizeBits; }
inline bool is_fragment(std::uint32_t descriptor) {
  return (descriptor & kTypeBits) == kFragmentType && size_of(descriptor) != 0;
}
inline bool is_string_or_null(std::uint32_t descriptor) {
  return (descriptor & kTypeBits) <= kStringType;
}
static_assert(static_cast<std::uint8_t>(WireType::kNull) == 0 && kStringType == 1U << 16);

// They are summed four at a time, the last ones with what lies behind them.
inline bool may_be_summed(ByteView chunk, const InstanceLayout& layout) {
  return chunk.has(layout.descriptors, 4 * ((layout.count + std::size_t{3}) & ~std::size_t{3}));
}

struct ValueSum {
  std::size_t size = 0;
  bool has_fragment = false;
};

// Of the first `count` values; may_be_summed().
[[gnu::always_inline]] inline ValueSum sum_values(ByteView chunk, const InstanceLayout& layout,
                                                  std::size_t count) {
  const std::uint8_t* const descriptors = chunk.from(layout.descriptors).data();
  const __m128i size_bits = _mm_set1_epi32(static_cast<int>(kSizeBits));
  const __m128i type_bits = _mm_set1_epi32(static_cast<int>(kTypeBits));
  const __m128i fragment = _mm_set1_epi32(static_cast<int>(kFragmentType));
  __m128i sizes = _mm_setzero_si128();
  __m128i fragments = _mm_setzero_si128();
  const auto add = [&](__m128i d) {
    sizes = _mm_add_epi32(sizes, _mm_and_si128(d, size_bits));
    fragments = _mm_or_si128(fragments, _mm_cmpeq_epi32(_mm_and_si128(d, type_bits), fragment));
  };
  const auto four = [&](std::size_t i) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(descriptors + 4 * i));
  };
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) add(four(i));
  if (i < count) {
    const __m128i rest = _mm_set1_epi32(static_cast<int>(count - i));
    add(_mm_and_si128(four(i), _mm_cmpgt_epi32(rest, _mm_setr_epi32(0, 1, 2, 3))));
  }
  sizes = _mm_add_epi32(sizes, _mm_shuffle_epi32(sizes, 0x4E));
  sizes = _mm_add_epi32(sizes, _mm_shuffle_epi32(sizes, 0xB1));
  return {static_cast<std::uint32_t>(_mm_cvtsi128_si32(sizes)), _mm_movemask_epi8(fragments) != 0};
}

}  // namespace wmiscope::evtx
