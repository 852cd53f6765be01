// SPDX-License-Identifier: Apache-2.0
#include "context/facts/text_pool.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace wmiscope {
namespace {

TEST(TextPool, KeepsEachTextOnce) {
  TextPool pool;
  std::vector<TextId> ids;
  for (int i = 0; i < 5000; ++i) ids.push_back(pool.intern("text number " + std::to_string(i)));
  for (int i = 0; i < 5000; ++i) {
    const std::string text = "text number " + std::to_string(i);
    EXPECT_EQ(pool.intern(text), ids[static_cast<std::size_t>(i)]);
    EXPECT_EQ(pool[ids[static_cast<std::size_t>(i)]], text);
  }
  EXPECT_EQ(pool.size(), 5001U);
}

TEST(TextPool, EmptyTextIsNone) {
  TextPool pool;
  EXPECT_EQ(pool.intern(""), kNoText);
  EXPECT_EQ(pool[kNoText], "");
  EXPECT_NE(pool.intern(std::string_view("\0", 1)), kNoText);
  EXPECT_NE(pool.intern("a"), pool.intern(std::string_view("a\0", 2)));
}

TEST(TextPool, AppendedTextsAreNotFound) {
  TextPool pool;
  const TextId first = pool.append("line");
  EXPECT_NE(pool.append("line"), first);
  EXPECT_NE(pool.intern("line"), first);
  for (int i = 0; i < 2000; ++i) pool.intern(std::to_string(i));
  EXPECT_EQ(pool[first], "line");
  EXPECT_EQ(pool.append(""), kNoText);
}

TEST(TextPool, HashesTellTextsApart) {
  std::set<std::uint32_t> hashes;
  std::string text;
  for (int i = 0; i < 300; ++i) {
    hashes.insert(hash_text(text));
    text += static_cast<char>('a' + i % 3);
  }
  // One byte changed at every place of a long text.
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = '!';
    hashes.insert(hash_text(changed));
    EXPECT_EQ(hash_text(changed), hash_text(std::string(changed)));
  }
  EXPECT_GT(hashes.size(), 597U);
}

TEST(TextPool, ClearForgets) {
  TextPool pool;
  pool.intern("one");
  EXPECT_EQ(pool.bytes(), 3U);
  pool.clear();
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.bytes(), 0U);
  EXPECT_EQ(pool[pool.intern("two")], "two");
}

}  // namespace
}  // namespace wmiscope
