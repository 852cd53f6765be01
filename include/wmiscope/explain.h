// SPDX-License-Identifier: Apache-2.0
//
// Everything about one activity: the activity itself, its findings, its other half, and the story's
// investigations of its host.
//
//   auto explanation = wmiscope::explain(options, "5f0c9a1e", sink);
//   if (!explanation) std::fputs(explanation.error().message.c_str(), stderr);
//
// The id is that of an activity or of a finding, or its first digits. The inputs are read once, as
// by scan(); context is on whatever the options say. The sink is told what could not be read, and
// the coverage; findings and activities stand in the result. Memory: that of a scan, and a count
// for each distinct process start.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "wmiscope/activity.h"
#include "wmiscope/investigation.h"
#include "wmiscope/scan.h"

namespace wmiscope {

// An activity that belongs to the explained one.
struct LinkedActivity {
  std::string id;
  std::string host;
  Time start;
  std::string summary;
};

struct Explanation {
  Activity activity;
  std::vector<Finding> findings;  // of the activity
  std::vector<LinkedActivity> linked;
  Investigation investigation;
};

// Where no id or more than one begins so, the Failure (kRun) says which ones there are.
std::expected<Explanation, Failure> explain(const ScanOptions& options, std::string_view id,
                                            Sink& sink);

}  // namespace wmiscope
