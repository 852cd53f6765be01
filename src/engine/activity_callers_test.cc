// SPDX-License-Identifier: Apache-2.0
//
// Who asked WMI, where no wmic or PowerShell says it by its command line: programs that load its
// client, tools that name what they ask, PowerShell's own log below WMI, and the other host's half.
#include "engine/test_scan.h"

namespace wmiscope {
namespace {

using namespace scantest;

TEST(ActivityCallers, OddProgramThatLoadsTheClient) {
  const Results r = scan_events({{
      program("2026-11-01T10:00:00Z", kOdd, "a.exe"),
      load("2026-11-01T10:00:01Z", kOdd, "wbemprox.dll"),
      load("2026-11-01T10:00:01Z", kOdd, "fastprox.dll"),
      load("2026-11-01T10:00:01Z", "C:\\Program Files\\Vendor\\b.exe", "fastprox.dll"),
  }});
  EXPECT_EQ(r.only().vector, "odd-client");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_EQ(r.only().user, "EXAMPLE\\bob");
  EXPECT_EQ(r.only().evidence_total, 3U);
}

TEST(ActivityCallers, HelperAloneIsNoClient) {
  const Results r = scan_events({{load("2026-11-01T10:00:01Z", kOdd, "wmiutils.dll")}});
  EXPECT_TRUE(r.activities.empty());
}

TEST(ActivityCallers, OddProgramIsTheCallerOfTheChildInItsSession) {
  const Results r = scan_events({{
      program("2026-11-01T10:00:00Z", kOdd, "a.exe"),
      load("2026-11-01T10:00:05Z", kOdd, "wbemprox.dll"),
      local_child("2026-11-01T10:00:06Z", "cmd.exe /c dir"),
  }});
  EXPECT_EQ(r.only().vector, "odd-client");
  EXPECT_EQ(count_role(r.only(), "caller"), 1U);
  EXPECT_EQ(count_role(r.only(), "main"), 1U);
  EXPECT_TRUE(purposes(r.only()).contains("code-execution"));
}

TEST(ActivityCallers, MacroIsTheCallerOnlyWithWhatItCaused) {
  const char* word = "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE";
  const Events macro = {program("2026-11-01T10:00:00Z", word, "WINWORD.EXE /n x.docm"),
                        load("2026-11-01T10:00:05Z", word, "wbemdisp.dll")};
  EXPECT_TRUE(scan_events({macro}).activities.empty());
  Events with_child = macro;
  with_child.push_back(local_child("2026-11-01T10:00:06Z", "cmd.exe /c dir"));
  const Results r = scan_events({with_child});
  EXPECT_EQ(r.only().vector, "script-com");
}

TEST(ActivityCallers, OddProgramIsTheCreatorOfTheSubscription) {
  const Results r = scan_events({{
      program("2026-11-01T09:00:00Z", kOdd, "a.exe"),
      load("2026-11-01T10:00:05Z", kOdd, "wbemprox.dll"),
      sysmon_19().at("2026-11-01T10:00:06Z").data("User", "EXAMPLE\\bob").data("Name", " \"x\""),
      sysmon_20().at("2026-11-01T10:00:06Z").data("User", "EXAMPLE\\bob").data("Name", " \"x\""),
  }});
  EXPECT_EQ(r.only().vector, "command-line-consumer");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_EQ(count_role(r.only(), "caller"), 1U);
}

TEST(ActivityCallers, ToolSaysWhatItAsks) {
  const Results r = scan_events({{program(
      "2026-11-01T10:00:00Z", "C:\\Tools\\x.exe",
      "x.exe action=exec computername=ws02.example.org command=\"cmd /c net user /add bad P1\"")}});
  EXPECT_EQ(r.only().vector, "odd-client");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_EQ(purposes(r.only()), (std::set<std::string>{"account-change", "lateral-movement"}));
}

// The logon on the one host names the port from which the program on the other came.
TEST(ActivityCallers, ConnectionLinksTheTwoHosts) {
  const Results r = scan_events({{
      program("2026-11-01T10:00:00Z", kOdd, "a.exe").computer("WS01.example.org"),
      sysmon_3()
          .at("2026-11-01T10:00:04Z")
          .computer("WS01.example.org")
          .image(kOdd)
          .process_id(4120)
          .data("SourceIp", "192.0.2.9")
          .data("SourcePort", u16(55275))
          .data("DestinationPort", u16(49670)),
      logon("2026-11-01T10:00:04Z", "192.0.2.9").computer("WS02.example.org"),
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:04Z")
          .computer("WS02.example.org"),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[0].vector, "odd-client");
  EXPECT_EQ(r.activities[1].vector, "wmi-process-create");
  EXPECT_EQ(r.activities[0].linked, std::vector{r.activities[1].id});
}

// wmic's own DCOM connection to the host that it asks is no command and control.
TEST(ActivityCallers, DcomOfWmicIsItsCall) {
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:00Z", "wmic /node:ws02 process call create calc.exe").process_id(4120),
      sysmon_3()
          .at("2026-11-01T10:00:01Z")
          .image(kWmic)
          .process_id(4120)
          .data("DestinationPort", u16(49668)),
  }});
  EXPECT_EQ(purposes(r.only()), std::set<std::string>{"lateral-movement"});
  EXPECT_EQ(r.only().evidence_total, 2U);
}

// A tool that opens a logon for each command and leaves no mark: one account, one moment.
TEST(ActivityCallers, BurstOfOneAccountIsOne) {
  const auto command = [](std::string_view at, std::uint64_t id) {
    return child(at, "explorer ms-browser://", "").logon(id, at, 0);
  };
  const Results r = scan_events({{
      command("2026-11-01T10:00:00Z", 0xa1),
      command("2026-11-01T10:00:20Z", 0xa2),
      command("2026-11-01T10:09:00Z", 0xa3),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(count_role(r.activities[0], "main"), 2U);
}

// The registry provider has a WmiPrvSE of its own: what runs the handler that it wrote belongs to it.
TEST(ActivityCallers, HandlerAndItsRunAreOne) {
  const Results r = scan_events({{
      sysmon_13()
          .at("2026-11-01T10:00:00Z")
          .image(kWmiPrvSE)
          .process_id(811)
          .data("TargetObject", "HKCR\\ms-browser\\shell\\open\\command\\(Default)")
          .data("Details", "cmd.exe /c notepad.exe"),
      child("2026-11-01T10:00:02Z", "explorer ms-browser://", "2026-11-01T10:00:01Z"),
  }});
  EXPECT_EQ(r.only().vector, "wmi-process-create");
  EXPECT_EQ(r.only().evidence_total, 2U);
}

// Whoever put the file there acts, not the service account that runs it.
TEST(ActivityCallers, WriterOfAHijackActs) {
  const Results r = scan_events({{
      security_5145()
          .at("2026-11-01T10:00:00Z")
          .subject("EXAMPLE\\bob", "S-1-5-21-1-2-3-1104", 0x81000)
          .source("192.0.2.9", 50000)
          .data("RelativeTargetName", "Windows\\System32\\wbem\\wbemcomn.dll"),
      child("2026-11-01T10:00:20Z", "C:\\ProgramData\\a.exe", "")
          .user("NT AUTHORITY\\NETWORK SERVICE")
          .logon(0x3e4, "", 0),
  }});
  EXPECT_EQ(r.only().vector, "provider-hijack");
  EXPECT_EQ(r.only().user, "EXAMPLE\\bob");
  EXPECT_EQ(r.only().origin.source_ip, "192.0.2.9");
}

EventBuilder failed_call(std::string_view at, std::string_view query, std::uint32_t pid = 4120) {
  return wmi_5858()
      .at(at)
      .data("ClientMachine", "WS01")
      .data("User", "EXAMPLE\\bob")
      .data("ClientProcessId", u32(pid))
      .data("Operation", "Start IWbemServices::ExecQuery - root\\cimv2 : " + std::string(query))
      .data("ResultCode", "0x80041032");
}

// 5858 names the client by its pid: what that program is decides how it asked.
TEST(ActivityCallers, ClientOfAFailedCallByItsProcess) {
  const auto vector_of = [](std::string_view image) {
    const Results r =
        scan_events({{program("2026-11-01T10:00:00Z", image, "x"),
                      failed_call("2026-11-01T10:00:05Z", "SELECT * FROM Win32_UserAccount")}});
    return r.activities.empty() ? std::string() : r.activities.front().vector;
  };
  EXPECT_EQ(vector_of("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"),
            "powershell-wmi");
  EXPECT_EQ(vector_of("C:\\Windows\\System32\\cscript.exe"), "script-com");
  EXPECT_EQ(vector_of(kOdd), "odd-client");
  EXPECT_EQ(vector_of("C:\\Program Files\\Vendor\\agent.exe"), "");
}

TEST(ActivityCallers, WhatOfficeReadsIsHarmless) {
  const Results r =
      scan_events({{failed_call("2026-11-01T10:00:05Z", "select * from Win32_ComputerSystemProduct")
                        .data("Id", guid("{00000000-0000-0000-0000-000000000000}"))}});
  EXPECT_FALSE(r.only().benign.empty());
}

TEST(ActivityCallers, ClientOnAnotherHostByItsLogon) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:03Z", "192.0.2.9"),
      failed_call("2026-11-01T10:00:05Z", "SELECT * FROM Win32_Service")
          .data("ClientMachine", "ATTACKER"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
  EXPECT_EQ(r.only().origin.source_host, "ATTACKER");
  EXPECT_EQ(r.only().origin.source_ip, "192.0.2.9");
}

// Without the start of scrcons or wmic what they load, write and connect to is all there is.
TEST(ActivityCallers, ScriptHostWithoutItsStart) {
  const Results r = scan_events({{
      sysmon_7()
          .at("2026-11-01T10:00:00Z")
          .image(std::string(kWbem) + "scrcons.exe")
          .data("ImageLoaded", "C:\\Windows\\System32\\vbscript.dll"),
      sysmon_11()
          .at("2026-11-01T10:00:01Z")
          .image(std::string(kWbem) + "scrcons.exe")
          .data("TargetFilename", "C:\\Windows\\Temp\\x.txt"),
  }});
  EXPECT_EQ(r.only().vector, "script-consumer");
  EXPECT_EQ(r.only().evidence_total, 2U);
}

TEST(ActivityCallers, StyleSheetWithoutTheStartOfWmic) {
  const Results r = scan_events({{sysmon_11()
                                      .at("2026-11-01T10:00:01Z")
                                      .image(kWmic)
                                      .data("TargetFilename", "C:\\Users\\bob\\y[1].xsl")}});
  EXPECT_EQ(r.only().vector, "xsl-script");
  EXPECT_EQ(r.only().tool, "squiblytwo");
  const Results some_times =
      scan_events({{sysmon_7()
                        .at("2026-11-01T10:00:01Z")
                        .image(kWmic)
                        .data("ImageLoaded", "C:\\Windows\\System32\\vbscript.dll")}});
  EXPECT_TRUE(some_times.activities.empty());
}

TEST(ActivityCallers, OutputFileOfWmiexecAlone) {
  const Results r =
      scan_events({{sysmon_11()
                        .at("2026-11-01T10:00:01Z")
                        .image("System")
                        .data("TargetFilename", "C:\\Windows\\__1619425227.894209")}});
  EXPECT_EQ(r.only().vector, "wmi-process-create");
  EXPECT_EQ(r.only().tool, "impacket-wmiexec");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
}

// winrm.cmd hands its words to cscript, and the child has a logon of its own, 0 s old.
TEST(ActivityCallers, WinrmAndItsChildAreOne) {
  const std::string call = "invoke Create wmicimv2/Win32_Process @{CommandLine=\"cmd.exe /c dir\"}";
  const Results r = scan_events({{
      program("2026-11-01T10:00:00Z", kCmd, "cmd.exe /c winrm " + call),
      program("2026-11-01T10:00:00.5Z", "C:\\Windows\\System32\\cscript.exe",
              "cscript winrm.vbs " + call)
          .process_id(4124)
          .parent(kCmd, "cmd.exe /c winrm", 4120),
      child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "2026-11-01T10:00:01Z").process_id(5010),
  }});
  EXPECT_EQ(r.only().vector, "script-com");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_EQ(r.only().evidence_total, 3U);
  EXPECT_EQ(purposes(r.only()), std::set<std::string>{"code-execution"});
}

TEST(ActivityCallers, WbemtestIsTheCallerWhileItIsOpen) {
  const Results r = scan_events({{
      program("2026-11-01T10:00:00Z", std::string(kWbem) + "wbemtest.exe", "wbemtest.exe"),
      local_child("2026-11-01T10:01:00Z", "notepad.exe"),
  }});
  EXPECT_EQ(r.only().vector, "wbemtest");
  EXPECT_EQ(count_role(r.only(), "main"), 1U);
}

EventBuilder privilege(std::string_view at, std::uint64_t logon_id) {
  return EventBuilder("Security", "Microsoft-Windows-Security-Auditing", 4674)
      .at(at)
      .data("SubjectUserSid", sid("S-1-5-21-1-2-3-1104"))
      .data("SubjectUserName", "bob")
      .data("SubjectDomainName", "EXAMPLE")
      .data("SubjectLogonId", hex64(logon_id))
      .data("ObjectName", "\\REGISTRY\\USER\\x")
      .data("ProcessName", kWmiPrvSE);
}

// WmiPrvSE's use of a privilege for somebody: of the act that is there, else one of its own if it came
// over the network from nothing that runs here.
TEST(ActivityCallers, PrivilegesOfTheProviderHost) {
  const Results shell = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9"),
      privilege("2026-11-01T10:00:01Z", 0xc93745),
      child("2026-11-01T10:00:02Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
  }});
  EXPECT_EQ(shell.only().vector, "wmi-process-create");
  EXPECT_EQ(shell.only().evidence_total, 3U);

  const Events remote = {logon("2026-11-01T10:00:00Z", "192.0.2.9"),
                         privilege("2026-11-01T10:00:01Z", 0xc93745)};
  EXPECT_EQ(scan_events({remote}).only().vector, "wmi-query");
  EXPECT_EQ(scan_events({remote}).only().origin.source_ip, "192.0.2.9");

  Events from_here = remote;
  from_here.push_back(program("2026-11-01T10:00:00Z", "C:\\Windows\\System32\\wsmprovhost.exe", "x")
                          .logon(0xc93745, "2026-11-01T10:00:00Z", 0));
  EXPECT_TRUE(scan_events({from_here}).activities.empty());
  EXPECT_TRUE(scan_events({{privilege("2026-11-01T10:00:01Z", 0x3e4)}}).activities.empty());
}

// A shell's line is a call of wmic only where nothing logged wmic itself.
TEST(ActivityCallers, ShellThatCallsWmic) {
  const EventBuilder shell =
      program("2026-11-01T10:00:00Z", kCmd, "cmd.exe /c wmic shadowcopy delete & exit");
  const Results alone = scan_events({{shell}});
  EXPECT_EQ(alone.only().vector, "wmic-local");
  EXPECT_EQ(purposes(alone.only()), std::set<std::string>{"recovery-inhibition"});

  const Results with_wmic = scan_events({{
      shell,
      wmic("2026-11-01T10:00:01Z", "wmic  shadowcopy delete ")
          .process_id(5020)
          .parent(kCmd, "cmd.exe /c wmic shadowcopy delete & exit", 4120),
  }});
  EXPECT_EQ(count_role(with_wmic.only(), "caller"), 1U);
  EXPECT_TRUE(scan_events({{program("2026-11-01T10:00:00Z", kCmd, "cmd.exe /c where wmic.exe")}})
                  .activities.empty());
}

EventBuilder unreachable(std::string_view at, std::string_view host, std::string_view by) {
  return EventBuilder("System", "Microsoft-Windows-DistributedCOM", 10028)
      .at(at)
      .data("param1", host)
      .data("param2", "    2afc")
      .data("param3", by);
}

// DCOM could not reach the host: the attempt of whoever asked it.
TEST(ActivityCallers, HostsThatDcomCouldNotReach) {
  const Results known = scan_events({{
      wmic("2026-11-01T10:00:00Z", "wmic /node:192.0.2.77 process call create calc.exe"),
      unreachable("2026-11-01T10:00:21Z", "192.0.2.77", ""),
      unreachable("2026-11-01T10:00:22Z", "192.0.2.78", "C:\\Windows\\System32\\mmc.exe"),
  }});
  EXPECT_EQ(known.only().vector, "wmic-remote");
  EXPECT_EQ(known.only().evidence_total, 2U);
  const Results alone = scan_events({{unreachable("2026-11-01T10:00:21Z", "192.0.2.77", kWmic)}});
  EXPECT_EQ(alone.only().vector, "wmic-remote");
  EXPECT_EQ(alone.only().origin.kind, OriginKind::kLocal);
}

EventBuilder asr(std::string_view at, std::string_view rule, std::string_view process) {
  return EventBuilder("Microsoft-Windows-Windows Defender/Operational",
                      "Microsoft-Windows-Windows Defender", 1121)
      .at(at)
      .data("ID", rule)
      .data("User", "EXAMPLE\\bob")
      .data("Path", kCmd)
      .data("Process Name", process);
}

TEST(ActivityCallers, DefendersRulesOnWmi) {
  const char* process = "D1E49AAC-8F56-4280-B9BA-993A6D77406C";
  const Results r = scan_events({{
      asr("2026-11-01T10:00:00Z", process, kWmiPrvSE),
      asr("2026-11-01T10:00:01Z", process, "C:\\Windows\\PSEXESVC.exe"),
      asr("2026-11-01T11:00:00Z", "E6DB77E5-3DF2-4CF1-B95A-636979351E5B", "x"),
      asr("2026-11-01T11:00:00Z", "75668C1F-73B5-4CF0-BB93-3ECF5CB7CC84", kWmiPrvSE),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[0].vector, "wmi-process-create");
  EXPECT_EQ(r.activities[1].vector, "other-consumer");
  EXPECT_TRUE(purposes(r.activities[1]).contains("persistence"));
}

TEST(ActivityCallers, ServiceThatWmiMade) {
  const auto service = [](std::uint32_t client) {
    return EventBuilder("Security", "Microsoft-Windows-Security-Auditing", 4697)
        .at("2026-11-01T10:00:01Z")
        .data("SubjectUserName", "bob")
        .data("SubjectDomainName", "EXAMPLE")
        .data("ServiceName", "evil")
        .data("ServiceFileName", "C:\\e.exe")
        .data("ClientProcessId", u32(client));
  };
  const EventBuilder host = sysmon_1().at("2026-11-01T09:00:00Z").image(kWmiPrvSE).process_id(3460);
  const Results r = scan_events({{host, service(3460)}});
  EXPECT_EQ(r.only().vector, "provider-change");
  EXPECT_EQ(r.only().user, "EXAMPLE\\bob");
  EXPECT_TRUE(purposes(r.only()).contains("persistence"));
  EXPECT_TRUE(scan_events({{host, service(777)}}).activities.empty());
}

TEST(ActivityCallers, ProvidersFromElsewhere) {
  const auto provider = [](const char* path) {
    return scan_events({{wmi_5857().at("2026-11-01T10:00:00Z").data("ProviderPath", path)}})
        .activities.size();
  };
  EXPECT_EQ(provider("%systemroot%\\system32\\wbem\\cimwin32.dll"), 0U);
  EXPECT_EQ(provider("D:\\Program Files\\Vendor\\p.dll"), 0U);
  EXPECT_EQ(provider("C:\\Windows\\CCM\\ccmprov.dll"), 0U);
  EXPECT_EQ(provider("C:\\Windows\\Temp\\p.dll"), 1U);
  EXPECT_EQ(provider("%systemroot%\\Temp\\p.dll"), 1U);
  EXPECT_EQ(provider("C:\\Users\\Public\\p.dll"), 1U);
  const Results r = scan_events(
      {{program("2026-11-01T10:00:00Z", "C:\\Windows\\System32\\Register-CimProvider.exe",
                "Register-CimProvider -path \"C:\\evil.dll\"")}});
  EXPECT_EQ(r.only().vector, "provider-hijack");
}

// What an installation compiles from its own folder is no act of anybody.
TEST(ActivityCallers, MofOfAnInstallation) {
  const auto compiled = [](const char* file, const char* parent) {
    return scan_events({{program("2026-11-01T10:00:00Z", std::string(kWbem) + "mofcomp.exe",
                                 std::string("mofcomp.exe ") + file)
                             .parent(parent, "x", 900)}})
        .only()
        .benign;
  };
  const char* msiexec = "C:\\Windows\\System32\\msiexec.exe";
  EXPECT_NE(compiled("\"C:\\Program Files\\VMware\\VMware Tools\\x.mof\"", msiexec), "");
  EXPECT_EQ(compiled("C:\\Users\\bob\\evil.mof", msiexec), "");
  EXPECT_EQ(compiled("C:\\Windows\\System32\\wbem\\x.mof", kCmd), "");
}

// A variable as long as a program is a payload that waits.
TEST(ActivityCallers, PayloadInAnEnvironmentVariable) {
  const auto set = [](const std::string& value) {
    return scan_events({{sysmon_13()
                             .at("2026-11-01T10:00:00Z")
                             .image(kWmiPrvSE)
                             .data("TargetObject",
                                   "HKLM\\System\\CurrentControlSet\\Control\\Session "
                                   "Manager\\Environment\\I4Pzl")
                             .data("Details", value)}});
  };
  EXPECT_EQ(set(std::string(3000, 'x')).only().vector, "wmi-data-channel");
  for (const Activity& each : set("C:\\Tools").activities) {
    EXPECT_EQ(each.vector, "provider-change");
  }
  const Results asked =
      scan_events({{powershell_4104()
                        .at("2026-11-01T10:00:00Z")
                        .data("ScriptBlockText",
                              "Set-WmiInstance -Class Win32_OSRecoveryConfiguration -Arguments "
                              "@{DebugFilePath='65,66,67'}")}});
  EXPECT_EQ(asked.only().vector, "wmi-data-channel");
}

// A firing script consumer checks its creator's rights: that names who made the subscription.
TEST(ActivityCallers, CreatorThatScrconsChecks) {
  const Results r = scan_events({{
      sysmon_1()
          .at("2026-11-01T10:00:00Z")
          .image(std::string(kWbem) + "scrcons.exe")
          .command_line("scrcons.exe -Embedding")
          .user("NT AUTHORITY\\SYSTEM")
          .process_id(5600),
      security_4648()
          .at("2026-11-01T10:00:01Z")
          .data("TargetUserName", "bob")
          .data("TargetDomainName", "EXAMPLE")
          .data("TargetServerName", "localhost")
          .data("TargetInfo", "localhost")
          .data("ProcessId", hex64(5600))
          .data("ProcessName", std::string(kWbem) + "scrcons.exe"),
  }});
  EXPECT_EQ(r.only().vector, "script-consumer");
  EXPECT_EQ(r.only().user, "EXAMPLE\\bob");
  EXPECT_EQ(r.only().evidence_total, 2U);
}

TEST(ActivityCallers, TwoShellsOfOneAccountStayTwo) {
  const auto command = [](std::string_view at, std::uint64_t id, const std::string& file) {
    return child(at, "cmd.exe /Q /c cd 1> \\\\127.0.0.1\\ADMIN$\\" + file + " 2>&1", "")
        .logon(id, at, 0);
  };
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9", 0xa1),
      command("2026-11-01T10:00:01Z", 0xa1, "__1793527200.11"),
      logon("2026-11-01T10:00:20Z", "192.0.2.10", 0xb1),
      command("2026-11-01T10:00:21Z", 0xb1, "__1793527220.22"),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[1].origin.source_ip, "192.0.2.10");
  const Results without_logons = scan_events({{
      command("2026-11-01T10:00:01Z", 0xa1, "__1793527200.11"),
      command("2026-11-01T10:00:21Z", 0xb1, "__1793527220.22"),
  }});
  EXPECT_EQ(without_logons.activities.size(), 2U);
}

// What the session has WMI start between two loads, an hour apart, is not the client's.
TEST(ActivityCallers, BetweenTheLoadsOfAClient) {
  const Results r = scan_events({{
      program("2026-11-01T09:00:00Z", kOdd, "a.exe"),
      load("2026-11-01T10:00:05Z", kOdd, "wbemprox.dll"),
      local_child("2026-11-01T10:30:06Z", "cmd.exe /c dir"),
      load("2026-11-01T11:00:05Z", kOdd, "wbemprox.dll"),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[0].vector, "odd-client");
  EXPECT_EQ(r.activities[1].vector, "wmi-process-create");
}

TEST(ActivityCallers, WhatAClientStartsAndWhatItPersistsAreTwo) {
  const Results r = scan_events({{
      program("2026-11-01T09:00:00Z", kOdd, "a.exe"),
      load("2026-11-01T10:00:05Z", kOdd, "wbemprox.dll"),
      local_child("2026-11-01T10:00:06Z", "cmd.exe /c dir"),
      sysmon_19().at("2026-11-01T10:00:12Z").data("User", "EXAMPLE\\bob").data("Name", " \"x\""),
      sysmon_20().at("2026-11-01T10:00:12Z").data("User", "EXAMPLE\\bob").data("Name", " \"x\""),
  }});
  ASSERT_EQ(r.activities.size(), 2U);
  EXPECT_EQ(r.activities[0].vector, "odd-client");
  EXPECT_EQ(r.activities[1].vector, "command-line-consumer");
  EXPECT_EQ(r.activities[1].origin.kind, OriginKind::kLocal);
  EXPECT_EQ(r.activities[1].evidence_total, 2U);
}

TEST(ActivityCallers, FirewallSwitchedOffByWmi) {
  const auto set = [](const char* value) {
    return scan_events(
        {{EventBuilder("Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
                       "Microsoft-Windows-Windows Firewall With Advanced Security", 2003)
              .at("2026-11-01T10:00:00Z")
              .data("SettingType", u32(1))
              .data("SettingValueString", value)
              .data("ModifyingUser", sid("S-1-5-21-1-2-3-1104"))
              .data("ModifyingApplication", kWmiPrvSE)}});
  };
  EXPECT_EQ(purposes(set("No").only()), std::set<std::string>{"defense-evasion"});
  EXPECT_TRUE(set("Yes").activities.empty());
}

EventBuilder audited(std::string_view at, std::string_view what, std::string_view on) {
  return EventBuilder("Security", "Microsoft-Windows-Security-Auditing", 4662)
      .at(at)
      .data("SubjectUserSid", sid("S-1-5-21-1-2-3-1104"))
      .data("SubjectUserName", "bob")
      .data("SubjectDomainName", "EXAMPLE")
      .data("SubjectLogonId", hex64(0xc93745))
      .data("ObjectServer", "WMI")
      .data("ObjectName", "root\\subscription")
      .data("AdditionalInfo", what)
      .data("AdditionalInfo2", on);
}

// The audit of a namespace tells of the same subscription as Sysmon, and alone which kind it is.
TEST(ActivityCallers, SubscriptionInTheAuditOfItsNamespace) {
  const EventBuilder put = audited("2026-11-01T10:00:05Z", "Remote Write (PutInstance)",
                                   "root\\subscription:ActiveScriptEventConsumer");
  EXPECT_EQ(scan_events({{put}}).only().vector, "script-consumer");
  const Results both = scan_events({{
      logon("2026-11-01T10:00:04Z", "192.0.2.9"),
      sysmon_20()
          .at("2026-11-01T10:00:06Z")
          .data("User", "EXAMPLE\\bob")
          .data("Name", " \"x\"")
          .data("Type", "Script"),
      put,
  }});
  EXPECT_EQ(both.only().vector, "script-consumer");
  EXPECT_EQ(both.only().origin.kind, OriginKind::kRemote);
  EXPECT_EQ(both.only().origin.confidence, Confidence::kHigh);
  EXPECT_EQ(both.only().origin.source_ip, "192.0.2.9");
}

// A call that Windows logged and the child that it made.
TEST(ActivityCallers, CallAndItsChildAreOne) {
  const Results r = scan_events({{
      audited("2026-11-01T10:00:00Z", "Remote Execute (ExecMethod)",
              "root\\cimv2:Win32_Process::Create"),
      child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "2026-11-01T09:00:00Z"),
  }});
  EXPECT_EQ(r.only().vector, "wmi-process-create");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
  EXPECT_EQ(r.only().evidence_total, 2U);
  EXPECT_EQ(purposes(r.only()), std::set<std::string>{"lateral-movement"});
}

// 5859 tells of a permanent filter, the start of scrcons as a provider of a script consumer.
TEST(ActivityCallers, TracesOfPermanentSubscriptions) {
  const Results active = scan_events(
      {{wmi_5859()
            .at("2026-11-01T10:00:00Z")
            .data("Query", "SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName = 'x.exe'")
            .data("User", "S-1-5-21-1-2-3-1104")}});
  EXPECT_EQ(active.only().vector, "other-consumer");
  EXPECT_TRUE(purposes(active.only()).contains("persistence"));
  const Results fired =
      scan_events({{wmi_5857()
                        .at("2026-11-01T10:00:00Z")
                        .data("ProviderName", "ActiveScriptEventConsumer")
                        .data("HostProcess", "scrcons.exe")
                        .data("ProviderPath", std::string(kWbem) + "scrcons.exe")}});
  EXPECT_EQ(fired.only().vector, "script-consumer");
}

TEST(ActivityCallers, WhatWmiPrvSEWritesForItselfIsNoAct) {
  const Results r = scan_events(
      {{sysmon_13()
            .at("2026-11-01T10:00:00Z")
            .image(kWmiPrvSE)
            .data("TargetObject", "HKLM\\SOFTWARE\\Microsoft\\WBEM\\Transports\\Decoupled\\x")
            .data("Details", "y")}});
  EXPECT_TRUE(r.activities.empty());
}

// What WmiPrvSE writes for a caller of this host is the effect of the call, no act beside it.
TEST(ActivityCallers, ValueSetForACallerIsItsEffect) {
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:00Z",
           "wmic rdtoggle where AllowTSConnections=0 call SetAllowTSConnections 1"),
      sysmon_13()
          .at("2026-11-01T10:00:01Z")
          .image(kWmiPrvSE)
          .process_id(3460)
          .data("TargetObject",
                "HKLM\\System\\CurrentControlSet\\Control\\Terminal Server\\fDenyTSConnections")
          .data("Details", "DWORD (0x00000000)"),
  }});
  EXPECT_EQ(r.only().vector, "wmic-local");
  EXPECT_EQ(r.only().evidence_total, 2U);
}

// The classic log names its writer by the command line alone.
TEST(ActivityCallers, ClassicLogByTheCommandLineOfItsHost) {
  const auto classic = [](std::string_view at, std::string_view line) {
    return EventBuilder("Windows PowerShell", "PowerShell", 800)
        .at(at)
        .unnamed("Get-WmiObject Win32_UserAccount")
        .unnamed("\tUserId=EXAMPLE\\bob\n\tHostApplication=" + std::string(line) + "\n")
        .unnamed(
            "CommandInvocation(Get-WmiObject): \"Get-WmiObject\"\n"
            "ParameterBinding(Get-WmiObject): name=\"Class\"; value=\"Win32_UserAccount\"\n");
  };
  const char* const shell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
  const Results r = scan_events({{
      program("2026-11-01T10:00:00Z", shell,
              "powershell.exe -c \"Get-WmiObject Win32_UserAccount\""),
      classic("2026-11-01T10:00:01Z", "powershell.exe -c Get-WmiObject Win32_UserAccount"),
  }});
  EXPECT_EQ(r.only().evidence_total, 2U);
}

}  // namespace
}  // namespace wmiscope
