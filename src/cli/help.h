// SPDX-License-Identifier: Apache-2.0
//
// The help screens, made from the tables of commands and options: one screen each, the everyday
// first.
//
//   out.write(command_help(*find_command("scan")));
//
// At most 100 columns wide. No state.
#pragma once

#include <string>

#include "cli/commands.h"

namespace wmiscope {

// `wmiscope -h`: all commands; or, given "rules", those that begin with it.
std::string overview_help(std::string_view prefix = {});

std::string command_help(const CommandInfo& command);

}  // namespace wmiscope
