// SPDX-License-Identifier: Apache-2.0
#include "content/yaml.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace wmiscope {
namespace {

// The only document of a text that must be right.
YamlNode parse_one(std::string_view text) {
  auto documents = parse_yaml(text);
  if (!documents) {
    ADD_FAILURE() << documents.error().message << " in:\n" << text;
    return {};
  }
  EXPECT_EQ(documents->size(), 1u) << text;
  return documents->empty() ? YamlNode() : std::move(documents->front());
}

TEST(Yaml, GivesTheTree) {
  const YamlNode root = parse_one(
      "title: A rule\n"
      "fields: [dest, 'user']\n"
      "logsource:\n"
      "    product: windows\n"
      "empty:\n"
      "tilde: ~\n");
  ASSERT_TRUE(root.is_map());
  ASSERT_EQ(root.entries.size(), 5u);
  EXPECT_EQ(root.text_of("title"), "A rule");
  const YamlNode* fields = root.find("fields");
  ASSERT_NE(fields, nullptr);
  ASSERT_EQ(fields->items.size(), 2u);
  EXPECT_EQ(fields->items[1].text, "user");
  EXPECT_EQ(root.find("logsource")->text_of("product"), "windows");
  EXPECT_TRUE(root.find("empty")->is_null());
  EXPECT_TRUE(root.find("tilde")->is_null());
  EXPECT_EQ(root.find("nothing"), nullptr);
  EXPECT_EQ(root.text_of("fields"), "") << "a list has no text";
}

TEST(Yaml, KnowsQuotedFromPlain) {
  struct Case {
    const char* yaml;
    const char* text;
    bool quoted;
  };
  const Case cases[] = {
      {"a: 4688", "4688", false},
      {"a: '4688'", "4688", true},
      {"a: \"null\"", "null", true},
      {"a: ''", "", true},
      {"a: |\n  x\n  y\n", "x\ny\n", true},
      {"a: >-\n  x\n  y\n", "x y", true},
      {"a: C:\\Windows\\*", "C:\\Windows\\*", false},
      {"a: 'it''s'", "it's", true},
      {"a: \"\\t\\u00e9\"", "\t\xC3\xA9", true},
  };
  for (const Case& c : cases) {
    const YamlNode root = parse_one(c.yaml);
    const YamlNode* value = root.find("a");
    ASSERT_NE(value, nullptr) << c.yaml;
    EXPECT_TRUE(value->is_scalar()) << c.yaml;
    EXPECT_EQ(value->text, c.text) << c.yaml;
    EXPECT_EQ(value->quoted, c.quoted) << c.yaml;
  }
}

TEST(Yaml, PlacesAreOneBased) {
  const YamlNode root = parse_one("a: 1\nlong_key:\n    - x\n    - y: z\n");
  EXPECT_EQ(root.place.line, 1u);
  EXPECT_EQ(root.place.column, 1u);
  EXPECT_EQ(root.entries[0].value.place.column, 4u);
  EXPECT_EQ(root.entries[1].place.line, 2u);
  const YamlNode& second = root.entries[1].value.items[1];
  EXPECT_EQ(second.entries[0].place.line, 4u);
  EXPECT_EQ(second.entries[0].place.column, 7u);
  EXPECT_EQ(second.entries[0].value.place.column, 10u);
}

TEST(Yaml, ReadsManyDocuments) {
  const auto documents = parse_yaml("a: 1\n---\n- b\n---\nc\n...\n");
  ASSERT_TRUE(documents.has_value()) << documents.error().message;
  ASSERT_EQ(documents->size(), 3u);
  EXPECT_TRUE((*documents)[0].is_map());
  EXPECT_TRUE((*documents)[1].is_sequence());
  EXPECT_EQ((*documents)[2].text, "c");
}

TEST(Yaml, NothingIsNoDocument) {
  for (const char* text : {"", "\n\n", "# only a comment\n"}) {
    const auto documents = parse_yaml(text);
    ASSERT_TRUE(documents.has_value()) << text;
    EXPECT_TRUE(documents->empty()) << text;
  }
}

TEST(Yaml, RefusesWithPlaceAndReason) {
  struct Case {
    const char* yaml;
    std::size_t line;
    const char* reason;
  };
  const Case cases[] = {
      {"a: 1\nb: 2\na: 3\n", 3, "the key 'a' is there twice"},
      {"x:\n  {k: 1, k: 2}\n", 2, "the key 'k' is there twice"},
      {"a: &x 1\nb: 2\n", 1, "anchors"},
      {"- &x [1]\n", 1, "anchors"},
      {"? [a, b]\n: c\n", 1, "a key must be text"},
      {"~: c\n", 1, "a key must be text"},
      {"a: [1, 2\n", 0, ""},
      {"a: b: c\n", 1, ""},
      {"a:\n\t- b\n", 0, ""},
      {"a: *nowhere\n", 1, ""},
  };
  for (const Case& c : cases) {
    const auto documents = parse_yaml(c.yaml);
    ASSERT_FALSE(documents.has_value()) << c.yaml;
    EXPECT_NE(documents.error().message.find(c.reason), std::string::npos)
        << documents.error().message << " for\n"
        << c.yaml;
    EXPECT_FALSE(documents.error().message.empty()) << c.yaml;
    if (c.line != 0) {
      EXPECT_EQ(documents.error().place.line, c.line) << c.yaml;
    }
  }
}

TEST(Yaml, BoundsDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_yaml(nested(limits::kMaxYamlDepth)).has_value());
  const auto deeper = parse_yaml(nested(limits::kMaxYamlDepth + 1));
  ASSERT_FALSE(deeper.has_value());
  EXPECT_EQ(deeper.error().message, "nested too deeply");
  EXPECT_FALSE(parse_yaml(std::string(100'000, '[')).has_value());
  EXPECT_FALSE(parse_yaml(std::string(100'000, '{')).has_value());
}

TEST(Yaml, BoundsDocuments) {
  std::string text;
  for (std::size_t i = 0; i < limits::kMaxYamlDocuments; ++i) text += "--- x\n";
  const auto most = parse_yaml(text);
  ASSERT_TRUE(most.has_value()) << most.error().message;
  EXPECT_EQ(most->size(), limits::kMaxYamlDocuments);
  EXPECT_FALSE(parse_yaml(text + "--- x\n").has_value());
}

TEST(Yaml, BoundsSize) {
  EXPECT_FALSE(parse_yaml(std::string(limits::kMaxRuleFileSize + 1, '#')).has_value());
}

// yaml-cpp steps over none of these by itself: they must end, in a tree or in an error.
TEST(Yaml, EndsOnWhatBelongsToNothing) {
  const std::string cases[] = {
      "]",
      "}",
      ": x",
      "- a\nb: c\n",
      "a: b\n- c\n",
      "a\nb: c\n",
      "?",
      "? ",
      "---\n---\n",
      "%YAML 9.9\n---\na",
      "%TAG\n",
      "!",
      "!<",
      "a: !x y",
      "\xFF\xFE\xFF",
      std::string("a\0b", 3),
      std::string("\xEF\xBB\xBF").append("a: 1"),
      "\"\\uD800\"",
      "\"\\x\"",
      "[a, b]: c",
      "{a, b}",
      ",",
      "...\n...\n",
      "|\n",
      "a: |99\n x",
      ">",
      "a: b\n  c: d\n",
      "'a': 'b'\n 'c'",
  };
  std::size_t ended = 0;
  for (const std::string& text : cases) {
    const auto documents = parse_yaml(text);
    if (!documents) {
      EXPECT_FALSE(documents.error().message.empty()) << text;
    }
    ++ended;
  }
  EXPECT_EQ(ended, std::size(cases));
}

TEST(Yaml, RefusesAliasesBeforeTheyGrow) {
  // "Billion laughs": every level doubles the one before.
  std::string text = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    text.append(name).append(": &").append(name).append(" [");
    text.append(last).append(", ").append(last).append("]\n");
  }
  const auto documents = parse_yaml(text);
  ASSERT_FALSE(documents.has_value());
  EXPECT_EQ(documents.error().place.line, 1u);
}

}  // namespace
}  // namespace wmiscope
