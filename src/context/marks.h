// SPDX-License-Identifier: Apache-2.0
//
// What a process start may mean to the context (Mark in facts.h), from its own texts alone.
//
//   fact.marks = marks_of({.image = …, .command = …, .parent_image = …});
//
// Called for every process start: a few comparisons of names, and one search in the command line.
// Pure, any thread. Facts: wmi-knowledge 4.1.
#pragma once

#include <cstdint>
#include <string_view>

namespace wmiscope {

struct StartTexts {
  std::string_view image = {};
  std::string_view command = {};
  std::string_view original_name = {};  // of the version resource; empty: not known
  std::string_view parent_image = {};
  std::string_view parent_command = {};
};

std::uint32_t marks_of(const StartTexts& texts);

// Whether a line names WMI's COM or WinRM's URIs of it.
bool names_com_door(std::string_view command);

// powershell.exe, pwsh.exe, powershell_ise.exe.
bool is_powershell(std::string_view name);

// The redirect by which impacket, CrackMapExec, smbmap and their like fetch output: everything
// behind "1> ", a file on a share or in Windows' folder; empty where there is none. Commands of one
// shell share it, or at least its folder.
std::string_view redirect_of(std::string_view command);

}  // namespace wmiscope
