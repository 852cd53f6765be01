// SPDX-License-Identifier: Apache-2.0
//
// find_wmi_calls(): a script's calls of WMI, found token by token.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "context/language/command_text.h"
#include "context/language/powershell_cmdlets.h"
#include "context/language/powershell_constants.h"
#include "context/language/powershell_tokens.h"
#include "context/language/powershell_variables.h"
#include "context/language/powershell_wmi.h"
#include "context/language/wmic_command.h"
#include "context/language/wql.h"

namespace wmiscope {
namespace {

using Tokens = std::vector<PsToken>;
constexpr std::string_view kLocator = "WbemScripting.SWbemLocator";
constexpr std::array<std::string_view, 3> kAccelerators = {"wmi", "wmiclass", "wmisearcher"};
// Classes of .NET, behind System.Management.
constexpr std::array<std::string_view, 4> kManagementTypes = {
    "managementobjectsearcher", "managementclass", "managementobject", "managementeventwatcher"};

// The last part of "System.Management.ManagementClass", where it is such a class; else empty.
std::string_view management_type(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? name : name.substr(dot + 1);
  const bool known = std::ranges::any_of(
      kManagementTypes, [&](std::string_view each) { return equals_nocase(each, last); });
  return known ? last : std::string_view();
}

bool holds(std::string_view text, std::string_view lower) {
  return find_nocase(text, lower) != std::string_view::npos;
}

// \\host\root\cimv2:Win32_Process, winmgmts:…!//host/root/cimv2, Win32_Process.Handle=1 …
void take_path(std::string_view path, WmiCall& call) {
  if (const std::size_t bang = path.find('!'); bang != std::string_view::npos) {
    path.remove_prefix(bang + 1);
  }
  if (starts_with_nocase(path, "winmgmts:")) path.remove_prefix(9);
  if (path.starts_with("\\\\") || path.starts_with("//")) {
    path.remove_prefix(2);
    const std::size_t end = std::min(path.find_first_of("\\/"), path.size());
    if (!is_own_host(path.substr(0, end), {})) call.computer = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  const std::size_t colon = path.find(':');
  if (colon != std::string_view::npos) {
    call.name_space = path.substr(0, colon);
    path.remove_prefix(colon + 1);
  } else if (path.find_first_of("\\/") != std::string_view::npos) {
    call.name_space = path;
    return;
  }
  call.class_name = path.substr(0, path.find_first_of(".=\"'"));
}

bool is_class_object(const WmiCall& call) {
  return equals_nocase(call.word, "[wmiclass]") || holds(call.word, "managementclass");
}

class CallFinder {
 public:
  explicit CallFinder(std::string_view script)
      : script_(script), tokens_(powershell_tokens(script)), texts_(tokens_) {}

  std::vector<WmiCall> run() {
    for (std::size_t i = 0; i < tokens_.size() && calls_.size() < kMaxWmiCalls; ++i) look_at(i);
    resolve_sessions();
    for (WmiCall& call : calls_) resolve_texts(call);
    resolve_derived_classes();
    for (WmiCall& call : calls_) {
      if (call.class_name.empty() && !call.query.empty()) {
        call.class_name = parse_wql(call.query).from;
      }
    }
    return std::move(calls_);
  }

 private:
  void look_at(std::size_t i) {
    const PsToken& token = tokens_[i];
    if (token.kind == PsToken::Kind::kType) return look_at_type(i);
    if (token.kind == PsToken::Kind::kString && look_at_string(i)) return;
    if (token.kind == PsToken::Kind::kMark) return;
    if (const auto use = member_call(tokens_, i)) return add_member_call(*use, i);
    const bool invoked = i > 0 && (tokens_[i - 1].is_mark("&") || tokens_[i - 1].text == ".");
    const bool command = token.is_command && (token.kind == PsToken::Kind::kWord || invoked);
    const Cmdlet* cmdlet = find_cmdlet(token.text);
    if (cmdlet != nullptr && (command || is_definition_of_tool(i, *cmdlet))) {
      add_cmdlet(*cmdlet, i);
    } else if (command && equals_nocase(token.text, "New-Object")) {
      add_object(i);
    }
  }

  // A script that brings a tool's function along.
  bool is_definition_of_tool(std::size_t i, const Cmdlet& cmdlet) const {
    return cmdlet.name == "Invoke-WMIExec" && i > 0 &&
           equals_nocase(tokens_[i - 1].text, "function");
  }

  // Whether a statement's arguments end here.
  static bool ends_statement(const PsToken& token) {
    return token.is_mark(";") || token.is_mark("|") || token.is_mark("&") || token.is_mark(")") ||
           token.is_mark("}");
  }

  void add_cmdlet(const Cmdlet& cmdlet, std::size_t i) {
    WmiCall call;
    call.word = cmdlet.name;
    const std::size_t name_at = i;
    std::size_t position = 0;
    for (++i; i < tokens_.size() && !ends_statement(tokens_[i]);) {
      const PsToken& token = tokens_[i];
      const bool is_parameter = token.kind == PsToken::Kind::kWord && token.text.size() > 1 &&
                                token.text.starts_with('-');
      i = is_parameter ? take_parameter(i, call) : take_position(i, cmdlet, position, call);
    }
    if (call.class_name.find(':') != std::string::npos ||
        call.class_name.find('.') != std::string::npos) {
      const std::string path = std::exchange(call.class_name, {});
      take_path(path, call);
    }
    if (call.class_name.empty() && is_piped(name_at)) inherit(cmdlet, call);
    if (!cmdlet.changes && call.method.empty()) call.method = later_method(i);
    if (!is_definition_of_tool(name_at, cmdlet)) apply_meaning(cmdlet, call);
    add(std::move(call), name_at);
  }

  // `at`: where the call begins; what it gives may go into a variable.
  void add(WmiCall call, std::size_t at) {
    const std::string variable = variable_before(tokens_, at);
    if (!variable.empty()) objects_[variable] = calls_.size();
    calls_.push_back(std::move(call));
  }

  // $x.Delete() where $x holds what a call before gave: that call's method, or one call more.
  void add_member_call(const MemberCall& use, std::size_t i) {
    const auto object = objects_.find(use.variable);
    if (object == objects_.end()) return;
    WmiCall call = calls_[object->second];
    if (!is_class_object(call) && !is_changing_method(use.method)) return;
    call.method = use.method;
    take_bracket(i + 1, call);
    if (calls_[object->second].method.empty()) {
      calls_[object->second] = std::move(call);
    } else {
      calls_.push_back(std::move(call));
    }
  }

  // What stands in the bracket that opens at `open`.
  void take_bracket(std::size_t open, WmiCall& call) {
    const std::size_t close = closing_token(tokens_, open);
    const std::size_t from = tokens_[open].end;
    if (close > open) call.arguments = script_.substr(from, tokens_[close].begin - from);
  }

  void resolve_texts(WmiCall& call) const {
    for (const Slot slot : {&WmiCall::class_name, &WmiCall::method, &WmiCall::query,
                            &WmiCall::filter, &WmiCall::name_space, &WmiCall::computer}) {
      if (const std::string* text = texts_.find(call.*slot)) call.*slot = *text;
    }
    call.arguments = with_texts(call.arguments);
  }

  // Variables of arguments as the texts that they keep, quoted.
  std::string with_texts(std::string_view arguments) const {
    constexpr std::size_t kLongest = 8 << 10;
    if (arguments.size() > kLongest || arguments.find('$') == std::string_view::npos) {
      return std::string(arguments);
    }
    std::string out;
    std::size_t done = 0;
    for (const PsToken& token : powershell_tokens(arguments)) {
      const bool word = token.kind == PsToken::Kind::kWord;
      const std::string* text = word ? texts_.find(token.text) : nullptr;
      if (text == nullptr || out.size() > kLongest) continue;
      out.append(arguments.substr(done, token.begin - done)).append(in_quotes(*text));
      done = token.end;
    }
    return out.append(arguments.substr(done));
  }

  static std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
  }

  // A class made from another one has its methods: Win32_Process under a name of one's own
  // (atomic-red-team PR 1461).
  void resolve_derived_classes() {
    std::map<std::string, std::string> bases;
    for (const WmiCall& call : calls_) {
      if (!equals_nocase(call.method, "Derive")) continue;
      bases[to_ascii_lower(unquoted(trimmed(call.arguments)))] = call.class_name;
    }
    if (bases.empty()) return;
    for (WmiCall& call : calls_) {
      const auto base = bases.find(to_ascii_lower(call.class_name));
      if (base != bases.end()) call.class_name = base->second;
    }
  }

  bool is_piped(std::size_t i) const { return i > 0 && tokens_[i - 1].is_mark("|"); }

  // Objects come through the pipe from the call before, which then is no mere reading.
  void inherit(const Cmdlet& cmdlet, WmiCall& call) {
    if (calls_.empty() || !cmdlet.changes) return;
    WmiCall& before = calls_.back();
    call.class_name = before.class_name.empty() ? parse_wql(before.query).from : before.class_name;
    if (call.computer.empty()) call.computer = before.computer;
    if (call.filter.empty()) call.filter = before.filter.empty() ? before.query : before.filter;
    const bool removes = starts_with_nocase(cmdlet.name, "Remove");
    if (removes) call.method = "Delete";
    before.method = call.method;
  }

  // "| % Delete", "| ForEach-Object -MemberName StopService"
  std::string_view member_for_each(std::size_t pipe) const {
    if (!tokens_[pipe].is_mark("|") || pipe + 2 >= tokens_.size()) return {};
    const std::string_view word = tokens_[pipe + 1].text;
    const bool each =
        word == "%" || equals_nocase(word, "foreach") || equals_nocase(word, "ForEach-Object");
    if (!each) return {};
    const bool named = starts_with_nocase(tokens_[pipe + 2].text, "-m");
    if (named && pipe + 3 >= tokens_.size()) return {};
    const std::string_view member = tokens_[pipe + (named ? 3 : 2)].text;
    return is_changing_method(member) ? member : std::string_view();
  }

  // A method of WMI that is called on what was read: (…).Delete(), | % { $_.StopService() }.
  std::string later_method(std::size_t i) const {
    constexpr std::size_t kNear = 48;
    for (std::size_t k = i; k + 1 < std::min(i + kNear, tokens_.size()); ++k) {
      if (tokens_[k].is_mark(";")) break;
      if (const auto member = member_for_each(k); !member.empty()) return std::string(member);
      const std::string_view text = tokens_[k].text;
      const std::size_t dot = text.rfind('.');
      if (dot == std::string_view::npos || !tokens_[k + 1].is_mark("(")) continue;
      if (is_changing_method(text.substr(dot + 1))) return std::string(text.substr(dot + 1));
    }
    return {};
  }

  // Both give the index behind what they took.
  std::size_t take_parameter(std::size_t i, WmiCall& call) {
    const std::string_view text = std::string_view(tokens_[i].text).substr(1);
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view name = text.substr(0, colon);
    const Slot slot = slot_of(name);
    ++i;
    if (colon + 1 < text.size()) {
      if (slot != nullptr) call.*slot = text.substr(colon + 1);
      return i;
    }
    const bool has_value = i < tokens_.size() && !ends_statement(tokens_[i]) && !is_switch(name);
    const bool next_is_parameter =
        has_value && tokens_[i].kind == PsToken::Kind::kWord && tokens_[i].text.starts_with('-');
    if (!has_value || next_is_parameter) return i;
    return take_value(i, slot, call);
  }

  std::size_t take_position(std::size_t i, const Cmdlet& cmdlet, std::size_t& position,
                            WmiCall& call) {
    Slot slot = nullptr;
    if (tokens_[i].is_mark("@{")) {
      slot = &WmiCall::arguments;
    } else {
      // A parameter that was named leaves its place to the next.
      while (position < cmdlet.positions.size() && cmdlet.positions[position] != nullptr &&
             !(call.*cmdlet.positions[position]).empty()) {
        ++position;
      }
      if (position < cmdlet.positions.size()) slot = cmdlet.positions[position++];
    }
    return take_value(i, slot, call);
  }

  // A value and what belongs to it behind commas.
  std::size_t take_value(std::size_t i, Slot slot, WmiCall& call) {
    const std::size_t begin = i;
    std::size_t last = i;
    for (;;) {
      const PsToken& token = tokens_[i];
      const bool opens =
          token.is_mark("(") || token.is_mark("@(") || token.is_mark("@{") || token.is_mark("{");
      last = opens ? closing_token(tokens_, i) : i;
      i = last + 1;
      if (i + 1 >= tokens_.size() || !tokens_[i].is_mark(",")) break;
      ++i;
    }
    if (slot == nullptr) return i;
    const bool plain = last == begin && tokens_[begin].kind != PsToken::Kind::kMark;
    const std::size_t from = tokens_[begin].begin;
    call.*slot = plain && slot != &WmiCall::arguments
                     ? tokens_[begin].text
                     : std::string(script_.substr(from, tokens_[last].end - from));
    return i;
  }

  // [wmiclass]"…", [wmisearcher]"…", [System.Management.ManagementClass]::new("…").
  void look_at_type(std::size_t i) {
    const std::string_view name = tokens_[i].text;
    const bool accelerator = std::ranges::any_of(
        kAccelerators, [&](std::string_view each) { return equals_nocase(each, name); });
    const bool has_text = i + 1 < tokens_.size() && tokens_[i + 1].kind == PsToken::Kind::kString;
    const bool made = i + 1 < tokens_.size() && starts_with_nocase(tokens_[i + 1].text, "::new");
    if (!accelerator && (management_type(name).empty() || !(has_text || made))) return;
    WmiCall call;
    call.word = "[" + to_ascii_lower(name) + "]";
    take_texts(i + 1, call);
    take_method(i + 1, call);
    add(std::move(call), i);
  }

  // New-Object System.Management.ManagementObjectSearcher("…").
  void add_object(std::size_t i) {
    constexpr std::size_t kNear = 4;  // New-Object -TypeName X, New-Object -ComObject "X"
    for (std::size_t k = i + 1; k < std::min(i + kNear, tokens_.size()); ++k) {
      const bool locator = equals_nocase(tokens_[k].text, kLocator);
      if (locator && tokens_[k].kind == PsToken::Kind::kWord) return add_scripting(k, kLocator);
      const std::string_view type = management_type(tokens_[k].text);
      if (type.empty()) continue;
      WmiCall call;
      call.word = type;
      take_texts(k + 1, call);
      add(std::move(call), i);
      return;
    }
  }

  // Strings up to the end of the statement: a query, or the path of a namespace or class.
  void take_texts(std::size_t i, WmiCall& call) {
    constexpr std::size_t kNear = 8;
    for (std::size_t k = i; k < std::min(i + kNear, tokens_.size()); ++k) {
      if (tokens_[k].is_mark(";") || tokens_[k].is_mark("|")) return;
      if (tokens_[k].text.starts_with('.')) return;
      if (tokens_[k].kind != PsToken::Kind::kString) continue;
      if (starts_with_nocase(trimmed(tokens_[k].text), "select ")) {
        call.query = tokens_[k].text;
      } else {
        take_path(tokens_[k].text, call);
      }
    }
  }

  // .Create("…") of the object that stands before it, in the same statement.
  void take_method(std::size_t i, WmiCall& call) {
    constexpr std::size_t kNear = 8;
    for (std::size_t k = i; k + 1 < std::min(i + kNear, tokens_.size()); ++k) {
      if (tokens_[k].is_mark(";") || tokens_[k].is_mark("|")) return;
      const bool member = tokens_[k].kind == PsToken::Kind::kWord && tokens_[k].text.size() > 1 &&
                          tokens_[k].text.starts_with('.');
      if (!member || !tokens_[k + 1].is_mark("(")) continue;
      call.method = tokens_[k].text.substr(1);
      take_bracket(k + 1, call);
      return;
    }
  }

  // COM: GetObject("winmgmts:…"), "WbemScripting.SWbemLocator".
  bool look_at_string(std::size_t i) {
    const std::string_view text = tokens_[i].text;
    const bool moniker = starts_with_nocase(trimmed(text), "winmgmts:");
    const bool locator = equals_nocase(trimmed(text), kLocator);
    if (!moniker && !locator) return false;
    add_scripting(i, moniker ? std::string_view("winmgmts:") : kLocator);
    return true;
  }

  // WMI's scripting interface, named by the token: the class that is spoken of behind it, and what is
  // called on it that changes something.
  void add_scripting(std::size_t i, std::string_view word) {
    WmiCall call;
    call.word = word;
    if (word != kLocator) take_path(trimmed(tokens_[i].text), call);
    if (call.class_name.empty()) {
      const auto classes = wmi_class_names(script_.substr(tokens_[i].end));
      if (!classes.empty()) call.class_name = classes.front();
    }
    take_changing_method(i + 1, call);
    calls_.push_back(std::move(call));
  }

  void take_changing_method(std::size_t i, WmiCall& call) {
    constexpr std::size_t kNear = 48;
    for (std::size_t k = i; k + 1 < std::min(i + kNear, tokens_.size()); ++k) {
      const std::string_view text = tokens_[k].text;
      const std::size_t dot = text.rfind('.');
      const bool member = tokens_[k].kind == PsToken::Kind::kWord && dot != std::string_view::npos;
      if (!member || !tokens_[k + 1].is_mark("(")) continue;
      if (!is_changing_method(text.substr(dot + 1))) continue;
      call.method = text.substr(dot + 1);
      return take_bracket(k + 1, call);
    }
  }

  // A session in a variable or in parentheses goes where New-CimSession of the same text goes.
  void resolve_sessions() {
    const auto session =
        std::ranges::find(calls_, std::string_view("New-CimSession"), &WmiCall::word);
    if (session == calls_.end()) return;
    for (WmiCall& call : calls_) {
      const bool by_session = call.computer.starts_with('$') || call.computer.starts_with('(');
      if (by_session && &call != &*session) call.computer = session->computer;
    }
  }

  std::string_view script_;
  Tokens tokens_;
  ScriptTexts texts_;
  std::vector<WmiCall> calls_;
  std::map<std::string, std::size_t> objects_;  // variable -> the call that gave what it holds
};

}  // namespace

std::vector<WmiCall> find_wmi_calls(std::string_view script) {
  script = script.substr(0, kMaxScriptSize);
  if (!may_use_wmi(script)) return {};
  const std::string folded = fold_constants(script);
  return CallFinder(folded).run();
}

}  // namespace wmiscope
