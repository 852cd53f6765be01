// SPDX-License-Identifier: Apache-2.0
//
// What the context says at the edges, where its evidence is thin or misleads: used-up pids and logon
// ids, clocks, boots, missing records, equal names, other orders and containers.
#include "engine/test_scan.h"
#include "tests/crc32.h"

namespace wmiscope {
namespace {

using namespace scantest;
using namespace testkit;

// A WinRM logon is 0 to 3 s old when it runs wmic: the caller decides, not the age.
TEST(ActivityEdges, WinRmIsLocalByItsCaller) {
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:01Z", "wmic process call create notepad.exe")
          .parent("C:\\Windows\\System32\\wsmprovhost.exe", "wsmprovhost.exe -Embedding", 800)
          .logon(0xaaaa, "2026-11-01T10:00:00Z", 0),
      child("2026-11-01T10:00:02Z", "notepad.exe", "2026-11-01T10:00:00Z")
          .logon(0xaaaa, "2026-11-01T10:00:00Z", 0),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
}

TEST(ActivityEdges, RunAsOnTheDesktopIsLocal) {
  const Results r = scan_events({{child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "")
                                      .user("EXAMPLE\\admin")
                                      .logon(0xbeef, "2026-11-01T10:00:00Z", 2)}});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_TRUE(has_reason(r.only(), "desktop-session"));
}

TEST(ActivityEdges, ClockSetBackTellsNothing) {
  const Results r =
      scan_events({{child("2026-11-01T10:00:00Z", "cmd.exe /c dir", "2026-11-01T15:00:00Z")}});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
  EXPECT_TRUE(has_reason(r.only(), "clock-set"));
}

TEST(ActivityEdges, OldLogonInSessionZeroIsUnknown) {
  const Results r =
      scan_events({{child("2026-11-01T10:00:07Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")}});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
}

TEST(ActivityEdges, LogonBeforeABootIsAnother) {
  const Results r = scan_events({{
      logon("2026-11-01T08:00:00Z", "192.0.2.9"),
      EventBuilder("Security", "Microsoft-Windows-Security-Auditing", 4608)
          .at("2026-11-01T09:00:00Z"),
      child("2026-11-01T10:00:07Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
  EXPECT_TRUE(r.only().origin.source_ip.empty());
}

TEST(ActivityEdges, LogonThatEndedIsAnother) {
  const Results r = scan_events({{
      logon("2026-11-01T08:00:00Z", "192.0.2.9"),
      security_4634().at("2026-11-01T08:01:00Z").data("TargetLogonId", "0xc93745"),
      child("2026-11-01T10:00:07Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
}

// NTLM names the other host where it does not give its address.
TEST(ActivityEdges, LogonWithAWorkstationAloneIsRemote) {
  const auto scan_from = [](std::string_view address, std::string_view workstation) {
    return scan_events({{
        logon("2026-11-01T10:00:00Z", address).data("WorkstationName", workstation),
        child("2026-11-01T10:00:09Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
    }});
  };
  const Results r = scan_from("-", "KALI");
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
  EXPECT_EQ(r.only().origin.confidence, Confidence::kMedium);
  EXPECT_EQ(r.only().origin.source_host, "KALI");
  EXPECT_EQ(scan_from("-", "-").only().origin.kind, OriginKind::kUnknown);
  for (const char* nothing : {"0.0.0.0", "::"}) {
    const Results none = scan_from(nothing, "-");
    EXPECT_EQ(none.only().origin.kind, OriginKind::kUnknown);
    EXPECT_EQ(none.only().origin.source_ip, "");
  }
}

TEST(ActivityEdges, HostsOfOneNameInTwoDomainsStayApart) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9").computer("WS01.a.example"),
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")
          .computer("WS01.b.example"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
  EXPECT_EQ(r.only().host, "WS01.b.example");
}

// A name without a domain is the one host of that name.
TEST(ActivityEdges, HostWithoutItsDomainIsTheSame) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9").computer("WS01"),
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")
          .computer("WS01.b.example"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
}

TEST(ActivityEdges, TenHoursInOneShellAreOne) {
  const std::string redirect = " 1> \\\\127.0.0.1\\ADMIN$\\__1793527200.25 2>&1";
  const Results r = scan_events({{
      child("2026-11-01T10:00:01Z", "cmd.exe /Q /c cd \\" + redirect, "2026-11-01T10:00:00Z"),
      child("2026-11-01T20:00:01Z", "cmd.exe /Q /c whoami" + redirect, "2026-11-01T20:00:00Z")
          .logon(0xd00d, "2026-11-01T20:00:00Z", 0),
  }});
  const Activity& a = r.only();
  EXPECT_EQ(a.tool, "impacket-wmiexec");
  EXPECT_EQ(count_role(a, "main"), 2U);
  EXPECT_EQ(a.end.text, "2026-11-01T20:00:01.0000000Z");
  EXPECT_EQ(r.findings.size(), 2U);
}

TEST(ActivityEdges, RenamedWmicIsWmic) {
  const Results r = scan_events(
      {{wmic("2026-11-01T10:00:00Z", "svc.exe os get caption").image("C:\\Users\\bob\\svc.exe")}});
  EXPECT_EQ(r.only().vector, "wmic-local");
  EXPECT_TRUE(purposes(r.only()).contains("host-recon"));
}

TEST(ActivityEdges, ParentWhoseStartIsMissingIsNamed) {
  const Results r =
      scan_events({{child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")}});
  EXPECT_EQ(count_role(r.only(), "ancestor"), 1U);
  EXPECT_EQ(r.only().processes.back().command_line, kSecured);
}

// What started below a child stays with it, though the child is long gone.
TEST(ActivityEdges, DescendantsBelongToTheirShell) {
  const Results r = scan_events({{
      child("2026-11-01T10:00:01Z", "cmd.exe /c a.bat", "2026-11-01T10:00:00Z")
          .process_id(500)
          .process_began("2026-11-01T10:00:01Z"),
      sysmon_5().at("2026-11-01T10:00:02Z").data("ProcessId", "500"),
      sysmon_1()
          .at("2026-11-01T10:05:00Z")
          .image("C:\\Windows\\System32\\whoami.exe")
          .command_line("whoami /priv")
          .parent(kCmd, "cmd.exe /c a.bat", 500, "2026-11-01T10:00:01Z"),
  }});
  EXPECT_EQ(count_role(r.only(), "child"), 1U);
  EXPECT_TRUE(purposes(r.only()).contains("account-recon"));
}

// 4688 before version 2: the child names the machine alone, its console host the account.
TEST(ActivityEdges, ConsoleHostNamesTheAccount) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9"),
      security_4688_v1()
          .at("2026-11-01T10:00:01Z")
          .subject("EXAMPLE\\WS01$", "S-1-5-20", 0x3e4)
          .data("NewProcessId", "0x168")
          .data("NewProcessName", kCmd)
          .data("ProcessId", "0x5fc")
          .data("CommandLine", "cmd.exe /Q /c cd \\ 1> \\\\127.0.0.1\\ADMIN$\\__1793527200.2 2>&1"),
      security_4688_v1()
          .at("2026-11-01T10:00:01.1Z")
          .subject("EXAMPLE\\bob", "S-1-5-21-1-2-3-1111", 0xc93745)
          .data("NewProcessId", "0x9c0")
          .data("NewProcessName", "C:\\Windows\\System32\\conhost.exe")
          .data("ProcessId", "0x168"),
      // Another child of the same WmiPrvSE, without console: known by its creator's pid.
      security_4688_v1()
          .at("2026-11-01T10:00:01.5Z")
          .subject("EXAMPLE\\WS01$", "S-1-5-20", 0x3e4)
          .data("NewProcessId", "0x200")
          .data("NewProcessName", "C:\\Windows\\System32\\calc.exe")
          .data("ProcessId", "0x5fc")
          .data("CommandLine", "calc.exe"),
  }});
  ASSERT_FALSE(r.activities.empty());
  for (const Activity& a : r.activities) {
    EXPECT_EQ(a.user, "EXAMPLE\\bob") << a.summary;
    EXPECT_EQ(a.origin.kind, OriginKind::kRemote) << a.summary;
    EXPECT_EQ(a.origin.source_ip, "192.0.2.9") << a.summary;
  }
}

// A host that asks itself by its name or address logs on to itself over the network.
TEST(ActivityEdges, OwnWorkstationIsTheHostItself) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.11").data("WorkstationName", "ws01"),
      child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_TRUE(r.only().origin.source_ip.empty());
}

// Of the logons beside a child without an account, those of hosts say nothing.
TEST(ActivityEdges, HostsThatLogOnAreNoCallers) {
  const Results r = scan_events({{
      security_4688_v1()
          .at("2026-11-01T10:00:00Z")
          .subject("EXAMPLE\\WS01$", "S-1-5-18", 0x3e7)
          .data("NewProcessId", "0xae8")
          .data("NewProcessName", kWmiPrvSE)
          .data("ProcessId", "0x248"),
      logon("2026-11-01T10:00:00.2Z", "192.0.2.9"),
      logon("2026-11-01T10:00:00.4Z", "192.0.2.7", 0x88).user("EXAMPLE\\WS02$"),
      security_4688_v1()
          .at("2026-11-01T10:00:00.5Z")
          .subject("EXAMPLE\\WS01$", "S-1-5-20", 0x3e4)
          .data("NewProcessId", "0x200")
          .data("NewProcessName", "C:\\Windows\\System32\\calc.exe")
          .data("ProcessId", "0xae8"),
  }});
  EXPECT_EQ(r.only().user, "EXAMPLE\\bob");
  EXPECT_EQ(r.only().origin.source_ip, "192.0.2.9");
}

// NETWORK SERVICE starts processes for others that are no work of WMI (rdpclip.exe).
TEST(ActivityEdges, ServiceSubjectAloneIsNoProof) {
  const Results r =
      scan_events({{security_4688_v2()
                        .at("2026-11-01T10:00:01Z")
                        .subject("EXAMPLE\\WS01$", "S-1-5-20", 0x3e4)
                        .data("TargetUserName", "bob")
                        .data("TargetDomainName", "EXAMPLE")
                        .data("TargetLogonId", "0x777")
                        .data("ParentProcessName", "C:\\Windows\\System32\\svchost.exe")
                        .data("NewProcessName", "C:\\Windows\\System32\\rdpclip.exe")}});
  EXPECT_TRUE(r.activities.empty());
}

TEST(ActivityEdges, WindowSelectsActivitiesButNotWhatTheyKnow) {
  ScanOptions options;
  options.from_ticks = child("2026-11-01T10:00:02Z", "", "").ticks();
  const Events events = {
      logon("2026-11-01T10:00:00Z", "192.0.2.9"),
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
      wmic("2026-11-01T09:00:00Z", "wmic os get caption"),
  };
  const Results r = scan_events({events}, options);
  EXPECT_EQ(r.only().origin.source_ip, "192.0.2.9");
}

// The half of an act that lies outside of the window counts for its score and its findings, and a copy
// of a record is one also where the first of them lies outside.
TEST(ActivityEdges, WindowChangesNothingInWhatItShows) {
  const Events events = {
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z").record_id(1),
      child("2026-11-01T10:00:09Z", "cmd.exe /c whoami", "2026-11-01T10:00:00Z").record_id(2),
  };
  const Events copy = {
      child("2026-11-01T10:00:20Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z").record_id(1)};
  const Results whole = scan_events({events, copy});
  ScanOptions options;
  options.from_ticks = child("2026-11-01T10:00:07Z", "", "").ticks();
  const Results r = scan_events({events, copy}, options);
  EXPECT_EQ(r.only().id, whole.only().id);
  EXPECT_EQ(r.only().risk_score, whole.only().risk_score);
  EXPECT_EQ(r.only().findings, whole.only().findings);
  ASSERT_EQ(r.findings.size(), 1U);
  EXPECT_EQ(r.findings[0].event.record_id, 2U);
  EXPECT_EQ(r.coverage.duplicates_dropped, 1U);
}

std::vector<std::string> ids(const Results& r) {
  std::vector<std::string> all;
  for (const Activity& a : r.activities) all.push_back(a.id + " " + a.summary);
  return all;
}

Events incident() {
  return {
      logon("2026-11-01T10:00:00Z", "192.0.2.9").record_id(11),
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z").record_id(21),
      wmic("2026-11-01T11:00:00Z", "wmic os get caption").record_id(22),
  };
}

TEST(ActivityEdges, OrderAndFilesDoNotMatter) {
  Events events = incident();
  const auto expected = ids(scan_events({events}));
  ASSERT_EQ(expected.size(), 2U);
  std::ranges::reverse(events);
  EXPECT_EQ(ids(scan_events({events})), expected);
  EXPECT_EQ(ids(scan_events({{events[0]}, {events[1]}, {events[2]}})), expected);
}

// A zip with one stored member (PKWARE APPNOTE 4.3).
class StoredZip {
 public:
  StoredZip(const std::string& name, const std::string& bytes) {
    const std::string shared = number(20, 2) + number(0, 2) + number(0, 2) + number(0, 4) +
                               number(crc32(bytes), 4) + number(bytes.size(), 4) +
                               number(bytes.size(), 4) + number(name.size(), 2) + number(0, 2);
    zip_ = "PK\3\4" + shared + name + bytes;
    const std::size_t directory = zip_.size();
    const std::string entry = "PK\1\2" + number(20, 2) + shared + number(0, 2) + number(0, 2) +
                              number(0, 2) + number(0, 4) + number(0, 4) + name;
    zip_ += entry + "PK\5\6" + number(0, 4) + number(1, 2) + number(1, 2) +
            number(entry.size(), 4) + number(directory, 4) + number(0, 2);
  }
  const std::string& bytes() const { return zip_; }

 private:
  static std::string number(std::uint64_t n, std::size_t size) {
    std::string out;
    for (; size > 0; --size, n >>= 8) out += static_cast<char>(n & 0xFF);
    return out;
  }
  std::string zip_;
};

TEST(ActivityEdges, FolderAndZipAreEqual) {
  const std::string bytes = evtx(incident());
  const Folder folder;
  folder.write("Security.evtx", bytes);
  const auto plain = ids(scan_path(folder.path()));
  const Folder other;
  std::filesystem::remove(folder.path() + "/Security.evtx");
  other.write("triage.zip", StoredZip("Security.evtx", bytes).bytes());
  const Results zipped = scan_path(other.path());
  EXPECT_EQ(ids(zipped), plain);
  ASSERT_FALSE(zipped.activities.empty());
  EXPECT_EQ(zipped.activities[0].evidence[0].source.member, "Security.evtx");
}

TEST(ActivityEdges, DoubledRecordsCountOnce) {
  const Events events = incident();
  const Results r = scan_events({events, events});
  EXPECT_EQ(r.activities.size(), 2U);
  for (const Activity& a : r.activities) EXPECT_LE(a.evidence_total, 2U) << a.summary;
}

// The commands of a shell share its logons: each record stands in the evidence once, by its printed
// time.
TEST(ActivityEdges, EvidenceIsThereOnceAndInOrder) {
  const auto command = [](std::string_view at, std::uint32_t pid) {
    return child(at, "cmd.exe /Q /c cd 1> \\\\127.0.0.1\\ADMIN$\\__1556656369.7 2>&1",
                 "2026-11-01T10:00:00Z")
        .process_id(pid);
  };
  const Results r = scan_events({{
      command("2026-11-01T10:00:03Z", 5004),
      logon("2026-11-01T10:00:00Z", "192.0.2.9"),
      command("2026-11-01T10:00:01Z", 5008),
  }});
  EXPECT_EQ(r.only().evidence_total, 3U);
  std::vector<std::uint64_t> ticks;
  for (const EvidenceRecord& each : r.only().evidence) ticks.push_back(each.time.ticks);
  EXPECT_TRUE(std::ranges::is_sorted(ticks));
  EXPECT_EQ(ticks.front(), r.only().start.ticks);
  EXPECT_EQ(ticks.back(), r.only().end.ticks);
}

TEST(ActivityEdges, ACopyIsOneWhateverTheCaseOfLogAndHost) {
  const auto at = [](std::string_view host, std::string_view log) {
    return Events{child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")
                      .record_id(7)
                      .computer(host)
                      .channel(log)};
  };
  const Results r = scan_events({at("WS01", "Microsoft-Windows-Sysmon/Operational"),
                                 at("ws01", "microsoft-windows-sysmon/operational")});
  EXPECT_EQ(r.findings.size(), 1U);
  EXPECT_EQ(r.only().evidence_total, 1U);
}

// A copy of a file says nothing new.
TEST(ActivityEdges, EvidenceOfACopyIsThereOnce) {
  const Events events = {
      logon("2026-11-01T10:00:00Z", "192.0.2.9").record_id(7),
      child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z").record_id(9)};
  EXPECT_EQ(scan_events({events, events}).only().evidence_total, 2U);
}

// What Windows' own accounts read is no act, whatever they are called, or where they have no name.
TEST(ActivityEdges, ServicesReadInEveryLanguage) {
  const auto acts_of = [](std::string_view user, std::string_view machine) {
    return scan_events({{wmi_5858()
                             .at("2026-11-01T10:00:00Z")
                             .data("ClientMachine", machine)
                             .data("User", user)
                             .data("Operation",
                                   "Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM "
                                   "Win32_UserAccount")
                             .data("ResultCode", "0x80041032")}})
        .activities.size();
  };
  EXPECT_EQ(acts_of("EXAMPLE\\bob", "WS01"), 1U);
  for (const char* service : {"NT AUTHORITY\\SYSTEM", "NT-AUTORITÄT\\SYSTEM",
                              "AUTORITE NT\\Système", "EXAMPLE\\WS01$", ""}) {
    EXPECT_EQ(acts_of(service, "WS01"), 0U) << service;
  }
  EXPECT_EQ(acts_of("EXAMPLE\\WS02$", "WS02"), 1U);
}

// An agent's provider is no consumer, though both run as SYSTEM in an unsecured host.
TEST(ActivityEdges, WhatAnAgentStartsIsNoConsumer) {
  const Results r = scan_events({{child("2026-11-01T10:00:00Z", "powercfg.exe /list", "")
                                      .image("C:\\Windows\\System32\\powercfg.exe")
                                      .parent(kWmiPrvSE, kUnsecured, 3460)
                                      .user("NT AUTHORITY\\SYSTEM")
                                      .logon(0x3e7, "", 0)}});
  EXPECT_EQ(r.only().vector, "wmi-process-create");
  EXPECT_FALSE(r.only().benign.empty());
}

// MMC's object runs as who asked for it: a young session without a desktop came over the network.
TEST(ActivityEdges, DcomByItsSession) {
  const auto origin_of = [](std::uint32_t session, std::string_view began) {
    return scan_events({{child("2026-11-01T10:00:01Z", "cmd.exe /c calc", "")
                             .parent("C:\\Windows\\System32\\mmc.exe", "mmc.exe -Embedding", 3460)
                             .logon(0xbeef, began, session)}})
        .only()
        .origin.kind;
  };
  EXPECT_EQ(origin_of(0, "2026-11-01T10:00:00Z"), OriginKind::kRemote);
  EXPECT_EQ(origin_of(0, "2026-11-01T09:00:00Z"), OriginKind::kUnknown);
  EXPECT_EQ(origin_of(1, "2026-11-01T10:00:00Z"), OriginKind::kUnknown);
}

}  // namespace
}  // namespace wmiscope
