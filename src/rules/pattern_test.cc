// SPDX-License-Identifier: Apache-2.0
#include "rules/pattern.h"

#include <gtest/gtest.h>

#include "rules/sigma/value.h"

namespace wmiscope {
namespace {

using Shape = Pattern::Shape;

TEST(Pattern, TakesTheShapeOfItsWildcards) {
  struct Case {
    const char* text;
    Shape shape;
    const char* literal;
  };
  const Case cases[] = {
      {"", Shape::kNull, ""},
      {"*", Shape::kAny, ""},
      {"***", Shape::kAny, ""},
      {"Wmic.EXE", Shape::kEquals, "wmic.exe"},
      {"C:*", Shape::kStartsWith, "c:"},
      {"**\\\\Wmic.exe", Shape::kEndsWith, "\\wmic.exe"},
      {"*node*", Shape::kContains, "node"},
      {"a*b", Shape::kWildcard, ""},
      {"a?", Shape::kWildcard, ""},
      {"*?*", Shape::kWildcard, ""},
  };
  for (const Case& c : cases) {
    const Pattern pattern = make_pattern(sigma::parse_value(c.text), {});
    EXPECT_EQ(pattern.shape, c.shape) << c.text;
    EXPECT_EQ(pattern.literal, c.literal) << c.text;
  }
}

TEST(Pattern, KeepsCaseOnlyWhereAsked) {
  EXPECT_EQ(make_pattern(to_elements("WMIÄ"), {}).literal, "wmiÄ");
  EXPECT_EQ(make_pattern(to_elements("WMI"), {.cased = true}).literal, "WMI");
}

TEST(Pattern, KnowsPlainNumbers) {
  EXPECT_EQ(make_pattern(to_elements("4688"), {}).number, 4688U);
  for (const char* text : {"04688", "-1", "0x10", "1a", "", "99999999999999999999"}) {
    EXPECT_EQ(make_pattern(to_elements(text), {}).number, std::nullopt) << text;
  }
}

TEST(Pattern, SaysItselfInWords) {
  EXPECT_EQ(to_string(make_pattern(sigma::parse_value("*\\Wmic.ex?"), {})), "'*\\wmic.ex?'");
  EXPECT_EQ(to_string(make_pattern({}, {})), "null");
  EXPECT_EQ(to_string(make_pattern(Regex::compile("a.c", {}).value())), "/a.c/");
}

TEST(Pattern, ReadsCodePointsAndLeavesInvalidBytesApart) {
  const std::vector<char32_t> expected = {'a', 0xE9, 0x20AC, 0x1F600, kInvalidByte + 0xFF, 'z'};
  EXPECT_EQ(to_elements("aé€😀\xFFz"), expected);
}

// Escapes of the specification, and what real rules write.
TEST(SigmaValue, Escapes) {
  struct Case {
    const char* text;
    std::vector<char32_t> elements;
  };
  const Case cases[] = {
      {"a*b?c", {'a', kStar, 'b', kQuestion, 'c'}},
      {R"(\*\?)", {'*', '?'}},
      {R"(\\*)", {'\\', kStar}},
      {R"(\\\*)", {'\\', '*'}},
      {R"(\wmic)", {'\\', 'w', 'm', 'i', 'c'}},
      {R"(\\wmic)", {'\\', 'w', 'm', 'i', 'c'}},
      {R"(C:\)", {'C', ':', '\\'}},
      {R"(\\\)", {'\\', '\\'}},
      {R"(\\\\)", {'\\', '\\'}},
      {R"(\\\\srv)", {'\\', '\\', 's', 'r', 'v'}},
      {"", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(sigma::parse_value(c.text), c.elements) << c.text;
}

}  // namespace
}  // namespace wmiscope
