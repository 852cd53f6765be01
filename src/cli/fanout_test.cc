// SPDX-License-Identifier: Apache-2.0
#include "cli/fanout.h"

#include <gtest/gtest.h>

#include "cli/message_writer.h"
#include "cli/stats.h"
#include "report/jsonl_writer.h"

namespace wmiscope {
namespace {

Finding of_level(Level level, std::string excluded = {}) {
  Finding f;
  f.level = level;
  f.excluded = std::move(excluded);
  return f;
}

Group group_of_level(Level level) {
  Group group;
  group.level = level;
  return group;
}

std::size_t lines(const StringOutput& out) {
  return static_cast<std::size_t>(std::count(out.text().begin(), out.text().end(), '\n'));
}

TEST(Fanout, EveryWriterGetsWhatIsNotHidden) {
  StringOutput first;
  StringOutput second;
  Fanout fanout({.min_level = Level::kHigh});
  fanout.add(std::make_unique<JsonlWriter>(first));
  fanout.add(std::make_unique<JsonlWriter>(second));
  fanout.on_finding(of_level(Level::kMedium));
  fanout.on_finding(of_level(Level::kHigh));
  EXPECT_EQ(lines(first), 1U);
  EXPECT_EQ(first.text(), second.text());
}

TEST(Fanout, TablesAreToldWhatIsHidden) {
  StringOutput out;
  Fanout fanout({.min_level = Level::kHigh});
  fanout.add_table(std::make_unique<TableWriter>(out, TableOptions{}));
  fanout.on_finding(of_level(Level::kLow));
  fanout.on_coverage({});
  EXPECT_TRUE(out.text().starts_with("1 below high is not shown (-m)\n")) << out.text();
}

TEST(Fanout, FailOnLooksBeforeHidingAndNotAtExcluded) {
  Fanout fanout({.min_level = Level::kCritical, .fail_on = Level::kHigh});
  fanout.on_finding(of_level(Level::kMedium));
  fanout.on_finding(of_level(Level::kCritical, "my_filter"));
  EXPECT_FALSE(fanout.fail_on_met());
  fanout.on_finding(of_level(Level::kHigh));
  EXPECT_TRUE(fanout.fail_on_met());
}

TEST(Fanout, GroupsHaveTheLevelOfTheirDetection) {
  StringOutput out;
  Fanout fanout({.min_level = Level::kHigh, .fail_on = Level::kLow});
  fanout.add(std::make_unique<JsonlWriter>(out));
  fanout.on_group(group_of_level(Level::kLow));
  EXPECT_EQ(out.text(), "");
  EXPECT_TRUE(fanout.fail_on_met());
  fanout.on_group(group_of_level(Level::kHigh));
  EXPECT_EQ(lines(out), 1U);
}

TEST(Fanout, NotesAreNoIssues) {
  Fanout fanout({});
  Issue issue;
  issue.severity = Severity::kNote;
  fanout.on_issue(issue);
  EXPECT_FALSE(fanout.has_issues());
  issue.severity = Severity::kIssue;
  fanout.on_issue(issue);
  EXPECT_TRUE(fanout.has_issues());
}

TEST(Fanout, SaysOnceThatResultsBegin) {
  int calls = 0;
  Fanout fanout({});
  fanout.before_results([&] { ++calls; });
  fanout.on_finding({});
  fanout.on_coverage({});
  EXPECT_EQ(calls, 1);
}

TEST(MessageWriter, OneLineOrAll) {
  Issue issue;
  issue.code = "chunk-cut";
  issue.path = "a.evtx";
  issue.what = "a chunk";
  Coverage coverage;
  coverage.files.with_issues = 1;
  StringOutput brief;
  StringOutput full;
  for (StringOutput* out : {&brief, &full}) {
    MessageWriter writer(*out, out == &full);
    writer.on_issue(issue);
    writer.on_skipped({"b", "", "an image"});
    writer.on_coverage(coverage);
  }
  EXPECT_EQ(brief.text(), "wmiscope: 1 place in 1 file could not be read; -v lists it\n");
  EXPECT_EQ(full.text(),
            "wmiscope: damaged: a.evtx: a chunk [chunk-cut]\nwmiscope: skipped: b: an image\n");
}

TEST(Stats, SayWhatARunCost) {
  Coverage c;
  c.bytes = 812'000'000;
  c.seconds = 0.4;
  c.records.read = 2'310'442;
  c.events = {{"Security", "", 4688, 12}};
  c.detections = {{"1", "D", DetectionState::kRan, {}, "", 3, 1}};
  const std::string text = stats_text(c, 34'000'000);
  EXPECT_TRUE(text.starts_with("812 MB in 0.4 s, 2.0 GB/s, 34 MB of memory at most\n")) << text;
  EXPECT_NE(text.find("             12  Security 4688\n"), std::string::npos);
  EXPECT_NE(text.find("              3  D (1 excluded)\n"), std::string::npos);
  EXPECT_GT(peak_memory_bytes(), 100'000U);
}

}  // namespace
}  // namespace wmiscope
