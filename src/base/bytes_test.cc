// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace wmiscope {
namespace {

using namespace std::string_view_literals;

TEST(ByteView, HasKnowsTheEndAndDoesNotOverflow) {
  const ByteView bytes("abcd"sv);
  EXPECT_TRUE(bytes.has(0, 4));
  EXPECT_TRUE(bytes.has(4, 0));
  EXPECT_FALSE(bytes.has(4, 1));
  EXPECT_FALSE(bytes.has(1, 4));
  EXPECT_FALSE(bytes.has(1, ~std::size_t{0}));
  EXPECT_FALSE(bytes.has(~std::size_t{0}, 1));
}

TEST(ByteView, ReadsLittleEndianWithinBounds) {
  const ByteView bytes("\x01\x02\x03\x04\x05"sv);
  EXPECT_EQ(bytes.read<std::uint32_t>(1), 0x05040302U);
  EXPECT_EQ(bytes.read<std::uint32_t>(2), std::nullopt);
  EXPECT_EQ(bytes.load<std::uint16_t>(3), 0x0504);
}

TEST(ByteView, Pieces) {
  const ByteView bytes("ElfChnk!"sv);
  EXPECT_TRUE(bytes.starts_with("ElfChnk"));
  EXPECT_FALSE(bytes.first(3).starts_with("ElfChnk"));
  EXPECT_EQ(bytes.sub(3, 4).chars(), "Chnk");
  EXPECT_EQ(bytes.from(7).chars(), "!");
  EXPECT_TRUE(bytes.from(8).empty());
}

// One wrong byte at every place of every size, where the last block overlaps those before it.
TEST(ByteView, EqualsSeesEveryByte) {
  EXPECT_TRUE(ByteView().equals(""));
  for (std::size_t size = 1; size <= 70; ++size) {
    const std::string text(size, 'k');
    std::string other = text;
    ASSERT_TRUE(ByteView(text).equals(other)) << size;
    ASSERT_FALSE(ByteView(text).equals(other + "k")) << size;
    for (std::size_t at = 0; at < size; ++at) {
      other[at] = 'K';
      ASSERT_FALSE(ByteView(text).equals(other)) << size << " " << at;
      other[at] = 'k';
    }
  }
}

}  // namespace
}  // namespace wmiscope
