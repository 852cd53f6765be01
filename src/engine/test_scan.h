// SPDX-License-Identifier: Apache-2.0
//
// For tests of whole scans over made events: they are written as EVTX into a folder of the test's own,
// read and judged like any other.
//
//   const Results r = scan_events({{child(…), logon(…)}});      // one file for each list
//   EXPECT_EQ(r.only().vector, "wmi-process-create");
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/evtx_writer.h"
#include "tests/windows_events.h"
#include "wmiscope/scan.h"

namespace wmiscope::scantest {

using namespace testkit;
using Events = std::vector<EventBuilder>;

inline constexpr const char* kWmiPrvSE = "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe";
inline constexpr const char* kSecured =
    "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding";
inline constexpr const char* kUnsecured = "C:\\Windows\\system32\\wbem\\wmiprvse.exe -Embedding";
inline constexpr const char* kWmic = "C:\\Windows\\System32\\wbem\\WMIC.exe";
inline constexpr const char* kCmd = "C:\\Windows\\System32\\cmd.exe";

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

inline std::string evtx(const Events& events) {
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

inline Results scan_path(const std::string& path, ScanOptions options = {}) {
  options.paths = {path};
  options.threads = 1;
  Results results;
  const auto outcome = scan(options, results);
  EXPECT_TRUE(outcome.has_value()) << outcome.error().message;
  return results;
}

// One file for each list of events.
inline Results scan_events(const std::vector<Events>& files, const ScanOptions& options = {}) {
  const Folder folder;
  for (std::size_t i = 0; i < files.size(); ++i) {
    folder.write(std::to_string(i) + ".evtx", evtx(files[i]));
  }
  return scan_path(folder.path(), options);
}

inline EventBuilder child(std::string_view at, std::string_view command,
                          std::string_view logon_began) {
  return sysmon_1()
      .at(at)
      .image("C:\\Windows\\System32\\cmd.exe")
      .command_line(command)
      .user("EXAMPLE\\bob")
      .parent(kWmiPrvSE, kSecured, 3460)
      .logon(0xc93745, logon_began, 0);
}

inline EventBuilder logon(std::string_view at, std::string_view ip, std::uint64_t id = 0xc93745) {
  return security_4624().at(at).user("EXAMPLE\\bob").logon(id).source(ip, 55275);
}

inline EventBuilder wmic(std::string_view at, std::string_view command) {
  return sysmon_1()
      .at(at)
      .image(kWmic)
      .original_file_name("wmic.exe")
      .command_line(command)
      .user("EXAMPLE\\bob")
      .parent(kCmd, "cmd.exe", 900)
      .logon(0x51f2a, "2026-11-01T09:00:00Z", 1);
}

inline std::set<std::string> purposes(const Activity& activity) {
  std::set<std::string> words;
  for (const Purpose& purpose : activity.purposes) words.insert(purpose.purpose);
  return words;
}

inline bool has_reason(const Activity& activity, std::string_view code) {
  return std::ranges::any_of(activity.origin.why,
                             [&](const Reason& reason) { return reason.code == code; });
}

inline std::size_t count_role(const Activity& activity, std::string_view role) {
  return static_cast<std::size_t>(std::ranges::count_if(
      activity.processes, [&](const ActivityProcess& p) { return p.role == role; }));
}

inline constexpr const char* kOdd = "C:\\Users\\bob\\Downloads\\a.exe";
inline constexpr const char* kWbem = "C:\\Windows\\System32\\wbem\\";

// A program of a user on a desktop, what it loads, and what its session has WMI start.
inline EventBuilder program(std::string_view at, std::string_view image, std::string_view command) {
  return sysmon_1()
      .at(at)
      .image(image)
      .command_line(command)
      .process_id(4120)
      .user("EXAMPLE\\bob")
      .parent(kCmd, "cmd.exe", 900)
      .logon(0x51f2a, "2026-11-01T09:00:00Z", 1);
}

inline EventBuilder load(std::string_view at, std::string_view image, std::string_view dll) {
  return sysmon_7().at(at).image(image).process_id(4120).data(
      "ImageLoaded", std::string(kWbem) + std::string(dll));
}

inline EventBuilder local_child(std::string_view at, std::string_view command) {
  return child(at, command, "").process_id(5010).logon(0x51f2a, "2026-11-01T09:00:00Z", 1);
}

}  // namespace wmiscope::scantest
