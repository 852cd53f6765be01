// SPDX-License-Identifier: Apache-2.0
//
// Runs a rule over its evidence: events, one JSON line each in evtx_dump's shape, that it must match
// (match.jsonl) and near misses that it must not (no_match.jsonl).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "event/field_table.h"
#include "rules/rule_set.h"
#include "wmiscope/rules.h"

namespace wmiscope {

struct Evidence {
  std::string file;
  std::string_view text;
  bool must_match = true;
};

// Adds what `rule` (an index of `set`) got wrong on this evidence to the report, and counts its events.
void run_evidence(const RuleSet& set, const FieldTable& table, std::size_t rule,
                  const Evidence& evidence, EvidenceReport& report);

}  // namespace wmiscope
