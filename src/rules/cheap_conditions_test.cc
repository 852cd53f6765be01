// SPDX-License-Identifier: Apache-2.0
#include "rules/cheap_conditions.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "rules/matcher.h"
#include "rules/sigma/value.h"
#include "rules/test_event.h"

namespace wmiscope {
namespace {

using Test = RawCondition::Test;

FieldExpr parsed(const char* text, FieldNames& names) {
  auto expr = parse_field_expr(text, names);
  EXPECT_TRUE(expr.has_value()) << text;
  return std::move(*expr);
}

ConditionNode leaf(const char* expr, const char* pattern, FieldNames& names) {
  ConditionNode node = field_leaf("x", {make_pattern(sigma::parse_value(pattern), {})});
  node.expr = parsed(expr, names);
  return node;
}

std::string in_words(const Necessary& necessary, const FieldNames& names) {
  if (!necessary.known) return "unknown";
  static constexpr const char* kTests[] = {"=", "^", "$", "~", "absent"};
  std::string out;
  for (const RawCondition& each : necessary.any_of) {
    out += format("{}{} {}{}", out.empty() ? "" : ", ", names.name(each.field),
                  kTests[static_cast<std::size_t>(each.test)], each.literal);
  }
  return out.empty() ? "never" : out;
}

// ^ starts with, $ ends with, ~ contains.
TEST(CheapConditions, WeakenTheFunctionsOfTheFieldTable) {
  struct Case {
    const char* expr;
    const char* pattern;
    const char* expected;
  };
  const Case cases[] = {
      {"Image", "*\\\\WMIC.exe", "Image $\\wmic.exe"},
      {"Image", "wmic.exe", "Image =wmic.exe"},
      {"Image", "a*longest*b", "Image ~longest"},
      {"Image", "start*b", "Image ^start"},
      {"Image", "Zürich", "Image $rich"},
      {"Image", "*", "unknown"},
      {"Image", "?", "unknown"},
      {"Image", "", "Image absent"},
      {"basename(Image)", "wmic.exe", "Image $wmic.exe"},
      {"basename(Image)", "wmic*", "Image ~wmic"},
      {"basename(Image)", "*\\\\wmic.exe", "never"},
      {"first_word(Cmd)", "wmic.exe", "Cmd ^wmic.exe"},
      {"first_word(Cmd)", "*wmic.exe", "Cmd ~wmic.exe"},
      {"first_word(Cmd)", "", "unknown"},
      {"first(basename(Image), first_word(Cmd))", "wmic.exe", "Image $wmic.exe, Cmd ^wmic.exe"},
      {"first(basename(Image), first_word(Cmd), 'null')", "wmic.exe",
       "Image $wmic.exe, Cmd ^wmic.exe"},
      {"first(basename(Image), 'null')", "null", "Image $null, Image absent, Image $\\"},
      {"first(Cmd, 'unknown')", "*node*", "Cmd ~node"},
      {"first(Cmd, 'unknown')", "*know*", "Cmd ~know, Cmd absent"},
      {"first(not_dash(Name), 'null')", "wmic.exe", "Name =wmic.exe"},
      {"first(not_dash(Name), 'null')", "n*", "Name ^n, Name absent, Name =-"},
      {"'null'", "wmic.exe", "never"},
      {"'null'", "NULL", "unknown"},
      {"decimal(Pid)", "4", "unknown"},
      {"concat(A, '\\', B)", "a", "unknown"},
      {"concat(A, '\\', B)", "", "A absent"},
      {"extract(Message, 'x(.)')", "abc", "Message ~abc"},
      {"when(A, B)", "abc", "B =abc"},
      {"lookup(Label, 'S-1-16-4096', 'Low', 'S-1-16-8192', 'Medium')", "medium",
       "Label =s-1-16-8192"},
      {"lookup(Label, 'S-1-16-4096', 'Low')", "High", "never"},
      {"braced(Guid)", "{a}", "unknown"},
      {"Computer", "host", "unknown"},
  };
  for (const Case& c : cases) {
    FieldNames names;
    const ConditionNode node = leaf(c.expr, c.pattern, names);
    EXPECT_EQ(in_words(cheap_conditions(node, std::nullopt), names), c.expected)
        << c.expr << " == " << c.pattern;
  }
}

TEST(CheapConditions, CombineByTheOperators) {
  FieldNames names;
  const ConditionNode image = leaf("Image", "*\\\\wmic.exe", names);
  const ConditionNode command = leaf("Cmd", "*node*", names);
  const ConditionNode any = leaf("Cmd", "*", names);
  const auto words = [&](const ConditionNode& node) {
    return in_words(cheap_conditions(node, std::nullopt), names);
  };
  EXPECT_EQ(words(all_of({command, image, any})), "Image $\\wmic.exe");
  EXPECT_EQ(words(any_of({image, command})), "Image $\\wmic.exe, Cmd ~node");
  EXPECT_EQ(words(any_of({image, any})), "unknown");
  EXPECT_EQ(words(negation(image)), "unknown");
  EXPECT_EQ(words(all_of({negation(command), image})), "Image $\\wmic.exe");
  EXPECT_EQ(words(all_of({})), "unknown");
  EXPECT_EQ(words(any_of({})), "never");
  EXPECT_EQ(words(keyword_leaf({make_pattern(sigma::parse_value("*x*"), {})})), "unknown");
  ConditionNode all = field_leaf("x",
                                 {make_pattern(sigma::parse_value("*b*"), {}),
                                  make_pattern(sigma::parse_value("*longer*"), {})},
                                 true);
  all.expr = parsed("Cmd", names);
  EXPECT_EQ(words(all), "Cmd ~longer");
}

TEST(CheapConditions, SettleComparisonsOfTheEventId) {
  FieldNames names;
  const ConditionNode id = leaf("EventID", "20", names);
  EXPECT_FALSE(cheap_conditions(id, 20).known);
  EXPECT_TRUE(cheap_conditions(id, 21).never());
  EXPECT_FALSE(cheap_conditions(id, std::nullopt).known);
}

TEST(CheapConditions, NameThePossibleEventIds) {
  using List = std::vector<std::uint32_t>;
  using Ids = std::optional<List>;
  FieldNames names;
  const auto id = [&](const char* pattern) { return leaf("EventID", pattern, names); };
  const ConditionNode image = leaf("Image", "x", names);
  EXPECT_EQ(possible_event_ids(id("1")), Ids(List{1}));
  EXPECT_EQ(possible_event_ids(id("1*")), Ids());
  EXPECT_EQ(possible_event_ids(image), Ids());
  EXPECT_EQ(possible_event_ids(all_of({image, any_of({id("4"), id("1"), id("4")})})),
            Ids(List{1, 4}));
  EXPECT_EQ(possible_event_ids(all_of({id("1"), id("2")})), Ids(List()));
  EXPECT_EQ(possible_event_ids(any_of({id("1"), image})), Ids());
  EXPECT_EQ(possible_event_ids(negation(id("1"))), Ids());
  EXPECT_EQ(possible_event_ids(id("99999999999")), Ids(List())) << "no event has this id";
}

// Whenever a condition holds, one of its cheap conditions does: all expressions, patterns and
// values.
constexpr const char* kExprs[] = {
    "A",
    "basename(A)",
    "first_word(A)",
    "not_dash(A)",
    "first(A, B)",
    "first(basename(A), first_word(B))",
    "first(basename(A), first_word(B), 'null')",
    "first(not_dash(A), 'null')",
    "first(not_dash(A), B, 'unknown')",
    "first(first_word(A), 'null')",
    "concat(A, '\\', B)",
    "first(concat(A, '-', B), 'null')",
    "extract(A, 'x(.*)')",
    "extract(first(concat(A, ' ', B), B), '(w.*)')",
    "lookup(A, 'x', 'wmic', 'w', 'null')",
    "first(lookup(A, 'x', 'wmic'), 'null')",
    "when(A, B)",
    "first(when(not_dash(A), B), 'null')",
    "basename(first_word(A))",
    "decimal(A)",
    "'null'",
};
constexpr const char* kPatterns[] = {"",       "*",    "w",     "wmic", "wmic*", "*wmic",
                                     "*wmic*", "*m*c", "w?ic",  "null", "n*",    "*l",
                                     "*unk*",  "\\\\", "*\\\\", "*é*",  "é",     "xw",
                                     "*-*",    "-",    "* *",   "?",    "16",    "x*"};
constexpr const char* kValues[] = {
    "",      "wmic",      "WMIC",  "x\\wmic", "x\\wmic\\", "\\", "-",  "wmic x",
    " wmic", "x",         "xwmic", "null",    "unknown",   "é",  "xé", "0x10",
    "w",     "x w\\null", "wmic-", "x wmic",  "wmic\twm",  "l"};

// Both fields of an event and whether it is to be stored as UTF-8.
void check(const ConditionNode& bound, const Necessary& necessary, const DemandEntry& entry,
           const FieldNames& names, TestEvent& event, const std::string& what) {
  Arena arena;
  if (!matches(bound, event.laid_out(entry, 0, names), arena)) return;
  bool met = !necessary.known;
  for (const RawCondition& each : necessary.any_of) {
    met |= meets(each, event.value(std::string(names.name(each.field))));
  }
  ASSERT_TRUE(met) << what << " matches without one of " << in_words(necessary, names);
}

TEST(CheapConditions, AreNeverStrongerThanTheCondition) {
  FieldNames names;
  DemandEntry entry;
  entry.fields = {names.intern("A"), names.intern("B")};
  for (const char* expr : kExprs) {
    for (const char* pattern : kPatterns) {
      ConditionNode node = leaf(expr, pattern, names);
      const Necessary necessary = cheap_conditions(node, std::nullopt);
      bind(node, entry);
      for (const char* a : kValues) {
        for (const char* b : kValues) {
          TestEvent event;
          event.set("A", a).set("B", b, TestEncoding::kUtf8);
          check(node, necessary, entry, names, event,
                format("{} == {} on {}, {}", expr, pattern, a, b));
        }
      }
    }
  }
}

TEST(CheapConditions, AreUnknownWhereThereWouldBeTooMany) {
  std::vector<Pattern> patterns;
  for (int i = 0; i < 65; ++i) patterns.push_back(make_pattern(to_elements(format("v{}", i)), {}));
  FieldNames names;
  ConditionNode node = field_leaf("Image", patterns);
  node.expr = parsed("Image", names);
  EXPECT_FALSE(cheap_conditions(node, std::nullopt).known);
}

}  // namespace
}  // namespace wmiscope
