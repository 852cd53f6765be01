// SPDX-License-Identifier: Apache-2.0
//
// An analytic story (content/stories/*.yml): which rules belong to it and what the published search
// adds to each: risk, message, the by-fields of its output and the kind of search, which decides
// what an absent by-field does (corpus README, choice 4).
//
//   auto story = load_builtin_story();
//   if (const StoryDetection* found = story->find(rule.id)) rule.risk_score = found->risk_score;
//
// The file is a map of id, name, description and `detections`, a list of
//
//   id: 24869767-8579-485d-9a4f-d9ddfd8f0cac    # of the rule in content/detections
//   title: Process Execution via WMI
//   type: TTP                                   # or Hunting
//   search: data-model                          # or stats, table
//   by: [dest, user]
//   risk: 49                                    # 0 to 100; the level follows from it
//   mitre: [T1047]
//   message: WMI started a process on {dest}    # only by-fields in braces
//   risk_objects: {system: dest, user: user}    # fields that name them; each may be missing
//   filter: process_execution_via_wmi_filter
//   later: true                                 # may be missing
//
// Plain values, loaded once and then read-only.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "content/embedded.h"

namespace wmiscope {

// What the published search does with an event that lacks one of its by-fields.
enum class SearchKind {
  kDataModel,  // tstats over Endpoint.Processes: absent fields have their own words ("unknown",
               // "null")
  kStats,      // stats … by: the event is dropped
  kTable,      // table: the column is left out, one row an event
};

struct StoryDetection {
  std::string id;  // of the Sigma rule in content/detections
  std::string title;
  std::string type;  // TTP, Hunting
  SearchKind search = SearchKind::kDataModel;
  std::vector<std::string> by_fields;  // in the order of the published search
  int risk_score = 0;
  std::vector<std::string> mitre_attack;
  std::string message;     // with {field} for the value of a field
  std::string dest_field;  // names of the risk objects' fields; empty: none
  std::string user_field;
  std::string filter;  // Splunk's macro name: process_execution_via_wmi_filter
  bool later = false;  // one of the two later members
};

struct Story {
  std::string id;
  std::string name;
  std::string description;
  std::vector<StoryDetection> detections;

  const StoryDetection* find(std::string_view detection_id) const;
};

// The story of one file. The error names file and line.
std::expected<Story, std::string> parse_story(const EmbeddedFile& file);

// The built-in story. Its error is a mistake in this project's own content.
std::expected<Story, std::string> load_builtin_story();

}  // namespace wmiscope
