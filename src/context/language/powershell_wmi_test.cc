// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_wmi.h"

#include <gtest/gtest.h>

#include <array>

namespace wmiscope {
namespace {

TEST(PowerShellWmi, Calls) {
  struct Case {
    const char* script;
    const char* word;
    const char* class_name;
    const char* method;
    const char* computer;
    const char* created;
  };
  constexpr Case kCases[] = {
      {"(Get-WmiObject -ClassName Win32_OperatingSystem).LastBootUpTime", "Get-WmiObject",
       "Win32_OperatingSystem", "", "", ""},
      {"$x = gwmi win32_process -cn SRV01", "Get-WmiObject", "win32_process", "", "SRV01", ""},
      {"G`et-Wmi`Object -Class:Win32_BIOS", "Get-WmiObject", "Win32_BIOS", "", "", ""},
      {"Invoke-WmiMethod -Path win32_process -Name create -ArgumentList \"notepad.exe\"",
       "Invoke-WmiMethod", "win32_process", "create", "", "notepad.exe"},
      {"iwmi Win32_Process Create 'cmd /c calc', 'c:\\' -ComputerName $t", "Invoke-WmiMethod",
       "Win32_Process", "Create", "$t", "cmd /c calc"},
      {"Invoke-CimMethod -CimSession $s -ClassName Win32_Process -MethodName Create "
       "-Arguments @{CommandLine = 'calc.exe'; CurrentDirectory = 'c:\\'}",
       "Invoke-CimMethod", "Win32_Process", "Create", "$s", "calc.exe"},
      {"([wmiclass]\"\\\\SRV\\root\\cimv2:Win32_Process\").Create(\"calc.exe\")", "[wmiclass]",
       "Win32_Process", "Create", "SRV", "calc.exe"},
      {"[WmiClass]'win32_process' | gm", "[wmiclass]", "win32_process", "", "", ""},
      {"$s = [wmisearcher]\"select * from Win32_Service\"", "[wmisearcher]", "Win32_Service", "",
       "", ""},
      {"New-Object System.Management.ManagementObjectSearcher('root\\SecurityCenter2', 'SELECT * "
       "FROM AntiVirusProduct')",
       "ManagementObjectSearcher", "AntiVirusProduct", "", "", ""},
      {"& 'Get-CimInstance' Win32_Share", "Get-CimInstance", "Win32_Share", "", "", ""},
      {"CimCmdlets\\Get-CimInstance -Query 'select * from Win32_Fan'", "Get-CimInstance",
       "Win32_Fan", "", "", ""},
      {"GetObject(\"winmgmts:\\\\.\\root\\cimv2:Win32_Process\").Create(\"x.exe\")",
       "winmgmts:", "Win32_Process", "Create", "", "x.exe"},
      {"foreach ($p in gwmi Win32_Process) { $p }", "Get-WmiObject", "Win32_Process", "", "", ""},
      {"Invoke-WMIExec -Target 10.0.0.5 -Hash abc -Command \"whoami\"", "Invoke-WMIExec",
       "Win32_Process", "Create", "10.0.0.5", "whoami"},
      {"function Invoke-WMIExec {\n param($Target)", "Invoke-WMIExec", "", "", "", ""},
      {"Set-WmiInstance -Namespace root/subscription -Class __EventFilter -Arguments @{Name='x'}",
       "Set-WmiInstance", "__EventFilter", "", "", ""},
  };
  for (const Case& c : kCases) {
    const auto calls = find_wmi_calls(c.script);
    ASSERT_EQ(calls.size(), 1u) << c.script;
    EXPECT_EQ(calls[0].word, c.word) << c.script;
    EXPECT_EQ(calls[0].class_name, c.class_name) << c.script;
    EXPECT_EQ(calls[0].method, c.method) << c.script;
    EXPECT_EQ(calls[0].computer, c.computer) << c.script;
    EXPECT_EQ(calls[0].created_command(), c.created) << c.script;
  }
}

TEST(PowerShellWmi, VariablesKeepTextsAndObjects) {
  const auto calls = find_wmi_calls(
      "$class = 'Win32_Service'\n$cmd = \"it's\"\n"
      "$p = [wmiclass]'\\\\SRV\\root\\cimv2:Win32_Process'; $p.Create($cmd)\n"
      "foreach ($s in (gwmi $class)) { $s.GetDependents(); $s.StopService(); $s.Delete() }\n"
      "$unknown.Delete()");
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[0].method, "Create");
  EXPECT_EQ(calls[0].computer, "SRV");
  EXPECT_EQ(calls[0].created_command(), "it's");
  EXPECT_EQ(calls[1].class_name, "Win32_Service");
  EXPECT_EQ(calls[1].method, "StopService");
  EXPECT_EQ(calls[2].class_name, "Win32_Service");
  EXPECT_EQ(calls[2].method, "Delete");
}

TEST(PowerShellWmi, ADerivedClassHasTheMethodsOfItsBase) {
  const auto calls = find_wmi_calls(
      "$c = New-Object Management.ManagementClass('Win32_Process'); $n = $c.Derive('Win32_X')\n"
      "$n.Put(); Invoke-WmiMethod -Path Win32_X -Name create -ArgumentList calc");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[1].class_name, "Win32_Process");
  EXPECT_EQ(calls[1].created_command(), "calc");
}

TEST(PowerShellWmi, ScriptOfACommandLine) {
  EXPECT_EQ(script_of_command("powershell.exe -nop -c \"gwmi Win32_Bios\""), "gwmi Win32_Bios");
  EXPECT_EQ(script_of_command("powershell -enc RwBlAHQALQBXAG0AaQBPAGIAagBlAGMAdAAgAFcAaQBuADMAMgBf"
                              "AEIASQBPAFMA"),
            "Get-WmiObject Win32_BIOS");
  EXPECT_EQ(script_of_command("powershell.exe -File x.ps1"), "");
}

TEST(PowerShellWmi, NoUse) {
  constexpr const char* kScripts[] = {
      "",
      "CmdletsToExport=@(\"Add-Content\", \"Get-WmiObject\", \"Invoke-WmiMethod\")",
      "CmdletsToExport = 'Get-WmiObject'",
      "[System.Management.ManagementDateTimeConverter]::ToDateTime($this.LastBootUpTime)",
      "[System.Management.Automation.PSObject]$x",
      "[Reflection.Assembly]::Load('System.Management.Automation')",
      "# Get-WmiObject Win32_Process",
      "<# .EXAMPLE\n Get-WmiObject Win32_Process #>",
      "Set-Alias gwmi Get-WmiObject",
      "Get-Help Get-WmiObject",
      "Write-Host 'use Get-WmiObject'",
      "function Get-WmiObject { }",
      "param([System.Management.ManagementObject]$object)",
      "Set-MpPreference -DisableRealtimeMonitoring $true",
  };
  for (const char* script : kScripts) EXPECT_TRUE(find_wmi_calls(script).empty()) << script;
}

TEST(PowerShellWmi, SessionsGoWhereTheyWereOpened) {
  const auto calls = find_wmi_calls(
      "$o = New-CimSessionOption -Protocol Dcom\n$s = New-CimSession -ComputerName SRV `\n "
      "-SessionOption $o\nGet-CimInstance Win32_Service -CimSession $s");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].computer, "SRV");
  EXPECT_EQ(calls[1].computer, "SRV");
  EXPECT_FALSE(calls[1].changes());
}

TEST(PowerShellWmi, MethodsOfWhatWasRead) {
  struct Case {
    const char* script;
    const char* class_name;
    const char* method;
  };
  constexpr Case kCases[] = {
      {"Get-WmiObject Win32_Shadowcopy | ForEach-Object {$_.Delete();}", "Win32_Shadowcopy",
       "Delete"},
      {"(gwmi Win32_Service -Filter \"Name='x'\").StopService()", "Win32_Service", "StopService"},
      {"gwmi Win32_Shadowcopy | Remove-WmiObject", "Win32_Shadowcopy", "Delete"},
      {"Get-CimInstance Win32_Process -Filter 'x' | Invoke-CimMethod -MethodName Terminate",
       "Win32_Process", "Terminate"},
      {"gwmi Win32_Process | select Name; $x.Delete()", "Win32_Process", ""},
      {"gwmi Win32_Process | sort { $_.Name.ToString() }", "Win32_Process", ""},
  };
  for (const Case& c : kCases) {
    const auto calls = find_wmi_calls(c.script);
    ASSERT_FALSE(calls.empty()) << c.script;
    EXPECT_EQ(calls.back().class_name, c.class_name) << c.script;
    EXPECT_EQ(calls.back().method, c.method) << c.script;
    EXPECT_EQ(calls.front().method, c.method) << c.script;
  }
}

TEST(PowerShellWmi, Remote) {
  struct Case {
    const char* computer;
    bool remote;
  };
  constexpr Case kCases[] = {{"", false},      {"localhost", false},         {".", false},
                             {"ws01", false},  {"$env:COMPUTERNAME", false}, {"SRV01", true},
                             {"$target", true}};
  constexpr std::array<std::string_view, 1> kOwn = {"WS01.example.org"};
  for (const Case& c : kCases) {
    WmiCall call;
    call.computer = c.computer;
    EXPECT_EQ(is_remote(call, kOwn), c.remote) << c.computer;
  }
}

TEST(PowerShellWmi, CommandLines) {
  struct Case {
    const char* line;
    const char* class_name;
  };
  constexpr Case kCases[] = {
      {"powershell.exe -NoP -ep bypass -c \"Get-WmiObject Win32_BIOS\"", "Win32_BIOS"},
      {"powershell gwmi Win32_BIOS", "Win32_BIOS"},
      {"cmd /c powershell -Command \"& {gcim Win32_BIOS}\"", "Win32_BIOS"},
      {"\"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe\" -Command gwmi "
       "-Query \\\"select * from Win32_BIOS\\\"",
       "Win32_BIOS"},
      {"powershell -enc RwBlAHQALQBXAG0AaQBPAGIAagBlAGMAdAAgAFcAaQBuADMAMgBfAEIASQBPAFMA",
       "Win32_BIOS"},
      {"powershell -File gwmi.ps1", ""},
      {"powershell", ""},
      {"", ""},
  };
  for (const Case& c : kCases) {
    const auto calls = find_wmi_calls_of_command(c.line);
    EXPECT_EQ(calls.empty() ? "" : calls[0].class_name, c.class_name) << c.line;
  }
}

TEST(PowerShellWmi, BindingsOf4103) {
  const auto calls = find_bound_wmi_calls(
      "CommandInvocation(Set-WmiInstance): \"Set-WmiInstance\"\n"
      "ParameterBinding(Set-WmiInstance): name=\"Class\"; value=\"__EventFilter\"\n"
      "ParameterBinding(Set-WmiInstance): name=\"Namespace\"; value=\"root/subscription\"\n"
      "ParameterBinding(Set-WmiInstance): name=\"Arguments\"; "
      "value=\"System.Collections.Hashtable\"\n"
      "CommandInvocation(Out-Null): \"Out-Null\"\n"
      "CommandInvocation(Get-WmiObject): \"Get-WmiObject\"\n"
      "ParameterBinding(Get-WmiObject): name=\"Query\"; value=\"select * from Win32_Process\"\n");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].class_name, "__EventFilter");
  EXPECT_EQ(calls[0].name_space, "root/subscription");
  EXPECT_TRUE(calls[0].changes());
  EXPECT_EQ(calls[1].class_name, "Win32_Process");
  EXPECT_TRUE(find_bound_wmi_calls("CommandInvocation(Get-Date): \"Get-Date\"").empty());
}

TEST(PowerShellWmi, ContextInfo) {
  constexpr std::string_view kInfo =
      "        Severity = Informational\r\n        Host Application = powershell.exe -c x = 1\r\n"
      "        User = OFFSEC\\admmig\r\n";
  EXPECT_EQ(context_info(kInfo, "Host Application"), "powershell.exe -c x = 1");
  EXPECT_EQ(context_info(kInfo, "User"), "OFFSEC\\admmig");
  EXPECT_EQ(context_info(kInfo, "Script Name"), "");
}

TEST(PowerShellWmi, HostileTextStaysBounded) {
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "gwmi (";
  EXPECT_EQ(find_wmi_calls(many).size(), kMaxWmiCalls);
  EXPECT_TRUE(find_wmi_calls("wmi \"" + std::string(1 << 20, '`')).empty());
}

TEST(PowershellWmi, DerivedClassIsItsBase) {
  const auto calls = find_wmi_calls(
      "$Class = New-Object Management.ManagementClass(New-Object "
      "Management.ManagementPath(\"Win32_Process\")) ; $NewClass = $Class.Derive(\"Win32_Atomic\") "
      "; "
      "$NewClass.Put() ; Invoke-WmiMethod -Path Win32_Atomic -Name create -ArgumentList "
      "notepad.exe");
  ASSERT_FALSE(calls.empty());
  EXPECT_EQ(calls.back().class_name, "Win32_Process");
  EXPECT_EQ(calls.back().created_command(), "notepad.exe");
}

// Empire's Invoke-WMI.
TEST(WmiCalls, ListOfOneHostEndsWhereItEnds) {
  const auto calls = find_wmi_calls(
      "$null = Invoke-WmiMethod -Path Win32_process -Name create -ComputerName @(\"SRV01\") "
      "-ArgumentList \"powershell -enc abc\"");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].created_command(), "powershell -enc abc");
  EXPECT_EQ(calls[0].computer.find("Argument"), std::string::npos);
}

TEST(BoundWmiCalls, SessionIsTheHostThatItGoesTo) {
  const auto calls = find_bound_wmi_calls(
      "CommandInvocation(Get-CimInstance): \"Get-CimInstance\"\n"
      "ParameterBinding(Get-CimInstance): name=\"ClassName\"; value=\"Win32_Process\"\n"
      "ParameterBinding(Get-CimInstance): name=\"CimSession\"; value=\"CimSession: SRV01\"\n");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].computer, "SRV01");
}

}  // namespace
}  // namespace wmiscope
