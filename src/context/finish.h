// SPDX-License-Identifier: Apache-2.0
//
// From drafts to activities: findings joined by their records, purposes asked for, what says
// nothing left out, then words, score, id and order.
#pragma once

#include <span>
#include <vector>

#include "context/case/case.h"
#include "context/context.h"

namespace wmiscope {

inline constexpr std::size_t kMaxEvidence = 200;  // contracts.md section 3
inline constexpr std::size_t kMaxProcesses = 100;
inline constexpr std::size_t kMaxDecodedTexts = 20;

std::vector<Activity> finish(Case& work, std::span<Finding> findings,
                             const PurposesOf& purposes_of);

}  // namespace wmiscope
