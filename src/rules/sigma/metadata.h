// SPDX-License-Identifier: Apache-2.0
//
// What a Sigma document says about itself: title, id, level, tags, fields … and the keys that
// refuse it.
//
//   Metadata about = parse_metadata(document, errors);
//
// One thread for each RuleErrors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "content/yaml.h"
#include "rules/rule_error.h"
#include "wmiscope/finding.h"

namespace wmiscope::sigma {

struct Metadata {
  std::string id;  // where there is none: the first 32 digits of SHA-256 of the title
  std::string title;
  std::string name;
  std::string description;
  std::string status;
  Level level = Level::kMedium;
  std::vector<std::string> mitre_attack;
  std::vector<std::string> fields;
  std::size_t line = 0;  // of the id, or of the title
};

// Mistakes go to `errors`; what is wrong is left empty.
Metadata parse_metadata(const YamlNode& document, RuleErrors& errors);

// The entry of a key; null where there is none.
const YamlNode::Entry* find_entry(const YamlNode& map, std::string_view key);

// The scalars of a list, or one scalar; an error for anything else.
std::vector<std::string> parse_names(const YamlNode::Entry& entry, RuleErrorCode code,
                                     RuleErrors& errors);

}  // namespace wmiscope::sigma
