// SPDX-License-Identifier: Apache-2.0
#include "context/wmi_tool_command.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "context/command_text.h"

namespace wmiscope {
namespace {

struct Action {
  std::string_view word;
  std::string_view class_name;
  std::string_view method;
};

// Both tools' actions that are calls of WMI, with what they call.
constexpr Action kActions[] = {
    {"exec", "Win32_Process", "Create"},
    {"create", "Win32_Process", "Create"},
    {"executevbs", "ActiveScriptEventConsumer", "Put"},
    {"query", "", ""},
    {"ps", "Win32_Process", ""},
    {"terminate", "Win32_Process", "Terminate"},
    {"loggedon", "Win32_LoggedOnUser", ""},
    {"firewall", "MSFT_NetFirewallRule", ""},
    {"getenv", "Win32_Environment", ""},
    {"setenv", "Win32_Environment", "Put"},
    {"delenv", "Win32_Environment", "Delete"},
    {"upload", "Win32_OSRecoveryConfigurationData", "Put"},
    {"install", "Win32_Product", "Install"},
};

constexpr std::string_view kActionWord = "action=";
constexpr std::string_view kComputerWord = "computername=";

// The value of the word that begins with `key`; empty where there is none.
std::string_view value_of(const std::vector<std::string_view>& words, std::string_view key) {
  for (const std::string_view word : words) {
    if (starts_with_nocase(word, key)) return unquoted(word.substr(key.size()));
  }
  return {};
}

}  // namespace

WmiToolCommand parse_wmi_tool(std::string_view command_line) {
  const std::vector<std::string_view> words = words_of(command_line);
  WmiToolCommand call;
  const std::string_view asked = value_of(words, kActionWord);
  const auto action = std::ranges::find_if(
      kActions, [&](const Action& each) { return equals_nocase(each.word, asked); });
  if (action == std::end(kActions)) return call;
  call.action = action->word;
  call.class_name = action->class_name;
  call.method = action->method;
  const std::string_view computers = value_of(words, kComputerWord);
  call.computer = computers.substr(0, computers.find(','));
  call.command = value_of(words, "command=");
  call.query = value_of(words, "query=");
  return call;
}

bool is_wmi_tool_command(std::string_view command_line) {
  return find_nocase(command_line, kComputerWord) != std::string_view::npos &&
         find_nocase(command_line, kActionWord) != std::string_view::npos;
}

}  // namespace wmiscope
