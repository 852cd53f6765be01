// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_constants.h"

#include <gtest/gtest.h>

#include "context/language/powershell_wmi.h"

namespace wmiscope {
namespace {

TEST(PowershellConstants, PiecesAreJoined) {
  struct Case {
    const char* script;
    const char* folded;
  };
  constexpr Case kCases[] = {
      {"[wmiclass]('wi'+'n32_Proc' + \"ess\")", "[wmiclass]'win32_Process'"},
      {"[wmiclass](('w'+'in3')+('2'+'_Process'))", "[wmiclass]'win32_Process'"},
      {"(\"{1}{0}\"-F'ma','th')", "'thma'"},
      {"$x.\"c`REA`Te\"($y)", "$x.cREATe($y)"},
      {"f('a')", "f('a')"},
      {"@('a')", "@('a')"},
      {"$('a')", "$('a')"},
      {"\"$a\"+'b'", "\"$a\"+'b'"},
      {"'it''s ' + 'a'", "'it''s a'"},
      {"# don't\n'a'+'b'", "# don't\n'ab'"},
      {"'a' + $b", "'a' + $b"},
      {"'no end", "'no end"},
      {"'{0}{9}' -f 'a'", "'a{9}'"},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(fold_constants(c.script), c.folded) << c.script;
}

TEST(PowershellConstants, DeepBracketsEnd) {
  const std::string deep = std::string(50'000, '(') + "'a'" + std::string(50'000, ')');
  EXPECT_LT(fold_constants(deep).size(), deep.size());
}

TEST(PowershellConstants, HiddenCallsAreFound) {
  const auto calls = find_wmi_calls(
      "$x=$env:userprofile+'\\a.exe';([wmiclass](('w'+'in3')+('2'+'_Process'))).\"C`Re`ATE\"($x)");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].class_name, "win32_Process");
  EXPECT_EQ(calls[0].method, "CReATE");
}

TEST(PowershellConstants, MethodsOfScriptingObjects) {
  const auto created = find_wmi_calls(
      "$l = New-Object -ComObject WbemScripting.SWbemLocator; $s = $l.ConnectServer('SRV01', "
      "'root\\cimv2'); $s.Get('Win32_Process').Create('calc')");
  ASSERT_EQ(created.size(), 1U);
  EXPECT_EQ(created[0].class_name, "Win32_Process");
  EXPECT_EQ(created[0].method, "Create");
  const auto read = find_wmi_calls(
      "[Microsoft.VisualBasic.Interaction]::GetObject('winmgmts:\\\\.\\root\\cimv2').ExecQuery('"
      "select "
      "* from Win32_Process')");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_FALSE(read[0].changes());
  EXPECT_EQ(read[0].class_name, "Win32_Process");
}

}  // namespace
}  // namespace wmiscope
