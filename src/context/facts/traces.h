// SPDX-License-Identifier: Apache-2.0
//
// The records beside process starts and logons that may show a use of WMI: one row of a table for
// each kind, with the fields kept of it and the cheap conditions without which it says nothing.
//
//   for (const TraceSpec& spec : trace_specs()) …
//   const std::size_t at = spec.field("TargetObject");
//
// Facts: wmi-knowledge section 1. A new source is a row here and a reader of it among the
// recognisers (evidence_*.cc).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "context/facts/facts.h"
#include "event/demand.h"

namespace wmiscope {

enum class TraceKind : std::uint8_t {
  kNetwork,          // Sysmon 3 of wmic and scrcons, DCOM calls of odd programs
  kModule,           // Sysmon 7: script engines in wmic and scrcons, WMI's client in odd programs
  kFile,             // Sysmon 11
  kRegistry,         // Sysmon 13 by WmiPrvSE and scrcons
  kFilter,           // Sysmon 19
  kConsumer,         // Sysmon 20
  kBinding,          // Sysmon 21
  kDns,              // Sysmon 22
  kPipe,             // Sysmon 17, 18 of scrcons
  kProvider,         // WMI-Activity 5857
  kOperation,        // 5858
  kFilterActive,     // 5859
  kTemporary,        // 5860
  kPermanent,        // 5861
  kExplicitLogon,    // Security 4648
  kNamespaceAudit,   // 4662
  kShareAccess,      // 5145
  kPipeline,         // PowerShell 4103
  kScriptBlock,      // 4104
  kClassicPipeline,  // Windows PowerShell 800
  kPrivilegeUse,     // Security 4673, 4674 by WmiPrvSE
  kDcomRefused,      // System 10016
  kDcomUnreachable,  // System 10006, 10009, 10028
  kAsrRule,          // Defender 1121, 1122 with a rule on WMI
  kServiceOrTask,    // Security 4697, 4698, 4702
  kFirewallRule,     // Firewall 2004, 2071, 2097
  kFirewallSetting,  // 2003
};

struct TraceCondition {
  std::string_view field;
  RawCondition::Test test;
  std::string_view literal;  // lower case
};

struct TraceSpec {
  TraceKind kind;
  std::string_view channel;
  std::string_view provider;
  std::uint32_t event_id;
  std::span<const std::string_view> fields;  // at most kTraceFields
  std::span<const TraceCondition> any_of;    // empty: every such event
  bool unnamed = false;                      // the fields are the event's unnamed strings, in order

  // Index of a field; a name that the row lacks is a programmer's mistake.
  std::size_t field(std::string_view name) const;
};

std::span<const TraceSpec> trace_specs();

// The field that holds the script or the bindings of PowerShell's records.
inline std::size_t script_field(TraceKind kind) { return kind == TraceKind::kPipeline ? 1 : 2; }

inline TraceKind kind_of(const Trace& trace) { return trace_specs()[trace.kind].kind; }

}  // namespace wmiscope
