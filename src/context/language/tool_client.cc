// SPDX-License-Identifier: Apache-2.0
#include "context/language/tool_client.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "context/language/command_text.h"
#include "context/language/wql.h"

namespace wmiscope {
namespace {

struct Action {
  std::string_view name;
  std::string_view class_name;
  std::string_view method;  // empty: reads
};
// executevbs and upload make a script consumer that fires once.
constexpr std::array kActions = {
    Action{"query", "", ""},
    Action{"exec", "Win32_Process", "Create"},
    Action{"create", "Win32_Process", "Create"},
    Action{"executevbs", "ActiveScriptEventConsumer", "Put"},
    Action{"upload", "ActiveScriptEventConsumer", "Put"},
    Action{"loggedon", "Win32_LoggedOnUser", ""},
    Action{"firewall", "MSFT_NetFirewallRule", ""},
    Action{"ps", "Win32_Process", ""},
    Action{"terminate", "Win32_Process", "Terminate"},
    Action{"getenv", "Win32_Environment", ""},
    Action{"setenv", "Win32_Environment", "Put"},
    Action{"delenv", "Win32_Environment", "Delete"},
    Action{"install", "Win32_Product", "Install"},
};

constexpr std::string_view kActionKey = "action=";

// The value of key=value, unquoted: quotes are doubled where another program passed the line on.
std::string_view plain_value(std::string_view value) {
  while (value.size() > 1 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return value;
}

const Action* find_action(std::string_view name) {
  const auto at = std::ranges::find_if(
      kActions, [&](const Action& each) { return equals_nocase(each.name, name); });
  return at == kActions.end() ? nullptr : &*at;
}

// As a script gives it.
std::string in_quotes(std::string_view value) {
  std::string out = "'";
  for (const char c : value) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

void take(std::string_view key, std::string_view value, WmiCall& call) {
  // Of several the first stands for all.
  if (equals_nocase(key, "computername")) call.computer = value.substr(0, value.find(','));
  if (equals_nocase(key, "query")) call.query = value;
  if (equals_nocase(key, "namespace")) call.name_space = value;
  if (equals_nocase(key, "command")) call.arguments = in_quotes(value);
  if (equals_nocase(key, "process")) call.filter = value;
}

}  // namespace

bool may_be_tool_client(std::string_view command_line) {
  // Few lines hold a '=' at all.
  const std::size_t sign = command_line.find('=');
  if (sign == std::string_view::npos) return false;
  const std::size_t at = find_nocase(command_line, kActionKey);
  if (at == std::string_view::npos || at == 0 || command_line[at - 1] != ' ') return false;
  const std::string_view rest = command_line.substr(at + kActionKey.size());
  return find_action(rest.substr(0, rest.find(' '))) != nullptr;
}

std::optional<WmiCall> parse_tool_client(std::string_view command_line) {
  WmiCall call;
  const Action* action = nullptr;
  for (const std::string_view word : words_of(split_command(command_line).rest)) {
    const std::size_t sign = word.find('=');
    if (sign == std::string_view::npos) continue;
    const std::string_view value = plain_value(word.substr(sign + 1));
    if (equals_nocase(word.substr(0, sign + 1), kActionKey)) action = find_action(value);
    take(word.substr(0, sign), value, call);
  }
  if (action == nullptr) return std::nullopt;
  call.word = action->name;
  call.method = action->method;
  call.class_name = action->class_name;
  if (call.class_name.empty()) call.class_name = parse_wql(call.query).from;
  if (call.class_name.empty()) return std::nullopt;
  return call;
}

}  // namespace wmiscope
