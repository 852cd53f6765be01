// SPDX-License-Identifier: Apache-2.0
//
// Command lines of SharpWMI, SharpMove and their like, which say what they ask of WMI in words:
//
//   SharpWMI.exe action=exec computername=ws02 command="cmd /c whoami"
//
//   const WmiToolCommand call = parse_wmi_tool(line);
//   call.action, call.computer, call.command
//
// Views of the line. Actions that do not go through WMI (SharpMove's scm, taskscheduler, dcom …) are no
// calls. Pure functions, any thread, linear. Facts: wmi-knowledge section 3.
#pragma once

#include <string_view>

namespace wmiscope {

struct WmiToolCommand {
  std::string_view action;      // "exec"; empty: no call of WMI
  std::string_view computer;    // the first one; empty: the host itself
  std::string_view command;     // what is to be started
  std::string_view query;       // WQL
  std::string_view class_name;  // that the action is about
  std::string_view method;      // empty: it reads

  bool creates() const { return class_name == "Win32_Process" && method == "Create"; }
};

WmiToolCommand parse_wmi_tool(std::string_view command_line);

// Whether a line has the words of such a call, whatever the program is called. Made for every start.
bool is_wmi_tool_command(std::string_view command_line);

}  // namespace wmiscope
