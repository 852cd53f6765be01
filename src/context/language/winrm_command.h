// SPDX-License-Identifier: Apache-2.0
//
// winrm's command line, which reaches WMI by its URIs:
//
//   winrm invoke Create wmicimv2/Win32_Process @{CommandLine="notepad.exe"} -r:http://ws02:5985
//   winrm i c wmicimv2/Win32_Process @{CommandLine="calc"}
//
//   const WinrmCommand call = parse_winrm(line);
//   call.class_name, call.method, call.computer, call.created
//
// The line may be that of winrm.cmd's shell or of cscript with winrm.vbs. Values own nothing: views of
// the line. Pure, any thread, linear. Facts: wmi-knowledge 4.1 (V4).
#pragma once

#include <string_view>

namespace wmiscope {

struct WinrmCommand {
  std::string_view class_name;  // "Win32_Process"; empty: no URI of WMI
  std::string_view method;      // "Create", Put, Delete; empty: it reads
  std::string_view computer;    // of -r: or -remote:; empty: the host itself
  std::string_view created;     // command that Win32_Process.Create is to start
};

WinrmCommand parse_winrm(std::string_view command_line);

}  // namespace wmiscope
