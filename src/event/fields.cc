// SPDX-License-Identifier: Apache-2.0
#include "event/fields.h"

#include <array>

namespace wmiscope {
namespace {

constexpr std::array<std::string_view, kSystemFieldCount> kSystemNames = {"Provider_Name",
                                                                          "EventID",
                                                                          "Version",
                                                                          "Level",
                                                                          "Task",
                                                                          "Opcode",
                                                                          "Keywords",
                                                                          "TimeCreated",
                                                                          "EventRecordID",
                                                                          "ExecutionProcessID",
                                                                          "ExecutionThreadID",
                                                                          "Channel",
                                                                          "Computer",
                                                                          "SecurityUserID"};

}  // namespace

std::string_view system_field_name(SystemField field) {
  return kSystemNames[static_cast<std::size_t>(field)];
}

std::optional<SystemField> find_system_field(std::string_view name) {
  for (std::size_t i = 0; i < kSystemNames.size(); ++i) {
    if (kSystemNames[i] == name) return static_cast<SystemField>(i);
  }
  return std::nullopt;
}

FieldId FieldNames::intern(std::string_view name) {
  if (const auto known = find(name)) return *known;
  const auto id = static_cast<FieldId>(names_.size());
  ids_.emplace(names_.emplace_back(name), id);
  return id;
}

std::optional<FieldId> FieldNames::find(std::string_view name) const {
  const auto it = ids_.find(name);
  if (it == ids_.end()) return std::nullopt;
  return it->second;
}

}  // namespace wmiscope
