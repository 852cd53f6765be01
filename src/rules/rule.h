// SPDX-License-Identifier: Apache-2.0
//
// A Rule in memory, whichever front end it came from: what it is about, its condition in its own
// words, and for each kind of event that its log source names that condition over the event's own
// fields.
//
//   for (const Rule& rule : set.rules()) std::cout << rule.title;
//
// "Detection" is Sigma's word for the block of selections; a Splunk detection is a Rule here. Made
// by rules/loader.h, completed by RuleSet::build; read-only from then on and shared by all threads.
// `story` and `kind` point into the Story and the FieldTable, which have to outlive the rule.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "content/story.h"
#include "event/demand.h"
#include "event/field_expr.h"
#include "event/field_table.h"
#include "rules/condition.h"
#include "wmiscope/finding.h"

namespace wmiscope {

// Sigma's words for where the events come from; empty: not said.
struct LogSource {
  std::string category;
  std::string product;
  std::string service;

  // Whether `narrow` lies within this one: each word that is said here is the same there. The
  // product is always Windows, said or not.
  bool contains(const LogSource& narrow) const {
    const auto fits = [](const std::string& mine, const std::string& its) {
      return mine.empty() || mine == its;
    };
    return fits(category, narrow.category) && fits(service, narrow.service);
  }
};

struct NamedExpr {
  std::string name;  // in the rule's words
  FieldExpr expr;
};

// One kind of event that a rule looks at. Image is Image in Sysmon 1 and NewProcessName in Security
// 4688: the condition is resolved for each.
struct RuleTarget {
  const EventKind* kind = nullptr;  // null: a log, or an id, that the field table does not know
  Want want;                        // the events, with the fields and the cheap conditions
  ConditionNode condition;          // resolved
  std::vector<NamedExpr> fields;    // of the finding, in order
  FieldExpr dest;                   // the literal '' where the kind has none
  FieldExpr user;
};

struct Rule {
  std::string id;
  std::string title;
  std::string name;  // Sigma's `name`: what filters may call it
  std::string description;
  std::string status;
  Level level = Level::kMedium;
  std::vector<std::string> mitre_attack;  // "T1047"
  LogSource log_source;
  std::string file;                        // path, or "built-in"
  std::size_t line = 0;                    // of its id, or of its title, in the file
  std::string source;                      // the Sigma text
  ConditionNode condition;                 // named
  std::vector<std::string> field_names;    // that its condition names, in order of first mention
  std::vector<std::string> output_fields;  // names of its findings' fields, in order
  const StoryDetection* story = nullptr;   // the published search behind it
  std::vector<RuleTarget> targets;
  // (Correlation rules will add an aggregation here: by, span, function, condition on the result.)
};

// The by-fields of its findings, in order: the published search's, else the rule's own.
const std::vector<std::string>& by_fields(const Rule& rule);

}  // namespace wmiscope
