// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_wmi.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "context/language/command_text.h"
#include "context/language/decode.h"
#include "context/language/host_list.h"
#include "context/language/powershell_cmdlets.h"
#include "context/language/powershell_tokens.h"
#include "context/language/wmic_command.h"
#include "context/language/wql.h"

namespace wmiscope {
namespace {

using Tokens = std::vector<PsToken>;

bool holds(std::string_view text, std::string_view lower) {
  return find_nocase(text, lower) != std::string_view::npos;
}

// The rest of the words from powershell.exe or pwsh on: "cmd /c powershell -c …". All words behind
// the first where none is called so.
std::vector<std::string_view> powershell_words(std::string_view command_line) {
  std::vector<std::string_view> words = words_of(command_line, 4096);
  const auto is_shell = [](std::string_view word) {
    std::string_view name = file_name(unquoted(word));
    while (name.ends_with('"')) name.remove_suffix(1);
    return starts_with_nocase(name, "powershell") || starts_with_nocase(name, "pwsh");
  };
  auto at = std::ranges::find_if(words, is_shell);
  if (at == words.end()) at = words.begin();
  if (at != words.end()) ++at;
  words.erase(words.begin(), at);
  return words;
}

// Switches of powershell.exe that take the next word.
bool takes_value(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames = {
      "executionpolicy", "windowstyle",  "version",           "psconsolefile",
      "inputformat",     "outputformat", "configurationname", "workingdirectory"};
  if (equals_nocase(name, "ep")) return true;
  return !name.empty() && std::ranges::any_of(kNames, [&](std::string_view each) {
    return starts_with_nocase(each, name);
  });
}

// The script that a command line gives, with the quotes of the command line resolved.
std::string inline_script(std::string_view command_line) {
  const auto words = powershell_words(command_line);
  std::size_t i = 0;
  while (i < words.size()) {
    const std::string_view word = words[i];
    if (!word.starts_with('-') && !word.starts_with('/')) break;
    const std::string_view name = word.substr(1);
    ++i;
    if (starts_with_nocase("command", name)) break;
    if (starts_with_nocase("file", name) || starts_with_nocase("encodedcommand", name)) return {};
    if (takes_value(name)) ++i;
  }
  if (i >= words.size()) return {};
  const auto from = static_cast<std::size_t>(words[i].data() - command_line.data());
  std::string script;
  const std::string_view rest = unquoted(trimmed(command_line.substr(from)));
  for (std::size_t k = 0; k < rest.size(); ++k) {
    if (rest[k] == '\\' && k + 1 < rest.size() && rest[k + 1] == '"') continue;
    script += rest[k];
  }
  return script;
}

// The quoted part behind `mark` of a line of bindings; null where it has none.
std::optional<std::string_view> quoted_behind(std::string_view line, std::string_view mark,
                                              bool to_last_quote) {
  const std::size_t at = find_nocase(line, mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(at + mark.size());
  const std::size_t end = to_last_quote ? rest.rfind('"') : rest.find('"');
  return rest.substr(0, end);
}

// A session is bound as "CimSession: SRV01", the words of its ToString.
std::string_view without_type(std::string_view value) {
  constexpr std::string_view kSession = "CimSession: ";
  return starts_with_nocase(value, kSession) ? value.substr(kSession.size()) : value;
}

}  // namespace

std::string WmiCall::created_command() const {
  if (!equals_nocase(class_name, "Win32_Process") || !equals_nocase(method, "Create")) return {};
  const Tokens tokens = powershell_tokens(arguments, 4096);
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (equals_nocase(tokens[i].text, "CommandLine") && tokens[i + 1].is_mark("=")) {
      return tokens[i + 2].text;
    }
  }
  for (const PsToken& token : tokens) {
    if (token.kind == PsToken::Kind::kString) return token.text;
  }
  return std::string(trimmed(arguments));
}

bool WmiCall::changes() const {
  if (starts_with_nocase(method, "get") || starts_with_nocase(method, "enum")) return false;
  if (is_changing_method(method)) return true;  // (Get-WmiObject …).Delete()
  if (const Cmdlet* cmdlet = find_cmdlet(word)) return cmdlet->changes;
  return !method.empty();
}

bool WmiCall::subscribes() const { return starts_with_nocase(word, "Register-"); }

std::vector<WmiCall> find_bound_wmi_calls(std::string_view payload) {
  std::vector<WmiCall> calls;
  payload = payload.substr(0, kMaxScriptSize);
  while (!payload.empty() && calls.size() < kMaxWmiCalls) {
    const std::size_t end = std::min(payload.find('\n'), payload.size());
    const std::string_view line = trimmed(payload.substr(0, end));
    payload.remove_prefix(std::min(end + 1, payload.size()));
    const std::size_t open = line.find('('), close = line.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) continue;
    const Cmdlet* cmdlet = find_cmdlet(line.substr(open + 1, close - open - 1));
    if (cmdlet == nullptr) continue;
    if (starts_with_nocase(line, "CommandInvocation") || calls.empty() ||
        calls.back().word != cmdlet->name) {
      calls.emplace_back().word = cmdlet->name;
    }
    const auto name = quoted_behind(line, "name=\"", false);
    const auto value = quoted_behind(line, "value=\"", true);
    if (!name || !value) continue;
    if (const Slot slot = slot_of(*name)) calls.back().*slot = without_type(*value);
  }
  for (WmiCall& call : calls) {
    if (call.class_name.empty()) call.class_name = parse_wql(call.query).from;
    if (const Cmdlet* cmdlet = find_cmdlet(call.word)) apply_meaning(*cmdlet, call);
  }
  return calls;
}

std::string script_of_command(std::string_view command_line) {
  std::string script = inline_script(command_line);
  if (const std::string hidden = decode_encoded_command(command_line); !hidden.empty()) {
    script += (script.empty() ? "" : "\n") + hidden;
  }
  return script;
}

std::vector<WmiCall> find_wmi_calls_of_command(std::string_view command_line) {
  std::vector<WmiCall> calls = find_wmi_calls(inline_script(command_line));
  for (WmiCall& call : find_wmi_calls(decode_encoded_command(command_line))) {
    calls.push_back(std::move(call));
  }
  return calls;
}

bool is_remote(const WmiCall& call, std::span<const std::string_view> own_names) {
  return std::ranges::any_of(hosts_of(call.computer),
                             [&](std::string_view host) { return !is_own_host(host, own_names); });
}

bool may_use_wmi(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWords = {"wmi",  "cim",  "winmgmts",
                                                      "wbem", "gcls", "system.management."};
  constexpr std::array<std::string_view, 3> kMore = {"gcai", "ncms", "rcie"};
  std::string plain;
  if (text.find('`') != std::string_view::npos) {
    for (const char c : text) {
      if (c != '`') plain += c;
    }
    text = plain;
  }
  const auto is_there = [&](std::string_view word) { return holds(text, word); };
  return std::ranges::any_of(kWords, is_there) || std::ranges::any_of(kMore, is_there) ||
         holds(text, "managementobject") || holds(text, "managementclass");
}

std::string_view context_info(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!starts_with_nocase(line, key)) continue;
    const std::string_view rest = trimmed(line.substr(key.size()));
    if (rest.starts_with('=')) return trimmed(rest.substr(1));
  }
  return {};
}

}  // namespace wmiscope
