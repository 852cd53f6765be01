// SPDX-License-Identifier: Apache-2.0
#include "base/regex_literal.h"

#include <gtest/gtest.h>

#include "base/ascii.h"
#include "base/regex.h"

namespace wmiscope {
namespace {

struct Case {
  const char* pattern;
  bool ignore_case;
  const char* literal;
};

TEST(RegexLiteral, LongestRunThatEveryMatchHolds) {
  const Case cases[] = {
      {"abc", false, "abc"},
      {"ABC", true, "abc"},
      {"ABC", false, "ABC"},
      {"a|b", false, ""},
      {"ab(cd|ef)ghi", false, "ghi"},
      {"ab(c[)]d)ghi", false, "ghi"},
      {"abc?def", false, "def"},
      {"abc*", false, "ab"},
      {"abc+d", false, "abc"},
      {"abc{0,2}de", false, "ab"},
      {"\\bwm(\\.exe)?\\s+/node:", true, "/node:"},
      {"c:\\\\win", false, "c:\\win"},
      {"\\x41bc", false, ""},
      {"[abc]def", false, "def"},
      {"[]a]def", false, "def"},
      {"[[:alpha:]]def", false, ""},
      {"(?i)abc", false, ""},
      {"(?:ab)cde", false, "cde"},
      {"\\Qa|b\\E", false, ""},
      {"^abc$", false, "abc"},
      {"mask", true, "ma"},
      {"", false, ""},
      {"abc(", false, ""},
      {"abc[", false, ""},
      {"abc\\", false, ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(required_literal(c.pattern, c.ignore_case), c.literal) << c.pattern;
  }
}

// Whatever the text, the literal may only rule out what the expression itself would.
TEST(RegexLiteral, NeverRulesOutAMatch) {
  const char* const patterns[] = {"ab+c?", "a(b|c)d", "wm[il]c", "x{0}y", "a\\.b", "(?:a|b)c"};
  const char* const texts[] = {"ab", "abbc", "acd", "WMIC", "y", "A.B", "bc", "\u212A", ""};
  for (const char* pattern : patterns) {
    const auto regex = Regex::compile(pattern, {.ignore_case = true});
    ASSERT_TRUE(regex) << pattern;
    const std::string literal = required_literal(pattern, true);
    for (const std::string text : texts) {
      const bool holds = find_nocase(text, literal) != std::string_view::npos;
      EXPECT_TRUE(holds || !regex->extract(text).has_value()) << pattern << " in " << text;
    }
  }
}

}  // namespace
}  // namespace wmiscope
