// SPDX-License-Identifier: Apache-2.0
#include "context/wmi_tool_command.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(WmiToolCommand, StartsAProgramOnAnotherHost) {
  const WmiToolCommand call = parse_wmi_tool(
      "SharpWMI.exe action=exec computername=ws02,ws03 command=\"cmd /c whoami\" amsi=disable");
  EXPECT_EQ(call.action, "exec");
  EXPECT_EQ(call.computer, "ws02");
  EXPECT_EQ(call.command, "cmd /c whoami");
  EXPECT_TRUE(call.creates());
}

TEST(WmiToolCommand, QueryOfTheHostItself) {
  const WmiToolCommand call =
      parse_wmi_tool("x.exe Action=query query=\"select * from Win32_Share\"");
  EXPECT_EQ(call.query, "select * from Win32_Share");
  EXPECT_TRUE(call.computer.empty());
  EXPECT_FALSE(call.creates());
}

TEST(WmiToolCommand, OtherWaysOfMovingAreNoCalls) {
  EXPECT_TRUE(
      parse_wmi_tool("SharpMove.exe action=scm computername=ws02 command=x").action.empty());
  EXPECT_TRUE(parse_wmi_tool("SharpMove.exe").action.empty());
}

TEST(WmiToolCommand, WordsUnderAnyName) {
  EXPECT_TRUE(is_wmi_tool_command("a.exe ComputerName=ws02 action=create command=x"));
  EXPECT_FALSE(is_wmi_tool_command("a.exe /computername=ws02"));
}

}  // namespace
}  // namespace wmiscope
