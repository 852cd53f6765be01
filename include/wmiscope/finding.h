// SPDX-License-Identifier: Apache-2.0
//
// What a scan finds: one Finding for each event that a rule matched, or, with ScanOptions::group,
// one Group for each distinct tuple of a rule's by-fields.
//
// All text is UTF-8 as the event stores it (hostile: whoever writes it out must escape it). An absent
// optional is a fact that is not known; it is never written as null. Plain values, no lifetime to
// mind, safe to copy between threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wmiscope {

// Severity. A built-in detection's level comes from its risk score: below 25 low, 25-49 medium,
// 50-79 high, 80-100 critical.
enum class Level : std::uint8_t { kInformational, kLow, kMedium, kHigh, kCritical };

// A moment in UTC: 100 ns ticks since 1601-01-01 for order and windows, and the text as the source
// wrote it (RFC 3339 with Z; seven digits of the second from EVTX, a text form's own digits
// otherwise).
struct Time {
  std::uint64_t ticks = 0;
  std::string text;

  bool known() const { return !text.empty(); }
};

// Where an event lies. `path` is the argument as given, or argument + '/' + the path below it;
// `member` the name inside an archive.
struct SourceRef {
  std::string path;
  std::string member;
  std::optional<std::uint64_t> offset;  // byte of the record in the file or unpacked member
  std::optional<std::uint64_t> line;    // 1-based line on which a text event begins
  std::uint64_t index = 0;              // 1-based ordinal in the order of bytes
  bool recovered = false;               // from slack (dump --recovered)
  bool bad_checksum = false;            // its chunk's data checksum does not hold
};

// The envelope of the event (the Windows event schema's System element).
struct EventRef {
  std::string provider;
  std::string channel;
  std::optional<std::uint32_t> event_id;
  std::optional<std::uint64_t> record_id;  // EventRecordID
  std::string computer;
};

struct RiskObject {
  std::string name;
  std::string type;  // "system" or "user"
};

// Name and value of a by-field, in the order of the published search.
using Fields = std::vector<std::pair<std::string, std::string>>;

struct Finding {
  std::string id;  // 32 hex digits, equal for equal events in whatever form they came
  Time time;
  bool time_zone_assumed = false;  // the source names no zone: `time` is its clock, taken as UTC
  std::string detection_id;
  std::string detection;
  std::string story;  // empty for rules that belong to no story
  std::string type;   // "TTP", "Hunting"; empty for other people's rules
  Level level = Level::kMedium;
  std::optional<int> risk_score;  // 0-100
  std::vector<std::string> mitre_attack;
  std::string message;
  std::vector<RiskObject> risk_objects;
  std::string dest;  // empty: not known
  std::string user;  // without domain; empty: not known
  Fields fields;
  EventRef event;
  SourceRef source;
  std::string activity;  // id of its activity; empty without context
  std::string excluded;  // name of the filter that excluded it; empty for a live finding
};

struct Group {
  std::string detection_id;
  std::string detection;
  Level level = Level::kMedium;
  std::uint64_t count = 0;
  Time first_time;
  Time last_time;
  Fields fields;
};

}  // namespace wmiscope
