// SPDX-License-Identifier: Apache-2.0
//
// What the program knows of the terminal it writes to, and messages to the person before it.
//
//   say("logss/: no such file or folder");     // wmiscope: logss/: no such file or folder
//   style.width = terminal_width(STDOUT_FILENO);
//
// Any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "cli/exit_code.h"
#include "cli/settings.h"

namespace wmiscope {

bool is_terminal(int fd);

// Opens /dev/null for each of the three standard files that the caller closed: an output file must
// not become the place of messages.
void open_missing_standard_files();

// Columns of the terminal at `fd`; of $COLUMNS where it is none; 100 where that is not set either.
std::size_t terminal_width(int fd);

// Whether to colour: as --color says, else on a terminal that can, unless NO_COLOR is set.
bool use_color(ColorMode mode, int fd);

// Writes the text to standard output; the exit code, `code` unless that failed. A reader that went
// away is told nothing.
int print(std::string_view text, ExitCode code = ExitCode::kDone);

// One message on standard error, "wmiscope: " before it; it may have several lines. Its control
// characters are escaped.
void say(std::string_view message);

// The same for a mistake of the user, with the command whose help would say more.
void say_usage(std::string_view message, std::string_view command);

}  // namespace wmiscope
