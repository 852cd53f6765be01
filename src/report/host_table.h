// SPDX-License-Identifier: Apache-2.0
//
// The findings of a scan as a person reads them: a section a host, in time order, one entry an
// event.
//
//   HostTable table(style);
//   for (const Finding& finding : findings) table.add(finding);
//   table.render(out);
//
// Hosts stand in the order of their first finding. Findings of one event are one entry that names
// all its detections. Only what is shown is kept of a finding: lines cut to the width. One thread
// at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/table_style.h"
#include "wmiscope/finding.h"

namespace wmiscope {

class HostTable {
 public:
  explicit HostTable(const TableStyle& style) : style_(style) {}

  void add(const Finding& finding);
  void render(std::string& out) const;

  bool empty() const { return hosts_.empty(); }

  // "14 findings on 3 hosts: 1 high, 13 medium"; excluded findings are not counted.
  std::string total_words() const;
  std::uint64_t findings() const;
  std::size_t hosts() const { return hosts_.size(); }

 private:
  // Where the event lies: findings with an equal key are one entry.
  struct Key {
    std::string path;
    std::string member;
    std::uint64_t index = 0;
    bool operator==(const Key&) const = default;
  };
  struct Entry {
    Key key;
    Level level = Level::kMedium;
    std::string date;
    std::string clock;
    std::vector<std::string> detections;
    std::string user;
    std::string details;  // lines, ready
    bool time_zone_assumed = false;
  };
  struct Host {
    std::string name;
    std::vector<Entry> entries;
    std::uint64_t findings = 0;
    int risk = -1;
  };

  Host& host_of(const Finding& finding);
  Entry make_entry(const Finding& finding, Key key) const;
  void render_host(const Host& host, std::size_t level_width, std::string& out) const;
  void render_entry(const Entry& entry, std::size_t level_width, std::string& out) const;
  std::size_t widest_level() const;

  TableStyle style_;
  std::vector<Host> hosts_;
  std::map<std::string, std::size_t> by_name_;  // lower case
  std::array<std::uint64_t, 5> by_level_{};
};

}  // namespace wmiscope
