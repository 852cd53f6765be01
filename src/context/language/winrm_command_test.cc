// SPDX-License-Identifier: Apache-2.0
#include "context/language/winrm_command.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(WinrmCommand, StartsAProgram) {
  for (const char* line :
       {"winrm invoke Create wmicimv2/Win32_Process @{CommandLine=\"notepad.exe\"}",
        "cscript //nologo \"C:\\Windows\\System32\\winrm.vbs\" i c wmicimv2/Win32_Process "
        "@{CommandLine=notepad.exe;CurrentDirectory=\"C:\\\"}",
        "cmd.exe /c winrm i Create http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
        "Win32_Process @{CommandLine=\\\"notepad.exe\\\"}"}) {
    const WinrmCommand call = parse_winrm(line);
    EXPECT_EQ(call.class_name, "Win32_Process") << line;
    EXPECT_EQ(call.method, "Create") << line;
    EXPECT_EQ(call.created, "notepad.exe") << line;
    EXPECT_EQ(call.computer, "") << line;
  }
}

TEST(WinrmCommand, OtherHostAndOtherVerbs) {
  const WinrmCommand get = parse_winrm(
      "winrm get wmicimv2/Win32_Service?Name=WinDefend -r:https://ws02.example.org:5986");
  EXPECT_EQ(get.class_name, "Win32_Service");
  EXPECT_EQ(get.method, "");
  EXPECT_EQ(get.computer, "ws02.example.org");
  EXPECT_EQ(parse_winrm("winrm set wmicimv2/Win32_Service?Name=x @{a=\"b\"} -remote:ws02").method,
            "Put");
  EXPECT_EQ(parse_winrm("winrm quickconfig").class_name, "");
}

}  // namespace
}  // namespace wmiscope
