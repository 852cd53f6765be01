// SPDX-License-Identifier: Apache-2.0
//
// WMI and CIM use in PowerShell: in script blocks (4104), in the parameter bindings of 4103 and
// classic 800, in command lines.
//
//   for (const WmiCall& call : find_wmi_calls(script_block)) …           // joined 4104 text
//   for (const WmiCall& call : find_bound_wmi_calls(payload)) …          // 4103 Payload, third
//   text
//                                                                        //   of classic 800
//   for (const WmiCall& call : find_wmi_calls_of_command(command_line)) … // powershell.exe -c,
//   -enc
//
// A cmdlet counts where a command can stand, not in quotes, comments, lists of a module manifest or
// definitions of aliases; types and COM objects count anywhere outside of comments. No use of WMI:
// ManagementDateTimeConverter, the assembly System.Management.Automation, Get-WmiObject in
// CmdletsToExport. Backticks inside names are no hindrance.
//
// Values own their text. Pure functions, any thread; at most kMaxWmiCalls calls and kMaxScriptSize
// bytes of a text are looked at. Facts: wmi-knowledge 1.6.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

inline constexpr std::size_t kMaxWmiCalls = 64;
inline constexpr std::size_t kMaxScriptSize = 1 << 20;

// One use. What is not said is empty; "$x" stays where a variable is given.
struct WmiCall {
  std::string word;        // what shows it, in its usual spelling: "Get-WmiObject", "[wmiclass]"
  std::string class_name;  // "Win32_Process"
  std::string method;      // "Create"
  std::string query;
  std::string filter;  // of -Filter: chooses instances, as a WHERE clause does
  std::string name_space;
  std::string computer;   // the other host: -ComputerName, \\host\root\…, of -CimSession's session
  std::string arguments;  // of -ArgumentList, -Arguments, -Property, or of the call in parentheses

  // What Win32_Process.Create is to start, unquoted; empty where it is another call.
  std::string created_command() const;
  // Whether it writes, starts or registers something rather than reads.
  bool changes() const;
  // Register-WmiEvent, Register-CimIndicationEvent.
  bool subscribes() const;
};

std::vector<WmiCall> find_wmi_calls(std::string_view script);
std::vector<WmiCall> find_bound_wmi_calls(std::string_view payload);
std::vector<WmiCall> find_wmi_calls_of_command(std::string_view command_line);

// What a command line has PowerShell run: the script that it gives, decoded where it is encoded.
std::string script_of_command(std::string_view command_line);

// Whether a call goes to another host; a host in a variable counts as another one.
bool is_remote(const WmiCall& call, std::span<const std::string_view> own_names = {});

// A cheap test before anything is kept: whether the text holds a word of this file at all. May be
// true for text without a call, never false for one with a call.
bool may_use_wmi(std::string_view text);

// The value of a `Key = Value` line of 4103 ContextInfo, or `Key=Value` of classic 800's details:
// "Host Application", "User", "HostApplication" … Empty where there is none.
std::string_view context_info(std::string_view text, std::string_view key);

}  // namespace wmiscope
