// SPDX-License-Identifier: Apache-2.0
//
// `wmiscope explain ID PATH…`: one activity in full, with the investigations of its host.
//
//   return run_explain(settings);      // the exit code
#pragma once

#include "cli/settings.h"

namespace wmiscope {

// settings.paths: the id, then what to read.
int run_explain(const Settings& settings);

}  // namespace wmiscope
