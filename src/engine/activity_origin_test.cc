// SPDX-License-Identifier: Apache-2.0
//
// Where a request to WMI was made, by other records than the logon of the child itself.
#include "engine/test_scan.h"

namespace wmiscope {
namespace {

using namespace scantest;

constexpr std::string_view kBegan = "2026-11-01T10:00:00Z";

EventBuilder in_session(std::string_view image, std::string_view command) {
  return sysmon_1()
      .at("2026-11-01T10:00:01Z")
      .image(image)
      .command_line(command)
      .user("EXAMPLE\\bob")
      .parent("C:\\Windows\\System32\\svchost.exe", "svchost.exe -k DcomLaunch -p", 620)
      .logon(0xc93745, kBegan, 0);
}

// What a WinRM session's script asks of WMI it asks here, wherever the session came from.
TEST(ActivityOrigin, ChildInAWinrmSessionIsLocal) {
  const Results r = scan_events({{
      logon(kBegan, "192.0.2.9"),
      in_session("C:\\Windows\\System32\\wsmprovhost.exe", "wsmprovhost.exe -Embedding"),
      child("2026-11-01T10:00:02Z", "cmd.exe /c whoami", kBegan),
  }});
  const Activity& a = r.only();
  EXPECT_EQ(a.origin.kind, OriginKind::kLocal);
  EXPECT_EQ(a.origin.confidence, Confidence::kMedium);
  EXPECT_EQ(a.origin.source_ip, "192.0.2.9");
  EXPECT_TRUE(has_reason(a, "program-of-session"));
  EXPECT_FALSE(purposes(a).contains("lateral-movement"));
}

TEST(ActivityOrigin, ChildInASessionOfATaskIsLocal) {
  const Results r = scan_events({{
      in_session("C:\\t\\backup.exe", "C:\\t\\backup.exe /night"),
      child("2026-11-01T10:00:02Z", "cmd.exe /c backup.bat", kBegan),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
}

// Servers of DCOM run for whoever asks, also from another host.
TEST(ActivityOrigin, ServersOfDcomInTheSessionDecideNothing) {
  const Results r = scan_events({{
      in_session("C:\\Windows\\System32\\mmc.exe", "mmc.exe -Embedding"),
      in_session("C:\\Windows\\System32\\dllhost.exe", "DllHost.exe /Processid:{1}"),
      child("2026-11-01T10:00:02Z", "cmd.exe /c whoami", kBegan),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
}

TEST(ActivityOrigin, AnotherSessionsProgramDecidesNothing) {
  const Results r = scan_events({{
      in_session("C:\\Windows\\System32\\wsmprovhost.exe", "wsmprovhost.exe -Embedding")
          .logon(0x51f2a, kBegan, 0),
      child("2026-11-01T10:00:02Z", "cmd.exe /c whoami", kBegan),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
}

// Version 1 of 4688 gives the maker alone: NETWORK SERVICE makes them all, whosever they are.
TEST(ActivityOrigin, ChildWhoseAccountNobodyNamesIsNoHijack) {
  const auto start = [](std::string_view at, std::string_view image) {
    return security_4688_v1().at(at).data("NewProcessName", image);
  };
  const Results r = scan_events({{
      start(kBegan, kWmiPrvSE)
          .subject("EXAMPLE\\WS01$", "S-1-5-18", 0x3e7)
          .data("NewProcessId", "0x258"),
      start("2026-11-01T10:00:05Z", kCmd)
          .subject("EXAMPLE\\WS01$", "S-1-5-20", 0x3e4)
          .data("ProcessId", "0x258")
          .data("CommandLine", "cmd.exe /c whoami"),
  }});
  const Activity& a = r.only();
  EXPECT_EQ(a.vector, "wmi-process-create");
  EXPECT_EQ(a.user, "");
  EXPECT_EQ(a.origin.kind, OriginKind::kUnknown);
  EXPECT_EQ(a.origin.logon_id, "");
}

// One call to several hosts is one act, with an effect on each.
TEST(ActivityOrigin, CallToSeveralHostsIsLinkedToEach) {
  const auto effect = [](std::string_view host) {
    return child("2026-11-01T10:00:02Z", "cmd.exe /c whoami", "2026-11-01T10:00:02Z")
        .computer(host);
  };
  const Results r = scan_events(
      {{wmic(kBegan, "wmic /node:\"SRV01\",\"SRV02\" process call create \"cmd.exe /c whoami\"")},
       {effect("SRV01.example.org")},
       {effect("SRV02.example.org")},
       {effect("SRV03.example.org")}});
  ASSERT_EQ(r.activities.size(), 4U);
  const auto call = std::ranges::find(r.activities, "wmic-remote", &Activity::vector);
  ASSERT_NE(call, r.activities.end());
  EXPECT_EQ(call->linked.size(), 2U);
  EXPECT_NE(call->summary.find("against SRV01, SRV02"), std::string::npos) << call->summary;
}

}  // namespace
}  // namespace wmiscope
