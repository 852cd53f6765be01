// SPDX-License-Identifier: Apache-2.0
//
// A command line of SharpWMI or SharpMove: what it has WMI do, and on which host. Both are clients of
// WMI of their own, with arguments of the form key=value.
//
//   if (const auto call = parse_tool_client(command_line))        // "… action=exec computername=…"
//     add_payloads(*call, is_remote(*call, own_names), payloads);
//
// Only actions that go through WMI; SharpMove's others use services and DCOM. Pure, any thread, linear
// in the line. Facts: wmi-knowledge 3; github.com/GhostPack/SharpWMI, github.com/0xthirteen/SharpMove.
#pragma once

#include <optional>
#include <string_view>

#include "context/language/powershell_wmi.h"

namespace wmiscope {

// As the call that a script of PowerShell would have made; `word` is the action. Null where the line
// is none of theirs.
std::optional<WmiCall> parse_tool_client(std::string_view command_line);

// A cheap test for it, made for every process start.
bool may_be_tool_client(std::string_view command_line);

}  // namespace wmiscope
