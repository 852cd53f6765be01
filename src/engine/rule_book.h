// SPDX-License-Identifier: Apache-2.0
//
// Everything that a run knows before it reads: the field table, the story, the rules with their demand.
//
//   auto book = RuleBook::load(options.rules);
//   if (!book) return book.error();             // every mistake in the rule files, as text
//
// Does not move once loaded: rules point into it. Read-only; shared by all threads.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "content/story.h"
#include "event/field_table.h"
#include "rules/rule_set.h"
#include "wmiscope/coverage.h"
#include "wmiscope/rules.h"
#include "wmiscope/scan.h"

namespace wmiscope {

class RuleBook {
 public:
  // `context`: ask for what the context looks at, too.
  static std::expected<std::unique_ptr<RuleBook>, Failure> load(const RuleOptions& options,
                                                                bool context = false);

  RuleBook(const RuleBook&) = delete;
  RuleBook& operator=(const RuleBook&) = delete;

  const FieldTable& fields() const { return fields_; }
  const Story& story() const { return story_; }
  const RuleSet& rules() const { return rules_; }
  // Detections that --disable or --no-builtin switched off.
  const std::vector<DetectionCoverage>& switched_off() const { return switched_off_; }
  // Filters that apply to no rule.
  const std::vector<RuleError>& warnings() const { return warnings_; }
  // SHA-256 over the built-in content and the texts of all rules and filters of the run, hex.
  const std::string& content_hash() const { return content_hash_; }

 private:
  RuleBook() = default;

  FieldTable fields_;
  Story story_;
  RuleSet rules_;
  std::vector<DetectionCoverage> switched_off_;
  std::vector<RuleError> warnings_;
  std::string content_hash_;
};

}  // namespace wmiscope
