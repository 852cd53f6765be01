// SPDX-License-Identifier: Apache-2.0
//
// The rules themselves, without any event data: what there is, what a rule needs, whether a rule file is
// right, whether every rule does what its evidence says.
//
//   for (const auto& rule : wmiscope::list_rules({}).value()) std::puts(rule.title.c_str());
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "wmiscope/scan.h"

namespace wmiscope {

struct RuleInfo {
  std::string id;
  std::string title;
  std::string story;
  std::string type;
  std::string description;
  Level level = Level::kMedium;
  std::optional<int> risk_score;
  std::vector<std::string> mitre_attack;
  std::vector<std::string> by_fields;
  std::vector<std::string> needs;   // for people: "Sysmon 1", "Security 4688 with command lines"
  std::vector<std::string> fields;  // names of the fields that its conditions read
  std::string source;               // the Sigma text
  std::string file;                 // "built-in" or the path
  std::string cost;  // for people: what scanning for it costs, such as "every Sysmon 1"
  bool later = false;
  bool enabled = true;
};

// A mistake in a rule file, as a compiler would say it. `line` and `column` are 1-based, 0 if the
// mistake belongs to the whole document.
struct RuleError {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 0;  // of the text to underline
  std::string code;        // "sigma-modifier"
  std::string message;
  std::string hint;
  std::string source_line;
};

struct FieldInfo {
  std::string event;  // "Sysmon 1"
  std::string name;
  std::string from;  // the expression over the event's own fields
  std::string help;
};

// One rule against one line of its evidence.
struct EvidenceFailure {
  std::string rule;
  std::string file;
  std::size_t line = 0;
  std::string message;
};

struct EvidenceReport {
  std::size_t rules = 0;
  std::size_t events = 0;
  std::vector<EvidenceFailure> failures;
};

std::expected<std::vector<RuleInfo>, Failure> list_rules(const RuleOptions& options);

// Checks Sigma files or folders; an empty result means that all would load.
std::expected<std::vector<RuleError>, Failure> check_rules(const std::vector<std::string>& paths,
                                                           std::vector<RuleInfo>* loaded);

// Runs the evidence of the built-in rules, and of the rules in `paths` (rule.yml with rule/match.jsonl
// and rule/no_match.jsonl beside it).
std::expected<EvidenceReport, Failure> test_rules(const std::vector<std::string>& paths);

std::vector<FieldInfo> list_fields();

}  // namespace wmiscope
