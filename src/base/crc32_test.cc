// SPDX-License-Identifier: Apache-2.0
#include "base/crc32.h"

#include <gtest/gtest.h>

#include <string>

namespace wmiscope {
namespace {

// The definition, bit by bit.
std::uint32_t plain_crc32(std::string_view text) {
  std::uint32_t crc = ~0U;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320U : 0);
  }
  return ~crc;
}

TEST(Crc32, CheckValue) {
  EXPECT_EQ(crc32(ByteView("123456789")), 0xCBF43926U);
  EXPECT_EQ(crc32(ByteView()), 0U);
}

TEST(Crc32, EqualsTheDefinitionAtEverySize) {
  std::string text;
  for (std::size_t size = 0; size < 600; ++size) {
    ASSERT_EQ(crc32(ByteView(text)), plain_crc32(text)) << size;
    text += static_cast<char>(size * 37 + 11);
  }
}

TEST(Crc32, GoesOnFromASeed) {
  const std::string text(1000, 'w');
  const std::string_view all = text;
  for (const std::size_t cut : {0UZ, 1UZ, 120UZ, 999UZ, 1000UZ}) {
    const std::uint32_t first = crc32(ByteView(all.substr(0, cut)));
    EXPECT_EQ(crc32(ByteView(all.substr(cut)), first), crc32(ByteView(all))) << cut;
  }
}

}  // namespace
}  // namespace wmiscope
