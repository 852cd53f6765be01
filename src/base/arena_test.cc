// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <gtest/gtest.h>

#include <string>

namespace wmiscope {
namespace {

TEST(Arena, PiecesAreAlignedAndApart) {
  Arena arena;
  std::byte* last = nullptr;
  for (std::size_t size = 0; size < 300; ++size) {
    std::byte* piece = arena.allocate(size);
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(piece) % 8, 0U);
    std::memset(piece, static_cast<int>(size & 0xFF), size);
    // Writing the piece left the one before as it was.
    const auto before = static_cast<std::byte>((size - 1) & 0xFF);
    ASSERT_TRUE(size < 2 || last[0] == before) << size;
    last = piece;
  }
}

TEST(Arena, NeverNull) {
  Arena arena;
  EXPECT_NE(arena.allocate(0), nullptr);
}

TEST(Arena, PiecesLargerThanABlock) {
  Arena arena;
  const std::string big(1 << 20, 'b');
  const std::string_view copy = arena.copy(big);
  const std::string_view small = arena.copy("small");
  EXPECT_EQ(copy, big);
  EXPECT_EQ(small, "small");
}

TEST(Arena, MakesObjects) {
  Arena arena;
  const auto numbers = arena.make<std::uint64_t>(1000);
  ASSERT_EQ(numbers.size(), 1000U);
  for (const std::uint64_t n : numbers) ASSERT_EQ(n, 0U);
  EXPECT_TRUE(arena.make<int>(0).empty());
}

TEST(Arena, UsesItsBlocksAgain) {
  Arena arena;
  const std::byte* first = arena.allocate(100);
  arena.allocate(60'000);
  arena.allocate(60'000);
  arena.reset();
  EXPECT_EQ(arena.allocate(100), first);
}

TEST(Arena, HugeBlocksAreNotKept) {
  Arena arena;
  arena.allocate(10);
  arena.allocate(4 << 20);
  arena.reset();
  const std::string text(200'000, 'x');
  EXPECT_EQ(arena.copy(text), text);
  EXPECT_EQ(arena.copy(""), "");
}

}  // namespace
}  // namespace wmiscope
