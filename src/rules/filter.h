// SPDX-License-Identifier: Apache-2.0
//
// An exclusion that users keep beside the rules: a Sigma filter document
// (https://sigmahq.io/docs/meta/filters). Its condition is added to the rule's with `and`, so that
// an event which the rule matches is excluded where the filter's condition is false.
//
//   title: Our deployment server
//   logsource: {category: process_creation, product: windows}   # may be missing: any
//   filter:
//     rules: [24869767-8579-485d-9a4f-d9ddfd8f0cac]              # ids, titles or names; or `any`
//     deployment: {ParentCommandLine|contains: '\ccmexec.exe'}
//     condition: not deployment
//
// Without `rules` the filter applies to the detection whose name in snake case, with `_filter`
// behind it, is its `name` or its title: Splunk's macro names, process_execution_via_wmi_filter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/condition.h"
#include "rules/rule.h"

namespace wmiscope {

struct Filter {
  std::string name;  // its `name`, else its title
  std::string title;
  std::string id;  // may be empty
  LogSource log_source;
  bool any_rule = false;
  std::vector<std::string> rules;  // ids, titles, names; empty: by its own name
  ConditionNode condition;         // named: each rule resolves it for its own kinds of event
  std::string file;
  std::size_t line = 0;
  std::string source;  // the Sigma text
};

// "Process Execution via WMI" -> "process_execution_via_wmi": letters and digits in lower case,
// what lies between them one underscore.
std::string snake_case(std::string_view title);

bool applies(const Filter& filter, const Rule& rule);

}  // namespace wmiscope
