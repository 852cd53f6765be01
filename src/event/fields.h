// SPDX-License-Identifier: Apache-2.0
//
// Names of event fields as small integers. Names are interned while rules and tables are loaded;
// from then on a scan only looks them up, so that one FieldNames serves all threads. Names are
// compared with case: NXLog's ProcessID and ProcessId differ (contracts.md section 1).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wmiscope {

enum class FieldId : std::uint16_t {};

inline constexpr std::size_t index(FieldId id) { return static_cast<std::size_t>(id); }

// The envelope of the event (Windows' System element): always at hand, whatever was demanded.
enum class SystemField : std::uint8_t {
  kProvider,   // Provider_Name
  kEventId,    // EventID
  kVersion,    // Version
  kLevel,      // Level
  kTask,       // Task
  kOpcode,     // Opcode
  kKeywords,   // Keywords
  kTime,       // TimeCreated
  kRecordId,   // EventRecordID
  kProcessId,  // ExecutionProcessID: the writer, not the subject
  kThreadId,   // ExecutionThreadID
  kChannel,    // Channel
  kComputer,   // Computer
  kUserId,     // SecurityUserID: the SID that the writer ran as
};
inline constexpr std::size_t kSystemFieldCount = 14;

// The name by which rules and tables call it, and back.
std::string_view system_field_name(SystemField field);
std::optional<SystemField> find_system_field(std::string_view name);

class FieldNames {
 public:
  FieldId intern(std::string_view name);
  std::optional<FieldId> find(std::string_view name) const;
  std::string_view name(FieldId id) const { return names_[index(id)]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::deque<std::string> names_;  // never moves: the map's keys are views into it
  std::unordered_map<std::string_view, FieldId> ids_;
};

}  // namespace wmiscope
