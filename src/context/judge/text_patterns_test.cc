// SPDX-License-Identifier: Apache-2.0
#include "context/judge/text_patterns.h"

#include <gtest/gtest.h>

#include <array>

namespace wmiscope {
namespace {

std::expected<TextPatterns, std::string> parse(std::string_view text) {
  const std::array files = {EmbeddedFile{"tools/x.yml", text, {}}};
  return TextPatterns::parse(files, "tool");
}

TEST(TextPatterns, AllFieldsOfOneAlternative) {
  const auto set = parse(
      "tool: b\nrank: 20\nsources: [s]\npatterns:\n  - filter_name: '^x$'\n    consumer_name: "
      "['^y$', "
      "'^z$']\n  - script: 'evil.*word'\n---\ntool: a\nsources: [s]\npatterns:\n  - filter_name: "
      "x\n");
  ASSERT_TRUE(set.has_value()) << set.error();
  const auto name = [&](const ActTexts& texts) {
    const TextPattern* hit = set->first_match(texts);
    return hit == nullptr ? "" : hit->name;
  };
  ActTexts texts;
  EXPECT_EQ(name(texts), "");
  texts.filter_name = "X";
  EXPECT_EQ(name(texts), "a") << "the second field is not known";
  texts.consumer_name = "Z";
  EXPECT_EQ(name(texts), "b") << "smaller rank first, without case";
  ActTexts other;
  other.script = "an EVIL\nword";
  EXPECT_EQ(name(other), "b");
}

TEST(TextPatterns, MistakesNameTheirPlace) {
  struct Case {
    const char* text;
    const char* part;
  };
  constexpr Case kCases[] = {
      {"sources: [s]\npatterns: [{script: x}]", "`tool`"},
      {"tool: a\npatterns: [{script: x}]", "`sources`"},
      {"tool: a\nsources: [s]", "`patterns`"},
      {"tool: a\nsources: [s]\npatterns: [{scrpt: x}]", "scrpt"},
      {"tool: a\nsources: [s]\npatterns: [{script: '('}]", ")"},
      {"tool: a\nsources: [s]\npatterns: [{}]", "map"},
      {"tool: a\nrank: x\nsources: [s]\npatterns: [{script: x}]", "`rank`"},
  };
  for (const Case& c : kCases) {
    const auto set = parse(c.text);
    ASSERT_FALSE(set.has_value()) << c.text;
    EXPECT_NE(set.error().find(c.part), std::string::npos) << set.error();
    EXPECT_TRUE(set.error().starts_with("tools/x.yml:")) << set.error();
  }
}

// load() trusts the expressions of built-in files: here each is compiled.
TEST(TextPatterns, BuiltInExpressionsAreWellFormed) {
  for (const auto& [folder, key] : {std::pair("tools", "tool"), std::pair("benign", "reason")}) {
    std::vector<EmbeddedFile> files = embedded_yaml(folder);
    ASSERT_FALSE(files.empty()) << folder;
    for (EmbeddedFile& file : files) file.packed = {};
    const auto set = TextPatterns::parse(files, key);
    EXPECT_TRUE(set.has_value()) << set.error();
  }
}

}  // namespace
}  // namespace wmiscope
