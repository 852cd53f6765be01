// SPDX-License-Identifier: Apache-2.0
#include "base/utf16.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string to_utf8(std::string_view utf16) {
  std::string out;
  append_utf16(ByteView(utf16), out);
  return out;
}

struct Utf16Case {
  const char* name;
  std::string_view utf16;
  std::string_view utf8;
};

const Utf16Case kCases[] = {
    {"Empty", ""sv, ""},
    {"OddByte", "a\0b"sv, "a"},
    {"OneByte", "a"sv, ""},
    {"TwoBytes", "\xE4\0"sv, "\xC3\xA4"},
    {"ThreeBytes", "\xAC\x20"sv, "\xE2\x82\xAC"},
    {"Pair", "\x3D\xD8\x00\xDE"sv, "\xF0\x9F\x98\x80"},
    {"LoneHigh", "\x3D\xD8x\0"sv, "\xEF\xBF\xBDx"},
    {"HighAtTheEnd", "x\0\x3D\xD8"sv, "x\xEF\xBF\xBD"},
    {"LoneLow", "\x00\xDEx\0"sv, "\xEF\xBF\xBDx"},
    {"TwoHighs", "\x3D\xD8\x3D\xD8\x00\xDE"sv, "\xEF\xBF\xBD\xF0\x9F\x98\x80"},
    {"Nul", "a\0\0\0b\0"sv, "a\0b"sv},
    {"LastUnit", "\xFF\xFF"sv, "\xEF\xBF\xBF"},
};

TEST(Utf16, ToUtf8) {
  for (const Utf16Case& c : kCases) EXPECT_EQ(to_utf8(c.utf16), c.utf8) << c.name;
}

// Every code point there and back, alone and behind eight ASCII units (the vector path).
TEST(Utf16, EveryCodePointThereAndBack) {
  for (std::uint32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string wide;
    const auto unit = [&](std::uint32_t u) {
      wide += static_cast<char>(u & 0xFF);
      wide += static_cast<char>(u >> 8);
    };
    for (const char ascii : "12345678"sv) unit(static_cast<unsigned char>(ascii));
    if (c >= 0x10000) unit(0xD800 + ((c - 0x10000) >> 10));
    unit(c >= 0x10000 ? 0xDC00 + ((c - 0x10000) & 0x3FF) : c);
    ASSERT_EQ(utf8_to_utf16(to_utf8(wide)), wide) << c;
  }
}

TEST(Utf16, NonAsciiAtEveryPlace) {
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text.replace(at, 1, "\xC3\xA4");
      ASSERT_EQ(to_utf8(utf8_to_utf16(text)), text) << size << " " << at;
    }
  }
}

TEST(Utf16, CapacitySuffices) {
  std::string wide;
  for (int i = 0; i < 1000; ++i) wide += "\xAC\x20"sv;
  std::string out(utf16_capacity(wide.size()), '\0');
  EXPECT_EQ(utf16_to_utf8(ByteView(wide), out.data()), 3000U);
}

TEST(Utf16, DropsTrailingNuls) {
  EXPECT_EQ(drop_trailing_nuls_utf16(ByteView("a\0\0\0\0\0"sv)).chars(), "a\0"sv);
  EXPECT_EQ(drop_trailing_nuls_utf16(ByteView("\0\0"sv)).size(), 0U);
  EXPECT_EQ(drop_trailing_nuls_utf16(ByteView("a\0b"sv)).chars(), "a\0"sv);
  EXPECT_EQ(drop_trailing_nuls_utf16(ByteView("\0\x01"sv)).size(), 2U);
}

TEST(Utf16, FindsTheFirstNul) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text = utf8_to_utf16(std::string(size, 'x'));
    EXPECT_EQ(find_nul_utf16(ByteView(text)), 2 * size);
    EXPECT_EQ(find_nul_utf16(ByteView(text + "y")), 2 * size);
    EXPECT_EQ(find_nul_utf16(ByteView(text + "\0\0z\0\0\0"s)), 2 * size);
  }
  // Half of a unit is none.
  EXPECT_EQ(find_nul_utf16(ByteView("a\0\0b"sv)), 4U);
}

TEST(Utf16, InvalidUtf8IsReplaced) {
  std::string out;
  append_valid_utf8("a\xFF\xC3\xA4\xED\xA0\x80", out);
  EXPECT_EQ(out, "a\xEF\xBF\xBD\xC3\xA4\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(utf8_to_utf16("\xFF"), "\xFD\xFF"sv);
}

TEST(Utf16, SequenceLengths) {
  const std::pair<std::string_view, std::size_t> cases[] = {
      {"a", 1},
      {"\xC2\x80", 2},
      {"\xE0\xA0\x80", 3},
      {"\xF4\x8F\xBF\xBF", 4},
      {"\x80", 0},
      {"\xC1\x80", 0},
      {"\xC2", 0},
      {"\xE0\x9F\x80", 0},
      {"\xED\xA0\x80", 0},
      {"\xF0\x8F\x80\x80", 0},
      {"\xF4\x90\x80\x80", 0},
      {"\xF5\x80\x80\x80", 0},
      {"\xE2\x82x", 0},
  };
  for (const auto& [text, length] : cases) EXPECT_EQ(utf8_sequence(text), length) << text;
}

}  // namespace
}  // namespace wmiscope
