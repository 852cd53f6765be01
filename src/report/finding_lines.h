// SPDX-License-Identifier: Apache-2.0
//
// Findings as one line each, under the activities that say what they mean.
//
//   FindingLines lines(style);
//   lines.add(finding);
//   lines.render(out);
//
//     time (UTC)                 detection                  host  user
//     2019-04-03 18:11:54.178  ● Process Execution via WMI  PC04  IEUser
//
// A time whose source names no zone has a question mark, explained below the lines.
// The columns are as wide as what stands in them, within the width. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/table_style.h"
#include "wmiscope/finding.h"

namespace wmiscope {

class FindingLines {
 public:
  explicit FindingLines(const TableStyle& style) : style_(style) {}

  void add(const Finding& finding);
  void render(std::string& out) const;

 private:
  struct Line {
    std::string time;
    Level level = Level::kMedium;
    std::string detection;
    std::string host;
    std::string user;
  };
  struct Columns {
    std::size_t time = 0;
    std::size_t detection = 0;
    std::size_t host = 0;
    std::size_t user = 0;
  };

  Columns columns() const;

  TableStyle style_;
  std::vector<Line> lines_;
  std::uint64_t without_zone_ = 0;  // findings whose source names no time zone
  bool time_zone_assumed_ = false;  // of some line
};

// "2019-04-03 18:11:54.178" in the zone of the style.
std::string moment_text(const Time& time, bool milliseconds, const TableStyle& style);

// The user with its domain where a by-field has it, not escaped.
std::string finding_user(const Finding& finding);

}  // namespace wmiscope
