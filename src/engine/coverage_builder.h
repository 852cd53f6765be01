// SPDX-License-Identifier: Apache-2.0
//
// Adds up what was met during a run and says for each detection whether it could see anything.
//
//   CoverageBuilder coverage(rules, table);
//   coverage.add(result.counts);
//   Coverage c = coverage.build();        // events, records, state of each detection
#pragma once

#include <cstdint>
#include <vector>

#include "engine/finding_list.h"
#include "event/event.h"
#include "event/field_table.h"
#include "rules/rule_set.h"
#include "wmiscope/coverage.h"

namespace wmiscope {

class CoverageBuilder {
 public:
  // Both outlive the builder.
  CoverageBuilder(const RuleSet& rules, const FieldTable& table);

  void add(const BatchCounts& counts);

  // Events, demanded records and detections, these in the order of the rules; the rest is FileLog's.
  Coverage build(const std::vector<Finding>& findings) const;

 private:
  std::vector<EventCount> events() const;
  DetectionCoverage detection(std::size_t rule) const;
  std::string_view field_remedy(const DemandEntry& entry, std::string_view field) const;

  const RuleSet& rules_;
  const FieldTable& table_;
  BatchCounts sum_;
};

// "Sysmon 1, Security 4688": the kinds of events that a rule looks at.
std::string needs_text(const Rule& rule);

}  // namespace wmiscope
