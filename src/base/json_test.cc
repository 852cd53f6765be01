// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

std::string json(std::string_view text) {
  std::string out;
  append_json_string(text, out);
  return out;
}

struct JsonCase {
  const char* name;
  std::string_view text;
  std::string_view expected;
};

using namespace std::string_view_literals;

const JsonCase kCases[] = {
    {"Empty", "", R"("")"},
    {"Plain", "wmic process list", R"("wmic process list")"},
    {"QuoteAndBackslash", R"(C:\a "b")", R"("C:\\a \"b\"")"},
    {"ShortEscapes", "a\tb\r\nc", R"("a\tb\r\nc")"},
    {"OtherControls", "\0\b\f\x1b[31m"sv, R"("\u0000\u0008\u000c\u001b[31m")"},
    {"Del", "a\x7f", R"("a\u007f")"},
    {"C1Controls", "\xC2\x80\xC2\x9B\xC2\x9F", R"("\u0080\u009b\u009f")"},
    {"BehindC1", "\xC2\xA0\xC3\x9F", "\"\xC2\xA0\xC3\x9F\""},
    {"LineSeparators", "\xE2\x80\xA8\xE2\x80\xA9", R"("\u2028\u2029")"},
    {"NextToSeparators", "\xE2\x80\xA7\xE2\x80\xAA", "\"\xE2\x80\xA7\xE2\x80\xAA\""},
    {"FourBytes", "\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""},
    {"LoneContinuation", "a\x80z", "\"a\xEF\xBF\xBDz\""},
    {"Overlong", "\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"CutShort", "a\xE2\x82", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"EncodedSurrogate", "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"BeyondUnicode", "\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
};

TEST(Json, Escapes) {
  for (const JsonCase& c : kCases) EXPECT_EQ(json(c.text), c.expected) << c.name;
}

// A special character must be seen at every place of the blocks of 16, and nothing else be touched.
TEST(Json, SpecialAtEveryPlace) {
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text[at] = '"';
      const std::string expected =
          "\"" + std::string(at, 'x') + "\\\"" + std::string(size - at - 1, 'x') + "\"";
      ASSERT_EQ(json(text), expected) << size << " " << at;
    }
  }
}

TEST(Json, EveryByteAloneInsideABlock) {
  for (int byte = 0; byte < 256; ++byte) {
    std::string text(20, 'x');
    text[7] = static_cast<char>(byte);
    const bool plain = byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
    EXPECT_EQ(json(text) == "\"" + text + "\"", plain) << byte;
  }
}

TEST(Json, Appends) {
  std::string out = "{\"user\":";
  append_json_string("D\\u", out);
  EXPECT_EQ(out, R"({"user":"D\\u")");
}

}  // namespace
}  // namespace wmiscope
