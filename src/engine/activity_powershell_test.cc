// SPDX-License-Identifier: Apache-2.0
//
// What PowerShell asks WMI, by its own logs, its loads and its start: one act or several, whose, and part
// of what.
#include "engine/test_scan.h"

namespace wmiscope {
namespace {

using namespace scantest;

// What a PowerShell asks that WMI started is part of that request, not a local call beside it.
TEST(ActivityPowershell, PowershellBelowWmiBelongsToTheRequest) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9"),
      child("2026-11-01T10:00:01Z", "powershell -nop -enc SQBFAFgA", "2026-11-01T10:00:00Z")
          .image("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe")
          .process_id(5004),
      powershell_4104()
          .at("2026-11-01T10:00:03Z")
          .execution(5004, 1)
          .data("ScriptBlockText", "gwmi Win32_OperatingSystem"),
  }});
  EXPECT_EQ(r.only().vector, "wmi-process-create");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
  EXPECT_EQ(r.only().origin.source_ip, "192.0.2.9");
  EXPECT_TRUE(purposes(r.only()).contains("host-recon"));
}

// A PowerShell that has run for hours still is the caller of what it causes on another host.
TEST(ActivityPowershell, LongLivedPowershellIsLinked) {
  const Results r = scan_events({{
      program("2026-11-01T07:00:00Z",
              "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", "powershell.exe")
          .computer("WS01.example.org"),
      powershell_4104()
          .at("2026-11-01T09:59:58Z")
          .computer("WS01.example.org")
          .execution(4120, 1)
          .data("ScriptBlockText",
                "function f { iwmi -ComputerName $c -Class Win32_Process -Name Create "
                "-ArgumentList $a }"),
      powershell_4103()
          .at("2026-11-01T10:00:00Z")
          .computer("WS01.example.org")
          .execution(4120, 1)
          .data(
              "Payload",
              "CommandInvocation(Invoke-WmiMethod): \"Invoke-WmiMethod\"\n"
              "ParameterBinding(Invoke-WmiMethod): name=\"Class\"; value=\"Win32_Process\"\n"
              "ParameterBinding(Invoke-WmiMethod): name=\"Name\"; value=\"Create\"\n"
              "ParameterBinding(Invoke-WmiMethod): name=\"ComputerName\"; value=\"WS02\"\n"
              "ParameterBinding(Invoke-WmiMethod): name=\"ArgumentList\"; value=\"cmd /c dir\"\n"),
      child("2026-11-01T10:00:01Z", "cmd /c dir", "2026-11-01T10:00:00Z")
          .computer("WS02.example.org"),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[0].linked, std::vector{r.activities[1].id});
  EXPECT_NE(r.activities[0].summary.find("against WS02"), std::string::npos);
}

// Windows logs a long script in parts; the word of WMI's may stand in any of them, or across two.
TEST(ActivityPowershell, ScriptInParts) {
  const auto part = [](int number, const std::string& text) {
    return powershell_4104()
        .at("2026-11-01T10:00:0" + std::to_string(number) + "Z")
        .data("MessageNumber", i32(number))
        .data("MessageTotal", i32(3))
        .data("ScriptBlockText", text);
  };
  std::string wordless;
  while (wordless.size() < 4000) wordless += "$b = 2; ";
  const Results r =
      scan_events({{part(1, wordless), part(2, wordless + "Get-WmiObject -Namespace root\\Secu"),
                    part(3, "rityCenter2 -Class AntiVirusProduct; " + wordless)}});
  EXPECT_EQ(r.only().vector, "powershell-wmi");
  EXPECT_EQ(r.only().evidence_total, 3U);
  EXPECT_TRUE(purposes(r.only()).contains("antivirus-detection"));
  EXPECT_TRUE(scan_events({{part(1, wordless), part(2, wordless)}}).activities.empty());
}

// The block that runs a tool's function has no cmdlet of WMI's in it.
TEST(ActivityPowershell, ToolsFunctionIsNamedByItsRun) {
  const Results r = scan_events(
      {{powershell_4104()
            .at("2026-11-01T10:00:00Z")
            .execution(4120, 1)
            .data("ScriptBlockText", "Register-MaliciousWmiEvent -EventName Evil -Trigger x"),
        powershell_4103()
            .at("2026-11-01T10:00:01Z")
            .execution(4120, 1)
            .data(
                "Payload",
                "CommandInvocation(Set-WmiInstance): \"Set-WmiInstance\"\n"
                "ParameterBinding(Set-WmiInstance): name=\"Class\"; value=\"__EventFilter\"\n")}});
  EXPECT_EQ(r.only().tool, "powerlurk");
  EXPECT_EQ(r.only().evidence_total, 2U);
}

// 4648 by a service host beside PowerShell: the caller stays what it is.
TEST(ActivityPowershell, CredentialsBesidePowershell) {
  const Results r = scan_events({{
      program("2026-11-01T10:00:00Z",
              "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
              "powershell iwmi -ComputerName ws02 Win32_Process Create calc.exe"),
      security_4648()
          .at("2026-11-01T10:00:01Z")
          .subject("EXAMPLE\\bob", "S-1-5-21-1-2-3-1104", 0x51f2a)
          .data("TargetServerName", "ws02.example.org")
          .data("TargetInfo", "RPCSS/ws02.example.org")
          .data("ProcessName", "C:\\Windows\\System32\\svchost.exe"),
  }});
  EXPECT_EQ(r.only().vector, "powershell-wmi");
  EXPECT_EQ(r.only().evidence_total, 2U);
}

// The command is in a variable: the child is the one of the session right then.
TEST(ActivityPowershell, CommandThatOnlyTheScriptKnows) {
  const char* powershell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
  const Results r = scan_events({{
      program("2026-11-01T08:00:00Z", powershell, "powershell.exe"),
      local_child("2026-11-01T09:00:00Z", "notepad.exe"),
      powershell_4104()
          .at("2026-11-01T10:00:00Z")
          .execution(4120, 1)
          .data("ScriptBlockText", "iwmi Win32_Process -Name Create -ArgumentList $cmd"),
      local_child("2026-11-01T10:00:01Z", "cmd.exe /c dir").process_id(5014),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[0].vector, "powershell-wmi");
  EXPECT_EQ(count_role(r.activities[0], "main"), 1U);
  EXPECT_EQ(r.activities[1].vector, "wmi-process-create");
}

// PowerShell that loads the client is the caller of what its session has WMI start then.
TEST(ActivityPowershell, PowershellByItsLoads) {
  const char* powershell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
  const Events events = {program("2026-11-01T08:00:00Z", powershell, "powershell.exe"),
                         load("2026-11-01T10:00:00Z", powershell, "wbemprox.dll")};
  EXPECT_TRUE(scan_events({events}).activities.empty());
  Events with_child = events;
  with_child.push_back(local_child("2026-11-01T10:00:01Z", "cmd.exe /c dir"));
  EXPECT_EQ(scan_events({with_child}).only().vector, "powershell-wmi");
}

TEST(ActivityPowershell, SubscriptionForAWhileFromPowershell) {
  const Results r = scan_events({{powershell_4104()
                                      .at("2026-11-01T10:00:00Z")
                                      .data("ScriptBlockText",
                                            "Register-WmiEvent -Query \"select * from "
                                            "Win32_ProcessStartTrace\" -Action { 1 }")}});
  EXPECT_EQ(r.only().vector, "temporary-subscription");
  EXPECT_TRUE(purposes(r.only()).empty());
}

EventBuilder bound(std::string_view at, std::string_view cmdlet, std::string_view class_name) {
  const std::string name(cmdlet);
  return powershell_4103().at(at).execution(5676, 1).data(
      "Payload", "CommandInvocation(" + name + "): \"" + name + "\"\nParameterBinding(" + name +
                     "): name=\"Class\"; value=\"" + std::string(class_name) + "\"");
}

// An implant of PowerShell looks around when it comes, and makes a subscription minutes later: two
// intents of one process.
TEST(ActivityPowershell, WhatPowershellReadsAndMakesLaterAreTwo) {
  const Results r = scan_events({{
      bound("2026-11-01T10:00:00Z", "Get-WmiObject", "Win32_OperatingSystem"),
      bound("2026-11-01T10:05:00Z", "Set-WmiInstance", "__EventFilter"),
      sysmon_19().at("2026-11-01T10:05:00Z").data("User", "EXAMPLE\\bob").data("Name", " \"x\""),
      bound("2026-11-01T10:05:01Z", "Set-WmiInstance", "CommandLineEventConsumer"),
      sysmon_20().at("2026-11-01T10:05:01Z").data("User", "EXAMPLE\\bob").data("Name", " \"x\""),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(purposes(r.activities[0]), std::set<std::string>{"host-recon"});
  EXPECT_EQ(r.activities[1].vector, "command-line-consumer");
  EXPECT_FALSE(purposes(r.activities[1]).contains("host-recon"));
}

TEST(ActivityPowershell, WhatPowershellReadsAndChangesAtOnceIsOne) {
  const Results r = scan_events({{
      bound("2026-11-01T10:00:00Z", "Get-WmiObject", "Win32_Product"),
      bound("2026-11-01T10:00:10Z", "Invoke-WmiMethod", "Win32_Process"),
  }});
  EXPECT_EQ(r.only().evidence_total, 2U);
}

// The scripts of Configuration Manager below WmiPrvSE ask WMI all the time.
TEST(ActivityPowershell, WhatAnAgentsScriptAsksIsHarmless) {
  const char* powershell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
  const Results r = scan_events({{
      child("2026-11-01T10:00:01Z",
            std::string(powershell) + " -NoProfile -File C:\\Windows\\CCM\\SystemTemp\\"
                                      "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.ps1",
            "")
          .image(powershell)
          .user("NT AUTHORITY\\SYSTEM")
          .logon(0x3e7, "", 0)
          .process_id(5004),
      powershell_4104()
          .at("2026-11-01T10:00:03Z")
          .execution(5004, 1)
          .data("ScriptBlockText", "gwmi Win32_UserAccount"),
  }});
  EXPECT_FALSE(r.only().benign.empty());
  EXPECT_EQ(r.only().evidence_total, 2U);
}

}  // namespace
}  // namespace wmiscope
