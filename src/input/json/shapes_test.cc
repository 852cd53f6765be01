// SPDX-License-Identifier: Apache-2.0
//
// One process creation and its neighbours in every shape of the table: the same event comes out.
#include <gtest/gtest.h>

#include <set>

#include "content/json_shapes.h"
#include "input/json/json_event.h"
#include "input/json/test_decode.h"

namespace wmiscope::json {
namespace {

struct ShapeCase {
  const char* name;
  const char* json;
  const char* record_id = "892";
  const char* time = "2019-05-23T16:49:05.736Z";
  const char* channel = "Microsoft-Windows-Sysmon/Operational";
};

// Sysmon 1 of IEWIN7: WMIC.exe, started by cmd.exe.
const ShapeCase kSysmon[] = {
    {"evtx_dump",
     R"({"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon","Guid":"5770385F"}},"EventID":1,"Version":5,"TimeCreated":{"#attributes":{"SystemTime":"2019-05-23T16:49:05.736Z"}},"EventRecordID":892,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","Security":{"#attributes":{"UserID":"S-1-5-18"}}},"EventData":{"ProcessId":3872,"Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}}})"},
    {"evtx_dump with qualifiers",
     R"({"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":{"#attributes":{"Qualifiers":0},"#text":1},"TimeCreated":{"#attributes":{"SystemTime":"2019-05-23T16:49:05.736Z"}},"EventRecordID":892,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","Security":{"#attributes":{"UserID":"S-1-5-18"}}},"EventData":{"ProcessId":3872,"Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}}})"},
    {"chainsaw dump",
     R"({"Event":{"System":{"Provider_attributes":{"Name":"Microsoft-Windows-Sysmon"},"EventID":1,"TimeCreated_attributes":{"SystemTime":"2019-05-23T16:49:05.736Z"},"EventRecordID":892,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","Security_attributes":{"UserID":"S-1-5-18"}},"EventData":{"ProcessId":3872,"Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}},"Event_attributes":{"xmlns":"x"}})"},
    {"Velociraptor parse_evtx", R"({"System":{"Provider":{"Name":"Microsoft-Windows-Sysmon","Guid":"x"},"EventID":{"Value":1},"TimeCreated":{"SystemTime":1558630145.736},"EventRecordID":892,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","Security":{"UserID":"S-1-5-18"}},"EventData":{"ProcessId":3872,"Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"},"Message":"m"})"},
    {"Velociraptor rows",
     R"({"EventTime":"2019-05-23T16:49:05.736Z","Computer":"IEWIN7","Channel":"Microsoft-Windows-Sysmon/Operational","Provider":"Microsoft-Windows-Sysmon","EventID":1,"EventRecordID":892,"UserID":"S-1-5-18","EventData":{"ProcessId":3872,"Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"},"OSPath":"C:\\x.evtx"})"},
    {"xmltodict",
     R"({"Event":{"@xmlns":"x","System":{"Provider":{"@Name":"Microsoft-Windows-Sysmon"},"EventID":"1","TimeCreated":{"@SystemTime":"2019-05-23T16:49:05.736Z"},"EventRecordID":"892","Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","Security":{"@UserID":"S-1-5-18"}},"EventData":{"Data":[{"@Name":"ProcessId","#text":"3872"},{"@Name":"Image","#text":"C:\\Windows\\WMIC.exe"},{"@Name":"CommandLine","#text":"wmic \"x\""},{"@Name":"User","#text":"IEWIN7\\IEUser"},{"@Name":"RuleName"}]}}})"},
    {"xml-js",
     R"({"Event":{"_attributes":{"xmlns":"x"},"System":{"Provider":{"_attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":{"_text":"1"},"TimeCreated":{"_attributes":{"SystemTime":"2019-05-23T16:49:05.736Z"}},"EventRecordID":{"_text":"892"},"Channel":{"_text":"Microsoft-Windows-Sysmon/Operational"},"Computer":{"_text":"IEWIN7"},"Security":{"_attributes":{"UserID":"S-1-5-18"}}},"EventData":{"Data":[{"_attributes":{"Name":"ProcessId"},"_text":"3872"},{"_attributes":{"Name":"Image"},"_text":"C:\\Windows\\WMIC.exe"},{"_attributes":{"Name":"CommandLine"},"_text":"wmic \"x\""},{"_attributes":{"Name":"User"},"_text":"IEWIN7\\IEUser"}]}}})"},
    {"xml2js, everything a list",
     R"({"Event":{"$":{"xmlns":"x"},"System":[{"Provider":[{"$":{"Name":"Microsoft-Windows-Sysmon"}}],"EventID":["1"],"TimeCreated":[{"$":{"SystemTime":"2019-05-23T16:49:05.736Z"}}],"EventRecordID":["892"],"Channel":["Microsoft-Windows-Sysmon/Operational"],"Computer":["IEWIN7"],"Security":[{"$":{"UserID":"S-1-5-18"}}]}],"EventData":[{"Data":[{"_":"3872","$":{"Name":"ProcessId"}},{"_":"C:\\Windows\\WMIC.exe","$":{"Name":"Image"}},{"_":"wmic \"x\"","$":{"Name":"CommandLine"}},{"_":"IEWIN7\\IEUser","$":{"Name":"User"}}]}]}})"},
    {"bare keys, data as a list",
     R"({"Event":{"System":{"Provider":{"Name":"Microsoft-Windows-Sysmon"},"EventID":"1","TimeCreated":{"SystemTime":"2019-05-23T16:49:05.736Z"},"EventRecordID":"892","Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","Security":{"UserID":"S-1-5-18"}},"EventData":[{"Name":"ProcessId","text":"3872"},{"Name":"Image","text":"C:\\Windows\\WMIC.exe"},{"Name":"CommandLine","text":"wmic \"x\""},{"Name":"User","text":"IEWIN7\\IEUser"}]}})"},
    {"NXLog",
     R"({"EventTime":"2019-05-23 09:49:05","Hostname":"IEWIN7","Keywords":-9223372036854775808,"EventType":"INFO","SeverityValue":2,"EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Version":5,"RecordNumber":892,"ProcessID":2032,"ThreadID":2092,"Channel":"Microsoft-Windows-Sysmon/Operational","Domain":"NT AUTHORITY","AccountName":"SYSTEM","UserID":"S-1-5-18","UtcTime":"2019-05-23 16:49:05.736","ProcessId":"3872","Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser","host":"collector"})"},
    {"NXLog, fields in Message alone",
     R"({"EventTime":"2019-05-23 09:49:05","Hostname":"IEWIN7","EventID":1,"SourceName":"Microsoft-Windows-Sysmon","RecordNumber":892,"Channel":"Microsoft-Windows-Sysmon/Operational","UserID":"S-1-5-18","Message":"Process Create:\r\nRuleName: \r\nUtcTime: 2019-05-23 16:49:05.736\r\nProcessId: 3872\r\nImage: C:\\Windows\\WMIC.exe\r\nCommandLine: wmic \"x\"\r\nUser: IEWIN7\\IEUser"})"},
    {"Winlogbeat 6",
     R"({"@timestamp":"2019-05-23T16:49:05.736Z","source_name":"Microsoft-Windows-Sysmon","log_name":"Microsoft-Windows-Sysmon/Operational","event_id":1,"record_number":"892","computer_name":"IEWIN7","host":{"name":"collector"},"user":{"identifier":"S-1-5-18","name":"SYSTEM"},"event_data":{"UtcTime":"2019-05-23 16:00:00.000","ProcessId":"3872","Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}})"},
    {"Winlogbeat 7",
     R"({"@timestamp":"2019-05-23T16:49:05.736Z","host":{"name":"collector"},"event":{"code":"1","provider":"Microsoft-Windows-Sysmon"},"winlog":{"provider_name":"Microsoft-Windows-Sysmon","channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"record_id":892,"computer_name":"IEWIN7","user":{"identifier":"S-1-5-18"},"event_data":{"ProcessId":"3872","Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}}})"},
    {"Winlogbeat 8, dotted names",
     R"({"@timestamp":"2019-05-23T16:49:05.736Z","winlog.provider_name":"Microsoft-Windows-Sysmon","winlog.channel":"Microsoft-Windows-Sysmon/Operational","winlog.event_id":"1","winlog.record_id":"892","winlog.computer_name":"IEWIN7","winlog.user.identifier":"S-1-5-18","winlog.event_data.ProcessId":"3872","winlog.event_data.Image":"C:\\Windows\\WMIC.exe","winlog.event_data.CommandLine":"wmic \"x\"","winlog.event_data.User":"IEWIN7\\IEUser"})"},
    {"Winlogbeat 8 with ECS fields alone",
     R"({"@timestamp":"2019-05-23T16:49:05.736Z","event":{"code":"1"},"winlog":{"provider_name":"Microsoft-Windows-Sysmon","channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"record_id":892,"computer_name":"IEWIN7","user":{"identifier":"S-1-5-18"}},"process":{"pid":3872,"executable":"C:\\Windows\\WMIC.exe","command_line":"wmic \"x\"","parent":{"executable":"C:\\Windows\\cmd.exe"}},"user":{"name":"IEUser","domain":"IEWIN7"}})"},
    {"Elasticsearch export",
     R"({"_index":"i","_source":{"@timestamp":"2019-05-23T16:49:05.736Z","winlog":{"provider_name":"Microsoft-Windows-Sysmon","channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"record_id":892,"computer_name":"IEWIN7","user":{"identifier":"S-1-5-18"},"event_data":{"ProcessId":"3872","Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}}}})"},
    {"Kibana export",
     R"({"_index":"i","fields":{"@timestamp":["2019-05-23T16:49:05.736Z"],"winlog.provider_name":["Microsoft-Windows-Sysmon"],"winlog.channel":["Microsoft-Windows-Sysmon/Operational"],"winlog.event_id":["1"],"winlog.record_id":[892],"winlog.computer_name":["IEWIN7"],"winlog.event_data.ProcessId":["3872"],"winlog.event_data.Image":["C:\\Windows\\WMIC.exe"],"winlog.event_data.CommandLine":["wmic \"x\""],"winlog.event_data.User":["IEWIN7\\IEUser"]}})"},
    {"Winlogbeat 7 with fields of its user",
     R"({"@timestamp":"2019-05-23T16:49:05.736Z","fields":{"site":"x"},"winlog":{"provider_name":"Microsoft-Windows-Sysmon","channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"record_id":892,"computer_name":"IEWIN7","event_data":{"ProcessId":"3872","Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}}})"},
    {"Sentinel WindowsEvent",
     R"({"TimeGenerated":"2019-05-23T16:50:00Z","Provider":"Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","SystemUserId":"S-1-5-18","EventData":"{\"UtcTime\":\"2019-05-23T16:49:05.736Z\",\"ProcessId\":\"3872\",\"Image\":\"C:\\\\Windows\\\\WMIC.exe\",\"CommandLine\":\"wmic \\\"x\\\"\",\"User\":\"IEWIN7\\\\IEUser\"}","EventID":1,"EventRecordId":"892","Type":"WindowsEvent"})"},
    {"Log Analytics Event", R"({"TimeGenerated":"2019-05-23T16:50:00Z","Source":"Microsoft-Windows-Sysmon","EventLog":"Microsoft-Windows-Sysmon/Operational","Computer":"IEWIN7","UserID":"S-1-5-18","EventData":"<DataItem type=\"System.XmlData\"><EventData xmlns=\"x\"><Data Name=\"UtcTime\">2019-05-23 16:49:05.736</Data><Data Name=\"ProcessId\">3872</Data><Data Name=\"Image\">C:\\Windows\\WMIC.exe</Data><Data Name=\"CommandLine\">wmic &quot;x&quot;</Data><Data Name=\"User\">IEWIN7\\IEUser</Data></EventData></DataItem>","EventID":1,"RecordId":892,"Type":"Event"})"},
    {"Get-WinEvent of PowerShell 5.1",
     R"({"Id":1,"Version":5,"Level":4,"RecordId":892,"ProviderName":"Microsoft-Windows-Sysmon","LogName":"Microsoft-Windows-Sysmon/Operational","ProcessId":2032,"MachineName":"IEWIN7","UserId":{"BinaryLength":12,"AccountDomainSid":null,"Value":"S-1-5-18"},"TimeCreated":"\/Date(1558630145736)\/","Properties":[{"Value":"2019-05-23 16:00:00.000"},{"Value":"365abb72-d7e1-5ce6-0000-00102d3e0b00"},{"Value":3872},{"Value":"C:\\Windows\\WMIC.exe"},{"Value":"wmic \"x\""},{"Value":"C:\\"},{"Value":"IEWIN7\\IEUser"},{"Value":"g"},{"Value":1},{"Value":1},{"Value":"High"},{"Value":"h"},{"Value":"g"},{"Value":1},{"Value":"p"},{"Value":"c"}],"Message":"Process Create:"})"},
    {"Get-WinEvent of PowerShell 7, depth too small",
     R"({"Id":1,"RecordId":892,"ProviderName":"Microsoft-Windows-Sysmon","LogName":"Microsoft-Windows-Sysmon/Operational","MachineName":"IEWIN7","UserId":"S-1-5-18","TimeCreated":"2019-05-23T18:49:05.736+02:00","Properties":["System.Diagnostics.Eventing.Reader.EventProperty","System.Diagnostics.Eventing.Reader.EventProperty"],"Message":"Process Create:\r\nProcessId: 3872\r\nImage: C:\\Windows\\WMIC.exe\r\nCommandLine: wmic \"x\"\r\nUser: IEWIN7\\IEUser"})"},
    {"Splunk export of extracted fields",
     R"({"preview":false,"offset":0,"result":{"_time":"2019-05-23T09:49:05.736-07:00","host":"indexer","source":"XmlWinEventLog:Microsoft-Windows-Sysmon/Operational","EventCode":"1","Computer":"IEWIN7","RecordID":"892","UserID":"S-1-5-18","ProcessId":"3872","Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}})"},
    {"Splunk export, the event as raw JSON",
     R"({"preview":false,"result":{"_time":"2019-05-23T16:50:00Z","_raw":"{\"Hostname\":\"IEWIN7\",\"EventID\":1,\"RecordNumber\":892,\"UserID\":\"S-1-5-18\",\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"UtcTime\":\"2019-05-23 16:49:05.736\",\"ProcessId\":\"3872\",\"Image\":\"C:\\\\Windows\\\\WMIC.exe\",\"CommandLine\":\"wmic \\\"x\\\"\",\"User\":\"IEWIN7\\\\IEUser\"}"}})"},
    {"EvtxECmd",
     R"({"PayloadData1":"x","MapDescription":"Process creation","ChunkNumber":0,"Computer":"IEWIN7","Payload":"{\"EventData\":{\"Data\":[{\"@Name\":\"ProcessId\",\"#text\":\"3872\"},{\"@Name\":\"Image\",\"#text\":\"C:\\\\Windows\\\\WMIC.exe\"},{\"@Name\":\"CommandLine\",\"#text\":\"wmic \\\"x\\\"\"},{\"@Name\":\"User\",\"#text\":\"IEWIN7\\\\IEUser\"}]}}","UserId":"S-1-5-18","Channel":"Microsoft-Windows-Sysmon/Operational","Provider":"Microsoft-Windows-Sysmon","EventId":1,"EventRecordId":"892","ProcessId":2032,"ThreadId":2092,"Level":"Info","TimeCreated":"2019-05-23T16:49:05.736+00:00","RecordNumber":892})"},
    {"Hayabusa timeline",
     R"({"Timestamp":"2019-05-23 16:49:05.736 +00:00","RuleTitle":"t","Level":"high","Computer":"IEWIN7","Channel":"Sysmon","EventID":1,"RecordID":892,"AllFieldInfo":{"ProcessId":3872,"Image":"C:\\Windows\\WMIC.exe","CommandLine":"wmic \"x\"","User":"IEWIN7\\IEUser"}})"},
};

TEST(Shapes, GiveTheSameSysmonEvent) {
  for (const ShapeCase& c : kSysmon) {
    const Decoded d = decode_text(c.json, {"Image", "CommandLine", "User", "ProcessId"});
    EXPECT_TRUE(d.issues.empty()) << c.name;
    ASSERT_EQ(d.events.size(), 1U) << c.name;
    const DecodedEvent& e = d.events[0];
    EXPECT_EQ(e.channel, c.channel) << c.name;
    EXPECT_EQ(e.computer, "IEWIN7") << c.name;
    EXPECT_EQ(e.record_id, c.record_id) << c.name;
    EXPECT_EQ(e.time, c.time) << c.name;
    EXPECT_EQ(e.field("Image"), "C:\\Windows\\WMIC.exe") << c.name;
    EXPECT_EQ(e.field("CommandLine"), "wmic \"x\"") << c.name;
    EXPECT_EQ(e.field("User"), "IEWIN7\\IEUser") << c.name;
    EXPECT_EQ(e.field("ProcessId"), "3872") << c.name;
  }
}

const char* const kFields4688[] = {"SubjectUserName", "TargetUserName",    "NewProcessId",
                                   "NewProcessName",  "ParentProcessName", "CommandLine",
                                   "ProcessId",       "SubjectLogonId"};

const ShapeCase kSecurity[] = {
    {"SecurityEvent",
     R"({"TimeGenerated":"2021-01-01T10:00:00.1234567Z","Computer":"H","Channel":"Security","EventSourceName":"Microsoft-Windows-Security-Auditing","EventID":4688,"EventRecordId":"7","SubjectUserName":"H$","TargetUserName":"anna","NewProcessId":"0x11d4","NewProcessName":"C:\\x.exe","ParentProcessName":"C:\\WmiPrvSE.exe","CommandLine":"x /y","ProcessId":"0xd84","SubjectLogonId":"0x3e4"})",
     "7", "2021-01-01T10:00:00.1234567Z", "Security"},
    {"Get-WinEvent",
     R"([{"Id":4688,"RecordId":7,"ProviderName":"Microsoft-Windows-Security-Auditing","LogName":"Security","MachineName":"H","TimeCreated":"2021-01-01T11:00:00.1234567+01:00","Properties":[{"Value":{"Value":"S-1-5-18"}},{"Value":"H$"},{"Value":"D"},{"Value":996},{"Value":4564},{"Value":"C:\\x.exe"},{"Value":"%%1936"},{"Value":3460},{"Value":"x /y"},{"Value":"S-1-0-0"},{"Value":"anna"},{"Value":"D"},{"Value":123},{"Value":"C:\\WmiPrvSE.exe"},{"Value":"S-1-16-12288"}]}])",
     "7", "2021-01-01T10:00:00.1234567Z", "Security"},
    {"Message alone",
     R"({"EventID":4688,"SourceName":"Microsoft-Windows-Security-Auditing","Channel":"Security","Hostname":"H","RecordNumber":7,"@timestamp":"2021-01-01T10:00:00.1234567Z","Message":"A new process has been created.\r\n\r\nCreator Subject:\r\n\tSecurity ID:\t\tS-1-5-18\r\n\tAccount Name:\t\tH$\r\n\tAccount Domain:\t\tD\r\n\tLogon ID:\t\t0x3E4\r\n\r\nTarget Subject:\r\n\tAccount Name:\t\tanna\r\n\r\nProcess Information:\r\n\tNew Process ID:\t\t0x11d4\r\n\tNew Process Name:\tC:\\x.exe\r\n\tCreator Process ID:\t0xd84\r\n\tCreator Process Name:\tC:\\WmiPrvSE.exe\r\n\tProcess Command Line:\tx /y\r\n\r\nToken Elevation Type indicates"})",
     "7", "2021-01-01T10:00:00.1234567Z", "Security"},
};

TEST(Shapes, GiveTheSameSecurityEvent) {
  for (const ShapeCase& c : kSecurity) {
    const Decoded d = decode_text(c.json, {std::begin(kFields4688), std::end(kFields4688)}, {4688});
    ASSERT_EQ(d.events.size(), 1U) << c.name;
    const DecodedEvent& e = d.events[0];
    EXPECT_EQ(e.time, c.time) << c.name;
    EXPECT_EQ(e.field("SubjectUserName"), "H$") << c.name;
    EXPECT_EQ(e.field("TargetUserName"), "anna") << c.name;
    EXPECT_EQ(e.field("NewProcessId"), "0x11d4") << c.name;
    EXPECT_EQ(e.field("ProcessId"), "0xd84") << c.name;
    EXPECT_EQ(e.field("NewProcessName"), "C:\\x.exe") << c.name;
    EXPECT_EQ(e.field("ParentProcessName"), "C:\\WmiPrvSE.exe") << c.name;
    EXPECT_EQ(e.field("CommandLine"), "x /y") << c.name;
  }
}

const ShapeCase kWmi[] =
    {
        {"evtx_dump",
         R"({"Event":{"System":{"EventID":5861,"Channel":"Microsoft-Windows-WMI-Activity/Operational","EventRecordID":7},"UserData":{"Operation_ESStoConsumerBinding":{"#attributes":{"xmlns":"x"},"Namespace":"//./root/subscription","ESS":"E","CONSUMER":"CommandLineEventConsumer=\"E\"","PossibleCause":"Binding"}}}})"},
        {"chainsaw dump",
         R"({"Event":{"System":{"EventID":5861,"Channel":"Microsoft-Windows-WMI-Activity/Operational"},"UserData":{"Operation_ESStoConsumerBinding_attributes":{"xmlns":"x"},"Operation_ESStoConsumerBinding":{"Namespace":"//./root/subscription","ESS":"E","CONSUMER":"CommandLineEventConsumer=\"E\"","PossibleCause":"Binding"}}}})"},
        {"Winlogbeat 6",
         R"({"event_id":5861,"log_name":"Microsoft-Windows-WMI-Activity/Operational","user_data":{"xml_name":"Operation_ESStoConsumerBinding","Namespace":"//./root/subscription","ESS":"E","CONSUMER":"CommandLineEventConsumer=\"E\"","PossibleCause":"Binding"}})"},
        {"Winlogbeat 7",
         R"({"winlog":{"event_id":5861,"channel":"Microsoft-Windows-WMI-Activity/Operational","user_data":{"Namespace":"//./root/subscription","ESS":"E","CONSUMER":"CommandLineEventConsumer=\"E\"","PossibleCause":"Binding"}}})"},
        {"NXLog",
         R"({"EventID":5861,"Channel":"Microsoft-Windows-WMI-Activity/Operational","Message":"Namespace = //./root/subscription; Eventfilter = E (refer to its activate eventid:5859); Consumer = CommandLineEventConsumer=\"E\"; PossibleCause = Binding"})"},
        {"Log Analytics Event",
         R"({"EventID":5861,"EventLog":"Microsoft-Windows-WMI-Activity/Operational","EventData":"<DataItem><UserData xmlns=\"x\"><Operation_ESStoConsumerBinding xmlns=\"y\"><Namespace>//./root/subscription</Namespace><ESS>E</ESS><CONSUMER>CommandLineEventConsumer=\"E\"</CONSUMER><PossibleCause>Binding</PossibleCause></Operation_ESStoConsumerBinding></UserData></DataItem>"})"},
        {"Get-WinEvent",
         R"({"Id":5861,"LogName":"Microsoft-Windows-WMI-Activity/Operational","RecordId":1,"Properties":[{"Value":"//./root/subscription"},{"Value":"E"},{"Value":"CommandLineEventConsumer=\"E\""},{"Value":"Binding"}]})"},
        {"EvtxECmd", R"({"EventId":5861,"Channel":"Microsoft-Windows-WMI-Activity/Operational","Payload":"{\"UserData\":{\"Operation_ESStoConsumerBinding\":{\"@xmlns\":\"x\",\"Namespace\":\"//./root/subscription\",\"ESS\":\"E\",\"CONSUMER\":\"CommandLineEventConsumer=\\\"E\\\"\",\"PossibleCause\":\"Binding\"}}}"})"},
};

TEST(Shapes, GiveTheSameWmiEvent) {
  for (const ShapeCase& c : kWmi) {
    const Decoded d =
        decode_text(c.json, {"Namespace", "ESS", "CONSUMER", "PossibleCause"}, {5861});
    ASSERT_EQ(d.events.size(), 1U) << c.name;
    EXPECT_EQ(d.events[0].field("Namespace"), "//./root/subscription") << c.name;
    EXPECT_EQ(d.events[0].field("ESS"), "E") << c.name;
    EXPECT_EQ(d.events[0].field("CONSUMER"), "CommandLineEventConsumer=\"E\"") << c.name;
    EXPECT_EQ(d.events[0].field("PossibleCause"), "Binding") << c.name;
  }
}

// A new shape needs an event above that fits it.
TEST(Shapes, EveryShapeOfTheTableIsTested) {
  std::set<std::string> met = {"ecs"};  // in decoder_test.cc
  Arena arena;
  SimdjsonReader reader;
  JsonEvent event(builtin_json_shapes(), reader);
  for (const ShapeCase& c : kSysmon) {
    JsonTree tree;
    ASSERT_EQ(reader.read_unpadded(c.json, arena, tree), nullptr) << c.name;
    if (const JsonShape* shape = event.begin(tree, arena)) met.insert(shape->name);
  }
  for (const JsonShape& shape : builtin_json_shapes().shapes) {
    EXPECT_TRUE(met.contains(shape.name)) << shape.name;
  }
}

struct TimeCase {
  const char* json;
  const char* time;
  bool zone_assumed = false;
};
const TimeCase kTimes[] = {
    {R"("TimeCreated":"2020-01-01T00:00:00.1Z","UtcTime":"2020-01-02 00:00:00.222")",
     "2020-01-01T00:00:00.1Z"},
    {R"("TimeCreated":"2020-01-01 00:00:00","UtcTime":"2020-01-02 00:00:00.222")",
     "2020-01-02T00:00:00.222Z"},
    {R"("TimeCreated":"2020-01-01 00:00:00","@timestamp":"2020-01-03T00:00:00.333Z","EventTime":"2020-01-04T00:00:00+02:00")",
     "2020-01-03T00:00:00.333Z"},
    {R"("EventTime":"2020-01-04T00:00:00+02:00")", "2020-01-03T22:00:00Z"},
    {R"("EventTime":"2020-01-04 05:06:07")", "2020-01-04T05:06:07Z", true},
    {R"("EventTime":"2020-01-04 05:06:07","TimeCreated":"2020-01-05 05:06:07.5")",
     "2020-01-04T05:06:07Z", true},
    {R"("TimeGenerated":"2020-01-06T00:00:00.1234567Z","@timestamp":"2020-01-03T00:00:00Z")",
     "2020-01-06T00:00:00.1234567Z"},
    {R"("EventTime":"no time")", ""},
};

TEST(Shapes, FlatTimesInTheirOrder) {
  for (const TimeCase& c : kTimes) {
    const std::string json =
        std::string(R"({"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational",)") + c.json +
        "}";
    const Decoded d = decode_text(json, {});
    ASSERT_EQ(d.events.size(), 1U) << json;
    EXPECT_EQ(d.events[0].time, c.time) << json;
    EXPECT_EQ(d.events[0].time_zone_assumed, c.zone_assumed) << json;
  }
}

TEST(Shapes, SplunksRawXmlGivesTheData) {
  const Decoded d = decode_text(
      R"({"result":{"_time":"2019-05-23T16:49:05.736Z","source":"XmlWinEventLog:Security","EventCode":"4688","_raw":"<Event xmlns='x'><System><EventID>4688</EventID></System><EventData><Data Name='NewProcessName'>C:\\x.exe</Data><Data Name='CommandLine'>x &gt; y</Data></EventData></Event>"}})",
      {"NewProcessName", "CommandLine"}, {4688});
  ASSERT_EQ(d.events.size(), 1U);
  EXPECT_EQ(d.events[0].channel, "Security");
  EXPECT_EQ(d.events[0].field("NewProcessName"), "C:\\x.exe");
  EXPECT_EQ(d.events[0].field("CommandLine"), "x > y");
}

TEST(Shapes, EcsNamesTheAccountThatA4688RunsAs) {
  const Decoded d = decode_text(
      R"({"@timestamp":"2021-01-01T10:00:00Z","event":{"code":"4688","provider":"Microsoft-Windows-Security-Auditing"},"user":{"name":"H$","effective":{"name":"anna"}}})",
      {"SubjectUserName", "TargetUserName"}, {4688});
  ASSERT_EQ(d.events.size(), 1U);
  EXPECT_EQ(d.events[0].field("SubjectUserName"), "H$");
  EXPECT_EQ(d.events[0].field("TargetUserName"), "anna");
}

TEST(Shapes, TopLevelFieldsWinOverTheMessage) {
  const Decoded d = decode_text(
      R"({"EventID":21,"Channel":"Microsoft-Windows-Sysmon/Operational","EventType":"INFO","Message":"x:\r\nEventType: WmiBindingEvent\r\nOperation: Created"})",
      {"EventType", "Operation", "Query"}, {21});
  ASSERT_EQ(d.events.size(), 1U);
  EXPECT_EQ(d.events[0].field("EventType"), "INFO");
  EXPECT_EQ(d.events[0].field("Operation"), "Created");
  EXPECT_EQ(d.events[0].field("Query"), "");
}

TEST(Shapes, NamesAreComparedWithCase) {
  const Decoded d = decode_text(
      R"({"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","ProcessID":2740,"ProcessId":"968"})",
      {"ProcessId", "ProcessID", "processid"});
  ASSERT_EQ(d.events.size(), 1U);
  EXPECT_EQ(d.events[0].field("ProcessId"), "968");
  EXPECT_EQ(d.events[0].field("ProcessID"), "2740");
  EXPECT_EQ(d.events[0].field("processid"), "");
}

}  // namespace
}  // namespace wmiscope::json
