// SPDX-License-Identifier: Apache-2.0
#include "report/explanation_text.h"

#include <gtest/gtest.h>

#include "base/filetime.h"
#include "report/investigation_json.h"

namespace wmiscope {
namespace {

Time at(std::string_view text) { return {parse_time(text)->ticks, std::string(text)}; }

TableStyle style_of(std::size_t width) {
  TableStyle style;
  style.width = width;
  return style;
}

Explanation explanation() {
  Explanation e;
  Activity& a = e.activity;
  a.id = "5f0c9a1e000000000000000000000000";
  a.host = "PC04";
  a.start = a.end = at("2020-08-06T07:56:41.1234567Z");
  a.vector = "script-consumer";
  a.summary = "On PC04 at 07:56:41 UTC IEUser made a subscription.";
  a.origin.why = {{"client-machine", "its client ran on PC04"}};
  a.processes = {{"main", "C:\\x.exe", "x.exe /password:S3cret " + std::string(300, 'y'), "PC04\\a",
                  "12", "", at("2020-08-06T07:56:41Z")}};
  Subscription& s = a.subscription.emplace();
  s.filter.name = "F";
  s.consumer = {"C", "ActiveScriptEventConsumer", "line one\r\nline\x1b[2J two"};
  s.fired = {at("2020-08-06T08:00:00Z")};
  a.decoded = {{"QQ==", "IEX http://e.example/a"}};
  EvidenceRecord record;
  record.event = {"Microsoft-Windows-Sysmon", "", 20, 7, "PC04"};
  record.source.path = "triage/Sysmon.evtx";
  record.time = a.start;
  record.shows = "consumer made";
  a.evidence = {record};
  a.evidence_total = 1;
  e.linked = {{"8a77d0c2000000000000000000000000", "PC05", a.start, "On PC05 something."}};
  e.investigation.wmi_activity = {{at("2020-08-06T07:56:40Z"), "PC04", "IEUser", "\"F\"", "Created",
                                   "WmiFilterEvent", "", "SELECT 1", "", "", record.event}};
  ProcessCount count;
  count.count = 1234;
  count.first_time = at("2020-08-01T00:00:00Z");
  count.last_time = at("2020-08-06T00:00:00Z");
  count.user = "IEUser";
  count.parent_process_name = "WmiPrvSE.exe";
  count.process_name = "x.exe";
  count.dest = "PC04";
  count.processes = {"x.exe 1", "x.exe 2", "x.exe 3", "x.exe 4"};
  e.investigation.process = {count};
  return e;
}

TEST(ExplanationText, TellsAll) {
  const std::string text = explanation_text(explanation(), style_of(100));
  for (const std::string_view part :
       {"id          5f0c9a1e000000000000000000000000\n", "client-machine its client ran on PC04\n",
        "    line one\n    line␛[2J two\n",
        "  main      C:\\x.exe 12  as PC04\\a  at 2020-08-06 07:56:41.000\n",
        "    IEX http://e.example/a\n", "Addresses\n    http://e.example/a\n",
        "Evidence (1 record)\n  2020-08-06 07:56:41.123  Sysmon 20 #7  consumer made\n",
        "    triage/Sysmon.evtx\n", "The other half\n  8a77d0c2  On PC05 something.\n",
        "WMI activity of PC04 (Sysmon 19-21)\n  2020-08-06 07:56:40.000  Sysmon 20 #7, user=IEUser",
        "Starts of the same program\n  1,234x  x.exe by IEUser, started by WmiPrvSE.exe",
        "    … and other command lines\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n in \n" << text;
  }
}

TEST(ExplanationText, KeepsCommandLinesWholeAndHidesSecrets) {
  const std::string text = explanation_text(explanation(), style_of(80));
  EXPECT_NE(text.find(std::string(300, 'y')), std::string::npos);
  EXPECT_EQ(text.find("S3cret"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  TableStyle open = style_of(80);
  open.show_secrets = true;
  EXPECT_NE(explanation_text(explanation(), open).find("S3cret"), std::string::npos);
}

TEST(ExplanationText, SaysWhereThereIsNoWmiActivity) {
  Explanation e = explanation();
  e.investigation.wmi_activity.clear();
  EXPECT_NE(explanation_text(e, {}).find("(Sysmon 19-21)\n  none in this data\n"),
            std::string::npos);
}

TEST(InvestigationJson, IsALineARow) {
  std::string out;
  append_investigation_lines(explanation().investigation, out);
  EXPECT_EQ(out, R"({"schema":"wmiscope.investigation/1","investigation":"wmi-activity",)"
                 R"("time":"2020-08-06T07:56:40Z","dest":"PC04","user":"IEUser","Name":"\"F\"",)"
                 R"("Operation":"Created","EventType":"WmiFilterEvent","Query":"SELECT 1",)"
                 R"("event":{"provider":"Microsoft-Windows-Sysmon","event_id":20,"record_id":7,)"
                 R"("computer":"PC04"}})"
                 "\n"
                 R"({"schema":"wmiscope.investigation/1","investigation":"process","count":1234,)"
                 R"("firstTime":"2020-08-01T00:00:00Z","lastTime":"2020-08-06T00:00:00Z",)"
                 R"("user":"IEUser","parent_process_name":"WmiPrvSE.exe","process_name":"x.exe",)"
                 R"("dest":"PC04","processes":["x.exe 1","x.exe 2","x.exe 3","x.exe 4"]})"
                 "\n");
}

}  // namespace
}  // namespace wmiscope
