// SPDX-License-Identifier: Apache-2.0
#include "tests/event_builder.h"

#include <gtest/gtest.h>

#include "tests/evtx_walk.h"
#include "tests/evtx_writer.h"
#include "tests/peer_decoder.h"
#include "tests/windows_events.h"

namespace wmiscope::testkit {
namespace {

struct Meaning {
  const char* name;
  EventBuilder event;
  const char* field;
  const char* shown;
};

TEST(EventBuilder, FindsTheFieldThatCarriesAMeaning) {
  const Meaning cases[] = {
      {"image", sysmon_1().image("C:\\a.exe"), "Image", "C:\\a.exe"},
      {"image of 4688", security_4688_v2().image("C:\\a.exe"), "NewProcessName", "C:\\a.exe"},
      {"pid", sysmon_1().process_id(77), "ProcessId", "77"},
      {"pid of 4688", security_4688_v2().process_id(77), "NewProcessId", "0x4d"},
      {"parent's pid of 4688", security_4688_v1().parent("", "", 255), "ProcessId", "0xff"},
      {"parent", sysmon_1().parent("C:\\p.exe", "p -x"), "ParentCommandLine", "p -x"},
      {"parent of 4688", security_4688_v2().parent("C:\\p.exe"), "ParentProcessName", "C:\\p.exe"},
      {"user", sysmon_1().user("EXAMPLE\\bob"), "User", "EXAMPLE\\bob"},
      {"user of 4688", security_4688_v2().user("EXAMPLE\\bob"), "TargetUserName", "bob"},
      {"domain of 4688", security_4688_v2().user("EXAMPLE\\bob"), "TargetDomainName", "EXAMPLE"},
      {"user of old 4688", security_4688_v1().user("EXAMPLE\\bob"), "SubjectUserName", "bob"},
      {"logon of 4624", security_4624().logon(0xabc), "TargetLogonId", "0xabc"},
      {"address", security_4624().source("192.0.2.9", 50001), "IpPort", "50001"},
      {"query", wmi_5860().query("SELECT 1"), "Query", "SELECT 1"},
      {"time", sysmon_1().at("2026-11-01T10:00:00.1234567Z"), "UtcTime", "2026-11-01 10:00:00.123"},
      {"typed text", sysmon_1().data("LogonId", "0x3e7"), "LogonId", "0x3e7"},
      {"new field", sysmon_1().data("Extra", "e"), "Extra", "e"},
      {"no field", sysmon_1().without("Image"), "Image", ""},
  };
  for (const Meaning& c : cases) EXPECT_EQ(c.event.shown(c.field), c.shown) << c.name;
}

TEST(EventBuilder, PutsTheBeginningIntoSysmonsGuids) {
  const EventBuilder e = sysmon_1()
                             .at("2026-11-03T09:16:41.104Z")
                             .process_id(5104)
                             .parent("C:\\p.exe", "", 2724, "2026-11-03T09:16:00Z")
                             .logon(0x8a4f31, "2026-11-03T09:16:40Z");
  EXPECT_EQ(e.shown("ProcessGuid").substr(10, 9), "A679-6AE9");  // 0x6AE9A679
  EXPECT_EQ(e.shown("ParentProcessGuid").substr(10, 9), "A650-6AE9");
  EXPECT_EQ(e.shown("LogonGuid").substr(10, 9), "A678-6AE9");
  const EventBuilder loaded =
      sysmon_7().at("2026-11-03T10:00:00Z").process_id(5104).process_began("2026-11-03T09:16:41Z");
  EXPECT_EQ(loaded.shown("ProcessGuid"), e.shown("ProcessGuid"));
}

TEST(EventBuilder, KeepsTheRecordIdThatItNames) {
  EvtxWriter w;
  w.add(sysmon_1().record_id(7));
  w.add(sysmon_1());
  const WalkedLog log = walk_evtx(w.write());
  ASSERT_EQ(log.records().size(), 2U);
  EXPECT_EQ(log.records()[0]->event_record_id, 7U);
  EXPECT_EQ(log.records()[1]->event_record_id, 8U);
}

struct PeerEvent {
  const char* name;
  EventBuilder event;
  std::vector<const char*> expected;
};

std::vector<PeerEvent> peer_events() {
  return {
      {"sysmon 1",
       sysmon_1().image("C:\\wbem\\WMIC.exe").command_line("wmic \"os\" get").user("EXAMPLE\\anna"),
       {R"("Image":"C:\\wbem\\WMIC.exe")", R"("CommandLine":"wmic \"os\" get")",
        R"("LogonId":"0x51f2a")", R"("EventID":1,)", R"("ProcessId":4120)"}},
      {"time and id",
       sysmon_5().at("2026-11-01T10:00:00.1234567Z").record_id(7),
       {R"("SystemTime":"2026-11-01T10:00:00.1234567Z")", R"("EventRecordID":7)"}},
      {"sysmon 3", sysmon_3(), {R"("Initiated":true)", R"("DestinationPort":443)"}},
      {"4688",
       security_4688_v2().user("EXAMPLE\\anna").process_id(255),
       {R"("NewProcessId":"0xff")", R"("TargetUserName":"anna")",
        R"("MandatoryLabel":"S-1-16-8192")", R"("Channel":"Security")"}},
      {"4688 v1", security_4688_v1().command_line("x"), {R"("Version":1)", R"("CommandLine":"x")"}},
      {"5861",
       wmi_5861(),
       {R"("Operation_ESStoConsumerBinding":{"#attributes":{"xmlns":)",
        R"("CONSUMER":"NTEventLogEventConsumer=\"SCM Event Log Consumer\"")"}},
      {"5858", wmi_5858(), {R"("ResultCode":"0x80041002")", R"("ClientProcessId":1212)"}},
      {"4104",
       powershell_4104().data("ScriptBlockText", "a\nb"),
       {R"("ScriptBlockText":"a\nb")", R"("MessageNumber":1)"}},
      {"7045", system_7045(), {R"("EventID":{"#attributes":{"Qualifiers":16384},"#text":7045})"}},
      {"800", powershell_800(), {R"("Get-Process")", R"("DetailSequence=1")"}},
      {"plain", sysmon_1().image("C:\\plain.exe").plain(), {R"("Image":"C:\\plain.exe")"}},
      {"own event",
       event("Application", "Example", 1000).data("Path", "C:\\a").data("N", u16(9)),
       {R"("Provider":{"#attributes":{"Name":"Example"}})", R"("N":9)"}},
  };
}

TEST(EventBuilder, IsReadByAnIndependentDecoder) {
  if (!peer_decoder_present()) GTEST_SKIP() << "evtx_dump is not on PATH";
  for (const PeerEvent& c : peer_events()) {
    EvtxWriter w;
    w.add(c.event);
    const std::string json = peer_decode(w.write());
    for (const char* text : c.expected) {
      EXPECT_NE(json.find(text), std::string::npos) << c.name << ": " << text << " in " << json;
    }
  }
}

}  // namespace
}  // namespace wmiscope::testkit
