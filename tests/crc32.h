// SPDX-License-Identifier: Apache-2.0
//
// CRC-32 (IEEE 802.3, as zlib has it), bit by bit. On purpose not the one that the reader uses: the
// test kit shares no code with what it tests.
//
//   std::uint32_t c = crc32(second_part, crc32(first_part));
#pragma once

#include <cstdint>
#include <string_view>

namespace wmiscope::testkit {

constexpr std::uint32_t crc32(std::string_view bytes, std::uint32_t seed = 0) {
  std::uint32_t crc = ~seed;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

}  // namespace wmiscope::testkit
