// SPDX-License-Identifier: Apache-2.0
#include "context/language/host_list.h"

#include <algorithm>

#include "context/language/command_text.h"

namespace wmiscope {
namespace {

std::string_view without_bracket(std::string_view text) {
  if (!text.starts_with("@(") || !text.ends_with(')')) return text;
  return text.substr(2, text.size() - 3);
}

}  // namespace

std::vector<std::string_view> hosts_of(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return {};
  if (text.starts_with('(') || text.starts_with('$')) return {text};
  text = without_bracket(text);
  std::vector<std::string_view> hosts;
  while (!text.empty() && hosts.size() < kMaxNamedHosts) {
    const std::size_t end = std::min(text.find(','), text.size());
    std::string_view host = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool quoted = host.size() >= 2 && host.front() == host.back() &&
                        (host.front() == '"' || host.front() == '\'');
    if (quoted) host = trimmed(host.substr(1, host.size() - 2));
    if (!host.empty()) hosts.push_back(host);
  }
  return hosts;
}

std::string host_text(const std::vector<std::string_view>& hosts) {
  std::string text;
  for (const std::string_view host : hosts) {
    if (!text.empty()) text += ", ";
    text += host;
  }
  return text;
}

}  // namespace wmiscope
