// SPDX-License-Identifier: Apache-2.0
#include "wmiscope/explain.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/example_story.h"

namespace wmiscope {
namespace {

// The example attack in a folder of its own.
class Explain : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("explain_test." + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    for (const testkit::ExampleFile& file : testkit::example_files()) {
      std::ofstream(folder_ / file.name, std::ios::binary) << file.bytes;
    }
    options_.paths = {folder_.string()};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  ScanOptions options_;
  Sink ignored_;
};

struct Collected : Sink {
  void on_finding(const Finding& finding) override { findings.push_back(finding); }
  void on_activity(const Activity& activity) override { activities.push_back(activity); }

  std::vector<Finding> findings;
  std::vector<Activity> activities;
};

TEST_F(Explain, FindsAnActivityByItsIdAndByThatOfItsFindings) {
  Collected scanned;
  ASSERT_TRUE(scan(options_, scanned));
  const auto made = std::ranges::find(scanned.activities, "script-consumer", &Activity::vector);
  ASSERT_NE(made, scanned.activities.end());
  ASSERT_FALSE(made->findings.empty());
  std::string upper = made->id.substr(0, 12);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  for (const std::string& id : {made->id, upper, made->findings.front()}) {
    const auto explanation = explain(options_, id, ignored_);
    ASSERT_TRUE(explanation) << id << explanation.error().message;
    EXPECT_EQ(explanation->activity.id, made->id);
    EXPECT_EQ(explanation->findings.size(), made->findings.size());
  }
}

TEST_F(Explain, AnswersTheInvestigations) {
  Collected scanned;
  ASSERT_TRUE(scan(options_, scanned));
  const auto made = std::ranges::find(scanned.activities, "script-consumer", &Activity::vector);
  ASSERT_NE(made, scanned.activities.end());
  for (const unsigned threads : {1U, 4U}) {
    options_.threads = threads;
    const auto explanation = explain(options_, made->id, ignored_);
    ASSERT_TRUE(explanation);
    const Investigation& answer = explanation->investigation;
    ASSERT_EQ(answer.wmi_activity.size(), 3U);
    EXPECT_EQ(answer.wmi_activity[0].event.event_id, 19U);
    EXPECT_EQ(answer.wmi_activity[0].event_type, "WmiFilterEvent");
    EXPECT_EQ(answer.wmi_activity[0].user, "svc-deploy");
    EXPECT_FALSE(answer.wmi_activity[2].consumer.empty());
    ASSERT_EQ(answer.process.size(), 2U);  // Sysmon's and the Security log's record, by user
    EXPECT_EQ(answer.process[0].process_name, "scrcons.exe");
    EXPECT_EQ(answer.process[0].count, 1U);
    EXPECT_EQ(answer.process[0].parent_process_name, "svchost.exe");
    EXPECT_EQ(answer.process[0].processes.size(), 1U);
  }
}

TEST_F(Explain, SaysWhatAnIdMayMean) {
  Collected scanned;
  ASSERT_TRUE(scan(options_, scanned));
  std::map<char, int> by_first_digit;
  for (const Activity& activity : scanned.activities) ++by_first_digit[activity.id.front()];
  const auto several = std::ranges::find_if(by_first_digit, [](auto& d) { return d.second > 1; });
  ASSERT_NE(several, by_first_digit.end());
  const auto ambiguous = explain(options_, std::string(1, several->first), ignored_);
  ASSERT_FALSE(ambiguous);
  EXPECT_EQ(ambiguous.error().kind, Failure::Kind::kRun);
  EXPECT_NE(ambiguous.error().message.find("may mean"), std::string::npos);
  const auto nothing = explain(options_, "xx", ignored_);
  ASSERT_FALSE(nothing);
  EXPECT_TRUE(nothing.error().message.starts_with("no activity or finding xx in this data"));
}

}  // namespace
}  // namespace wmiscope
