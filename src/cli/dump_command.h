// SPDX-License-Identifier: Apache-2.0
//
// `wmiscope dump`: every event as JSON lines to standard output or one file, problems to standard
// error. Returns the exit code of the process (cli/exit_code.h).
#pragma once

#include "cli/settings.h"

namespace wmiscope {

int run_dump(const Settings& settings);

}  // namespace wmiscope
