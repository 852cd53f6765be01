// SPDX-License-Identifier: Apache-2.0
//
// The Operation text of WMI-Activity 5858, and the AdditionalInfo texts of Security 4662: which
// method of which interface on which class.
//
//   const auto op = parse_wmi_operation(
//       "Start IWbemServices::ExecMethod - root\\cimv2 :
//       \\\\H\\ROOT\\CIMV2:Win32_Process::Create");
//   op->interface_method == "ExecMethod"; op->class_name == "Win32_Process"; op->method ==
//   "Create";
//
// Results own their text. Pure functions, any thread. Facts: wmi-knowledge 1.4, 1.5 (4662).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wmiscope {

struct WmiOperation {
  std::string interface_method;  // ExecQuery, ExecNotificationQuery, ExecMethod, PutInstance …
  std::string name_space;        // normal: "root\cimv2"
  std::string text;              // what follows: the query, the object path
  std::string class_name;        // of the query or path
  std::string method;            // of ExecMethod: "Create"
  std::string query;             // the text, where it is a query that reads state
  bool is_notification = false;  // ExecNotificationQuery: a trigger
  bool is_write = false;         // Put…, Delete…, ExecMethod
};

std::optional<WmiOperation> parse_wmi_operation(std::string_view operation);

// 4662: `Local Read (ExecQuery)` and `root\CIMV2:SELECT …`.
std::optional<WmiOperation> parse_audited_operation(std::string_view additional_info,
                                                    std::string_view additional_info2);

}  // namespace wmiscope
