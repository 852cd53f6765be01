// SPDX-License-Identifier: Apache-2.0
//
// What the `rules` commands print, as text: for people, escaped (a rule's text may come from
// anywhere).
//
//   out.write(rule_list_text(infos));
//   out.write(rule_error_text(error));     // like a compiler's: place, source line, caret, hint
//
// No state, any thread.
#pragma once

#include <string>
#include <vector>

#include "wmiscope/rules.h"

namespace wmiscope {

// One line a rule: first digits of its id, level, title, what it needs.
std::string rule_list_text(const std::vector<RuleInfo>& rules);

// One JSON object a line: id, title, story, type, level, risk_score, mitre_attack, by_fields,
// needs, file, enabled.
std::string rule_list_jsonl(const std::vector<RuleInfo>& rules);

// Everything about one rule, its Sigma text at the end.
std::string rule_text(const RuleInfo& rule);

std::string rule_error_text(const RuleError& error);
std::string evidence_failure_text(const EvidenceFailure& failure);

// The field table; `fields` in the order of list_fields().
std::string field_list_text(const std::vector<FieldInfo>& fields);

}  // namespace wmiscope
