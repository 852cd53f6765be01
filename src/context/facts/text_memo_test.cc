// SPDX-License-Identifier: Apache-2.0
#include "context/facts/text_memo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf16.h"
#include "context/facts/facts.h"

namespace wmiscope {
namespace {

class TextMemoTest : public testing::Test {
 protected:
  TextId id(const Value& value, bool escaped = false) {
    memo_.begin_event();
    return memo_.id(memo_.find(value, escaped, arena_, hint_), pool_);
  }
  std::string_view text(const Value& value, bool escaped = false) {
    memo_.begin_event();
    return memo_.find(value, escaped, arena_, hint_).text;
  }

  TextMemo memo_;
  TextMemo::Hint hint_;  // of whatever text was asked for before
  Arena arena_;
  TextPool pool_;
};

TEST_F(TextMemoTest, KnowsATextAgain) {
  const std::string wide = utf8_to_utf16("C:\\W\u00efndows\\x.exe");
  const TextId first = id(Value::utf16(ByteView(wide)));
  const std::string copy(wide.data(), wide.size());  // other memory
  EXPECT_EQ(id(Value::utf16(ByteView(copy))), first);
  EXPECT_EQ(pool_[first], "C:\\W\u00efndows\\x.exe");
  EXPECT_EQ(pool_.hash(first), hash_text(pool_[first]));
}

TEST_F(TextMemoTest, IdsAreOfTheBatch) {
  const Value value = Value::utf8("anna");
  id(Value::utf8("other"));
  id(value);
  pool_.clear();
  memo_.begin_batch();
  EXPECT_EQ(pool_[id(value)], "anna");
  EXPECT_EQ(pool_.size(), 2U);
}

// The same bytes are another text in another encoding, and where entities are resolved.
TEST_F(TextMemoTest, TellsEncodingsApart) {
  const std::string bytes("a&lt;b\0\0", 8);
  EXPECT_EQ(text(Value::utf8(bytes)), "a&lt;b");
  EXPECT_EQ(text(Value::utf8(bytes), true), "a<b");
  EXPECT_EQ(text(Value::utf8(bytes)), "a&lt;b");
  EXPECT_NE(text(Value::utf16(ByteView(bytes))), "a&lt;b");
}

TEST_F(TextMemoTest, NumbersAndAbsentValues) {
  EXPECT_EQ(text(Value::number(ValueType::kHex, 0x3e7)), "0x3e7");
  EXPECT_EQ(id(Value()), kNoText);
  EXPECT_EQ(id(Value::utf8("")), kNoText);
}

TEST_F(TextMemoTest, CutsVeryLongTexts) {
  const std::string huge(200'000, 'x');
  EXPECT_EQ(text(Value::utf8(huge)).size(), 64U * 1024);
}

// More texts than it remembers, each of them right, the first ones again at the end.
TEST_F(TextMemoTest, StartsAnewWhenItIsFull) {
  for (int i = 0; i < 20'010; ++i) {
    const std::string name = "text number " + std::to_string(i % 20'000);
    ASSERT_EQ(text(Value::utf8(name)), name);
    ASSERT_EQ(pool_[id(Value::utf8(name))], name);
  }
  const std::string large(20'000, 'y');
  for (int i = 0; i < 500; ++i) {
    const std::string each = large + std::to_string(i);
    ASSERT_EQ(text(Value::utf8(each)), each);
  }
}

// Texts of one event stay until the next one, however many there are.
TEST_F(TextMemoTest, KeepsTheTextsOfAnEvent) {
  std::vector<std::string_view> texts;
  std::vector<std::string> names;
  for (int i = 0; i < 10'000; ++i) names.push_back("name " + std::to_string(i));
  memo_.begin_event();
  for (const std::string& name : names) {
    const std::string wide = utf8_to_utf16(name);
    texts.push_back(memo_.find(Value::utf16(ByteView(wide)), false, arena_, hint_).text);
  }
  EXPECT_TRUE(std::ranges::equal(texts, names));
}

// Long texts that differ in one place only, which a hash of parts does not see.
TEST_F(TextMemoTest, TellsLongTextsApart) {
  const std::string like(2000, 'x');
  for (int round = 0; round < 2; ++round) {
    for (std::size_t at = 100; at < 900; at += 10) {
      std::string text_here = like;
      text_here[at] = '!';
      ASSERT_EQ(text(Value::utf8(text_here)), text_here) << at;
      ASSERT_EQ(pool_[id(Value::utf8(text_here))], text_here) << at;
    }
  }
}

// A hint is where to look first, not what is there.
TEST_F(TextMemoTest, DoesNotTrustAHint) {
  id(Value::utf8("anna"));
  TextMemo::Hint of_anna = hint_;
  EXPECT_EQ(memo_.find(Value::utf8("bert"), false, arena_, of_anna).text, "bert");
  EXPECT_EQ(memo_.find(Value::utf8("anna"), false, arena_, of_anna).text, "anna");
  TextMemo::Hint beyond{.entry = 60'000};
  EXPECT_EQ(memo_.find(Value::utf8("anna"), false, arena_, beyond).text, "anna");
  for (int i = 0; i < 20'000; ++i) id(Value::utf8("text number " + std::to_string(i)));
  EXPECT_EQ(memo_.find(Value::utf8("anna"), false, arena_, of_anna).text, "anna");
  TextMemo other;
  EXPECT_EQ(other.find(Value::utf8("anna"), false, arena_, hint_).text, "anna");
}

TEST_F(TextMemoTest, RemembersTraitsByRole) {
  TextMemo::Entry& entry = memo_.find(Value::utf8("C:\\x\\wmic.exe"), false, arena_, hint_);
  EXPECT_EQ(TextMemo::traits(entry, TextRole::kImage), kMarkWmic);
  EXPECT_EQ(TextMemo::traits(entry, TextRole::kParentImage), kMarkOfWmic | kMarkHasParentName);
  EXPECT_EQ(TextMemo::traits(entry, TextRole::kImage), kMarkWmic);
  EXPECT_EQ(TextMemo::traits(entry, TextRole::kScript), kMayUseWmi);
}

}  // namespace
}  // namespace wmiscope
