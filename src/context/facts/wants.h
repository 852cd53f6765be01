// SPDX-License-Identifier: Apache-2.0
//
// What the context asks of the inputs, beside the rules.
//
//   RuleSet::build(rules, filters, table, context_wants(table));
//
// Process starts and logons as a whole; everything else only under cheap conditions, since nine
// tenths of a file server's Security log are 5145 and most of a Sysmon log is event 7.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "event/demand.h"
#include "event/field_table.h"

namespace wmiscope {

// The kinds of event that are no traces (traces.h).
enum class CoreKind : std::uint8_t {
  kSysmonProcess,
  kAuditProcess,
  kLogon,
  kLogoff,
  kPrivileges,
  kBoot,
};

struct CoreSpec {
  CoreKind kind;
  std::string_view channel;
  std::string_view provider;
  std::uint32_t event_id;
  std::span<const std::string_view> fields;
};
std::span<const CoreSpec> core_specs();

// Fields that tell when an event happened in forms that stamp its reception (NXLog); asked of every
// kind, they stand behind its own.
std::span<const std::string_view> clock_fields();

std::vector<Want> context_wants(FieldTable& table);

}  // namespace wmiscope
