// SPDX-License-Identifier: Apache-2.0
#include "rules/sigma/condition.h"

#include <gtest/gtest.h>

#include <optional>
#include <span>

#include "base/limits.h"
#include "rules/matcher.h"

namespace wmiscope::sigma {
namespace {

// A condition that always or never holds.
ConditionNode constant(bool value) { return value ? all_of({}) : any_of({}); }

std::vector<Selection> selections(std::span<const std::pair<std::string, bool>> values) {
  std::vector<Selection> out;
  for (const auto& [name, value] : values) out.push_back({name, constant(value), 1});
  return out;
}

bool holds(const ConditionNode& condition) {
  Arena arena;
  return matches(condition, Event(), arena);
}

using Tokens = std::span<const std::string_view>;

// The first place outside parentheses where `word` stands with something before it.
std::optional<std::size_t> split_at(Tokens tokens, std::string_view word) {
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    depth += tokens[i] == "(" ? 1 : tokens[i] == ")" ? -1 : 0;
    if (depth < 0) return std::nullopt;
    if (depth == 0 && tokens[i] == word) return i;
  }
  return std::nullopt;
}

// What a condition over a and b means; null where it is none.
std::optional<bool> meaning(Tokens tokens, bool a, bool b) {
  for (const std::string_view word : {"or", "and"}) {
    const auto at = split_at(tokens, word);
    if (!at) continue;
    const auto left = meaning(tokens.first(*at), a, b);
    const auto right = meaning(tokens.subspan(*at + 1), a, b);
    if (!left || !right) return std::nullopt;
    return word == "or" ? *left || *right : *left && *right;
  }
  if (tokens.empty()) return std::nullopt;
  if (tokens.size() == 1 && tokens[0] == "a") return a;
  if (tokens.size() == 1 && tokens[0] == "b") return b;
  if (tokens[0] == "(" && tokens.back() == ")" && tokens.size() > 2) {
    return meaning(tokens.subspan(1, tokens.size() - 2), a, b);
  }
  if (tokens[0] != "not") return std::nullopt;
  const auto inner = meaning(tokens.subspan(1), a, b);
  return inner ? std::optional(!*inner) : std::nullopt;
}

std::string joined(Tokens tokens) {
  std::string out;
  for (const std::string_view token : tokens) out.append(token).append(" ");
  return out;
}

void check_one(Tokens tokens, std::size_t& good) {
  for (const bool a : {false, true}) {
    for (const bool b : {false, true}) {
      const std::pair<std::string, bool> values[] = {{"a", a}, {"b", b}};
      const auto parsed = parse_condition(joined(tokens), selections(values));
      const auto expected = meaning(tokens, a, b);
      ASSERT_EQ(parsed.has_value(), expected.has_value()) << joined(tokens);
      if (!expected) return;
      ASSERT_EQ(holds(*parsed), *expected) << joined(tokens) << a << b;
      ++good;
    }
  }
}

// Every row of at most six words, in every assignment.
TEST(SigmaCondition, MeansWhatASimpleEvaluatorSays) {
  constexpr std::string_view kWords[] = {"a", "b", "not", "and", "or", "(", ")"};
  constexpr std::size_t kLongest = 6;
  std::size_t good = 0;
  std::vector<std::size_t> digits;
  while (digits.size() <= kLongest) {
    std::vector<std::string_view> tokens;
    for (const std::size_t digit : digits) tokens.push_back(kWords[digit]);
    ASSERT_NO_FATAL_FAILURE(check_one(tokens, good));
    std::size_t i = 0;
    while (i < digits.size() && ++digits[i] == std::size(kWords)) digits[i++] = 0;
    if (i == digits.size()) digits.assign(digits.size() + 1, 0);
  }
  EXPECT_GT(good, 1'000U);
}

TEST(SigmaCondition, Quantifiers) {
  struct Case {
    const char* text;
    bool expected;
  };
  const std::pair<std::string, bool> values[] = {
      {"selection_1", true}, {"selection_2", false}, {"filter-x", false}, {"_hidden", true}};
  const Case cases[] = {
      {"1 of selection_*", true},
      {"any of selection_*", true},
      {"all of selection_*", false},
      {"all of selection_1", true},
      {"1 of selection_2", false},
      {"all of *_1", true},
      {"1 of them", true},
      {"all of them", false},
      {"1 of filter*", false},
      {"1 of *", true},
      {"1 of *idden or 1 of _*", true},
      {"all of _*", true},
      {"1 of selection_* and not 1 of filter*", true},
      {"not all of selection_*", true},
      {"ALL OF THEM or NOT filter-x", true},
  };
  for (const Case& c : cases) {
    const auto parsed = parse_condition(c.text, selections(values));
    if (std::string_view(c.text).starts_with("1 of *idden")) {
      EXPECT_FALSE(parsed.has_value()) << "_hidden is left out, so that nothing is left";
      continue;
    }
    ASSERT_TRUE(parsed.has_value()) << c.text << ": " << parsed.error().message;
    EXPECT_EQ(holds(*parsed), c.expected) << c.text;
  }
}

TEST(SigmaCondition, NamesMayBeWordsOfTheGrammar) {
  const std::pair<std::string, bool> values[] = {{"all", true}, {"them", false}, {"1", true}};
  const auto parsed = parse_condition("all and not them and 1", selections(values));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_TRUE(holds(*parsed));
}

TEST(SigmaCondition, ErrorsNameTheirPlace) {
  struct Case {
    const char* text;
    RuleErrorCode code;
    std::size_t offset;
  };
  const Case cases[] = {
      {"", RuleErrorCode::kCondition, 0},
      {"a and", RuleErrorCode::kCondition, 5},
      {"a b", RuleErrorCode::kCondition, 2},
      {"(a", RuleErrorCode::kCondition, 0},
      {"a)", RuleErrorCode::kCondition, 1},
      {"a and c", RuleErrorCode::kUndefined, 6},
      {"1 of c*", RuleErrorCode::kUndefined, 5},
      {"2 of a*", RuleErrorCode::kCondition, 0},
      {"1 of", RuleErrorCode::kCondition, 4},
      {"a*", RuleErrorCode::kCondition, 0},
      {"a | count() > 5", RuleErrorCode::kAggregation, 2},
      {"a and &", RuleErrorCode::kCondition, 6},
  };
  const std::pair<std::string, bool> values[] = {{"a", true}, {"b", true}};
  for (const Case& c : cases) {
    const auto parsed = parse_condition(c.text, selections(values));
    ASSERT_FALSE(parsed.has_value()) << c.text;
    EXPECT_EQ(parsed.error().code, c.code) << c.text;
    EXPECT_EQ(parsed.error().offset, c.offset) << c.text;
    EXPECT_FALSE(parsed.error().message.empty()) << c.text;
  }
}

TEST(SigmaCondition, DepthAndSizeAreBounded) {
  const std::pair<std::string, bool> values[] = {{"a", true}};
  const auto all = selections(values);
  const std::string open(limits::kMaxConditionDepth + 1, '(');
  const std::string close(limits::kMaxConditionDepth + 1, ')');
  EXPECT_EQ(parse_condition(open + "a" + close, all).error().code, RuleErrorCode::kLimit);
  EXPECT_TRUE(parse_condition(open.substr(1) + "a" + close.substr(1), all).has_value());
  std::string nots, ors = "a";
  for (std::size_t i = 0; i <= limits::kMaxConditionDepth; ++i) nots += "not ";
  for (std::size_t i = 0; i < limits::kMaxConditionNodes; ++i) ors += " or a";
  EXPECT_EQ(parse_condition(nots + "a", all).error().code, RuleErrorCode::kLimit);
  EXPECT_EQ(parse_condition(ors, all).error().code, RuleErrorCode::kLimit);
}

TEST(SigmaCondition, NamePatterns) {
  EXPECT_TRUE(name_fits("a*c*", "abcd"));
  EXPECT_TRUE(name_fits("*", ""));
  EXPECT_TRUE(name_fits("**b", "aab"));
  EXPECT_FALSE(name_fits("a", "ab"));
  EXPECT_FALSE(name_fits("a*b", "a"));
  EXPECT_FALSE(name_fits("A*", "ab")) << "selections have case";
}

}  // namespace
}  // namespace wmiscope::sigma
