// SPDX-License-Identifier: Apache-2.0
//
// --stats: what a run cost and what it looked at, for standard error.
//
//   err.write(stats_text(fanout.coverage(), peak_memory_bytes()));
#pragma once

#include <cstdint>
#include <string>

#include "wmiscope/coverage.h"

namespace wmiscope {

std::string stats_text(const Coverage& coverage, std::uint64_t peak_memory_bytes);

// The most memory that this process ever held.
std::uint64_t peak_memory_bytes();

}  // namespace wmiscope
