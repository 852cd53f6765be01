// SPDX-License-Identifier: Apache-2.0
#include "input/text/text_source.h"

#include <gtest/gtest.h>

#include "base/utf16.h"

namespace wmiscope {
namespace {

std::string big_endian(std::string wide) {
  for (std::size_t i = 0; i + 1 < wide.size(); i += 2) std::swap(wide[i], wide[i + 1]);
  return wide;
}

// The whole text, read in steps of this size.
std::string read_all(std::string_view bytes, std::size_t step) {
  MemorySource memory{ByteView(bytes)};
  TextSource source(memory);
  std::string out;
  std::string part(step, '\0');
  std::size_t n = step;
  while (n == step) {
    n = source.read(reinterpret_cast<std::uint8_t*>(part.data()), step);
    out.append(part, 0, n);
  }
  return out;
}

TEST(TextSource, ReadsEveryEncoding) {
  std::string text = "{\"a\": \"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"}\r\n";
  while (text.size() < 700'000) text += text;
  const std::string wide = utf8_to_utf16(text);
  for (const std::size_t step : {std::size_t{7}, std::size_t{4096}, std::size_t{1 << 20}}) {
    EXPECT_EQ(read_all(text, step), text);
    EXPECT_EQ(read_all("\xEF\xBB\xBF" + text, step), text);
    EXPECT_EQ(read_all(wide, step), text);
    EXPECT_EQ(read_all("\xFF\xFE" + wide, step), text);
    EXPECT_EQ(read_all(big_endian(wide), step), text);
    EXPECT_EQ(read_all("\xFE\xFF" + big_endian(wide), step), text);
  }
}

struct ShortCase {
  std::string bytes;
  std::string text;
};

TEST(TextSource, ShortAndBrokenTexts) {
  const std::string surrogate(
      "\xFF\xFE"
      "a\0\x3D\xD8",
      6);
  const std::string odd(
      "\xFF\xFE"
      "a\0b",
      5);
  const ShortCase cases[] = {
      {"", ""},
      {"a", "a"},
      {"\xFF\xFE", ""},
      {"\xEF\xBB\xBF", ""},
      {"\xEF\xBB", "\xEF\xBB"},
      {surrogate, "a\xEF\xBF\xBD"},
      {odd, "a"},
  };
  for (const ShortCase& c : cases) {
    EXPECT_EQ(read_all(c.bytes, 100), c.text);
    EXPECT_EQ(read_all(c.bytes, 1), c.text);
  }
}

TEST(TextSource, OffsetsWhereBytesAreKept) {
  const auto offset = [](std::string_view bytes) {
    MemorySource memory{ByteView(bytes)};
    TextSource source(memory);
    std::uint8_t byte = 0;
    source.read(&byte, 1);
    return source.offset_of(10);
  };
  EXPECT_EQ(offset("plain"), 10U);
  EXPECT_EQ(offset("\xEF\xBB\xBFplain"), 13U);
  EXPECT_FALSE(offset(std::string_view("a\0b\0", 4)).has_value());
}

TEST(TextHead, IsUtf8WithoutItsMark) {
  EXPECT_EQ(text_head(ByteView(std::string_view("\xEF\xBB\xBF{}")), 100), "{}");
  const std::string wide = "\xFE\xFF" + big_endian(utf8_to_utf16("[1]"));
  EXPECT_EQ(text_head(ByteView(wide), 100), "[1]");
  EXPECT_EQ(text_head(ByteView(std::string_view("abcdef")), 3), "abc");
  EXPECT_EQ(text_head(ByteView(), 3), "");
}

}  // namespace
}  // namespace wmiscope
