// SPDX-License-Identifier: Apache-2.0
//
// The ways of json_text.h, one file a level, and the tables that they share. Only json_text.cc and
// they include this.
//
// Each vector level has two loops. The first takes units that are ASCII, or controls with a letter
// of their own, which is nearly all text; at the first vector with any other it hands over to the
// second, which also makes the two bytes of U+00A0 to U+07FF and leaves the rest to
// write_json_unit. Apart, the first loop calls nothing and keeps its constants in registers.
#pragma once

#include <emmintrin.h>

#include <array>
#include <bit>
#include <cstdint>

#include "base/bytes.h"
#include "input/evtx/json_unit.h"

namespace wmiscope::evtx::text_levels {

char* json_plain(ByteView text, ByteView around, char* out);
char* hex_plain(ByteView bytes, char* out);
void guid_plain(ByteView guid, char* out);

char* json_ssse3(ByteView text, ByteView around, char* out);
char* hex_ssse3(ByteView bytes, char* out);
void guid_ssse3(ByteView guid, char* out);

char* json_avx2(ByteView text, ByteView around, char* out);

char* json_avx512(ByteView text, ByteView around, char* out);

// Units from here to kThreeByte take two bytes; what lies between ASCII and it is escaped.
inline constexpr std::uint16_t kFirstTwoByte = 0xA0;
inline constexpr std::uint16_t kThreeByte = 0x800;

// The byte of a GUID that stands at each place of its text.
inline constexpr std::array<std::uint8_t, 16> kGuidOrder = {3, 2, 1,  0,  5,  4,  7,  6,
                                                            8, 9, 10, 11, 12, 13, 14, 15};

// For a mask of eight units those of the 16 bytes of their pairs that stay: the second one, and the
// first one of units in the mask.
inline constexpr auto kCloseUp = [] {
  std::array<std::array<std::uint8_t, 16>, 256> table{};
  for (unsigned mask = 0; mask < 256; ++mask) {
    std::size_t n = 0;
    for (unsigned unit = 0; unit < 8; ++unit) {
      if (mask >> unit & 1) table[mask][n++] = static_cast<std::uint8_t>(2 * unit);
      table[mask][n++] = static_cast<std::uint8_t>(2 * unit + 1);
    }
  }
  return table;
}();

// What the controls \t, \n and \r are after their backslash.
inline constexpr std::array<std::uint8_t, 16> kControlLetters = {0, 0,   0,   0, 0, 0,   0, 0,
                                                                 0, 't', 'n', 0, 0, 'r', 0, 0};

// Added to a byte with saturation: only bytes below 16 stay an index that pshufb takes.
inline constexpr char kOnlyBelow16 = 0x70;

// Masks of the first bytes of a vector: those that begin n bytes before the middle have n.
inline constexpr auto kLanes = [] {
  std::array<std::uint8_t, 64> lanes{};
  for (std::size_t i = 0; i < lanes.size() / 2; ++i) lanes[i] = 0xFF;
  return lanes;
}();

inline constexpr auto kBitCounts = [] {
  std::array<std::uint8_t, 256> counts{};
  for (unsigned i = 0; i < 256; ++i) counts[i] = static_cast<std::uint8_t>(std::popcount(i));
  return counts;
}();

inline __m128i load128(const std::uint8_t* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

inline void store128(char* out, __m128i v) { _mm_storeu_si128(reinterpret_cast<__m128i*>(out), v); }

// Whether so many bytes at `from` lie within `around`.
inline bool readable(const std::uint8_t* from, std::size_t count, ByteView around) {
  return static_cast<std::size_t>(around.data() + around.size() - from) >= count;
}

// Writes the character at `at` and those behind it that take three bytes too.
inline char* write_wide_units(ByteView text, std::size_t& at, std::size_t end, char* out) {
  do {
    out = write_json_unit(text, at, out);
  } while (at < end && text.load<std::uint16_t>(at) >= kThreeByte);
  return out;
}

}  // namespace wmiscope::evtx::text_levels
