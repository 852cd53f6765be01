// SPDX-License-Identifier: Apache-2.0
#include "base/regex_literal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/regex.h"

namespace wmiscope {
namespace {

struct Case {
  const char* pattern;
  bool ignore_case;
  std::vector<std::string> literals;
};

TEST(RegexLiteral, LiteralsOfWhichEveryMatchHoldsOne) {
  const Case cases[] = {
      {"abc", false, {"abc"}},
      {"ABC", true, {"abc"}},
      {"ABC", false, {"ABC"}},
      {"abcd|efgh", false, {"abcd", "efgh"}},
      {"abcd|", false, {}},
      {"abcd|[ef]", false, {}},
      {"ab(cd|ef)ghi", false, {"ghi"}},
      {"a(cdef|ghij)b", false, {"cdef", "ghij"}},
      {"a(cdef|ghij)?b", false, {"a"}},
      {"(a(bcde|fghi)|jklm)+", false, {"bcde", "fghi", "jklm"}},
      {"ab(c[)]d)ghi", false, {"ghi"}},
      {"abc?def", false, {"def"}},
      {"abc*", false, {"ab"}},
      {"abc+d", false, {"abc"}},
      {"abc{0,2}de", false, {"ab"}},
      {"(abcdef){0,2}gh", false, {"gh"}},
      {"\\bwm(\\.exe)?\\s+/node:", true, {"/node:"}},
      {"c:\\\\win", false, {"c:\\win"}},
      {"\\x41bc", false, {}},
      {"[abc]def", false, {"def"}},
      {"[]a]def", false, {"def"}},
      {"[[:alpha:]]def", false, {}},
      {"(?i)ABC", false, {"abc"}},
      {"ab(?i)c", false, {}},
      {"(?P<a>ab)cde", false, {}},
      {"(?:ab)cde", false, {"cde"}},
      {"\\Qa|b\\E", false, {}},
      {"^abc$", false, {"abc"}},
      {"mask", true, {"mask"}},
      {"", false, {}},
      {"abc(", false, {}},
      {"abc)", false, {}},
      {"abc[", false, {}},
      {"abc\\", false, {}},
      {"abc{", false, {}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(required_literals(c.pattern, c.ignore_case).any_of, c.literals) << c.pattern;
  }
}

TEST(RegexLiteral, BoundedWhateverThePattern) {
  EXPECT_TRUE(required_literals(std::string(100000, '('), true).any_of.empty());
  std::string many = "a";
  for (int i = 0; i < 1000; ++i) many += "|b" + std::to_string(i);
  EXPECT_TRUE(required_literals(many, true).any_of.empty());
}

// Whatever the text, the literals may only rule out what the expression itself would.
TEST(RegexLiteral, NeverRulesOutAMatch) {
  const char* const patterns[] = {"ab+c?",    "a(b|c)d",  "wm[il]c", "x{0}y",   "a\\.b",
                                  "(?:a|b)c", "(ab|k)c?", "mask",    "(?i)wMiC"};
  const char* const texts[] = {"ab", "abbc", "acd",    "WMIC",           "y",        "A.B",
                               "bc", "",     "\u212A", "ma\u017F\u212A", "ma\u017Fk"};
  for (const char* pattern : patterns) {
    for (const bool ignore_case : {false, true}) {
      const auto regex = Regex::compile(pattern, {.ignore_case = ignore_case});
      ASSERT_TRUE(regex) << pattern;
      for (const std::string text : texts) {
        EXPECT_EQ(regex->matches(text), regex->extract(text).has_value())
            << pattern << " in " << text;
      }
    }
  }
}

}  // namespace
}  // namespace wmiscope
