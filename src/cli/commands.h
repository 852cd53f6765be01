// SPDX-License-Identifier: Apache-2.0
//
// The commands: one table, from which come dispatch, the overview and "did you mean".
//
//   int code = run_command_line({"scan", "logs/"});   // main() without the program's name
//
// A command of two words ("rules list") is one row. Adding a command is its file and one row in
// commands.cc.
#pragma once

#include <span>
#include <string_view>

#include "cli/options.h"
#include "cli/settings.h"

namespace wmiscope {

struct CommandInfo {
  Command id;
  std::string_view name;       // "rules list"
  std::string_view arguments;  // "PATH…"
  std::string_view sentence;   // what it does
  std::string_view argument_help;
  std::string_view notes;  // ready lines for the end of its help screen
  bool needs_argument;
  int (*run)(const Settings& settings);  // the exit code
  std::string_view opening = {};         // of its help screen; empty: the sentence
};

std::span<const CommandInfo> commands();

// Parses, runs, prints mistakes to standard error; the exit code of the process.
int run_command_line(std::span<const std::string_view> arguments);

}  // namespace wmiscope
