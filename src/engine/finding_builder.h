// SPDX-License-Identifier: Apache-2.0
//
// From a rule that matched an event to the Finding of contracts.md section 3: fields, message, people, and
// the id that is the same in whatever form the event came.
//
//   FindingBuilder builder(rules);
//   if (auto finding = builder.build(match, event, batch.arena)) …
//
// One a thread; the rule set outlives it.
#pragma once

#include <optional>
#include <string>

#include "rules/rule_set.h"
#include "wmiscope/finding.h"

namespace wmiscope {

class FindingBuilder {
 public:
  // `story_name` is what findings of story rules carry.
  FindingBuilder(const RuleSet& rules, std::string story_name)
      : rules_(rules), story_name_(std::move(story_name)) {}

  // Nothing where the published search drops the event: a `stats … by` without one of its by-fields.
  // The finding's source has no path yet.
  std::optional<Finding> build(const RuleMatch& match, const Event& event, Arena& arena) const;

 private:
  bool add_fields(const Rule& rule, const BoundRule& bound, const Event& event, Arena& arena,
                  Finding& finding) const;

  const RuleSet& rules_;
  std::string story_name_;
};

// SHA-256 over detection id, computer and channel in lower case, record id (or the time), then name and
// value of each field, joined by U+001F: its first 32 hex digits.
std::string finding_id(const Finding& finding);

// `message` with every {name} replaced by the value of that field of the finding.
std::string fill_message(std::string_view message, const Finding& finding);

}  // namespace wmiscope
