// SPDX-License-Identifier: Apache-2.0
//
// What a scan looked at, so that "nothing found" can be weighed: files, bytes, records, the events that
// the rules asked for, and for each detection whether it could run on this data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wmiscope {

struct EventCount {
  std::string channel;
  std::string provider;
  std::uint32_t event_id = 0;
  std::uint64_t count = 0;
};

// A file that events were looked for in, with ScanOptions::hash.
struct FileHash {
  std::string path;
  std::string sha256;  // of the file's own bytes, packed or not; 64 hex digits
};

enum class DetectionState : std::uint8_t {
  kRan,            // events that it needs were there
  kNoEvents,       // none of the events that it needs is in this data
  kFieldsMissing,  // the events were there, but never with the fields that it needs
  kOff,            // switched off by --disable or --no-builtin
};

struct DetectionCoverage {
  std::string detection_id;
  std::string detection;
  DetectionState state = DetectionState::kNoEvents;
  std::vector<std::string> missing_fields;
  std::string needs;  // for people: "Sysmon 20 (Microsoft-Windows-Sysmon/Operational)"
  std::uint64_t findings = 0;
  std::uint64_t excluded = 0;
  std::vector<std::string> remedies =
      {};  // for people: what to switch on at the source; one will do
};

struct Coverage {
  std::string version;  // of wmiscope
  std::string content;  // SHA-256 of the rules and data of the run, hex
  bool complete = true;

  struct {
    std::uint64_t read = 0;
    std::uint64_t skipped = 0;
    std::uint64_t with_issues = 0;
  } files;
  std::uint64_t bytes = 0;
  struct {
    std::uint64_t read = 0;
    std::uint64_t demanded = 0;   // had an event id and a log that some rule asked for
    std::uint64_t damaged = 0;    // a header was found, but the record could not be read
    std::uint64_t recovered = 0;  // from slack
  } records;

  std::vector<EventCount> events;  // of what was demanded, ordered by channel, provider, id
  std::vector<DetectionCoverage> detections;
  std::uint64_t activities_total = 0;
  std::uint64_t activities_benign = 0;
  std::uint64_t duplicates_dropped = 0;
  std::uint64_t issues_total = 0;  // severity issue and note together
  std::uint64_t issues_shown = 0;
  std::vector<FileHash> hashes;  // in the order of reading
  double seconds = 0;            // wall time of the run; for people only
};

}  // namespace wmiscope
