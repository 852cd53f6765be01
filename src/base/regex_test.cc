// SPDX-License-Identifier: Apache-2.0
#include "base/regex.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

Regex compile(std::string_view pattern, Regex::Options options = {}) {
  auto regex = Regex::compile(pattern, options);
  EXPECT_TRUE(regex.has_value()) << pattern;
  return std::move(*regex);
}

struct MatchCase {
  const char* name;
  const char* pattern;
  Regex::Options options;
  std::string_view text;
  bool expected;
};

const MatchCase kMatches[] = {
    {"Anywhere", "b+", {}, "aabba", true},
    {"WithCase", "WMIC", {}, "wmic", false},
    {"IgnoreCase", "WMIC", {.ignore_case = true}, "wmic", true},
    {"DollarIsTheEnd", "a$", {}, "a\nb", false},
    {"MultiLine", "a$", {.multi_line = true}, "a\nb", true},
    {"CaretIsTheStart", "^b", {}, "a\nb", false},
    {"MultiLineCaret", "^b", {.multi_line = true}, "a\nb", true},
    {"DotStopsAtLines", "a.b", {}, "a\nb", false},
    {"DotNewline", "a.b", {.dot_newline = true}, "a\nb", true},
    {"DotIsACodePoint", "^a.b$", {}, "a\xC3\xA4\x62", true},
    {"InvalidTextIsSearched", "wmic", {}, "\xFF\xFEwmic\x80", true},
    {"DotSkipsInvalidBytes", "^a.b$", {}, "a\xFF\x62", false},
    {"EmptyText", "^$", {}, "", true},
};

TEST(Regex, Matches) {
  for (const MatchCase& c : kMatches) {
    EXPECT_EQ(compile(c.pattern, c.options).matches(c.text), c.expected) << c.name;
  }
}

TEST(Regex, ExtractGivesTheFirstGroup) {
  const Regex consumer = compile(R"(Consumer =\s+([^;|^$]+))");
  EXPECT_EQ(consumer.extract("x; Consumer = A=\"b\" ; Consumer = c"), "A=\"b\" ");
  EXPECT_EQ(consumer.extract("consumer = a"), std::nullopt);
  EXPECT_EQ(compile("b+").extract("abbc"), "bb");
  EXPECT_EQ(compile("a(x)?b").extract("ab"), std::nullopt) << "a group that took no part";
  EXPECT_EQ(compile("a(x*)b").extract("ab"), "") << "an empty group did";
}

TEST(Regex, ExtractIsAViewOfTheText) {
  const std::string text = "key=value";
  const auto found = compile("=(.*)").extract(text);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->data(), text.data() + 4);
}

TEST(Regex, RefusesWithASentence) {
  for (const char* pattern : {"(", "a{2000}", "\\1", "(?=a)", "\xFF", "((a{1000}){1000}){1000}"}) {
    const auto regex = Regex::compile(pattern, {});
    ASSERT_FALSE(regex.has_value()) << pattern;
    EXPECT_FALSE(regex.error().empty()) << pattern;
  }
}

TEST(Regex, KeepsThePatternAsGiven) {
  EXPECT_EQ(compile("^a$", {.multi_line = true}).pattern(), "^a$");
}

}  // namespace
}  // namespace wmiscope
