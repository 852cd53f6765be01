// SPDX-License-Identifier: Apache-2.0
//
// The answers to the investigations that belong to the story "Suspicious WMI Use": what else WMI did
// on the host, and how usual the process and its parent are there.
//
//   for (const ProcessCount& row : explanation.investigation.process) …
//
// The columns are those of the published searches (Get Sysmon WMI Activity for Host, Get Parent
// Process Info, Get Process Info). Counts are of process starts as recorded: where Sysmon and the
// Security log both have one, it counts twice, as in the data model. All text is hostile. Plain
// values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wmiscope/finding.h"

namespace wmiscope {

// One Sysmon 19, 20 or 21 of the host. Columns that its event lacks are empty.
struct WmiActivityRow {
  Time time;
  std::string dest;
  std::string user;
  std::string name;
  std::string operation;
  std::string event_type;
  std::string type;
  std::string query;
  std::string consumer;
  std::string filter;
  EventRef event;
};

// Starts with equal user, parent, process and host.
struct ProcessCount {
  std::uint64_t count = 0;
  Time first_time;
  Time last_time;
  std::string user;
  std::string parent_process_name;
  std::string process_name;
  std::string dest;
  std::vector<std::string> processes;  // distinct command lines, sorted, at most 20
  bool more_processes = false;         // there were more of them
};

struct Investigation {
  std::vector<WmiActivityRow> wmi_activity;  // by time
  std::vector<ProcessCount> parent_process;  // by first time
  std::vector<ProcessCount> process;
};

}  // namespace wmiscope
