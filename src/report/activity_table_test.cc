// SPDX-License-Identifier: Apache-2.0
#include "report/activity_table.h"

#include <gtest/gtest.h>

#include "base/filetime.h"
#include "report/table_writer.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

Time at(std::string_view text) { return {parse_time(text)->ticks, std::string(text)}; }

EvidenceRecord record(std::uint32_t id, std::uint64_t number) {
  EvidenceRecord evidence;
  evidence.event = {id == 1 ? "Microsoft-Windows-Sysmon" : "Microsoft-Windows-Security-Auditing",
                    "", id, number, "WORKSTATION6.theshire.local"};
  return evidence;
}

// The first picture of what a person should see.
Activity remote_start() {
  Activity a;
  a.id = "5f0c9a1e000000000000000000000000";
  a.host = "WORKSTATION6.theshire.local";
  a.start = a.end = at("2020-08-06T07:56:41.1234567Z");
  a.vector = "wmi-process-create";
  a.origin.kind = OriginKind::kRemote;
  a.origin.confidence = Confidence::kHigh;
  a.origin.why = {{"logon", "logon 0xc93745 is type 3 (Kerberos) from 172.18.39.5:55275, 0 s old"},
                  {"session", "session 0"}};
  a.origin.source_ip = "172.18.39.5";
  a.user = "THESHIRE\\pgustavo";
  a.sentence = "pgustavo, coming over the network from 172.18.39.5, had WMI start GruntHTTP2.exe.";
  a.purposes = {{"lateral-movement", {"T1047"}, "started from another host"},
                {"code-execution", {}, ""}};
  a.risk_score = 49;
  a.findings = {"f1", "f2"};
  a.evidence = {record(1, 334850), record(4688, 99387), record(4624, 99363)};
  a.evidence_total = 6;
  a.processes = {{"main",
                  "C:\\Windows\\System32\\GruntHTTP2.exe",
                  "\"C:\\Windows\\System32\\GruntHTTP2.exe\" ",
                  "",
                  "3824",
                  "",
                  {}},
                 {"ancestor",
                  "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
                  "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding",
                  "",
                  "3460",
                  "",
                  {}}};
  a.linked = {"8a77d0c2000000000000000000000000"};
  return a;
}

// Everything that an attacker may write is hostile, and there is a password.
Activity subscription() {
  Activity a;
  a.id = "8a77d0c2000000000000000000000000";
  a.host = "PC04.example.corp";
  a.start = at("2020-08-06T18:11:54.1Z");
  a.vector = "script-consumer";
  a.origin.kind = OriginKind::kLocal;
  a.origin.confidence = Confidence::kMedium;
  a.origin.why = {{"caller-here", "evil\x1b[2J.exe ran as the same user"}};
  a.user = "PC04\\I\x1b]0;owned\x07";
  a.sentence = "IEUser ran net use x: /user:a /password:S3cret\x1b[31m\xE2\x80\xAE.";
  a.risk_score = 85;
  a.processes = {{"caller", "C:\\evil\x1b[2J.exe", "evil.exe /password:S3cret", "", "12", "", {}}};
  Subscription& s = a.subscription.emplace();
  s.filter.name = "Probe\nFint";
  s.consumer = {"Probe", "ActiveScriptEventConsumer", std::string(4313, 'x')};
  s.bound = true;
  s.fired = {at("2020-08-06T18:12:00Z")};
  s.deleted = at("2020-08-07T00:00:01Z");
  a.decoded = {
      {"AAA", "IEX 'http://evil.example/a' ; get http://evil.example/b http://e.example/c"}};
  a.evidence = {record(1, 7194)};
  a.evidence_total = 1;
  return a;
}

Activity harmless() {
  Activity a;
  a.id = "bbbb0000000000000000000000000000";
  a.host = "PC04.example.corp";
  a.start = at("2020-08-06T01:00:00Z");
  a.benign = "WMIADAP";
  a.sentence = "SYSTEM asked WMI.";
  return a;
}

Finding finding(std::uint64_t index) {
  Finding f;
  f.id = "f" + std::to_string(index);
  f.time = at("2020-08-06T07:56:41.178Z");
  f.detection = "Process Execution via WMI";
  f.mitre_attack = {"T1047"};
  f.user = "pgustavo";
  f.event.computer = "WORKSTATION6.theshire.local";
  f.activity = remote_start().id;
  return f;
}

std::string table(std::size_t width, bool show_benign = false, bool color = false) {
  StringOutput out;
  TableOptions options;
  options.style.width = width;
  options.style.color = color;
  options.show_benign = show_benign;
  TableWriter writer(out, options);
  writer.on_finding(finding(1));
  writer.on_finding(finding(2));
  writer.on_activity(remote_start());
  writer.on_activity(harmless());
  writer.on_activity(subscription());
  writer.on_coverage({});
  return out.text();
}

constexpr std::string_view kAt100 =
    R"(WORKSTATION6.theshire.local   2020-08-06                                         2 findings, risk 49
────────────────────────────────────────────────────────────────────────────────────────────────────
● medium    07:56:41  REMOTE  THESHIRE\pgustavo from 172.18.39.5
  pgustavo, coming over the network from 172.18.39.5, had WMI start GruntHTTP2.exe.
  Purpose: lateral movement, code execution.                               wmi-process-create  T1047

  why remote   logon 0xc93745 is type 3 (Kerberos) from 172.18.39.5:55275, 0 s old; session 0
  tree         WmiPrvSE.exe 3460  -secured -Embedding  (WMI cuts the chain here)
               └─ GruntHTTP2.exe 3824  "C:\Windows\System32\GruntHTTP2.exe"
  other half   PC04.example.corp id 8a77d0c2…
  evidence     Sysmon 1 #334850, Security 4688 #99387, Security 4624 #99363 and 3 more
  found by     Process Execution via WMI (2)                                            id 5f0c9a1e…

PC04.example.corp   2020-08-06                                                   0 findings, risk 85
)";

TEST(ActivityTable, LooksLikeThisAt100Columns) {
  EXPECT_TRUE(table(100).starts_with(kAt100)) << table(100);
}

TEST(ActivityTable, FitsEveryWidth) {
  for (const std::size_t width :
       {std::size_t{40}, std::size_t{80}, std::size_t{100}, std::size_t{200}}) {
    std::string text = table(width, true);
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      EXPECT_LE(display_width(rest.substr(0, end)), width) << rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

TEST(ActivityTable, TellsFindingsInOneLineEach) {
  EXPECT_NE(
      table(100).find("Findings\n  time (UTC)                 detection                  host"),
      std::string::npos)
      << table(100);
  EXPECT_NE(table(100).find("  2020-08-06 07:56:41.178  ● Process Execution via WMI  WORKSTATION6"),
            std::string::npos);
  EXPECT_NE(table(80).find("  2020-08-06 07:56:41  ● Process Execution via WMI  "),
            std::string::npos)
      << table(80);
}

TEST(ActivityTable, SaysWhereATimeZoneIsAssumed) {
  EXPECT_EQ(table(100).find("names no time zone"), std::string::npos);
  StringOutput out;
  TableWriter writer(out, {});
  Finding zoneless = finding(1);
  zoneless.time_zone_assumed = true;
  writer.on_finding(zoneless);
  writer.on_activity(remote_start());
  writer.on_coverage({});
  EXPECT_NE(out.text().find("  The source of 1 finding names no time zone: taken as UTC.\n"),
            std::string::npos)
      << out.text();
}

TEST(ActivityTable, EscapesAndMasks) {
  const std::string text = table(200);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_EQ(text.find("S3cret"), std::string::npos) << text;
  EXPECT_NE(text.find("PC04\\I␛]0;owned␇ by evil␛[2J.exe"), std::string::npos);
}

TEST(ActivityTable, TellsASubscription) {
  const std::string text = table(100);
  for (const std::string_view line :
       {"  subscription filter   Probe␊Fint   (its query is not in this data)\n",
        "               consumer Probe   ActiveScript, 4,313 characters\n",
        "               fired    18:12:00\n", "               deleted  2020-08-07 00:00:01\n",
        "  addresses    http://evil.example/a, http://evil.example/b  (2 of 3; wmiscope explain",
        "ran as the same user (confidence medium)\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(ActivityTable, CountsHarmlessUsesOrShowsThem) {
  constexpr std::string_view kHidden =
      "1 known harmless use of WMI is not shown (WMIADAP 1): --show-benign\n";
  EXPECT_NE(table(100).find(kHidden), std::string::npos) << table(100);
  EXPECT_EQ(table(100, true).find(kHidden), std::string::npos);
  EXPECT_NE(table(100, true).find("  Known to be harmless: WMIADAP\n"), std::string::npos);
}

TEST(ActivityTable, HarmlessAloneIsNothingFound) {
  StringOutput out;
  TableWriter writer(out, {});
  writer.on_activity(harmless());
  Coverage coverage;
  coverage.files.read = 1;
  writer.on_coverage(coverage);
  EXPECT_TRUE(out.text().starts_with("No suspicious use of WMI in what could be seen.\n"));
  EXPECT_NE(out.text().find("1 known harmless use"), std::string::npos);
}

TEST(ActivityTable, SumsRiskByUser) {
  EXPECT_NE(table(200).find("Users      PC04\\I␛]0;owned␇ risk 85 in 1 activity, "
                            "THESHIRE\\pgustavo risk 49 in 1 activity\n"),
            std::string::npos)
      << table(200);
}

TEST(ActivityTable, ColourAddsNoWords) {
  std::string coloured = table(100, false, true);
  EXPECT_NE(coloured.find("\033[1;35mREMOTE\033[0m"), std::string::npos);
  std::string plain;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] != '\033') {
      plain += coloured[i];
    } else {
      i = coloured.find('m', i);
    }
  }
  EXPECT_EQ(plain, table(100));
}

}  // namespace
}  // namespace wmiscope
