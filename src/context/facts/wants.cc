// SPDX-License-Identifier: Apache-2.0
#include "context/facts/wants.h"

#include <array>

#include "context/facts/traces.h"

namespace wmiscope {
namespace {

constexpr std::string_view kSysmonFields[] = {"Image",
                                              "CommandLine",
                                              "User",
                                              "ProcessGuid",
                                              "ProcessId",
                                              "LogonGuid",
                                              "LogonId",
                                              "TerminalSessionId",
                                              "ParentImage",
                                              "ParentCommandLine",
                                              "ParentProcessGuid",
                                              "ParentProcessId",
                                              "OriginalFileName"};
constexpr std::string_view kAuditFields[] = {
    "NewProcessName",   "CommandLine",       "NewProcessId",     "ProcessId",     "SubjectUserSid",
    "SubjectUserName",  "SubjectDomainName", "SubjectLogonId",   "TargetUserSid", "TargetUserName",
    "TargetDomainName", "TargetLogonId",     "ParentProcessName"};
constexpr std::string_view kLogonFields[] = {
    "TargetUserSid", "TargetUserName", "TargetDomainName", "TargetLogonId",   "LogonType",
    "IpAddress",     "IpPort",         "WorkstationName",  "LogonProcessName"};
constexpr std::string_view kLogoffFields[] = {"TargetLogonId"};
constexpr std::string_view kPrivilegeFields[] = {"SubjectLogonId"};

constexpr std::string_view kSecurity = "Security";
constexpr std::string_view kAuditing = "Microsoft-Windows-Security-Auditing";

constexpr auto kCore = std::to_array<CoreSpec>({
    {CoreKind::kSysmonProcess, "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon",
     1, kSysmonFields},
    {CoreKind::kAuditProcess, kSecurity, kAuditing, 4688, kAuditFields},
    {CoreKind::kLogon, kSecurity, kAuditing, 4624, kLogonFields},
    {CoreKind::kLogoff, kSecurity, kAuditing, 4634, kLogoffFields},
    {CoreKind::kLogoff, kSecurity, kAuditing, 4647, kLogoffFields},
    {CoreKind::kPrivileges, kSecurity, kAuditing, 4672, kPrivilegeFields},
    {CoreKind::kBoot, kSecurity, kAuditing, 4608, {}},
    {CoreKind::kBoot, "System", "EventLog", 6005, {}},
});

constexpr std::string_view kClock[] = {"EventTime", "EventReceivedTime"};

template <typename Spec>
Want want_of(const Spec& spec, FieldNames& names) {
  Want want{.channel = std::string(spec.channel),
            .provider = std::string(spec.provider),
            .event_id = spec.event_id,
            .fields = {},
            .any_of = {}};
  for (const std::string_view field : spec.fields) want.fields.push_back(names.intern(field));
  for (const std::string_view field : kClock) want.fields.push_back(names.intern(field));
  return want;
}

Want want_of_trace(const TraceSpec& spec, FieldNames& names) {
  Want want = want_of(spec, names);
  want.all_values = spec.unnamed;
  for (const TraceCondition& condition : spec.any_of) {
    want.any_of.push_back(
        {names.intern(condition.field), condition.test, std::string(condition.literal)});
  }
  return want;
}

}  // namespace

std::span<const CoreSpec> core_specs() { return kCore; }
std::span<const std::string_view> clock_fields() { return kClock; }

std::vector<Want> context_wants(FieldTable& table) {
  std::vector<Want> wants;
  for (const CoreSpec& spec : kCore) wants.push_back(want_of(spec, table.names));
  for (const TraceSpec& spec : trace_specs()) wants.push_back(want_of_trace(spec, table.names));
  return wants;
}

}  // namespace wmiscope
