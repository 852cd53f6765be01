// SPDX-License-Identifier: Apache-2.0
//
// The exit codes that scripts rely on (contracts.md section 2), and which one holds where several
// could.
//
//   return exit_code({.fail_on_met = true, .issues = true});   // 10
#pragma once

#include <cstdint>

namespace wmiscope {

enum class ExitCode : std::uint8_t {
  kDone = 0,
  kFailed = 1,      // the run failed
  kUsage = 2,       // wrong usage, before anything is read
  kIssues = 3,      // done, but some input could not be read
  kFailOnMet = 10,  // --fail-on, and a finding at or above the level
};

// How a run that was started ended.
struct Outcome {
  bool failed = false;         // a missing path, an output that takes no more, a limit
  bool usage = false;          // a rule or filter was refused
  bool reader_closed = false;  // standard output's reader went away: nobody is told
  int signal = 0;              // that interrupted the run
  bool strict = false;
  bool fail_on_met = false;
  bool issues = false;
};

constexpr int exit_code(ExitCode code) { return static_cast<int>(code); }

constexpr int exit_code(const Outcome& outcome) {
  if (outcome.signal != 0) return 128 + outcome.signal;
  if (outcome.usage) return exit_code(ExitCode::kUsage);
  if (outcome.failed) return exit_code(ExitCode::kFailed);
  if (outcome.reader_closed) return exit_code(ExitCode::kDone);
  if (outcome.strict && outcome.issues) return exit_code(ExitCode::kFailed);
  if (outcome.fail_on_met) return exit_code(ExitCode::kFailOnMet);
  return exit_code(outcome.issues ? ExitCode::kIssues : ExitCode::kDone);
}

}  // namespace wmiscope
