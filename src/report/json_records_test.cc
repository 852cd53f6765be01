// SPDX-License-Identifier: Apache-2.0
#include "report/json_records.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

Finding whole_finding() {
  Finding f;
  f.id = "0123456789abcdef0123456789abcdef";
  f.time = {132'040'649'457'365'705, "2019-05-23T16:49:05.7365705Z"};
  f.detection_id = "787e9dd0-4328-11ec-a029-acde48001122";
  f.detection = "WMIC XSL Execution via URL";
  f.story = "Suspicious WMI Use";
  f.type = "TTP";
  f.level = Level::kCritical;
  f.risk_score = 80;
  f.mitre_attack = {"T1220"};
  f.message = "An XSL script was run.";
  f.risk_objects = {{"IEWIN7", "system"}, {"IEUser", "user"}};
  f.dest = "IEWIN7";
  f.user = "IEUser";
  f.fields = {{"process_id", "3872"}, {"process", "wmic \"x\""}};
  f.event = {"Microsoft-Windows-Sysmon", "Microsoft-Windows-Sysmon/Operational", 1, 892, "IEWIN7"};
  f.source = {"logs/a.evtx", "", 4608, std::nullopt, 2, false, false};
  return f;
}

template <typename Record>
std::string json(const Record& record) {
  std::string out;
  append_json(record, out);
  return out;
}

TEST(JsonRecords, FindingHasTheContractsKeysInTheirOrder) {
  EXPECT_EQ(json(whole_finding()),
            R"({"schema":"wmiscope.finding/1","id":"0123456789abcdef0123456789abcdef",)"
            R"("time":"2019-05-23T16:49:05.7365705Z",)"
            R"("detection_id":"787e9dd0-4328-11ec-a029-acde48001122",)"
            R"("detection":"WMIC XSL Execution via URL","story":"Suspicious WMI Use","type":"TTP",)"
            R"("level":"critical","risk_score":80,"mitre_attack":["T1220"],)"
            R"("message":"An XSL script was run.",)"
            R"("risk_objects":[{"name":"IEWIN7","type":"system"},{"name":"IEUser","type":"user"}],)"
            R"("dest":"IEWIN7","user":"IEUser",)"
            R"("fields":{"process_id":"3872","process":"wmic \"x\""},)"
            R"("event":{"provider":"Microsoft-Windows-Sysmon",)"
            R"("channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"record_id":892,)"
            R"("computer":"IEWIN7"},"source":{"path":"logs/a.evtx","offset":4608,"index":2}})");
}

TEST(JsonRecords, ATimeWithoutZoneIsMarked) {
  Finding f = whole_finding();
  f.time_zone_assumed = true;
  EXPECT_NE(json(f).find(R"("time":"2019-05-23T16:49:05.7365705Z","time_assumed_utc":true,)"),
            std::string::npos);
}

TEST(JsonRecords, UnknownFactsAreLeftOut) {
  Finding f;
  f.id = "1";
  f.detection_id = "2";
  f.detection = "Mine";
  f.level = Level::kInformational;
  f.source = {"-", "", std::nullopt, 7, 3, false, false};
  EXPECT_EQ(json(f),
            R"({"schema":"wmiscope.finding/1","id":"1","detection_id":"2","detection":"Mine",)"
            R"("level":"informational","fields":{},"event":{},)"
            R"("source":{"path":"-","line":7,"index":3}})");
}

TEST(JsonRecords, OddSourcesAndExclusionsAreSaid) {
  Finding f = whole_finding();
  f.source = {"a.zip", "x/b.evtx", 0, std::nullopt, 1, true, true};
  f.excluded = "my_filter";
  EXPECT_TRUE(json(f).ends_with(
      R"("source":{"path":"a.zip","member":"x/b.evtx","offset":0,"index":1,"recovered":true,)"
      R"("checksum":"bad"},"excluded":"my_filter"})"));
}

TEST(JsonRecords, HostileTextStaysInsideItsString) {
  Finding f = whole_finding();
  f.fields = {{"na\"me", "a\x1b[31m\xFF\xED\xA0\x80\xC2\x9B\n"}};
  const std::string line = json(f);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find(R"("na\"me":"a\u001b[31m)"), std::string::npos) << line;
  EXPECT_EQ(line.find('\xFF'), std::string::npos);
  EXPECT_EQ(line.find("\xC2\x9B"), std::string::npos);
}

TEST(JsonRecords, Group) {
  Group g;
  g.detection_id = "1";
  g.detection = "D";
  g.count = 3;
  g.first_time = {1, "2019-04-30T20:32:58.1Z"};
  g.last_time = {2, "2019-04-30T20:33:10.5Z"};
  g.fields = {{"dest", "A"}};
  EXPECT_EQ(json(g), R"({"schema":"wmiscope.group/1","detection_id":"1","detection":"D","count":3,)"
                     R"("firstTime":"2019-04-30T20:32:58.1Z","lastTime":"2019-04-30T20:33:10.5Z",)"
                     R"("fields":{"dest":"A"}})");
}

TEST(JsonRecords, Issue) {
  Issue issue;
  issue.severity = Severity::kNote;
  issue.code = "not-closed";
  issue.path = "a.evtx";
  issue.chunk = 0;
  issue.record_id = 9;
  issue.what = "header";
  issue.need = 128;
  EXPECT_EQ(json(issue),
            R"({"schema":"wmiscope.issue/1","severity":"note","code":"not-closed",)"
            R"("source":{"path":"a.evtx","chunk":0,"record_id":9},"what":"header","need":128})");
  issue.severity = Severity::kIssue;
  EXPECT_NE(json(issue).find(R"("severity":"issue")"), std::string::npos);
}

TEST(JsonRecords, Coverage) {
  Coverage c;
  c.version = "0.1.0";
  c.content = std::string(4, 'a');
  c.complete = false;
  c.files = {1, 2, 3};
  c.bytes = 4;
  c.records = {5, 6, 7, 8};
  c.events = {{"Security", "", 4688, 9}};
  c.detections = {{"i", "d", DetectionState::kFieldsMissing, {"process"}, "Sysmon 1", 10, 11},
                  {"j", "e", DetectionState::kNoEvents, {}, "", 0, 0}};
  c.activities_total = 12;
  c.activities_benign = 13;
  c.duplicates_dropped = 14;
  c.issues_total = 15;
  c.issues_shown = 16;
  EXPECT_EQ(
      json(c),
      R"({"schema":"wmiscope.coverage/1","wmiscope":"0.1.0","content":"aaaa","complete":false,)"
      R"("files":{"read":1,"skipped":2,"with_issues":3},"bytes":4,)"
      R"("records":{"read":5,"demanded":6,"damaged":7,"recovered":8},)"
      R"("events":[{"channel":"Security","event_id":4688,"count":9}],)"
      R"("detections":[{"detection_id":"i","detection":"d","state":"fields-missing",)"
      R"("missing_fields":["process"],"findings":10,"excluded":11},)"
      R"({"detection_id":"j","detection":"e","state":"no-events","findings":0,"excluded":0}],)"
      R"("activities":{"total":12,"benign":13},"duplicates_dropped":14,)"
      R"("issues_total":15,"issues_shown":16})");
}

TEST(JsonRecords, ActivityHasItsKeysInTheirOrder) {
  Activity a;
  a.id = "i";
  a.host = "h";
  a.start = a.end = {1, "2020-08-06T07:56:41Z"};
  a.vector = "wmi-process-create";
  a.origin.kind = OriginKind::kRemote;
  a.origin.confidence = Confidence::kMedium;
  a.origin.why = {{"c", "t"}};
  a.origin.source_ip = "192.0.2.1";
  a.origin.logon_type = 3;
  a.user = "D\\u";
  a.tool = "smbmap";
  a.purposes = {{"persistence", {"T1546"}, "w"}};
  a.benign = "r";
  a.summary = "s\x1b";
  a.risk_score = 49;
  a.findings = {"f"};
  a.evidence_total = 2;
  a.processes = {{"main", "x", "x y", "", "1", "", {}}};
  Subscription& s = a.subscription.emplace();
  s.filter.name = "F";
  s.bound = false;
  s.fired = {a.start};
  a.decoded = {{"from", "text"}};
  a.linked = {"l"};
  std::string out;
  append_json(a, out);
  EXPECT_EQ(out,
            R"({"schema":"wmiscope.activity/1","id":"i","host":"h","start":"2020-08-06T07:56:41Z",)"
            R"("end":"2020-08-06T07:56:41Z","vector":"wmi-process-create",)"
            R"("origin":{"kind":"remote","confidence":"medium","why":[{"code":"c","text":"t"}],)"
            R"("source_ip":"192.0.2.1","logon_type":3},"user":"D\\u","tool":"smbmap",)"
            R"("purposes":[{"purpose":"persistence","mitre_attack":["T1546"],"why":"w"}],)"
            R"("benign":{"reason":"r"},"summary":"s\u001b","risk_score":49,"findings":["f"],)"
            R"("evidence":[],"evidence_total":2,)"
            R"("processes":[{"role":"main","image":"x","command_line":"x y","process_id":"1"}],)"
            R"("subscription":{"filter":{"name":"F"},"consumer":{},"bound":false,)"
            R"("fired":["2020-08-06T07:56:41Z"]},"decoded":[{"from":"from","text":"text"}],)"
            R"("linked":["l"]})");
}

}  // namespace
}  // namespace wmiscope
