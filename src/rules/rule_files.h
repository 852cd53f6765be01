// SPDX-License-Identifier: Apache-2.0
//
// The rule files below the paths that a user names.
//
//   std::vector<RuleError> errors;
//   for (const std::string& path : find_rule_files(options.rules, errors)) …
//   if (const auto text = read_rule_file(path, errors)) …
//
// A named file is taken whatever it is called; of a folder all *.yml and *.yaml below it, links to
// folders not followed, in byte order of their paths. A file reached twice comes once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wmiscope/rules.h"

namespace wmiscope {

std::vector<std::string> find_rule_files(const std::vector<std::string>& paths,
                                         std::vector<RuleError>& errors);

// Null where it cannot be read or is larger than limits::kMaxRuleFileSize.
std::optional<std::string> read_rule_file(const std::string& path, std::vector<RuleError>& errors);

}  // namespace wmiscope
