// SPDX-License-Identifier: Apache-2.0
//
// The grouped view (--group) for people: a section a detection, one entry for each distinct tuple
// of its by-fields, as the published search's `stats count min(_time) max(_time) by …` shows them.
//
//   GroupTable table(style);
//   for (const Group& group : groups) table.add(group);
//   table.render(out);
//
// Detections stand in the order of their first group. Only the lines shown are kept. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/table_style.h"
#include "wmiscope/finding.h"

namespace wmiscope {

class GroupTable {
 public:
  explicit GroupTable(const TableStyle& style) : style_(style) {}

  void add(const Group& group);
  void render(std::string& out) const;

  bool empty() const { return sections_.empty(); }

  // "5 groups of 14 events by 3 detections"
  std::string total_words() const;

 private:
  struct Section {
    std::string detection;
    std::uint64_t groups = 0;
    std::uint64_t events = 0;
    std::string lines;
  };

  void append_entry(const Group& group, std::string& out) const;

  TableStyle style_;
  std::vector<Section> sections_;
  std::map<std::string, std::size_t> by_id_;
};

}  // namespace wmiscope
