// SPDX-License-Identifier: Apache-2.0
#include "report/table_writer.h"

#include <gtest/gtest.h>

#include "base/filetime.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

Finding finding(std::string_view time, std::string_view detection, Level level, int risk) {
  Finding f;
  f.time = {parse_time(time)->ticks, std::string(time)};
  f.detection = detection;
  f.level = level;
  f.risk_score = risk;
  f.user = "pgustavo";
  f.event = {"Microsoft-Windows-Sysmon", "", 1, 334850, "WORKSTATION6.theshire.local"};
  f.source.path = "triage/winevt/Logs/Microsoft-Windows-Sysmon%4Operational.evtx";
  f.source.index = 1;
  f.fields = {{"process", "\"C:\\Windows\\System32\\GruntHTTP2.exe\" "},
              {"parent_process", "C:\\windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding"}};
  return f;
}

// Two hosts; two detections of one event; two days; hostile text; a password.
std::vector<Finding> findings() {
  std::vector<Finding> all = {
      finding("2019-04-03T18:11:54.178Z", "Detect WMI Event Subscription Persistence", Level::kHigh,
              63),
      finding("2019-04-04T00:00:00Z", "WMI Permanent Event Subscription", Level::kMedium, 25),
      finding("2020-08-06T07:56:41.1234567Z", "Process Execution via WMI", Level::kMedium, 49),
      finding("2020-08-06T07:56:42Z", "Remote Process Instantiation via WMI", Level::kMedium, 49),
      finding("2020-08-06T07:56:42Z", "WMIC XSL Execution via URL", Level::kCritical, 80)};
  all[0].event = {"Microsoft-Windows-Sysmon", "", 20, 7195, "PC04"};
  all[0].fields = {{"dest", "PC04"},
                   {"User", "PC04\\IEUser"},
                   {"Destination", "a\r\n\x1b]0;owned\x07 \xE2\x80\xAE 中文"}};
  all[1].event = {"", "Microsoft-Windows-WMI-Activity/Operational", 5861, 12, "pc04"};
  all[1].user = "";
  all[1].fields = {{"consumer", "CommandLineEventConsumer=\"x\""}, {"Message", "long"}};
  for (std::size_t i : {1U, 3U, 4U}) all[i].source.index = i == 1 ? 9 : 2;
  all[3].fields = {
      {"process",
       "wmic /node:\"172.18.39.6\" /user:THESHIRE\\pgustavo /password:\"S3 cret!\" process call "
       "create \"powershell.exe -NoP -sta -NonI -W Hidden -Enc SQBmACgAJABQAFMAVgBlAHIAcwBpAG8A"
       "bgBUAGEAYgBsAGUALgBQAFMAVgBlAHIAcwBpAG8AbgAuAE0AYQBqAG8AcgAgAC0AZwBlACAAMwApAHsAJAA=\""}};
  return all;
}

Coverage coverage() {
  Coverage c;
  c.files = {61, 3, 1};
  c.bytes = 812'000'000;
  c.records.read = 2'310'442;
  c.seconds = 0.41;
  c.detections = {
      {"1", "Process Execution via WMI", DetectionState::kRan, {}, "Sysmon 1", 1, 2},
      {"2",
       "WMI Temporary Event Subscription",
       DetectionState::kNoEvents,
       {},
       "WMI-Activity 5860",
       0,
       0},
      {"3", "A", DetectionState::kNoEvents, {}, "PowerShell 4104", 0, 0},
      {"4", "B", DetectionState::kNoEvents, {}, "PowerShell 4104", 0, 0},
      {"5", "C", DetectionState::kNoEvents, {}, "PowerShell 4104", 0, 0},
      {"6", "D", DetectionState::kFieldsMissing, {"process", "user"}, "Security 4688", 0, 0},
      {"7", "E", DetectionState::kOff, {}, "Security 4688", 0, 0}};
  return c;
}

Issue issue(std::string_view path, std::uint64_t offset) {
  Issue one;
  one.code = "chunk-cut";
  one.path = path;
  one.offset = offset;
  one.chunk = 5;
  one.what = "a chunk cut short";
  return one;
}

std::string table(const TableOptions& options) {
  StringOutput out;
  TableWriter writer(out, options);
  for (const Finding& f : findings()) writer.on_finding(f);
  writer.on_issue(issue("triage/Security.evtx", 331'776));
  writer.on_issue(issue("triage/Security.evtx", 397'312));
  writer.on_coverage(coverage());
  return out.text();
}

TableOptions options_of_width(std::size_t width) {
  TableOptions options;
  options.style.width = width;
  return options;
}

constexpr std::string_view kAt80 =
    R"(PC04   2019-04-03 to 2019-04-04                              2 findings, risk 63
────────────────────────────────────────────────────────────────────────────────
2019-04-03
● high      18:11:54  Detect WMI Event Subscription Persistence  by PC04\IEUser
  payload   a␍␊␛]0;owned␇ <U+202E> 中文
  record    Sysmon 20 #7195  triage/winev…osoft-Windows-Sysmon%4Operational.evtx
2019-04-04
● medium    00:00:00  WMI Permanent Event Subscription
  consumer  CommandLineEventConsumer="x"
  record    WMI-Activity 5861 #12  triage/wine…-Windows-Sysmon%4Operational.evtx

WORKSTATION6.theshire.local   2020-08-06                     3 findings, risk 80
────────────────────────────────────────────────────────────────────────────────
● medium    07:56:41  Process Execution via WMI  by pgustavo
  command   "C:\Windows\System32\GruntHTTP2.exe"
  parent    C:\windows\system32\wbem\wmiprvse.exe -secured -Embedding
  record    Sysmon 1 #334850  triage/winev…soft-Windows-Sysmon%4Operational.evtx
● critical  07:56:42  Remote Process Instantiation via WMI, WMIC XSL Execution
                      via URL  by pgustavo
  command   wmic /node:"172.18.39.6" /user:THE…AG8AcgAgAC0AZwBlACAAMwApAHsAJAA="
  record    Sysmon 1 #334850  triage/winev…soft-Windows-Sysmon%4Operational.evtx

2 findings excluded by filters: --show-excluded

Found      5 findings on 2 hosts: 1 critical, 1 high, 3 medium
Read       61 files, 812 MB, 2,310,442 records in 0.4 s; 1 file damaged, 3
           skipped (-v lists them)
Damaged    triage/Security.evtx: a chunk cut short, chunk 5 at byte 331,776
           [chunk-cut]; and 1 more place
Not seen   WMI Temporary Event Subscription: no WMI-Activity 5860 in this data
           A, B and 1 more: no PowerShell 4104 in this data
           D: Security 4688 without process, user
)";

TEST(TableWriter, At80Columns) { EXPECT_EQ(table(options_of_width(80)), kAt80); }

TEST(TableWriter, At200Columns) {
  const std::string text = table(options_of_width(200));
  EXPECT_NE(text.find("  command   wmic /node:\"172.18.39.6\" /user:THESHIRE\\pgustavo "
                      "/password:**** process call create \"powershel…"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  record    Sysmon 1 #334850  triage/winevt/Logs/Microsoft-Windows-Sysmon%4"
                      "Operational.evtx\n"),
            std::string::npos);
  EXPECT_NE(text.find("Remote Process Instantiation via WMI, WMIC XSL Execution via URL  by "
                      "pgustavo\n"),
            std::string::npos);
}

TEST(TableWriter, NoLineIsWiderThanTheTerminal) {
  for (const std::size_t width : {1U, 40U, 60U, 80U, 100U, 133U, 200U}) {
    const std::string text = table(options_of_width(width));
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      EXPECT_LE(display_width(std::string_view(text).substr(at, end - at)), std::max(width, 40UL))
          << text.substr(at, end - at);
      at = end + 1;
    }
  }
}

TEST(TableWriter, ColourChangesNoWord) {
  TableOptions options = options_of_width(80);
  options.style.color = true;
  std::string text = table(options);
  EXPECT_NE(text.find("\033[1;31m● critical\033[0m  07:56:42"), std::string::npos);
  for (std::size_t at = text.find('\033'); at != text.npos; at = text.find('\033')) {
    text.erase(at, text.find('m', at) - at + 1);
  }
  EXPECT_EQ(text, kAt80);
}

TEST(TableWriter, SecretsAreShownWhenAskedFor) {
  TableOptions options = options_of_width(300);
  EXPECT_EQ(table(options).find("S3 cret!"), std::string::npos);
  options.style.show_secrets = true;
  EXPECT_NE(table(options).find("/password:\"S3 cret!\""), std::string::npos);
}

TEST(TableWriter, TimesAreInTheZoneAskedFor) {
  TableOptions options = options_of_width(100);
  options.style.utc_offset = [](std::uint64_t) { return std::int64_t{-7200}; };
  options.style.zone = "-02:00";
  const std::string text = table(options);
  EXPECT_NE(text.find("PC04   2019-04-03 (-02:00)"), std::string::npos) << text;
  EXPECT_NE(text.find("16:11:54"), std::string::npos);
  EXPECT_NE(text.find("22:00:00"), std::string::npos);
}

TEST(TableWriter, NothingFoundSaysWhatThatIsWorth) {
  StringOutput out;
  TableWriter(out, options_of_width(100)).on_coverage(coverage());
  EXPECT_TRUE(out.text().starts_with("No suspicious use of WMI in what could be seen.\n\n2 find"))
      << out.text();
  EXPECT_TRUE(out.text().ends_with("Seen       1 of 6 detections had the events that they need\n"));
}

TEST(TableWriter, NothingReadIsNotClean) {
  StringOutput out;
  TableWriter(out, options_of_width(100)).on_coverage({});
  EXPECT_EQ(out.text(),
            "No events were read, so nothing can be said.\n\n"
            "Read       0 files, 0 bytes, 0 records in 0 ms\n");
}

TEST(TableWriter, AnInterruptedRunIsNotClean) {
  StringOutput out;
  Coverage c = coverage();
  c.complete = false;
  TableWriter(out, options_of_width(100)).on_coverage(c);
  EXPECT_TRUE(out.text().starts_with("Stopped early: nothing suspicious in the part that was"));
  EXPECT_NE(out.text().find("Stopped    before the end of the input"), std::string::npos);
}

TEST(TableWriter, HiddenOnesAreCounted) {
  StringOutput out;
  TableWriter writer(out, options_of_width(100));
  writer.count_hidden(Level::kHigh);
  writer.count_hidden(Level::kHigh);
  writer.on_coverage(Coverage{});
  EXPECT_TRUE(out.text().starts_with("2 below high are not shown (-m)\n\nRead ")) << out.text();
}

TEST(TableWriter, ExcludedOnesAreMarkedAndNotCounted) {
  StringOutput out;
  TableWriter writer(out, options_of_width(100));
  Finding f = findings()[2];
  f.excluded = "my_filter";
  writer.on_finding(f);
  writer.on_coverage(Coverage{});
  EXPECT_NE(out.text().find("0 findings\n"), std::string::npos) << out.text();
  EXPECT_NE(out.text().find("Process Execution via WMI (excluded by my_filter)  by pgustavo"),
            std::string::npos);
}

TEST(TableWriter, VerboseListsEverything) {
  TableOptions options = options_of_width(120);
  options.summary.verbose = true;
  StringOutput out;
  TableWriter writer(out, options);
  writer.on_issue(issue("a", 1));
  writer.on_issue(issue("a", 2));
  Issue note = issue("b", 3);
  note.severity = Severity::kNote;
  writer.on_issue(note);
  writer.on_skipped({"c.png", "", "an image"});
  writer.on_coverage(coverage());
  EXPECT_NE(out.text().find("Damaged    a: a chunk cut short, chunk 5 at byte 1 [chunk-cut]\n"
                            "           a: a chunk cut short, chunk 5 at byte 2 [chunk-cut]\n"
                            "Skipped    c.png: an image\n"
                            "Note       b: a chunk cut short, chunk 5 at byte 3 [chunk-cut]\n"),
            std::string::npos)
      << out.text();
  EXPECT_NE(out.text().find("A, B, C: no PowerShell 4104 in this data"), std::string::npos);
}

TEST(TableWriter, QuietSaysWhatWasReadAndDamaged) {
  TableOptions options = options_of_width(100);
  options.summary.quiet = true;
  const std::string text = table(options);
  EXPECT_NE(text.find("\nRead "), std::string::npos);
  EXPECT_NE(text.find("\nDamaged "), std::string::npos);
  EXPECT_EQ(text.find("Not seen"), std::string::npos);
  EXPECT_EQ(text.find("--show-excluded"), std::string::npos);
}

TEST(TableWriter, SummaryAloneForStandardError) {
  TableOptions options = options_of_width(100);
  options.summary_only = true;
  const std::string text = table(options);
  EXPECT_TRUE(text.starts_with("\n2 findings excluded") || text.starts_with("2 findings excluded"));
  EXPECT_NE(text.find("\nFound      5 findings on 2 hosts"), std::string::npos) << text;
  EXPECT_EQ(text.find("GruntHTTP2"), std::string::npos);
}

TEST(TableWriter, ManyDamagedFilesAreCounted) {
  StringOutput out;
  TableWriter writer(out, options_of_width(100));
  for (int i = 0; i < 9; ++i) writer.on_issue(issue("f" + std::to_string(i), 1));
  Coverage c = coverage();
  c.issues_total = 20;
  c.issues_shown = 9;
  writer.on_coverage(c);
  EXPECT_NE(out.text().find("           and 4 more files (-v lists all)\n"
                            "           11 further places, too many to be told\n"),
            std::string::npos)
      << out.text();
}

TEST(TableWriter, Groups) {
  StringOutput out;
  TableWriter writer(out, options_of_width(80));
  Group g;
  g.detection_id = "1";
  g.detection = "Process Execution via WMI";
  g.count = 3;
  g.first_time = {parse_time("2019-04-30T20:32:58.1Z")->ticks, "x"};
  g.last_time = {parse_time("2019-04-30T20:33:10Z")->ticks, "x"};
  g.fields = {{"dest", "IEWIN7"},
              {"user", "IEUser"},
              {"parent_process", "wmiprvse.exe"},
              {"process", "cmd.exe /c dir"},
              {"process_id", "3840"}};
  writer.on_group(g);
  g.count = 1;
  g.last_time = g.first_time;
  g.fields = {{"ComputerName", "B"}, {"query", "SELECT *"}};
  writer.on_group(g);
  writer.on_coverage(Coverage{});
  EXPECT_EQ(out.text(),
            R"(Process Execution via WMI                                     2 groups, 4 events
────────────────────────────────────────────────────────────────────────────────
2019-04-30 20:32:58 to 20:33:10  3 events  on IEWIN7  by IEUser
  command   cmd.exe /c dir
  parent    wmiprvse.exe
  and       process_id 3840
2019-04-30 20:32:58  1 event  on B
  query     SELECT *

Found      2 groups of 4 events by 1 detection
Read       0 files, 0 bytes, 0 records in 0 ms
)");
}

}  // namespace
}  // namespace wmiscope
