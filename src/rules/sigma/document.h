// SPDX-License-Identifier: Apache-2.0
//
// The text of a Sigma file as rules or filters.
//
//   RuleErrors errors(path, text);
//   std::vector<Rule> rules = parse_rules(text, table, errors);
//   std::vector<Filter> filters = parse_filters(text, errors);
//
// A file may hold several documents. A document with a mistake gives no rule and all of its
// mistakes; the others are read. What is not understood refuses the document: correlations,
// aggregations, timeframe, `action`, other taxonomies, unknown modifiers and log sources. Keys of
// the specification that change nothing here, and keys of the writer's own, are free; a key that is
// all but one of those that matter is taken for a slip.
//
// Takes any bytes. Interns field names in the table: one thread at a time for each table.
// Specification: https://github.com/SigmaHQ/sigma-specification, version 2.1.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "content/yaml.h"
#include "event/field_table.h"
#include "rules/filter.h"
#include "rules/rule.h"
#include "rules/rule_error.h"

namespace wmiscope::sigma {

std::vector<Rule> parse_rules(std::string_view text, FieldTable& table, RuleErrors& errors);

// The same for a text whose documents are known, each of them a map.
std::vector<Rule> parse_rules(std::span<const YamlNode> documents, std::string_view text,
                              FieldTable& table, RuleErrors& errors);

std::vector<Filter> parse_filters(std::string_view text, RuleErrors& errors);

}  // namespace wmiscope::sigma
