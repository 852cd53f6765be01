// SPDX-License-Identifier: Apache-2.0
//
// All rules of a run: the built-in story and what the user adds, replaces and switches off.
//
//   LoadedRules loaded = load_rules(options, story, table);
//   if (!loaded.errors.empty()) return refuse(loaded.errors);
//   RuleSet set = RuleSet::build(std::move(loaded.rules), std::move(loaded.filters), table);
//
// Files and folders are read once each, folders recursively in byte order of their names, *.yml and
// *.yaml of them. All mistakes are collected, not just the first. Nothing is printed; nothing but
// the named paths is read. `story` and `table` have to outlive the rules; the table gets new names,
// so one thread at a time for each table.
#pragma once

#include <string>
#include <vector>

#include "content/story.h"
#include "event/field_table.h"
#include "rules/filter.h"
#include "rules/rule.h"
#include "rules/rule_error.h"
#include "wmiscope/scan.h"

namespace wmiscope {

struct LoadedRules {
  std::vector<Rule> rules;
  std::vector<Rule> off;  // switched off by RuleOptions::disabled or ::builtin
  std::vector<Filter> filters;
  std::vector<RuleError> errors;    // each of them refuses the run
  std::vector<RuleError> warnings;  // filters that apply to no rule
};

LoadedRules load_rules(const RuleOptions& options, const Story& story, FieldTable& table);

// The rules of files and folders alone, for `rules check`; two with one id are a mistake.
LoadedRules load_rule_files(const std::vector<std::string>& paths, FieldTable& table);

}  // namespace wmiscope
