// SPDX-License-Identifier: Apache-2.0
//
// The activities of a scan by host, in time order, and the findings that they stand on as one line
// each.
//
//   ActivityTable table(style, show_benign);
//   table.add(finding);       // findings of activities, all before the first activity
//   table.add(activity);
//   table.render(out);        // hosts and their activities
//   table.render_findings(out);
//
// Known harmless uses are counted and not shown, unless `show_benign`. The risk of a host or user
// is the sum of the scores of its activities, harmless ones left out. Only lines ready to print are
// kept. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/activity_block.h"
#include "report/finding_lines.h"
#include "report/table_style.h"
#include "wmiscope/activity.h"
#include "wmiscope/finding.h"

namespace wmiscope {

class ActivityTable {
 public:
  ActivityTable(const TableStyle& style, bool show_benign)
      : style_(style), show_benign_(show_benign), lines_(style) {}

  void add(const Finding& finding);
  void add(const Activity& activity);

  void render(std::string& out) const;
  void render_findings(std::string& out) const { lines_.render(out); }

  bool empty() const { return hosts_.empty(); }  // nothing to show; benign ones may be hidden
  std::uint64_t findings() const { return live_findings_; }
  std::uint64_t hidden_benign() const { return hidden_benign_; }

  // "14 activities on 3 hosts: 1 high, 13 medium"; harmless ones are not counted.
  std::string total_words() const;
  // "12 known harmless uses of WMI are not shown (reason 9; other reason 3): --show-benign"
  std::string benign_words() const;
  // "EXAMPLE\anna risk 98 in 3 activities, …", those of the highest risk.
  std::string user_words() const;

 private:
  struct Entry {
    ActivityBlock block;
    std::string date;
    std::vector<std::string> linked;
  };
  struct Host {
    std::string name;
    std::vector<Entry> entries;
    std::uint64_t findings = 0;
    int risk = 0;
  };
  struct User {
    std::string name;
    std::uint64_t activities = 0;
    int risk = 0;
  };

  Host& host_of(const Activity& activity);
  void add_totals(const Activity& activity);
  void render_host(const Host& host, std::string& out) const;
  std::string linked_line(const Entry& entry) const;

  TableStyle style_;
  bool show_benign_;
  FindingLines lines_;
  std::vector<Host> hosts_;
  std::map<std::string, std::size_t> by_name_;     // lower case
  std::map<std::string, User> users_;              // lower case
  std::map<std::string, FoundBy> found_by_;        // by id of the activity
  std::map<std::string, std::string> host_by_id_;  // of activities
  std::map<std::string, std::uint64_t> benign_;    // by reason
  std::array<std::uint64_t, 5> by_level_{};
  std::uint64_t live_findings_ = 0;
  std::uint64_t hidden_benign_ = 0;
};

}  // namespace wmiscope
