// SPDX-License-Identifier: Apache-2.0
//
// All findings of a run: put into the order of contracts.md section 3, duplicates dropped, counted, grouped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/time_window.h"
#include "wmiscope/finding.h"

namespace wmiscope {

// Time, computer, channel, record id, detection id, path, member, index: a total order.
bool finding_before(const Finding& a, const Finding& b);

class FindingList {
 public:
  void add(Finding finding) { findings_.push_back(std::move(finding)); }
  std::size_t size() const { return findings_.size(); }

  void sort();

  // Drops each finding whose event was told before: same detection, computer and channel without case,
  // and record id as the last kept one, at most 120 s apart (collectors stamp the time of
  // reception). Call after sort(). Returns how many were dropped of those in the window.
  std::uint64_t drop_duplicates(const TimeWindow& window);

  // Drops what happened outside of the window.
  void keep(const TimeWindow& window);

  const std::vector<Finding>& findings() const { return findings_; }
  std::vector<Finding>& findings() { return findings_; }

  // One group for each distinct tuple of fields of a detection, excluded findings left out; a
  // detection in `rows` gives one group a finding. Ordered by first time, detection id, fields.
  std::vector<Group> groups(const std::vector<std::string>& rows) const;

 private:
  std::vector<Finding> findings_;
};

}  // namespace wmiscope
