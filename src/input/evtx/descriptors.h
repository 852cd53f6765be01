// SPDX-License-Identifier: Apache-2.0
//
// The descriptors of a template instance's values, four bytes each: u16 size, u8 type, u8. What can
// be told of values without reading them.
#pragma once

#include <emmintrin.h>

#include <array>
#include <cstdint>
#include <optional>

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

// Adds up the sizes of an instance's values, four at a time, for instances of one template: how many
// values there are is known beforehand.
//
//   const ValueSummer summer(layout.count, 5);
//   if (const auto sums = summer.sum(chunk, layout)) at = layout.values + sums->front;
class ValueSummer {
 public:
  struct Sums {
    std::size_t all = 0;
    std::size_t front = 0;  // of the first values, as many as were asked for
  };

  ValueSummer() = default;
  ValueSummer(std::size_t count, std::size_t front);

  bool is_for(std::size_t count) const { return count == count_; }

  // Nothing where there are not as many values as said, or a fragment is among them.
  std::optional<Sums> sum(ByteView chunk, const InstanceLayout& layout) const {
    if (layout.count != count_ || !chunk.has(layout.descriptors, 16 * blocks_)) return std::nullopt;
    const std::uint8_t* const descriptors = chunk.from(layout.descriptors).data();
    const __m128i fragment = _mm_set1_epi32(static_cast<int>(kFragmentType));
    __m128i all = _mm_setzero_si128();
    __m128i front = _mm_setzero_si128();
    __m128i fragments = _mm_setzero_si128();
    // Behind the last descriptor there are values: they are masked out.
    for (std::size_t i = 0; i < blocks_; ++i) {
      const Masks& mask = masks_[i];
      const __m128i four = _mm_loadu_si128(reinterpret_cast<const __m128i*>(descriptors + 16 * i));
      all = _mm_add_epi32(all, _mm_and_si128(four, load(mask.all)));
      front = _mm_add_epi32(front, _mm_and_si128(four, load(mask.front)));
      const __m128i types = _mm_and_si128(four, load(mask.types));
      fragments = _mm_or_si128(fragments, _mm_cmpeq_epi32(types, fragment));
    }
    if (_mm_movemask_epi8(fragments) != 0) return std::nullopt;
    return Sums{across(all), across(front)};
  }

 private:
  using Four = std::array<std::uint32_t, 4>;
  struct alignas(16) Masks {
    Four all{};
    Four front{};
    Four types{};
  };
  static constexpr std::size_t kMaxBlocks = 16;

  static __m128i load(const Four& four) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(four.data()));
  }
  static std::size_t across(__m128i sums) {
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0x4E));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0xB1));
    return static_cast<std::uint32_t>(_mm_cvtsi128_si32(sums));
  }

  std::size_t count_ = ~std::size_t{0};
  std::size_t blocks_ = 0;
  std::array<Masks, kMaxBlocks> masks_;
};

}  // namespace wmiscope::evtx
