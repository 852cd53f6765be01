// SPDX-License-Identifier: Apache-2.0
//
// The `logsource` of a Sigma rule, looked up in the field table.
//
//   category: process_creation            the kinds of event of this category: Sysmon 1, Security 4688
//   service: sysmon                       every event of this log
//   both                                  the kinds of the category in that log
//   product: windows, and nothing else    every event
//
// `definition` is for people. Anything else, another product, an unknown category or service are
// refused: the rule would look at other events than it says. One thread for each RuleErrors.
#pragma once

#include <optional>

#include "content/yaml.h"
#include "event/field_table.h"
#include "rules/rule.h"
#include "rules/rule_error.h"
#include "rules/targets.h"

namespace wmiscope::sigma {

struct ParsedLogSource {
  LogSource words;
  LogScope scope;
};

std::optional<ParsedLogSource> parse_log_source(const YamlNode::Entry& entry,
                                                const FieldTable& table, RuleErrors& errors);

// Its words alone, for filters: any of the three may be missing.
std::optional<LogSource> parse_log_source_words(const YamlNode::Entry& entry, RuleErrors& errors);

}  // namespace wmiscope::sigma
