// SPDX-License-Identifier: Apache-2.0
#include "context/language/tool_client.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(ToolClient, Actions) {
  struct Case {
    const char* line;
    const char* class_name;
    const char* method;
    const char* computer;
    const char* created;
  };
  constexpr Case kCases[] = {
      {R"(SharpWMI.exe action=exec computername=SRV command="cmd /c whoami" amsi=disable)",
       "Win32_Process", "Create", "SRV", "cmd /c whoami"},
      {R"(a.exe action=create computername=SRV command=""C:\a.exe"")", "Win32_Process", "Create",
       "SRV", R"(C:\a.exe)"},
      {"a.exe action=exec command=\"cmd /c 'a'\"", "Win32_Process", "Create", "", "cmd /c 'a'"},
      {R"("C:\t\SharpWMI.exe" action=query query="select * from win32_service")", "win32_service",
       "", "", ""},
      {"SharpWMI.exe ACTION=LoggedOn computername=a,b", "Win32_LoggedOnUser", "", "a", ""},
      {"SharpWMI.exe action=terminate process=lsass", "Win32_Process", "Terminate", "", ""},
  };
  for (const Case& c : kCases) {
    EXPECT_TRUE(may_be_tool_client(c.line)) << c.line;
    const auto call = parse_tool_client(c.line);
    ASSERT_TRUE(call.has_value()) << c.line;
    EXPECT_EQ(call->class_name, c.class_name) << c.line;
    EXPECT_EQ(call->method, c.method) << c.line;
    EXPECT_EQ(call->computer, c.computer) << c.line;
    EXPECT_EQ(call->created_command(), c.created) << c.line;
  }
}

TEST(ToolClient, OthersAreNone) {
  for (const char* line : {"", "a.exe", "a.exe action=", "a.exe action=dcom computername=x",
                           "action=exec", "a.exe x=action=exec", "curl http://x/?action=exec"}) {
    EXPECT_FALSE(may_be_tool_client(line)) << line;
  }
  EXPECT_FALSE(parse_tool_client("a.exe action=query").has_value());
  EXPECT_FALSE(parse_tool_client("a.exe action=scm computername=x").has_value());
}

}  // namespace
}  // namespace wmiscope
