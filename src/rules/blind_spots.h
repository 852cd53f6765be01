// SPDX-License-Identifier: Apache-2.0
//
// Whether a rule could have matched events that never had some of their fields: Security 4688
// without command lines shows no `wmic /node:`, however many there are.
//
//   if (auto missing = blind_spots(bound.condition, seen); !missing.empty()) …   // slots
//
// A comparison counts as impossible where the field that it is mainly about was never there; its
// fallbacks (the program's path for a missing command line) cannot stand in for it. A negation is
// always possible.
#pragma once

#include <cstdint>
#include <vector>

#include "rules/condition.h"

namespace wmiscope {

// `seen`: bit n says that slot n was there in some event (BatchCounts::fields_seen). The slots
// without which the bound condition cannot hold; empty where it can.
std::vector<std::size_t> blind_spots(const ConditionNode& condition, std::uint64_t seen);

}  // namespace wmiscope
