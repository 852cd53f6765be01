// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.h"

#include <gtest/gtest.h>

#include "base/utf16.h"

namespace wmiscope {
namespace {

struct NocaseCase {
  const char* text;
  const char* lower;
  bool equals, starts, ends, contains;
};

// UTF-8 and UTF-16 must agree on all of them.
const NocaseCase kCases[] = {
    {"", "", true, true, true, true},
    {"", "a", false, false, false, false},
    {"a", "", false, true, true, true},
    {"WmiPrvSE.exe", "wmiprvse.exe", true, true, true, true},
    {"C:\\Windows\\WBEM\\WmiPrvSE.exe", "\\wmiprvse.exe", false, false, true, true},
    {"C:\\Windows\\WBEM\\WmiPrvSE.exe", "\\wbem\\", false, false, false, true},
    {"WMIC.exe process", "wmic", false, true, false, true},
    {"xwmic and wmiC", "wmic", false, false, true, true},
    {"wmi", "wmic", false, false, false, false},
    {"[", "{", false, false, false, false},
    {"@", "`", false, false, false, false},
    {"aaaaaaaaaaaaaaaab", "ab", false, false, true, true},
    {"aaaaaaaaaaaaaaaaa", "ab", false, false, false, false},
    {"\xC3\x84wmic", "wmic", false, false, true, true},
    {"\xE2\x84\xAA", "k", false, false, false, false},
    {"\xC5\x81", "a", false, false, false, false},
};

TEST(Ascii, Utf8) {
  for (const NocaseCase& c : kCases) {
    EXPECT_EQ(equals_nocase(c.text, c.lower), c.equals) << c.text << " " << c.lower;
    EXPECT_EQ(starts_with_nocase(c.text, c.lower), c.starts) << c.text << " " << c.lower;
    EXPECT_EQ(ends_with_nocase(c.text, c.lower), c.ends) << c.text << " " << c.lower;
    EXPECT_EQ(find_nocase(c.text, c.lower) != std::string_view::npos, c.contains)
        << c.text << " " << c.lower;
  }
}

TEST(Ascii, Utf16) {
  for (const NocaseCase& c : kCases) {
    const std::string wide = utf8_to_utf16(c.text);
    const ByteView text{std::string_view(wide)};
    EXPECT_EQ(utf16_equals_nocase(text, c.lower), c.equals) << c.text << " " << c.lower;
    EXPECT_EQ(utf16_starts_with_nocase(text, c.lower), c.starts) << c.text << " " << c.lower;
    EXPECT_EQ(utf16_ends_with_nocase(text, c.lower), c.ends) << c.text << " " << c.lower;
    EXPECT_EQ(utf16_contains_nocase(text, c.lower), c.contains) << c.text << " " << c.lower;
  }
}

// The vector search at every place of every size, against bytes that an unaligned read would
// mistake.
TEST(Ascii, ContainsAtEveryPlace) {
  for (std::size_t size = 2; size <= 40; ++size) {
    for (std::size_t at = 0; at + 2 <= size; ++at) {
      std::string text(size, 'a');
      text[at + 1] = 'B';
      const std::string wide = "\x01" + utf8_to_utf16(text);
      const ByteView unaligned = ByteView(std::string_view(wide)).from(1);
      ASSERT_TRUE(utf16_contains_nocase(unaligned, "ab")) << size << " " << at;
      ASSERT_FALSE(utf16_contains_nocase(unaligned, "bb")) << size << " " << at;
      ASSERT_EQ(find_nocase(text, "ab"), at) << size << " " << at;
    }
  }
}

// One wrong unit at every place of every size, and the neighbours of the letters.
TEST(Ascii, EqualsSeesEveryUnit) {
  for (std::size_t size = 1; size <= 40; ++size) {
    const std::string lower(size, 'k');
    std::string wide = utf8_to_utf16(std::string(size, 'K'));
    ASSERT_TRUE(utf16_equals_nocase(ByteView(std::string_view(wide)), lower)) << size;
    for (std::size_t at = 0; at < 2 * size; ++at) {
      wide[at] ^= 1;
      ASSERT_FALSE(utf16_equals_nocase(ByteView(std::string_view(wide)), lower)) << at;
      wide[at] ^= 1;
    }
  }
  for (const char* text : {"@@@@@@@@", "[[[[[[[["}) {
    const std::string wide = utf8_to_utf16(text);
    EXPECT_TRUE(utf16_equals_nocase(ByteView(std::string_view(wide)), to_ascii_lower(text)));
    EXPECT_FALSE(utf16_equals_nocase(ByteView(std::string_view(wide)), "````````"));
    EXPECT_FALSE(utf16_equals_nocase(ByteView(std::string_view(wide)), "{{{{{{{{"));
  }
}

TEST(Ascii, FindFrom) {
  EXPECT_EQ(find_nocase("abAB", "ab", 1), 2U);
  EXPECT_EQ(find_nocase("abab", "ab", 3), std::string_view::npos);
  EXPECT_EQ(find_nocase("ab", "", 2), 2U);
  EXPECT_EQ(find_nocase("ab", "", 3), std::string_view::npos);
  const std::string long_text = std::string(40, 'x') + "ab";
  EXPECT_EQ(find_nocase(long_text, "ab", 40), 40U);
  EXPECT_EQ(find_nocase(long_text, "ab", 41), std::string_view::npos);
  EXPECT_EQ(find_nocase(long_text, "ab", std::string_view::npos), std::string_view::npos);
}

TEST(Ascii, LowerAndIsAscii) {
  EXPECT_EQ(to_ascii_lower("AZ[\xC3\x84"), "az[\xC3\x84");
  EXPECT_TRUE(is_ascii("plain\x7F"));
  EXPECT_FALSE(is_ascii("\x80"));
}

}  // namespace
}  // namespace wmiscope
