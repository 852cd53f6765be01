// SPDX-License-Identifier: Apache-2.0
#include "tests/windows_events.h"

#include "base/format.h"

namespace wmiscope::testkit {
namespace {

using enum BinType;

constexpr std::string_view kWmiNamespace = "http://manifests.microsoft.com/win/2006/windows/WMI";
constexpr std::string_view kSystemSid = "S-1-5-18";
constexpr std::string_view kNobody = "S-1-0-0";

EventBuilder sysmon(std::uint16_t id, std::uint8_t version) {
  EventBuilder e("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", id);
  e.provider_guid("5770385F-C22A-43E0-BF4C-06F5698FFBD9").version(version).task(id);
  return e;
}

EventBuilder security(std::uint16_t id, std::uint8_t version, std::uint16_t task) {
  EventBuilder e("Security", "Microsoft-Windows-Security-Auditing", id);
  e.provider_guid("54849625-5478-4994-A5BA-3E3B0328C30D").version(version).task(task);
  e.level(0).keywords(0x8020000000000000).writer("").execution(4, 212);
  return e;
}

EventBuilder wmi_activity(std::uint16_t id, std::string_view root) {
  EventBuilder e("Microsoft-Windows-WMI-Activity/Operational", "Microsoft-Windows-WMI-Activity",
                 id);
  e.provider_guid("1418EF04-B0B4-4623-BF7E-D74AB47BBDAA").level(0).keywords(0x4000000000000000);
  e.execution(1212, 3320).user_data(root, kWmiNamespace);
  return e;
}

EventBuilder powershell(std::uint16_t id) {
  EventBuilder e("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell", id);
  e.provider_guid("A0C1853B-5C40-4B15-8766-3CF1C58F985A").version(1).keywords(0);
  e.writer("S-1-5-21-3623811015-3361044348-30300820-1013");
  return e;
}

}  // namespace

EventBuilder sysmon_1() {
  return from_manifest(sysmon(1, 5),
                       {{"RuleName", kString, "-"},
                        {"UtcTime"},
                        {"ProcessGuid", kGuid},
                        {"ProcessId", kUint32, "4120"},
                        {"Image", kString, "C:\\Windows\\System32\\notepad.exe"},
                        {"FileVersion", kString, "10.0.19041.1 (WinBuild.160101.0800)"},
                        {"Description", kString, "-"},
                        {"Product", kString, "Microsoft® Windows® Operating System"},
                        {"Company", kString, "Microsoft Corporation"},
                        {"OriginalFileName", kString, "-"},
                        {"CommandLine"},
                        {"CurrentDirectory", kString, "C:\\Windows\\system32\\"},
                        {"User", kString, "EXAMPLE\\anna"},
                        {"LogonGuid", kGuid},
                        {"LogonId", kHex64, "0x51f2a"},
                        {"TerminalSessionId", kUint32, "1"},
                        {"IntegrityLevel", kString, "Medium"},
                        {"Hashes", kString, "MD5=0CC175B9C0F1B6A831C399E269772661"},
                        {"ParentProcessGuid", kGuid},
                        {"ParentProcessId", kUint32, "3008"},
                        {"ParentImage", kString, "C:\\Windows\\explorer.exe"},
                        {"ParentCommandLine", kString, "C:\\Windows\\Explorer.EXE"}});
}

EventBuilder sysmon_3() {
  return from_manifest(sysmon(3, 5), {{"RuleName", kString, "-"},
                                      {"UtcTime"},
                                      {"ProcessGuid", kGuid},
                                      {"ProcessId", kUint32, "1016"},
                                      {"Image", kString, "C:\\Windows\\System32\\svchost.exe"},
                                      {"User", kString, "NT AUTHORITY\\NETWORK SERVICE"},
                                      {"Protocol", kString, "tcp"},
                                      {"Initiated", kBool, "true"},
                                      {"SourceIsIpv6", kBool, "false"},
                                      {"SourceIp", kString, "192.0.2.11"},
                                      {"SourceHostname", kString, "WS01.example.org"},
                                      {"SourcePort", kUint16, "49731"},
                                      {"SourcePortName", kString, "-"},
                                      {"DestinationIsIpv6", kBool, "false"},
                                      {"DestinationIp", kString, "192.0.2.20"},
                                      {"DestinationHostname", kString, "-"},
                                      {"DestinationPort", kUint16, "443"},
                                      {"DestinationPortName", kString, "https"}});
}

EventBuilder sysmon_5() {
  return from_manifest(sysmon(5, 3), {{"RuleName", kString, "-"},
                                      {"UtcTime"},
                                      {"ProcessGuid", kGuid},
                                      {"ProcessId", kUint32, "4120"},
                                      {"Image", kString, "C:\\Windows\\System32\\notepad.exe"}});
}

EventBuilder sysmon_7() {
  return from_manifest(sysmon(7, 3), {{"RuleName", kString, "-"},
                                      {"UtcTime"},
                                      {"ProcessGuid", kGuid},
                                      {"ProcessId", kUint32, "4120"},
                                      {"Image", kString, "C:\\Windows\\System32\\notepad.exe"},
                                      {"ImageLoaded", kString, "C:\\Windows\\System32\\ntdll.dll"},
                                      {"FileVersion", kString, "10.0.19041.1"},
                                      {"Description", kString, "NT Layer DLL"},
                                      {"Product", kString, "Microsoft® Windows® Operating System"},
                                      {"Company", kString, "Microsoft Corporation"},
                                      {"OriginalFileName", kString, "-"},
                                      {"Hashes", kString, "MD5=92EB5FFEE6AE2FEC3AD71C777531578F"},
                                      {"Signed", kString, "true"},
                                      {"Signature", kString, "Microsoft Windows"},
                                      {"SignatureStatus", kString, "Valid"}});
}

EventBuilder sysmon_11() {
  return from_manifest(sysmon(11, 2), {{"RuleName", kString, "-"},
                                       {"UtcTime"},
                                       {"ProcessGuid", kGuid},
                                       {"ProcessId", kUint32, "4120"},
                                       {"Image", kString, "C:\\Windows\\System32\\notepad.exe"},
                                       {"TargetFilename", kString, "C:\\Users\\anna\\notes.txt"},
                                       {"CreationUtcTime", kString, "2026-11-01 09:58:12.004"}});
}

EventBuilder sysmon_13() {
  return from_manifest(sysmon(13, 2), {{"RuleName", kString, "-"},
                                       {"EventType", kString, "SetValue"},
                                       {"UtcTime"},
                                       {"ProcessGuid", kGuid},
                                       {"ProcessId", kUint32, "1016"},
                                       {"Image", kString, "C:\\Windows\\System32\\svchost.exe"},
                                       {"TargetObject"},
                                       {"Details", kString, "DWORD (0x00000001)"}});
}

EventBuilder sysmon_19() {
  return from_manifest(sysmon(19, 3), {{"RuleName", kString, "-"},
                                       {"EventType", kString, "WmiFilterEvent"},
                                       {"UtcTime"},
                                       {"Operation", kString, "Created"},
                                       {"User", kString, "EXAMPLE\\anna"},
                                       {"EventNamespace", kString, " \"root\\\\cimv2\""},
                                       {"Name", kString, " \"Filter\""},
                                       {"Query"}});
}

EventBuilder sysmon_20() {
  return from_manifest(sysmon(20, 3), {{"RuleName", kString, "-"},
                                       {"EventType", kString, "WmiConsumerEvent"},
                                       {"UtcTime"},
                                       {"Operation", kString, "Created"},
                                       {"User", kString, "EXAMPLE\\anna"},
                                       {"Name", kString, " \"Consumer\""},
                                       {"Type", kString, "Command Line"},
                                       {"Destination"}});
}

EventBuilder sysmon_21() {
  return from_manifest(sysmon(21, 3), {{"RuleName", kString, "-"},
                                       {"EventType", kString, "WmiBindingEvent"},
                                       {"UtcTime"},
                                       {"Operation", kString, "Created"},
                                       {"User", kString, "EXAMPLE\\anna"},
                                       {"Consumer"},
                                       {"Filter"}});
}

EventBuilder sysmon_22() {
  return from_manifest(sysmon(22, 5), {{"RuleName", kString, "-"},
                                       {"UtcTime"},
                                       {"ProcessGuid", kGuid},
                                       {"ProcessId", kUint32, "4120"},
                                       {"QueryName", kString, "www.example.org"},
                                       {"QueryStatus", kString, "0"},
                                       {"QueryResults", kString, "::ffff:192.0.2.80;"},
                                       {"Image", kString, "C:\\Windows\\System32\\svchost.exe"}});
}

EventBuilder security_4624() {
  return from_manifest(security(4624, 2, 12544),
                       {{"SubjectUserSid", kSid, kNobody},
                        {"SubjectUserName", kString, "-"},
                        {"SubjectDomainName", kString, "-"},
                        {"SubjectLogonId", kHex64, "0"},
                        {"TargetUserSid", kSid, kSystemSid},
                        {"TargetUserName", kString, "SYSTEM"},
                        {"TargetDomainName", kString, "NT AUTHORITY"},
                        {"TargetLogonId", kHex64, "0x3e7"},
                        {"LogonType", kUint32, "3"},
                        {"LogonProcessName", kString, "Kerberos"},
                        {"AuthenticationPackageName", kString, "Kerberos"},
                        {"WorkstationName", kString, "-"},
                        {"LogonGuid", kGuid, "0"},
                        {"TransmittedServices", kString, "-"},
                        {"LmPackageName", kString, "-"},
                        {"KeyLength", kUint32, "0"},
                        {"ProcessId", kHex64, "0"},
                        {"ProcessName", kString, "-"},
                        {"IpAddress", kString, "-"},
                        {"IpPort", kString, "-"},
                        {"ImpersonationLevel", kString, "%%1833"},
                        {"RestrictedAdminMode", kString, "-"},
                        {"TargetOutboundUserName", kString, "-"},
                        {"TargetOutboundDomainName", kString, "-"},
                        {"VirtualAccount", kString, "%%1843"},
                        {"TargetLinkedLogonId", kHex64, "0"},
                        {"ElevatedToken", kString, "%%1842"}});
}

EventBuilder security_4634() {
  return from_manifest(security(4634, 0, 12545), {{"TargetUserSid", kSid, kSystemSid},
                                                  {"TargetUserName", kString, "SYSTEM"},
                                                  {"TargetDomainName", kString, "NT AUTHORITY"},
                                                  {"TargetLogonId", kHex64, "0x3e7"},
                                                  {"LogonType", kUint32, "3"}});
}

EventBuilder security_4648() {
  return from_manifest(security(4648, 0, 12544), {{"SubjectUserSid", kSid, kSystemSid},
                                                  {"SubjectUserName", kString, "anna"},
                                                  {"SubjectDomainName", kString, "EXAMPLE"},
                                                  {"SubjectLogonId", kHex64, "0x51f2a"},
                                                  {"LogonGuid", kGuid, "0"},
                                                  {"TargetUserName", kString, "anna"},
                                                  {"TargetDomainName", kString, "EXAMPLE"},
                                                  {"TargetLogonGuid", kGuid, "0"},
                                                  {"TargetServerName", kString, "localhost"},
                                                  {"TargetInfo", kString, "localhost"},
                                                  {"ProcessId", kHex64, "0x2a8"},
                                                  {"ProcessName"},
                                                  {"IpAddress", kString, "-"},
                                                  {"IpPort", kString, "-"}});
}

EventBuilder security_4672() {
  return from_manifest(
      security(4672, 0, 12548),
      {{"SubjectUserSid", kSid, kSystemSid},
       {"SubjectUserName", kString, "SYSTEM"},
       {"SubjectDomainName", kString, "NT AUTHORITY"},
       {"SubjectLogonId", kHex64, "0x3e7"},
       {"PrivilegeList", kString, "SeSecurityPrivilege\r\n\t\t\tSeDebugPrivilege"}});
}

EventBuilder security_4688_v0() {
  return from_manifest(security(4688, 0, 13312),
                       {{"SubjectUserSid", kSid, kSystemSid},
                        {"SubjectUserName", kString, "WS01$"},
                        {"SubjectDomainName", kString, "EXAMPLE"},
                        {"SubjectLogonId", kHex64, "0x3e7"},
                        {"NewProcessId", kHex64, "0x1018"},
                        {"NewProcessName", kString, "C:\\Windows\\System32\\notepad.exe"},
                        {"TokenElevationType", kString, "%%1938"},
                        {"ProcessId", kHex64, "0x4d2"}});
}

EventBuilder security_4688_v1() { return security_4688_v0().version(1).data("CommandLine", ""); }

EventBuilder security_4688_v2() {
  return security_4688_v1()
      .version(2)
      .data("TargetUserSid", sid(kNobody))
      .data("TargetUserName", "-")
      .data("TargetDomainName", "-")
      .data("TargetLogonId", hex64(0))
      .data("ParentProcessName", "C:\\Windows\\explorer.exe")
      .data("MandatoryLabel", sid("S-1-16-8192"));
}

EventBuilder security_5145() {
  return from_manifest(security(5145, 0, 12811), {{"SubjectUserSid", kSid, kSystemSid},
                                                  {"SubjectUserName", kString, "anna"},
                                                  {"SubjectDomainName", kString, "EXAMPLE"},
                                                  {"SubjectLogonId", kHex64, "0x51f2a"},
                                                  {"ObjectType", kString, "File"},
                                                  {"IpAddress", kString, "192.0.2.11"},
                                                  {"IpPort", kString, "49740"},
                                                  {"ShareName", kString, "\\\\*\\Public"},
                                                  {"ShareLocalPath", kString, "\\??\\C:\\Public"},
                                                  {"RelativeTargetName", kString, "plan.xlsx"},
                                                  {"AccessMask", kHex32, "0x1"},
                                                  {"AccessList", kString, "%%4416\r\n\t\t\t\t"},
                                                  {"AccessReason", kString, "-"}});
}

EventBuilder wmi_5857() {
  return from_manifest(wmi_activity(5857, "Operation_StartedOperational"),
                       {{"ProviderName", kString, "CIMWin32"},
                        {"Code", kHex32, "0"},
                        {"HostProcess", kString, "wmiprvse.exe"},
                        {"ProcessID", kUint32, "2724"},
                        {"ProviderPath", kString, "%systemroot%\\system32\\wbem\\cimwin32.dll"}});
}

EventBuilder wmi_5858() {
  return from_manifest(
      wmi_activity(5858, "Operation_ClientFailure").level(2),
      {{"Id", kString, "{00000000-0000-0000-0000-000000000000}"},
       {"ClientMachine", kString, "WS01"},
       {"User", kString, "NT AUTHORITY\\SYSTEM"},
       {"ClientProcessId", kUint32, "1212"},
       {"Component", kString, "Unknown"},
       {"Operation", kString,
        "Start IWbemServices::DeleteInstance - Root\\Rsop\\Computer : RSOP_ExtensionStatus"},
       {"ResultCode", kHex32, "0x80041002"},
       {"PossibleCause", kString, "Unknown"}});
}

EventBuilder wmi_5859() {
  return from_manifest(wmi_activity(5859, "Operation_EssStarted"),
                       {{"NamespaceName", kString, "//./root/subscription"},
                        {"Query", kString, "select * from MSFT_SCMEventLogEvent"},
                        {"User", kString, "S-1-5-32-544"},
                        {"Processid", kUint32, "1212"},
                        {"Provider", kString, "SCM Event Provider"},
                        {"queryid", kUint32, "0"},
                        {"PossibleCause", kString, "Permanent"}});
}

EventBuilder wmi_5860() {
  return from_manifest(
      wmi_activity(5860, "Operation_TemporaryEssStarted"),
      {{"NamespaceName", kString, "ROOT\\CIMV2"},
       {"Query", kString,
        "SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName = 'wsmprovhost.exe'"},
       {"User", kString, "NT AUTHORITY\\SYSTEM"},
       {"Processid", kUint32, "3308"},
       {"ClientMachine", kString, "WS01"},
       {"PossibleCause", kString, "Temporary"}});
}

EventBuilder wmi_5861() {
  return from_manifest(
      wmi_activity(5861, "Operation_ESStoConsumerBinding"),
      {{"Namespace", kString, "//./root/subscription"},
       {"ESS", kString, "SCM Event Log Filter"},
       {"CONSUMER", kString, "NTEventLogEventConsumer=\"SCM Event Log Consumer\""},
       {"PossibleCause", kString,
        "Binding EventFilter: \ninstance of __EventFilter\n{\n"
        "\tCreatorSID = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};\n"
        "\tEventNamespace = \"root\\\\cimv2\";\n\tName = \"SCM Event Log Filter\";\n"
        "\tQuery = \"select * from MSFT_SCMEventLogEvent\";\n\tQueryLanguage = \"WQL\";\n};\n"
        "Perm. Consumer: \ninstance of NTEventLogEventConsumer\n{\n\tCategory = 0;\n"
        "\tCreatorSID = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};\n"
        "\tEventType = 1;\n\tName = \"SCM Event Log Consumer\";\n\tNameOfUserSIDProperty = "
        "\"sid\";\n\tSourceName = \"Service Control Manager\";\n};\n"}});
}

EventBuilder powershell_4103() {
  return from_manifest(powershell(4103).task(106).opcode(20),
                       {{"ContextInfo"}, {"UserData"}, {"Payload"}});
}

EventBuilder powershell_4104() {
  return from_manifest(powershell(4104).task(2).opcode(15).level(5),
                       {{"MessageNumber", kInt32, "1"},
                        {"MessageTotal", kInt32, "1"},
                        {"ScriptBlockText"},
                        {"ScriptBlockId", kString, "8b1f7b0e-0c5b-4f0c-9c39-2f7d7e2f0a11"},
                        {"Path"}});
}

EventBuilder powershell_800() {
  EventBuilder e("Windows PowerShell", "PowerShell", 800);
  e.qualifiers(0).task(8).writer("").keywords(0x80000000000000);
  e.unnamed(array_of({text("Get-Process"), text("DetailSequence=1"), text("CommandInvocation")}));
  return e;
}

EventBuilder system_7045() {
  EventBuilder e("System", "Service Control Manager", 7045);
  e.provider_guid("555908D1-A6D7-4695-8E1E-26931D2012F4").qualifiers(16384);
  e.keywords(0x8080000000000000);
  return from_manifest(e, {{"ServiceName", kString, "Example Agent"},
                           {"ImagePath", kString, "C:\\Program Files\\Example\\agent.exe"},
                           {"ServiceType", kString, "user mode service"},
                           {"StartType", kString, "auto start"},
                           {"AccountName", kString, "LocalSystem"}});
}

}  // namespace wmiscope::testkit
