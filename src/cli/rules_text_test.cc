// SPDX-License-Identifier: Apache-2.0
#include "cli/rules_text.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

RuleInfo rule() {
  RuleInfo r;
  r.id = "24869767-8579-485d-9a4f-d9ddfd8f0cac";
  r.title = "Process Execution via WMI";
  r.type = "TTP";
  r.level = Level::kMedium;
  r.risk_score = 49;
  r.mitre_attack = {"T1047"};
  r.by_fields = {"dest", "user"};
  r.needs = {"Sysmon 1", "Security 4688"};
  r.source = "title: Process\x1b[31m\r\nlevel: medium";
  r.file = "built-in";
  return r;
}

TEST(RulesText, AnErrorIsACompilers) {
  RuleError error{"my.yml",
                  14,
                  11,
                  5,
                  "sigma-modifier",
                  "modifier \"fuzzy\" is not supported",
                  "supported are contains, all",
                  "    Image|fuzzy: '\\wmic.exe'"};
  EXPECT_EQ(rule_error_text(error),
            R"(my.yml:14:11: error: modifier "fuzzy" is not supported [sigma-modifier]
   14 |     Image|fuzzy: '\wmic.exe'
      |           ^~~~~
   hint: supported are contains, all
)");
}

TEST(RulesText, AnErrorOfTheWholeDocument) {
  RuleError error{"my.yml", 0, 0, 0, "sigma-empty", "no rule in it", "", ""};
  EXPECT_EQ(rule_error_text(error), "my.yml: error: no rule in it [sigma-empty]\n");
}

TEST(RulesText, TheCaretStandsBelowWideAndHostileText) {
  RuleError error{"a", 1, 7, 2, "c", "m", "", "中\x1b: xy"};
  EXPECT_EQ(rule_error_text(error), "a:1:7: error: m [c]\n    1 | 中␛: xy\n      |      ^~\n");
  error.column = 900;
  error.length = 900;
  EXPECT_TRUE(rule_error_text(error).ends_with("      |        ^\n")) << rule_error_text(error);
}

TEST(RulesText, Lists) {
  RuleInfo off = rule();
  off.enabled = false;
  EXPECT_EQ(rule_list_text({rule(), off}),
            "24869767  medium    Process Execution via WMI  Sysmon 1, Security 4688\n"
            "24869767  medium    Process Execution via WMI  Sysmon 1, Security 4688  (off)\n");
  EXPECT_EQ(rule_list_jsonl({rule()}),
            R"({"id":"24869767-8579-485d-9a4f-d9ddfd8f0cac","title":"Process Execution via WMI",)"
            R"("type":"TTP","level":"medium","risk_score":49,"mitre_attack":["T1047"],)"
            R"("by_fields":["dest","user"],"needs":["Sysmon 1","Security 4688"],"file":"built-in",)"
            R"("enabled":true})"
            "\n");
}

TEST(RulesText, ARuleAndItsSource) {
  EXPECT_EQ(rule_text(rule()),
            "Process Execution via WMI\n\n"
            "id            24869767-8579-485d-9a4f-d9ddfd8f0cac\n"
            "type          TTP\n"
            "level         medium, risk 49\n"
            "ATT&CK        T1047\n"
            "needs         Sysmon 1, Security 4688\n"
            "groups by     dest, user\n"
            "from          built-in\n\n"
            "title: Process␛[31m\nlevel: medium\n");
}

TEST(RulesText, Fields) {
  EXPECT_EQ(field_list_text({{"Sysmon 1", "dest", "Computer", "the host"},
                             {"Security 4688", "process", "CommandLine", ""}}),
            "Sysmon 1       dest     Computer\n"
            "                        the host\n"
            "Security 4688  process  CommandLine\n");
}

TEST(RulesText, EvidenceFailures) {
  EXPECT_EQ(evidence_failure_text({"R", "r/match.jsonl", 3, "did not match"}),
            "r/match.jsonl:3: R: did not match\n");
}

}  // namespace
}  // namespace wmiscope
