// SPDX-License-Identifier: Apache-2.0
#include "context/language/winrm_command.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

constexpr std::string_view kRoots[] = {"wmicimv2/", "wmi/root/"};

// Verbs that change, short and long; invoke has its method beside it.
constexpr std::pair<std::string_view, std::string_view> kVerbs[] = {
    {"set", "Put"}, {"s", "Put"},         {"create", "Put"},
    {"c", "Put"},   {"delete", "Delete"}, {"d", "Delete"},
};

// The class of a resource URI, behind its last slash and before its keys.
std::string_view class_of(std::string_view word) {
  word = unquoted(word);
  const bool wmi = std::ranges::any_of(kRoots, [&](std::string_view root) {
    return find_nocase(word, root) != std::string_view::npos;
  });
  if (!wmi) return {};
  const std::string_view last = word.substr(word.rfind('/') + 1);
  return last.substr(0, last.find('?'));
}

// "Create" may be cut short to any beginning.
std::string_view method_of(std::string_view named, std::string_view class_name) {
  constexpr std::string_view kCreate = "create";
  const bool create = equals_nocase(class_name, "Win32_Process") && !named.empty() &&
                      starts_with_nocase(kCreate, named);
  return create ? "Create" : named;
}

std::string_view method_before(const std::vector<std::string_view>& words, std::size_t uri,
                               std::string_view class_name) {
  if (uri >= 2 && (equals_nocase(words[uri - 2], "invoke") || equals_nocase(words[uri - 2], "i"))) {
    return method_of(words[uri - 1], class_name);
  }
  if (uri == 0) return {};
  for (const auto& [verb, method] : kVerbs) {
    if (equals_nocase(words[uri - 1], verb)) return method;
  }
  return {};
}

// "http://ws02:5985/wsman" is ws02.
std::string_view host_of(std::string_view address) {
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) {
    address.remove_prefix(scheme + 3);
  }
  return address.substr(0, address.find_first_of(":/"));
}

std::string_view computer_of(const std::vector<std::string_view>& words) {
  for (const std::string_view word : words) {
    for (const std::string_view name : {"-r:", "-remote:", "/r:", "/remote:"}) {
      if (starts_with_nocase(word, name)) return host_of(unquoted(word.substr(name.size())));
    }
  }
  return {};
}

// The value of @{CommandLine="…"}, with or without its quotes.
std::string_view created_in(std::string_view line) {
  constexpr std::string_view kKey = "commandline=";
  const std::size_t at = find_nocase(line, kKey);
  if (at == std::string_view::npos) return {};
  std::string_view value = line.substr(at + kKey.size());
  while (value.starts_with('\\')) value.remove_prefix(1);
  if (!value.starts_with('"')) return value.substr(0, value.find_first_of(";}"));
  value.remove_prefix(1);
  value = value.substr(0, value.find('"'));
  if (value.ends_with('\\')) value.remove_suffix(1);
  return value;
}

}  // namespace

WinrmCommand parse_winrm(std::string_view command_line) {
  const std::vector<std::string_view> words = words_of(command_line);
  WinrmCommand call;
  for (std::size_t i = 0; i < words.size() && call.class_name.empty(); ++i) {
    call.class_name = class_of(words[i]);
    if (!call.class_name.empty()) call.method = method_before(words, i, call.class_name);
  }
  if (call.class_name.empty()) return call;
  call.computer = computer_of(words);
  if (call.method == "Create") call.created = created_in(command_line);
  return call;
}

}  // namespace wmiscope
