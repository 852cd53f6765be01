// SPDX-License-Identifier: Apache-2.0
#include "base/temp_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace wmiscope {
namespace {

TEST(TempFile, KeepsWhatIsAppended) {
  auto file = TempFile::open("");
  ASSERT_TRUE(file.has_value());
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    const std::string piece = std::to_string(i) + " ";
    ASSERT_EQ(file->append(ByteView(piece)), 0);
    all += piece;
  }
  ASSERT_EQ(file->size(), all.size());
  std::string read(all.size(), '\0');
  ASSERT_TRUE(file->read_at(0, read.data(), read.size()));
  EXPECT_EQ(read, all);
  ASSERT_TRUE(file->read_at(2, read.data(), 3));
  EXPECT_EQ(read.substr(0, 3), "1 2");
  EXPECT_FALSE(file->read_at(all.size() - 1, read.data(), 2));
}

TEST(TempFile, SaysWhyItIsNotThere) {
  const auto file = TempFile::open("/nowhere/at/all");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error(), ENOENT);
}

TEST(TempFile, Moves) {
  auto first = TempFile::open("");
  ASSERT_TRUE(first.has_value());
  ASSERT_EQ(first->append(ByteView("abc")), 0);
  TempFile second = std::move(*first);
  char c = 0;
  ASSERT_TRUE(second.read_at(2, &c, 1));
  EXPECT_EQ(c, 'c');
}

}  // namespace
}  // namespace wmiscope
