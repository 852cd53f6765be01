// SPDX-License-Identifier: Apache-2.0
//
// The terminal table: what a person reads after a scan (README shows one).
//
//   TableWriter writer(out, {.style = {.width = 100}});
//   scan(options, writer);       // everything is written when the coverage arrives
//
// Activities by host (report/activity_table.h) with their findings as one line each; findings of no
// activity by host (report/host_table.h), which are all of them without context; with --group groups
// by detection (report/group_table.h); then what was read, damaged and not seen (report/summary.h). Values are
// masked, escaped and cut to the width; without colour the same words stand there. Memory: the
// lines shown. One thread at a time.
#pragma once

#include <cstdint>
#include <string>

#include "report/activity_table.h"
#include "report/group_table.h"
#include "report/host_table.h"
#include "report/output.h"
#include "report/summary.h"
#include "report/table_style.h"
#include "wmiscope/scan.h"

namespace wmiscope {

struct TableOptions {
  TableStyle style;
  SummaryOptions summary;
  bool show_benign = false;   // activities that are known to be harmless, too
  bool summary_only = false;  // no findings: for standard error beside -o
};

class TableWriter : public Sink {
 public:
  TableWriter(Output& out, const TableOptions& options)
      : out_(out),
        options_(options),
        activities_(options.style, options.show_benign),
        hosts_(options.style),
        groups_(options.style),
        summary_(options.style, options.summary) {}

  void on_finding(const Finding& finding) override {
    if (finding.activity.empty()) {
      hosts_.add(finding);
    } else {
      activities_.add(finding);
    }
  }
  void on_group(const Group& group) override { groups_.add(group); }
  void on_activity(const Activity& activity) override { activities_.add(activity); }
  void on_issue(const Issue& issue) override { summary_.add(issue); }
  void on_skipped(const Skipped& skipped) override { summary_.add(skipped); }
  void on_coverage(const Coverage& coverage) override;

  // Says that a finding or group was kept from this writer for being below `level`.
  void count_hidden(Level level) {
    ++hidden_;
    min_level_ = level;
  }
  // The same of an activity that is not known to be harmless.
  void count_hidden_activity(Level level) {
    ++hidden_activities_;
    min_level_ = level;
  }

 private:
  bool nothing_found() const {
    return activities_.empty() && activities_.findings() == 0 && hosts_.empty() &&
           groups_.empty() && hidden_ == 0 && hidden_activities_ == 0;
  }
  std::string hidden_words() const;
  void render_totals(std::string& out) const;
  void render_findings(const Coverage& coverage, std::string& out) const;
  void render_left_out(const Coverage& coverage, std::string& out) const;

  Output& out_;
  TableOptions options_;
  ActivityTable activities_;
  HostTable hosts_;
  GroupTable groups_;
  Summary summary_;
  std::uint64_t hidden_ = 0;
  std::uint64_t hidden_activities_ = 0;
  Level min_level_ = Level::kInformational;
};

}  // namespace wmiscope
