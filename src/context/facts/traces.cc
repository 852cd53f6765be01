// SPDX-License-Identifier: Apache-2.0
#include "context/facts/traces.h"

#include <algorithm>
#include <array>

#include "base/assert.h"

namespace wmiscope {
namespace {

using enum RawCondition::Test;

constexpr std::string_view kSysmon = "Microsoft-Windows-Sysmon/Operational";
constexpr std::string_view kSysmonProvider = "Microsoft-Windows-Sysmon";
constexpr std::string_view kWmi = "Microsoft-Windows-WMI-Activity/Operational";
constexpr std::string_view kWmiProvider = "Microsoft-Windows-WMI-Activity";
constexpr std::string_view kSecurity = "Security";
constexpr std::string_view kAuditing = "Microsoft-Windows-Security-Auditing";
constexpr std::string_view kPowershell = "Microsoft-Windows-PowerShell/Operational";
constexpr std::string_view kPowershellProvider = "Microsoft-Windows-PowerShell";
constexpr std::string_view kFirewall =
    "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall";
constexpr std::string_view kFirewallProvider =
    "Microsoft-Windows-Windows Firewall With Advanced Security";

constexpr std::string_view kDefender = "Microsoft-Windows-Windows Defender/Operational";
constexpr std::string_view kDefenderProvider = "Microsoft-Windows-Windows Defender";

constexpr std::string_view kNetworkFields[] = {
    "Image",         "ProcessGuid",         "ProcessId",       "User",      "Initiated", "SourceIp",
    "DestinationIp", "DestinationHostname", "DestinationPort", "SourcePort"};
constexpr TraceCondition kNetworkIf[] = {{"Image", kEndsWith, "\\wmic.exe"},
                                         {"Image", kEndsWith, "\\scrcons.exe"},
                                         {"Image", kContains, "\\users\\"},
                                         {"Image", kStartsWith, "c:\\windows\\temp\\"},
                                         {"Image", kStartsWith, "c:\\programdata\\"}};

constexpr std::string_view kModuleFields[] = {"Image",       "ProcessGuid", "ProcessId",
                                              "ImageLoaded", "Signed",      "User"};
// Most of a Sysmon log is event 7: WMI's client and what takes its place by one test, their folder.
constexpr TraceCondition kModuleIf[] = {{"Image", kEndsWith, "\\wmic.exe"},
                                        {"Image", kEndsWith, "\\scrcons.exe"},
                                        {"ImageLoaded", kContains, "\\wbem\\"}};

constexpr std::string_view kFileFields[] = {"Image", "ProcessGuid", "ProcessId", "TargetFilename",
                                            "User"};
constexpr TraceCondition kFileIf[] = {{"Image", kEndsWith, "\\wmic.exe"},
                                      {"Image", kEndsWith, "\\scrcons.exe"},
                                      {"TargetFilename", kEndsWith, "\\wbem\\wbemcomn.dll"},
                                      {"TargetFilename", kContains, "\\windows\\__1"}};

constexpr std::string_view kRegistryFields[] = {"Image",        "ProcessGuid", "ProcessId",
                                                "TargetObject", "Details",     "User"};
constexpr TraceCondition kRegistryIf[] = {{"Image", kEndsWith, "\\wmiprvse.exe"},
                                          {"Image", kEndsWith, "\\scrcons.exe"}};

constexpr std::string_view kFilterFields[] = {"Operation", "User", "EventNamespace", "Name",
                                              "Query"};
constexpr std::string_view kConsumerFields[] = {"Operation", "User", "Name", "Type", "Destination"};
constexpr std::string_view kBindingFields[] = {"Operation", "User", "Consumer", "Filter"};

constexpr std::string_view kDnsFields[] = {"Image", "ProcessGuid", "ProcessId", "QueryName"};
constexpr TraceCondition kDnsIf[] = {{"Image", kEndsWith, "\\wmic.exe"},
                                     {"Image", kEndsWith, "\\scrcons.exe"}};

constexpr std::string_view kPipeFields[] = {"Image", "ProcessGuid", "ProcessId", "PipeName"};
constexpr TraceCondition kPipeIf[] = {{"Image", kEndsWith, "\\scrcons.exe"}};

// UserData and rendered messages spell some of them differently.
constexpr std::string_view kProviderFields[] = {"ProviderName", "Code", "HostProcess", "ProcessID",
                                                "ProviderPath"};
constexpr std::string_view kOperationFields[] = {
    "ClientMachine", "User", "ClientProcessId", "Component", "Operation", "ResultCode", "Id"};
constexpr std::string_view kActiveFields[] = {"NamespaceName", "Query", "User", "Processid",
                                              "PossibleCause"};
constexpr std::string_view kTemporaryFields[] = {"NamespaceName", "Query", "User", "Processid",
                                                 "ClientMachine"};
constexpr std::string_view kPermanentFields[] = {"Namespace", "ESS", "CONSUMER", "PossibleCause"};

constexpr std::string_view kExplicitFields[] = {
    "SubjectUserSid",   "SubjectUserName",  "SubjectDomainName", "SubjectLogonId", "TargetUserName",
    "TargetDomainName", "TargetServerName", "TargetInfo",        "ProcessId",      "ProcessName"};
constexpr TraceCondition kExplicitIf[] = {{"ProcessName", kEndsWith, "\\wmic.exe"},
                                          {"ProcessName", kEndsWith, "\\scrcons.exe"},
                                          {"TargetInfo", kStartsWith, "rpcss/"}};

constexpr std::string_view kAuditFields[] = {
    "SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId",
    "ObjectServer",   "ObjectName",      "AdditionalInfo",    "AdditionalInfo2"};
constexpr TraceCondition kAuditIf[] = {{"ObjectServer", kEquals, "wmi"}};

constexpr std::string_view kShareFields[] = {
    "SubjectUserSid", "SubjectUserName", "SubjectDomainName",  "SubjectLogonId",
    "IpAddress",      "ShareName",       "RelativeTargetName", "AccessMask"};
constexpr TraceCondition kShareIf[] = {{"RelativeTargetName", kStartsWith, "__"},
                                       {"RelativeTargetName", kEndsWith, "\\wbem\\wbemcomn.dll"}};

constexpr std::string_view kPrivilegeFields[] = {
    "SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId",
    "ProcessName",    "ProcessId",       "ObjectName"};
constexpr TraceCondition kPrivilegeIf[] = {{"ProcessName", kEndsWith, "\\wmiprvse.exe"}};

constexpr std::string_view kPipelineFields[] = {"ContextInfo", "Payload"};
constexpr TraceCondition kPipelineIf[] = {{"Payload", kContains, "wmi"},
                                          {"Payload", kContains, "cim"}};
constexpr std::string_view kScriptFields[] = {"MessageNumber", "MessageTotal", "ScriptBlockText",
                                              "ScriptBlockId", "Path"};
constexpr TraceCondition kScriptIf[] = {{"ScriptBlockText", kContains, "wmi"},
                                        {"ScriptBlockText", kContains, "cim"},
                                        {"ScriptBlockText", kContains, "winmgmts"},
                                        {"ScriptBlockText", kContains, "management"},
                                        {"ScriptBlockText", kContains, "wbem"},
                                        // Of several parts, whichever has the word.
                                        {"MessageTotal", kUnequal, "1"}};
// Its three strings have no names: command line, details, bindings.
constexpr std::string_view kClassicFields[] = {"1", "2", "3"};

constexpr std::string_view kDcomFields[] = {"param1", "param2", "param3", "param4",
                                            "param6", "param7", "param8", "param9"};
constexpr TraceCondition kDcomIf[] = {{"param2", kEquals, "remote"}};

constexpr std::string_view kReachFields[] = {"param1", "param2", "param3"};

// Attack surface reduction: process creations from PSExec and WMI; persistence through WMI.
constexpr std::string_view kAsrFields[] = {"ID", "User", "Path", "Process Name"};
constexpr TraceCondition kAsrIf[] = {{"ID", kContains, "d1e49aac-8f56-4280-b9ba-993a6d77406c"},
                                     {"ID", kContains, "e6db77e5-3df2-4cf1-b95a-636979351e5b"}};

// Version 1 of them names the client's process.
constexpr std::string_view kServiceFields[] = {
    "SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId",
    "ServiceName",    "ServiceFileName", "ClientProcessId"};
constexpr std::string_view kTaskFields[] = {"SubjectUserSid",    "SubjectUserName",
                                            "SubjectDomainName", "SubjectLogonId",
                                            "TaskName",          "ClientProcessId"};

constexpr std::string_view kFirewallFields[] = {
    "RuleName",      "ApplicationPath",     "Action", "Direction", "LocalPorts",
    "ModifyingUser", "ModifyingApplication"};
constexpr std::string_view kSettingFields[] = {"Profiles",      "SettingType",
                                               "SettingValue",  "SettingValueString",
                                               "ModifyingUser", "ModifyingApplication"};
constexpr TraceCondition kFirewallIf[] = {{"ModifyingApplication", kEndsWith, "\\wmiprvse.exe"}};

constexpr auto kSpecs = std::to_array<TraceSpec>({
    {TraceKind::kNetwork, kSysmon, kSysmonProvider, 3, kNetworkFields, kNetworkIf},
    {TraceKind::kModule, kSysmon, kSysmonProvider, 7, kModuleFields, kModuleIf},
    {TraceKind::kFile, kSysmon, kSysmonProvider, 11, kFileFields, kFileIf},
    {TraceKind::kRegistry, kSysmon, kSysmonProvider, 13, kRegistryFields, kRegistryIf},
    {TraceKind::kFilter, kSysmon, kSysmonProvider, 19, kFilterFields, {}},
    {TraceKind::kConsumer, kSysmon, kSysmonProvider, 20, kConsumerFields, {}},
    {TraceKind::kBinding, kSysmon, kSysmonProvider, 21, kBindingFields, {}},
    {TraceKind::kDns, kSysmon, kSysmonProvider, 22, kDnsFields, kDnsIf},
    {TraceKind::kPipe, kSysmon, kSysmonProvider, 17, kPipeFields, kPipeIf},
    {TraceKind::kPipe, kSysmon, kSysmonProvider, 18, kPipeFields, kPipeIf},
    {TraceKind::kProvider, kWmi, kWmiProvider, 5857, kProviderFields, {}},
    {TraceKind::kOperation, kWmi, kWmiProvider, 5858, kOperationFields, {}},
    {TraceKind::kFilterActive, kWmi, kWmiProvider, 5859, kActiveFields, {}},
    {TraceKind::kTemporary, kWmi, kWmiProvider, 5860, kTemporaryFields, {}},
    {TraceKind::kPermanent, kWmi, kWmiProvider, 5861, kPermanentFields, {}},
    {TraceKind::kExplicitLogon, kSecurity, kAuditing, 4648, kExplicitFields, kExplicitIf},
    {TraceKind::kNamespaceAudit, kSecurity, kAuditing, 4662, kAuditFields, kAuditIf},
    {TraceKind::kShareAccess, kSecurity, kAuditing, 5145, kShareFields, kShareIf},
    {TraceKind::kPrivilegeUse, kSecurity, kAuditing, 4673, kPrivilegeFields, kPrivilegeIf},
    {TraceKind::kPrivilegeUse, kSecurity, kAuditing, 4674, kPrivilegeFields, kPrivilegeIf},
    {TraceKind::kPipeline, kPowershell, kPowershellProvider, 4103, kPipelineFields, kPipelineIf},
    {TraceKind::kScriptBlock, kPowershell, kPowershellProvider, 4104, kScriptFields, kScriptIf},
    {TraceKind::kClassicPipeline,
     "Windows PowerShell",
     "PowerShell",
     800,
     kClassicFields,
     {},
     true},
    {TraceKind::kDcomRefused, "System", "Microsoft-Windows-DistributedCOM", 10016, kDcomFields,
     kDcomIf},
    {TraceKind::kDcomUnreachable,
     "System",
     "Microsoft-Windows-DistributedCOM",
     10006,
     kReachFields,
     {}},
    {TraceKind::kDcomUnreachable,
     "System",
     "Microsoft-Windows-DistributedCOM",
     10009,
     kReachFields,
     {}},
    {TraceKind::kDcomUnreachable,
     "System",
     "Microsoft-Windows-DistributedCOM",
     10028,
     kReachFields,
     {}},
    {TraceKind::kAsrRule, kDefender, kDefenderProvider, 1121, kAsrFields, kAsrIf},
    {TraceKind::kAsrRule, kDefender, kDefenderProvider, 1122, kAsrFields, kAsrIf},
    {TraceKind::kServiceOrTask, kSecurity, kAuditing, 4697, kServiceFields, {}},
    {TraceKind::kServiceOrTask, kSecurity, kAuditing, 4698, kTaskFields, {}},
    {TraceKind::kServiceOrTask, kSecurity, kAuditing, 4702, kTaskFields, {}},
    {TraceKind::kOperation,
     "Microsoft-Windows-WMI-Activity/Trace",
     kWmiProvider,
     11,
     kOperationFields,
     {}},
    {TraceKind::kFirewallSetting, kFirewall, kFirewallProvider, 2003, kSettingFields, kFirewallIf},
    {TraceKind::kFirewallRule, kFirewall, kFirewallProvider, 2004, kFirewallFields, kFirewallIf},
    {TraceKind::kFirewallRule, kFirewall, kFirewallProvider, 2071, kFirewallFields, kFirewallIf},
    {TraceKind::kFirewallRule, kFirewall, kFirewallProvider, 2097, kFirewallFields, kFirewallIf},
});

static_assert(std::ranges::all_of(kSpecs, [](const TraceSpec& spec) {
  return spec.fields.size() <= kTraceFields;
}));

}  // namespace

std::span<const TraceSpec> trace_specs() { return kSpecs; }

std::size_t TraceSpec::field(std::string_view name) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i] == name) return i;
  }
  WMISCOPE_ASSERT(false);
  return 0;
}

}  // namespace wmiscope
