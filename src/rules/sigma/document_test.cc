// SPDX-License-Identifier: Apache-2.0
//
// What Sigma documents mean; what is refused is in testdata/ (errors_golden_test.cc).
#include "rules/sigma/document.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "rules/test_rules.h"

namespace wmiscope::sigma {
namespace {

using Names = std::vector<std::string>;

// Whether a process creation with these fields matches a rule of this detection.
bool matches_process(std::string_view detection, TestEvent& event) {
  TestRules rules(
      format("title: t\nlogsource: {{category: process_creation}}\ndetection:\n{}", detection));
  EXPECT_EQ(rules.mistakes, "");
  event.id(1);
  return !rules.matched(kSysmon, event).empty();
}

TEST(SigmaDocument, ComparesAsTheSpecificationSays) {
  struct Case {
    const char* selection;
    const char* command_line;
    bool expected;
  };
  const Case cases[] = {
      {"CommandLine: 'wmic os get *'", "WMIC OS GET name", true},
      {"CommandLine: '*os get'", "wmic os get name", false},
      {"CommandLine|contains: 'os get'", "wmic os get name", true},
      {"CommandLine|startswith: [a, wmic]", "wmic", true},
      {"CommandLine|endswith: '\\wmic.exe'", "C:\\wmic.exe", true},
      {"CommandLine|contains|all: [a, b]", "b a", true},
      {"CommandLine|all|contains: [a, b]", "a", false},
      {"CommandLine|contains: '\\*'", "a*b", true},
      {"CommandLine|contains: '\\*'", "ab", false},
      {"CommandLine|re: '^a.c$'", "abc", true},
      {"CommandLine|re: 'ABC'", "abc", false},
      {"CommandLine|re|i: 'ABC'", "abc", true},
      {"CommandLine|contains|cased: 'ABC'", "abc", false},
      {"CommandLine|exists: true", "", true},
      {"CommandLine|exists: false", "", false},
      {"User|exists: false", "x", true},
      {"CommandLine: ''", "", true},
      {"CommandLine: null", "", true},
      {"CommandLine: [null, x]", "x", true},
      {"User: null", "x", true},
      {"CommandLine: null", "x", false},
      {"CommandLine: 42", "42", true},
      {"CommandLine: true", "TRUE", true},
      {"CommandLine|startswith: ''", "x", true},
      {"CommandLine: '*'", "", false},
      {"'|all': [one, two]", "two one", true},
      {"'|all': [one, three]", "two one", false},
      {"'|re': 'o.e'", "one", true},
  };
  for (const Case& c : cases) {
    TestEvent event;
    event.set("CommandLine", c.command_line);
    EXPECT_EQ(matches_process(format("  s:\n    {}\n  condition: s\n", c.selection), event),
              c.expected)
        << c.selection << " on " << c.command_line;
  }
}

TEST(SigmaDocument, JoinsMapsListsAndKeywords) {
  TestEvent event;
  event.set("CommandLine", "wmic os get").set("Image", "C:\\wmic.exe");
  const auto fits = [&](const char* detection) { return matches_process(detection, event); };
  EXPECT_TRUE(fits("  s:\n    - Image: x\n    - CommandLine|contains: os\n  condition: s\n"));
  EXPECT_FALSE(fits("  s: {Image: x, CommandLine|contains: os}\n  condition: s\n"));
  EXPECT_TRUE(fits("  s: [nothing, 'os get']\n  condition: s\n"));
  EXPECT_TRUE(fits("  s: 'os get'\n  condition: s\n"));
  EXPECT_TRUE(fits("  s:\n    - nothing\n    - Image|endswith: wmic.exe\n  condition: s\n"));
  EXPECT_TRUE(fits("  s: {Image: x}\n  t: {Image: '*'}\n  condition: [s, t]\n"));
  EXPECT_TRUE(fits("  s: {Image: '*'}\n  unused: {Image: x}\n  condition: s\n"));
}

constexpr std::string_view kFull = R"(title: A full rule
id: 5013fbc3-4b2e-4a45-a1a1-0d8f2f5c0001
name: full_rule
status: test
description: What it is about.
references: [https://example.org]
author: somebody
date: 2026-11-01
tags: [attack.execution, attack.t1047, attack.T1546.003, attack.t1047, cve.2021-1, attack.t12]
logsource:
  category: process_creation
  product: windows
  definition: audit policy
detection:
  b: {CommandLine|contains: x, Image|endswith: y}
  a: {User: z, Image: w}
  unused: {ParentImage: v}
  condition: a and not b
falsepositives: [none]
level: high
my_own_key: {anything: goes}
)";

TEST(SigmaDocument, ReadsTheMetadata) {
  FieldTable table = load_builtin_field_table().value();
  RuleErrors errors("r.yml", kFull);
  const std::vector<Rule> rules = parse_rules(kFull, table, errors);
  ASSERT_EQ(rules.size(), 1U);
  const Rule& rule = rules[0];
  EXPECT_EQ(rule.id, "5013fbc3-4b2e-4a45-a1a1-0d8f2f5c0001");
  EXPECT_EQ(rule.name, "full_rule");
  EXPECT_EQ(rule.status, "test");
  EXPECT_EQ(rule.description, "What it is about.");
  EXPECT_EQ(rule.level, Level::kHigh);
  EXPECT_EQ(rule.mitre_attack, (Names{"T1047", "T1546.003"}));
  EXPECT_EQ(rule.field_names, (Names{"CommandLine", "Image", "User"}));
  EXPECT_EQ(rule.output_fields, rule.field_names);
  EXPECT_EQ(rule.log_source.category, "process_creation");
  EXPECT_EQ(rule.source, kFull);
  EXPECT_EQ(rule.line, 2U);
  EXPECT_EQ(rule.targets.size(), 2U);
}

TEST(SigmaDocument, WithoutIdAndLevel) {
  constexpr std::string_view kText =
      "title: A rule\nlogsource: {service: wmi}\nfields: [User, Query, User]\n"
      "detection: {s: {EventID: 5859}, condition: s}\n";
  FieldTable table = load_builtin_field_table().value();
  RuleErrors errors("r.yml", kText);
  const std::vector<Rule> rules = parse_rules(kText, table, errors);
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0].id, "7d8673879fe3a7e9cc1f4aff736b4b0b");
  EXPECT_EQ(rules[0].level, Level::kMedium);
  EXPECT_EQ(rules[0].output_fields, (Names{"User", "Query"}));
}

TEST(SigmaDocument, ReadsEveryDocumentOfAFileAndSkipsTheBadOnes) {
  constexpr std::string_view kText =
      "---\ntitle: one\nlogsource: {service: wmi}\ndetection: {s: {A: x}, condition: s}\n"
      "---\ntitle: two\nlogsource: {service: nothing}\ndetection: {s: {A: x}, condition: s}\n"
      "---\ntitle: three\nlogsource: {service: wmi}\ndetection: {s: {A: x}, condition: s}\n---\n";
  FieldTable table = load_builtin_field_table().value();
  RuleErrors errors("r.yml", kText);
  const std::vector<Rule> rules = parse_rules(kText, table, errors);
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].source,
            "title: one\nlogsource: {service: wmi}\ndetection: {s: {A: x}, condition: s}");
  EXPECT_EQ(rules[1].title, "three");
  EXPECT_EQ(errors.size(), 1U);
}

TEST(SigmaDocument, ReadsFilters) {
  constexpr std::string_view kText = R"(title: A filter
id: 5013fbc3-4b2e-4a45-a1a1-0d8f2f5c0002
logsource: {product: windows}
filter:
  rules: some_rule
  s: {User: bob}
  condition: not s
)";
  RuleErrors errors("f.yml", kText);
  const std::vector<Filter> filters = parse_filters(kText, errors);
  ASSERT_EQ(filters.size(), 1U);
  EXPECT_EQ(filters[0].name, "A filter");
  EXPECT_EQ(filters[0].rules, Names{"some_rule"});
  EXPECT_FALSE(filters[0].any_rule);
  EXPECT_EQ(filters[0].log_source.product, "windows");
}

TEST(SigmaDocument, NarrowsACategoryToAService) {
  TestRules rules(
      "title: t\nlogsource: {category: process_creation, service: security}\n"
      "detection: {s: {Image: '*'}, condition: s}\n");
  ASSERT_EQ(rules.set.rules()[0].targets.size(), 1U);
  EXPECT_EQ(rules.set.rules()[0].targets[0].kind->name, "Security 4688");
}

TEST(SigmaDocument, TakesAnyBytes) {
  FieldTable table = load_builtin_field_table().value();
  const std::string text(kFull);
  for (std::size_t i = 0; i < text.size(); i += 3) {
    for (const char c : {'\0', '\xFF', ':', '\'', '{', '\n', '|', '*'}) {
      std::string changed = text;
      changed[i] = c;
      RuleErrors errors("r.yml", changed);
      const std::vector<Rule> rules = parse_rules(changed, table, errors);
      ASSERT_TRUE(!rules.empty() || !errors.empty()) << "dropped in silence: " << changed;
    }
  }
}

}  // namespace
}  // namespace wmiscope::sigma
