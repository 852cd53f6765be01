// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_set.h"

#include <gtest/gtest.h>

#include "rules/test_rules.h"

namespace wmiscope {
namespace {

using Titles = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kWmicRule = R"(
title: wmic
id: 5013fbc3-4b2e-4a45-a1a1-0d8f2f5c0001
logsource: {category: process_creation, product: windows}
detection:
  selection:
    Image|endswith: '\wmic.exe'
    CommandLine|contains|all: [process, create]
  condition: selection
)";

TEST(RuleSet, RunsACategoryOnAllItsKinds) {
  TestRules rules(kWmicRule);
  TestEvent sysmon, security, other;
  sysmon.id(1).set("Image", "C:\\WMIC.EXE").set("CommandLine", "wmic PROCESS call create x");
  security.id(4688).set("NewProcessName", "C:\\wmic.exe").set("CommandLine", "process create");
  other.id(1).set("Image", "C:\\cmd.exe").set("CommandLine", "process create");
  EXPECT_EQ(rules.matched(kSysmon, sysmon), Titles{"wmic"});
  EXPECT_EQ(rules.matched(kSecurity, security), Titles{"wmic"});
  EXPECT_EQ(rules.matched(kSysmon, other), Titles());
  EXPECT_FALSE(rules.set.demand().wants_id(5861));
}

TEST(RuleSet, FieldsOfAFindingAreThoseThatTheConditionNames) {
  TestRules rules(kWmicRule);
  TestEvent event;
  event.id(4688)
      .set("NewProcessName", "C:\\wmic.exe")
      .set("CommandLine", "process create")
      .set("TargetUserName", "-")
      .set("SubjectUserName", "bob")
      .system(SystemField::kComputer, "HOST");
  const auto found = rules.matches(kSecurity, event);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(rules.fields(found[0]),
            (Pairs{{"Image", "C:\\wmic.exe"}, {"CommandLine", "process create"}}));
  EXPECT_EQ(rules.text(found[0].bound->dest), "HOST");
  EXPECT_EQ(rules.text(found[0].bound->user), "bob");
}

TEST(RuleSet, AServiceWithEventIdsAsksForTheseAlone) {
  TestRules rules(R"(
title: service
logsource: {product: windows, service: system}
detection:
  selection: {EventID: [7045, 7036], ServiceName|contains: wmi}
  condition: selection
)");
  EXPECT_EQ(rules.set.demand().size(), 2U);
  EXPECT_TRUE(rules.set.demand().wants_id(7045));
  EXPECT_FALSE(rules.set.demand().wants_id(1));
  TestEvent event;
  event.id(7045).set("ServiceName", "MyWMIthing");
  EXPECT_EQ(rules.matched("System", event), Titles{"service"});
  EXPECT_EQ(rules.matched("Application", event), Titles());
}

TEST(RuleSet, AServiceWithoutIdsKnowsTheFieldsOfItsKinds) {
  TestRules rules(R"(
title: log
logsource: {product: windows, service: sysmon}
detection:
  process: {process_name: wmic.exe}
  other: {Whatever: x}
  condition: process or other
)");
  TestEvent process, other;
  process.id(1).set("Image", "C:\\wmic.exe");
  other.id(77).set("Whatever", "x");
  EXPECT_EQ(rules.matched(kSysmon, process), Titles{"log"}) << "derived as Sysmon 1 derives it";
  EXPECT_EQ(rules.matched(kSysmon, other), Titles{"log"});
  EXPECT_EQ(rules.matched(kSecurity, other), Titles());
}

TEST(RuleSet, AProductAloneIsEveryEvent) {
  TestRules rules(R"(
title: everything
logsource: {product: windows}
detection:
  keywords: [evil, 'a?c']
  condition: keywords
)");
  TestEvent event, none;
  event.id(12345).set("Anything", "so EVIL");
  none.id(12345).set("Anything", "ac");
  EXPECT_EQ(rules.matched("Some/Log", event), Titles{"everything"});
  EXPECT_EQ(rules.matched(kSysmon, event), Titles{"everything"});
  EXPECT_EQ(rules.matched("Some/Log", none), Titles());
}

TEST(RuleSet, RulesShareAnEntryAndKeepTheirOrder) {
  TestRules rules(R"(
title: one
logsource: {category: process_creation}
detection: {s: {Image|endswith: wmic.exe}, condition: s}
---
title: two
logsource: {service: sysmon}
detection: {s: {EventID: 1, User: bob}, condition: s}
---
title: three
logsource: {product: windows}
detection: {s: {Image: null, EventID: 1}, condition: s}
)");
  TestEvent both, nothing;
  both.id(1).set("Image", "wmic.exe").set("User", "BOB");
  nothing.id(1).set("User", "alice");
  EXPECT_EQ(rules.matched(kSysmon, both), (Titles{"one", "two"}));
  EXPECT_EQ(rules.matched(kSysmon, nothing), Titles{"three"});
}

constexpr std::string_view kFilters = R"(
title: By id
logsource: {category: process_creation, product: windows}
filter:
  rules: [5013fbc3-4b2e-4a45-a1a1-0d8f2f5c0001]
  deployment: {ParentImage|endswith: '\ccmexec.exe'}
  condition: not deployment
---
title: Its name says it
name: wmic_filter
filter:
  admins: {User|endswith: '\admin'}
  condition: not admins
---
title: Another log source
logsource: {service: security}
filter:
  rules: any
  all_of_it: {Image|contains: wmic}
  condition: not all_of_it
)";

TEST(RuleSet, FiltersExcludeWhereTheirConditionIsFalse) {
  TestRules rules(kWmicRule, kFilters);
  TestEvent plain, deployed, admin, security;
  plain.id(1).set("Image", "C:\\wmic.exe").set("CommandLine", "process create");
  deployed.id(1).set("Image", "C:\\wmic.exe").set("CommandLine", "process create");
  deployed.set("ParentImage", "C:\\CcmExec.exe");
  admin.id(1).set("Image", "C:\\wmic.exe").set("CommandLine", "process create");
  admin.set("User", "CORP\\Admin");
  security.id(4688).set("NewProcessName", "C:\\wmic.exe").set("CommandLine", "process create");
  security.set("ParentProcessName", "C:\\ccmexec.exe");
  EXPECT_EQ(rules.matched(kSysmon, plain), Titles{"wmic"});
  EXPECT_EQ(rules.matched(kSysmon, deployed), Titles{"wmic -By id"});
  EXPECT_EQ(rules.matched(kSysmon, admin), Titles{"wmic -wmic_filter"});
  EXPECT_EQ(rules.matched(kSecurity, security), Titles{"wmic -By id"});
}

TEST(RuleSet, AFilterWithoutNotKeepsOnlyWhatItSelects) {
  TestRules rules(kWmicRule, R"(
title: Only servers
filter:
  rules: any
  servers: {Computer|startswith: SRV}
  condition: servers
)");
  TestEvent server, desktop;
  server.id(1).set("Image", "C:\\wmic.exe").set("CommandLine", "process create");
  server.system(SystemField::kComputer, "srv1");
  desktop.id(1).set("Image", "C:\\wmic.exe").set("CommandLine", "process create");
  EXPECT_EQ(rules.matched(kSysmon, server), Titles{"wmic"});
  EXPECT_EQ(rules.matched(kSysmon, desktop), Titles{"wmic -Only servers"});
}

TEST(RuleSet, OtherWantsAreInTheDemand) {
  FieldTable table = load_builtin_field_table().value();
  Want want;
  want.channel = "System";
  want.event_id = 6005;
  const RuleSet set = RuleSet::build({}, {}, table, {want});
  EXPECT_EQ(set.demand().size(), 1U);
  EXPECT_TRUE(set.bound(0).empty());
}

TEST(Filter, NamesInSnakeCase) {
  EXPECT_EQ(snake_case("Process Execution via WMI"), "process_execution_via_wmi");
  EXPECT_EQ(snake_case("WMI Permanent Event Subscription - Sysmon"),
            "wmi_permanent_event_subscription_sysmon");
  EXPECT_EQ(snake_case("  (a) "), "a");
}

TEST(Filter, AppliesByIdTitleNameOrItsOwnName) {
  Rule rule;
  rule.id = "5013FBC3-4b2e-4a45-a1a1-0d8f2f5c0001";
  rule.title = "A Rule";
  rule.name = "rule_name";
  rule.log_source = {"process_creation", "windows", ""};
  const auto with = [](std::vector<std::string> rules, LogSource source, std::string name) {
    Filter filter;
    filter.rules = std::move(rules);
    filter.log_source = std::move(source);
    filter.name = std::move(name);
    return filter;
  };
  EXPECT_TRUE(applies(with({"5013fbc3-4B2E-4a45-a1a1-0d8f2f5c0001"}, {}, ""), rule));
  EXPECT_TRUE(applies(with({"x", "a rule"}, {}, ""), rule));
  EXPECT_TRUE(applies(with({"rule_name"}, {"", "windows", ""}, ""), rule));
  EXPECT_TRUE(applies(with({}, {}, "a_rule_filter"), rule));
  EXPECT_FALSE(applies(with({}, {}, "a_rule"), rule));
  EXPECT_FALSE(applies(with({"x"}, {}, "a_rule_filter"), rule)) << "its list says otherwise";
  EXPECT_FALSE(applies(with({"A Rule"}, {"", "", "security"}, ""), rule));
}

}  // namespace
}  // namespace wmiscope
