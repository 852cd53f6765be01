// SPDX-License-Identifier: Apache-2.0
#include "context/language/wmic_command.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "context/language/command_text.h"
#include "context/language/host_list.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxNodes = 1024;

// wmic's switches with a value; others (/all, /nointeractive) decide nothing here.
constexpr std::array<std::string_view, 20> kSwitches = {
    "namespace", "role",        "node",     "implevel", "authlevel", "locale",    "privileges",
    "trace",     "record",      "failfast", "output",   "append",    "aggregate", "user",
    "password",  "interactive", "format",   "every",    "repeat",    "authority"};

constexpr std::array<std::pair<std::string_view, WmicVerb>, 7> kVerbs = {{
    {"list", WmicVerb::kList},
    {"get", WmicVerb::kGet},
    {"call", WmicVerb::kCall},
    {"set", WmicVerb::kSet},
    {"create", WmicVerb::kCreate},
    {"delete", WmicVerb::kDelete},
    {"assoc", WmicVerb::kAssoc},
}};

// Verbs that an alias defines itself; wmic takes their beginnings ("cl").
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOwnVerbs = {{
    {"Win32_NTEventlogFile", "cleareventlog"},
    {"Win32_NTEventlogFile", "backupeventlog"},
    {"Win32_OperatingSystem", "reboot"},
    {"Win32_OperatingSystem", "shutdown"},
    {"Win32_UserAccount", "rename"},
}};

// Formats that come with Windows, as files of wbem's language folders.
constexpr std::array<std::string_view, 20> kBuiltinFormats = {"csv",
                                                              "hform",
                                                              "hmof",
                                                              "htable",
                                                              "htable-sortby",
                                                              "hxml",
                                                              "list",
                                                              "mof",
                                                              "rawxml",
                                                              "table",
                                                              "texttable",
                                                              "texttablewsys",
                                                              "textvalue",
                                                              "textvaluelist",
                                                              "value",
                                                              "wmiclimofformat",
                                                              "wmiclitableformat",
                                                              "wmiclitableformatnosys",
                                                              "wmiclivalueformat",
                                                              "xml"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

std::optional<WmicVerb> verb_of(std::string_view word) {
  word = unquoted(word);
  for (const auto& [name, verb] : kVerbs) {
    if (equals_nocase(word, name)) return verb;
  }
  return std::nullopt;
}

// The whole name of a verb that only this class has.
std::string_view own_verb(std::string_view class_name, std::string_view word) {
  for (const auto& [owner, verb] : kOwnVerbs) {
    const bool fits = word.size() >= 2 && starts_with_nocase(verb, word);
    if (fits && equals_nocase(class_name, owner)) return verb;
  }
  return {};
}

struct Switch {
  std::string_view name;
  std::size_t value_at = 0;  // where its value begins
  bool quoted = false;       // "/format:…" as one quoted word
};

class WmicParser {
 public:
  explicit WmicParser(std::string_view text) : text_(text) {}

  WmicCommand parse() {
    while (skip_blanks()) {
      if (take_switch()) continue;
      const std::string_view word = next_word();
      if (command_.class_name.empty() && command_.alias.empty()) {
        take_target(word);
      } else if (command_.verb == WmicVerb::kNone) {
        take_clause_or_verb(word);
      } else {
        append(command_.arguments, word);
      }
    }
    command_.where = unquoted(command_.where);
    find_created_command();
    return std::move(command_);
  }

 private:
  bool skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size();
  }

  // Where the quote at `at` closes; `at` itself where it never does.
  std::size_t closing_quote(std::size_t at) const {
    const std::size_t end = text_.find(text_[at], at + 1);
    return end == std::string_view::npos ? at : end;
  }

  // An apostrophe quotes only where a value can begin.
  bool opens_quote(std::size_t at) const {
    if (text_[at] == '"') return true;
    if (text_[at] != '\'') return false;
    return at == 0 || is_blank(text_[at - 1]) ||
           std::string_view("=(,<>\"").find(text_[at - 1]) != std::string_view::npos;
  }

  // The word at the place; blanks within quotes belong to it.
  std::string_view next_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_])) {
      if (opens_quote(at_)) at_ = closing_quote(at_);
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  // The switch that begins at `at`, if one does.
  std::optional<Switch> switch_at(std::size_t at) const {
    Switch found;
    found.quoted = at < text_.size() && text_[at] == '"';
    if (found.quoted) ++at;
    if (at >= text_.size() || (text_[at] != '/' && text_[at] != '-')) return std::nullopt;
    std::size_t end = ++at;
    while (end < text_.size() && std::isalpha(static_cast<unsigned char>(text_[end]))) ++end;
    found.name = text_.substr(at, end - at);
    const bool known = std::ranges::any_of(
        kSwitches, [&](std::string_view name) { return equals_nocase(name, found.name); });
    while (end < text_.size() && is_blank(text_[end])) ++end;
    const bool has_value = end < text_.size() && (text_[end] == ':' || text_[end] == '=');
    if (!known || !has_value) return std::nullopt;
    found.value_at = end + 1;
    return found;
  }

  bool take_switch() {
    const auto found = switch_at(at_);
    if (!found) return false;
    at_ = found->value_at;
    store(found->name, found->quoted ? rest_of_quoted() : switch_value());
    return true;
  }

  std::string rest_of_quoted() {
    const std::size_t end = std::min(text_.find('"', at_), text_.size());
    const std::string_view value = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    return std::string(trimmed(value));
  }

  // A value; a list goes on behind its commas, with blanks around them or none.
  std::string switch_value() {
    std::string value;
    const std::size_t begin = at_;
    while (skip_blanks()) {
      const bool goes_on =
          at_ == begin || value.ends_with(',') || text_[at_] == ',' || value.empty();
      if (!goes_on || (at_ != begin && switch_at(at_))) break;
      value += next_word();
    }
    return value;
  }

  void store(std::string_view name, const std::string& value) {
    const std::string plain(unquoted(value));
    if (equals_nocase(name, "node")) add_nodes(value);
    if (equals_nocase(name, "user")) command_.user = plain;
    if (equals_nocase(name, "password")) command_.has_password = true;
    if (equals_nocase(name, "namespace")) command_.name_space = plain;
    if (equals_nocase(name, "output") || equals_nocase(name, "append")) command_.output = plain;
    if (equals_nocase(name, "record")) command_.record = plain;
    if (equals_nocase(name, "format")) command_.formats.push_back(plain);
  }

  void add_nodes(std::string_view list) {
    while (!list.empty() && command_.nodes.size() < kMaxNodes) {
      const std::size_t end = std::min(list.find(','), list.size());
      std::string node;
      for (const char c : trimmed(list.substr(0, end))) {
        if (c != '"' && c != '\'') node += c;
      }
      if (!node.empty()) command_.nodes.push_back(std::move(node));
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }

  // An alias, or PATH or CLASS with a class.
  void take_target(std::string_view word) {
    const bool is_class = equals_nocase(word, "path") || equals_nocase(word, "class");
    if (!is_class) {
      command_.alias = unquoted(word);
      command_.class_name = class_of_wmic_alias(command_.alias);
      return;
    }
    if (!skip_blanks()) return;
    const std::string_view path = unquoted(next_word());
    const std::size_t colon = path.rfind(':', path.find_first_of(".=\""));
    const std::string_view object = colon == std::string_view::npos ? path : path.substr(colon + 1);
    const std::size_t end = std::min(object.find_first_of(".="), object.size());
    command_.class_name = object.substr(0, end);
    if (end < object.size()) command_.where = object.substr(end + 1);
  }

  void take_clause_or_verb(std::string_view word) {
    if (equals_nocase(word, "where")) return take_where();
    if (starts_with_nocase(word, "where(") || starts_with_nocase(word, "where\"")) {
      at_ -= word.size() - std::string_view("where").size();
      return take_where();
    }
    if (const auto verb = verb_of(word)) return take_verb(*verb);
    if (const auto own = own_verb(command_.class_name, word); !own.empty()) {
      command_.verb = WmicVerb::kOther;
      command_.method = own;
      return;
    }
    append(command_.where, word);  // the instance's key: process 1234 delete
  }

  // Up to the verb. Quotes within quotes ("like "%x%"") fall apart into words, which is harmless.
  void take_where() {
    while (skip_blanks()) {
      const std::size_t before = at_;
      const std::string_view word = next_word();
      const bool is_verb = verb_of(word) || !own_verb(command_.class_name, word).empty();
      if (is_verb && !command_.where.empty()) {
        at_ = before;
        return;
      }
      append(command_.where, word);
    }
  }

  void take_verb(WmicVerb verb) {
    command_.verb = verb;
    if (verb != WmicVerb::kCall || !skip_blanks()) return;
    const std::string_view word = next_word();
    const std::size_t end = std::min(word.find('('), word.size());
    command_.method = unquoted(word.substr(0, end));
    at_ -= word.size() - end;
  }

  static void append(std::string& text, std::string_view word) {
    if (!text.empty()) text += ' ';
    text += word;
  }

  void find_created_command() {
    if (command_.verb != WmicVerb::kCall || !equals_nocase(command_.method, "create")) return;
    if (!equals_nocase(command_.class_name, "Win32_Process")) return;
    std::string_view list = trimmed(command_.arguments);
    if (list.starts_with('(') && list.ends_with(')'))
      list = trimmed(list.substr(1, list.size() - 2));
    constexpr std::string_view kName = "commandline";
    if (starts_with_nocase(list, kName)) {
      const std::string_view value = trimmed(list.substr(kName.size()));
      if (value.starts_with('=')) list = trimmed(value.substr(1));
    }
    command_.created_command = first_argument(list);
  }

  // A quote that closes an argument stands before a comma or at the end.
  static std::string first_argument(std::string_view list) {
    if (list.empty()) return {};
    const char quote = list.front();
    if (quote != '"' && quote != '\'') {
      return std::string(trimmed(list.substr(0, list.find(','))));
    }
    std::string out;
    for (std::size_t i = 1; i < list.size(); ++i) {
      const bool escaped = list[i] == '\\' && i + 1 < list.size() && list[i + 1] == quote;
      const bool last_quote = escaped && trimmed(list.substr(i + 2)).empty();
      if (escaped && !last_quote) {
        out += list[++i];
        continue;
      }
      if (list[i] == quote) {
        const std::string_view rest = trimmed(list.substr(i + 1));
        if (rest.empty() || rest.starts_with(',')) break;
      }
      out += list[i];
    }
    return std::string(trimmed(out));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  WmicCommand command_;
};

bool is_builtin_format(std::string_view format) {
  std::string_view name = file_name(format);
  const bool has_folder = name.size() != format.size();
  // "%WINDIR%\System32\wbem\en-US\csv": what people type where a language pack lacks the file.
  if (has_folder && find_nocase(format, "\\wbem\\") == std::string_view::npos) return false;
  if (find_nocase(format, "//") != std::string_view::npos || format.starts_with("\\\\"))
    return false;
  if (ends_with_nocase(name, ".xsl")) name.remove_suffix(4);
  name = name.substr(0, name.find(':'));  // csv:sortby=…
  return std::ranges::any_of(kBuiltinFormats,
                             [&](std::string_view each) { return equals_nocase(each, name); });
}

bool is_address(std::string_view host) {
  return host.find_first_not_of("0123456789.") == std::string_view::npos ||
         host.find(':') != std::string_view::npos;
}

std::string_view first_label(std::string_view host) {
  return is_address(host) ? host : host.substr(0, host.find('.'));
}

// Whether wmic is called at `at`, and not a longer word: behind a blank, quote or separator.
bool is_call_at(std::string_view text, std::size_t at, std::size_t end) {
  constexpr std::string_view kBefore = " \t\r\n\"'\\/&|(=;,{";
  constexpr std::string_view kBehind = " \t\"/'";
  return (at == 0 || kBefore.find(text[at - 1]) != std::string_view::npos) && end < text.size() &&
         kBehind.find(text[end]) != std::string_view::npos;
}

// The part of a command line that one program sees: up to a separator of cmd outside of quotes, or
// to the quote that was opened before it.
std::string_view own_part(std::string_view rest) {
  bool in_quotes = false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '"') in_quotes = !in_quotes;
    const bool separator = std::string_view("&|\r\n<>").find(rest[i]) != std::string_view::npos;
    if (separator && !in_quotes) return rest.substr(0, i);
  }
  rest = trimmed(rest);
  if (in_quotes && rest.ends_with('"')) rest.remove_suffix(1);
  return rest;
}

// The command of a statement of PowerShell: without the variable that takes its result and what
// stands before a call.
std::string_view called_part(std::string_view statement) {
  statement = trimmed(statement);
  const std::size_t assigned = statement.find('=');
  if (statement.starts_with('$') && assigned != std::string_view::npos) {
    statement.remove_prefix(assigned + 1);
  }
  const std::size_t begin = statement.find_first_not_of("&( \t\r");
  return begin == std::string_view::npos ? std::string_view() : statement.substr(begin);
}

}  // namespace

bool WmicCommand::is_remote(std::span<const std::string_view> own_names) const {
  return std::ranges::any_of(
      nodes, [&](const std::string& node) { return !is_own_host(node, own_names); });
}

std::string_view WmicCommand::style_sheet() const {
  const auto at = std::ranges::find_if(
      formats, [](const std::string& f) { return !f.empty() && !is_builtin_format(f); });
  return at == formats.end() ? std::string_view() : std::string_view(*at);
}

bool WmicCommand::style_sheet_is_remote() const {
  const std::string_view sheet = style_sheet();
  return sheet.find("://") != std::string_view::npos || sheet.starts_with("\\\\") ||
         sheet.starts_with("//");
}

bool is_wmic_program(std::string_view image, std::string_view original_file_name) {
  return equals_nocase(file_name(image), "wmic.exe") || equals_nocase(file_name(image), "wmic") ||
         equals_nocase(original_file_name, "wmic.exe");
}

WmicCommand parse_wmic(std::string_view command_line) {
  return WmicParser(collapse_percents(split_command(command_line).rest)).parse();
}

std::vector<std::string> find_wmic_calls(std::string_view text) {
  std::vector<std::string> calls;
  const std::string plain = without_carets(text);
  const std::string_view view = plain;
  std::size_t at = find_nocase(view, "wmic");
  while (at != std::string_view::npos && calls.size() < kMaxWmicCalls) {
    std::size_t end = at + std::string_view("wmic").size();
    if (starts_with_nocase(view.substr(end), ".exe")) end += 4;
    if (is_call_at(view, at, end)) {
      std::string call(view.substr(at, end - at));
      if (view[end] == '"' || view[end] == '\'') ++end;
      std::string_view part = own_part(view.substr(end));
      // for /f %i in ('wmic …') do …
      const bool looped = at > 1 && view[at - 1] == '\'' && view[at - 2] == '(';
      if (looped) part = part.substr(0, part.find("')"));
      end += part.size();
      if (!trimmed(part).empty()) calls.push_back(call.append(" ").append(trimmed(part)));
    }
    at = find_nocase(view, "wmic", end);
  }
  return calls;
}

std::vector<std::string> find_called_wmic(std::string_view script) {
  std::vector<std::string> calls;
  while (!script.empty() && calls.size() < kMaxWmicCalls) {
    const std::size_t end = std::min(script.find_first_of("\n;{}|"), script.size());
    const std::string_view statement = called_part(script.substr(0, end));
    script.remove_prefix(std::min(end + 1, script.size()));
    const std::string_view program = split_command(statement).program;
    const bool shell = equals_nocase(program, "cmd") || equals_nocase(program, "cmd.exe");
    if (!shell && !is_wmic_program(program, {})) continue;
    for (std::string& call : find_wmic_calls(statement)) calls.push_back(std::move(call));
  }
  return calls;
}

std::vector<std::string_view> named_nodes(const WmicCommand& wmic) {
  const std::size_t count = std::min(wmic.nodes.size(), kMaxNamedHosts);
  return {wmic.nodes.begin(), wmic.nodes.begin() + static_cast<std::ptrdiff_t>(count)};
}

bool is_own_host(std::string_view host, std::span<const std::string_view> own_names) {
  host = trimmed(unquoted(trimmed(host)));
  while (host.starts_with('\\')) host.remove_prefix(1);
  constexpr std::array<std::string_view, 7> kSelf = {
      "localhost", ".", "::1", "[::1]", "%computername%", "$env:computername", "(local)"};
  if (host.empty() || host.starts_with("127.")) return true;
  const auto is = [&](std::string_view name) { return equals_nocase(name, host); };
  if (std::ranges::any_of(kSelf, is) || std::ranges::any_of(own_names, is)) return true;
  return std::ranges::any_of(own_names, [&](std::string_view name) {
    const bool one_is_short = first_label(host) == host || first_label(name) == name;
    return one_is_short && !name.empty() && equals_nocase(first_label(host), first_label(name));
  });
}

}  // namespace wmiscope
