// SPDX-License-Identifier: Apache-2.0
//
// `wmiscope scan`: settings to a scan, its results to the table, standard output and files.
//
// Opens the outputs before anything is read, runs, names the files when all is written, and returns
// the exit code of the process (cli/exit_code.h).
#pragma once

#include "cli/settings.h"

namespace wmiscope {

int run_scan(const Settings& settings);

}  // namespace wmiscope
