// SPDX-License-Identifier: Apache-2.0
#include "context/marks.h"

#include <array>
#include <utility>

#include "base/ascii.h"
#include "context/command_text.h"
#include "context/facts.h"
#include "context/powershell_wmi.h"
#include "context/tool_client.h"
#include "context/wmic_command.h"

namespace wmiscope {
namespace {

struct ImageMark {
  std::string_view name;
  std::uint32_t mark;
};

constexpr ImageMark kImages[] = {
    {"wmiprvse.exe", kMarkProviderHost},   {"scrcons.exe", kMarkScrcons},
    {"mofcomp.exe", kMarkMofcomp},         {"wbemtest.exe", kMarkWbemtest},
    {"wmiadap.exe", kMarkHousekeeping},    {"unsecapp.exe", kMarkHousekeeping},
    {"splunk-wmi.exe", kMarkHousekeeping}, {"conhost.exe", kMarkConhost},
};

constexpr std::string_view kShells[] = {"powershell.exe", "pwsh.exe", "powershell_ise.exe"};

// Doors to WMI that need neither wmic nor PowerShell, in command lines of script hosts, winrm …
constexpr std::string_view kComWords[] = {"winmgmts:", "wbemscripting", "wmicimv2", "wmi/root",
                                          "wmiprvse -regserver"};

bool names_com_door_at(std::string_view rest) {
  for (const std::string_view word : kComWords) {
    if (starts_with_nocase(rest, word)) return true;
  }
  return false;
}

// Made for every process: each word begins with a 'w', which is soon looked for.
bool names_com_door(std::string_view command) {
  for (const char first : {'w', 'W'}) {
    for (std::size_t at = 0; (at = command.find(first, at)) != std::string_view::npos; ++at) {
      if (names_com_door_at(command.substr(at))) return true;
    }
  }
  return false;
}

// Processes that DCOM starts for MMC20.Application, ShellWindows and ShellBrowserWindow.
bool is_dcom_server(std::string_view parent, std::string_view parent_command) {
  if (equals_nocase(parent, "mmc.exe")) {
    return find_nocase(parent_command, "-embedding") != std::string_view::npos;
  }
  return false;
}

std::uint32_t mark_of_parent(const StartTexts& texts) {
  const std::string_view parent = file_name(texts.parent_image);
  if (equals_nocase(parent, "wmiprvse.exe")) return kMarkOfProviderHost;
  if (equals_nocase(parent, "scrcons.exe")) return kMarkOfScrcons;
  if (equals_nocase(parent, "wmic.exe")) return kMarkOfWmic;
  if (is_dcom_server(parent, texts.parent_command)) return kMarkOfDcom;
  return 0;
}

std::uint32_t mark_of_image(const StartTexts& texts, std::string_view name) {
  for (const ImageMark& each : kImages) {
    if (equals_nocase(name, each.name)) return each.mark;
  }
  if (equals_nocase(texts.original_name, "mofcomp.exe")) return kMarkMofcomp;
  return is_wmic_program(texts.image, texts.original_name) ? kMarkWmic : 0;
}

// PowerShell, under whatever name.
bool is_shell(const StartTexts& texts, std::string_view name) {
  for (const std::string_view shell : kShells) {
    if (equals_nocase(name, shell) || equals_nocase(texts.original_name, shell)) return true;
  }
  return false;
}

// -e, -ec, -enc … with something behind it.
bool may_be_encoded(std::string_view command) {
  for (const char sign : {'-', '/'}) {
    for (std::size_t at = 0; (at = command.find(sign, at)) != std::string_view::npos; ++at) {
      if (at + 2 < command.size() && ascii_lower(command[at + 1]) == 'e') return true;
    }
  }
  return false;
}

std::uint32_t mark_of_command(const StartTexts& texts, std::string_view name) {
  if (is_shell(texts, name)) {
    return may_be_encoded(texts.command) || may_use_wmi(texts.command) ? kMarkPowershell : 0;
  }
  if (equals_nocase(name, "register-cimprovider.exe")) return kMarkScriptCom;
  if (names_com_door(texts.command)) return kMarkScriptCom;
  return may_be_tool_client(texts.command) ? kMarkToolClient : 0;
}

}  // namespace

std::uint32_t marks_of(const StartTexts& texts) {
  const std::string_view name = file_name(texts.image);
  std::uint32_t marks = mark_of_parent(texts);
  const std::uint32_t of_image = mark_of_image(texts, name);
  marks |= of_image != 0 ? of_image : mark_of_command(texts, name);
  if (equals_nocase(name, "cmd.exe") && !redirect_of(texts.command).empty()) {
    marks |= kMarkToolLine;
  }
  if (!texts.parent_image.empty() && texts.parent_image != "-" && texts.parent_image != "?") {
    marks |= kMarkHasParentName;
  }
  return marks;
}

std::string_view redirect_of(std::string_view command) {
  if (find_nocase(command, "/q /c ") == std::string_view::npos) return {};
  const std::size_t at = command.rfind("1> ");
  if (at == std::string_view::npos) return {};
  std::string_view target = trimmed(command.substr(at + 3));
  if (target.ends_with("2>&1")) target = trimmed(target.substr(0, target.size() - 4));
  target = unquoted(target);
  const bool to_share = target.starts_with("\\\\");
  const bool to_windows = find_nocase(target, "\\windows\\") != std::string_view::npos;
  return to_share || to_windows ? target : std::string_view();
}

}  // namespace wmiscope
