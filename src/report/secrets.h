// SPDX-License-Identifier: Apache-2.0
//
// Passwords on command lines, hidden from the forms for people (contracts.md section 2).
//
//   mask_secrets("wmic /node:A /user:B /password:\"x y\" os");   // … /password:**** os
//
// Known are: a switch named password, pass, passwd or pwd, with : or = or a blank before its value;
// the same in `key=value` words; -p, /p, /rp and the like of programs that take a password there
// (psexec, paexec, winexe, schtasks …), not of others; the positional password of `net use` and
// `net user`; PowerShell's ConvertTo-SecureString. A value in quotes is masked whole; a command
// inside quotes (cmd /c "…") is looked into. A mask too many costs a look at --show-secrets, one
// too few a password in a report. No state, any thread.
#pragma once

#include <string>
#include <string_view>

namespace wmiscope {

std::string mask_secrets(std::string_view command_line);

}  // namespace wmiscope
