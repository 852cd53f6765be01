// SPDX-License-Identifier: Apache-2.0
//
// The risk of an activity, 0 to 100. For people to sort by: the weights order acts by what they can
// do to a network, and say nothing about how likely they are.
//
//   score = the largest risk of its findings, but at least what its vector is worth (table in
//   risk.cc)
//         + 5 for each further detection that fired, at most 15
//         + the weight of its gravest purpose (table in risk.cc), 3 for each further one, at most 9
//         + 15 for an attack tool that is known by its fingerprint
//         + 10 for a remote origin (5 where that is of low confidence)
//
// and not above 100; a known harmless use has a tenth of it, at most 10.
//
//   activity.risk_score = activity_risk(activity, {.finding_risk = 49, .detections = 2});
//
// Levels follow by the bands of contracts.md (25 medium, 50 high, 80 critical). Pure, any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "wmiscope/activity.h"

namespace wmiscope {

struct RiskFacts {
  int finding_risk = 0;        // largest risk_score of its findings; 0 without findings
  std::size_t detections = 0;  // distinct detections that fired
};

// Reads vector, origin, tool, purposes and benign of the activity.
int activity_risk(const Activity& activity, const RiskFacts& facts);

// Parts of the sum, for docs and tests.
int vector_risk(std::string_view vector);
int purpose_risk(std::string_view purpose);

}  // namespace wmiscope
