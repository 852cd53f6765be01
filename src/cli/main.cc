// SPDX-License-Identifier: Apache-2.0
//
// The program. Whatever a library throws that no adapter caught ends here, as a failed run.
#include <exception>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/signals.h"
#include "cli/terminal.h"

int main(int argc, char** argv) {
  try {
    wmiscope::open_missing_standard_files();
    wmiscope::ignore_signals_of_writing();
    const std::vector<std::string_view> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return wmiscope::run_command_line(arguments);
  } catch (const std::exception& error) {
    wmiscope::say(error.what());
    return wmiscope::exit_code(wmiscope::ExitCode::kFailed);
  } catch (...) {
    wmiscope::say("failed for an unknown reason");
    return wmiscope::exit_code(wmiscope::ExitCode::kFailed);
  }
}
