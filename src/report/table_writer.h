// SPDX-License-Identifier: Apache-2.0
//
// The terminal table: what a person reads after a scan (README shows one).
//
//   TableWriter writer(out, {.style = {.width = 100}});
//   scan(options, writer);       // everything is written when the coverage arrives
//
// Findings by host (report/host_table.h) or, with --group, groups by detection
// (report/group_table.h), then what was read, damaged and not seen (report/summary.h). Values are
// masked, escaped and cut to the width; without colour the same words stand there. Memory: the
// lines shown. One thread at a time.
#pragma once

#include <cstdint>
#include <string>

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
  bool summary_only = false;  // no findings: for standard error beside -o
};

class TableWriter : public Sink {
 public:
  TableWriter(Output& out, const TableOptions& options)
      : out_(out),
        options_(options),
        hosts_(options.style),
        groups_(options.style),
        summary_(options.style, options.summary) {}

  void on_finding(const Finding& finding) override { hosts_.add(finding); }
  void on_group(const Group& group) override { groups_.add(group); }
  void on_issue(const Issue& issue) override { summary_.add(issue); }
  void on_skipped(const Skipped& skipped) override { summary_.add(skipped); }
  void on_coverage(const Coverage& coverage) override;

  // Says that a finding or group was kept from this writer for being below `level`.
  void count_hidden(Level level) {
    ++hidden_;
    min_level_ = level;
  }

 private:
  bool nothing_found() const { return hosts_.empty() && groups_.empty() && hidden_ == 0; }
  void render_findings(const Coverage& coverage, std::string& out) const;
  void render_left_out(const Coverage& coverage, std::string& out) const;

  Output& out_;
  TableOptions options_;
  HostTable hosts_;
  GroupTable groups_;
  Summary summary_;
  std::uint64_t hidden_ = 0;
  Level min_level_ = Level::kInformational;
};

}  // namespace wmiscope
