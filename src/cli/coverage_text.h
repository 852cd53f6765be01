// SPDX-License-Identifier: Apache-2.0
//
// Which detections can run on some data, as a table for people (`wmiscope rules coverage`).
//
//   out += coverage_text(coverage, width);
//
//   can run  XSL Script Execution With WMIC
//   blind    Detect WMI Event Subscription Persistence
//            no Sysmon 20 in this data
//            install Sysmon with WmiEvent logged …
//
// The titles and names of other people's rules are escaped. No state, any thread.
#pragma once

#include <cstddef>
#include <string>

#include "wmiscope/coverage.h"

namespace wmiscope {

std::string coverage_text(const Coverage& coverage, std::size_t width);

}  // namespace wmiscope
