// SPDX-License-Identifier: Apache-2.0
#include "context/language/wql.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxClasses = 64;
constexpr std::size_t kMaxTokens = 4096;

bool is_name_char(char c) {
  const char l = ascii_lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

struct Token {
  std::string_view text;  // a name or number, a quoted text without its quotes, or one other byte
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The end of a quoted text's inside; quotes within are escaped by a backslash.
std::size_t quote_end(std::string_view text, std::size_t begin) {
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != text[begin]) at += text[at] == '\\' ? 2 : 1;
  return std::min(at, text.size());
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < text.size() && tokens.size() < kMaxTokens) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    if (text[at] == '"' || text[at] == '\'') {
      const std::size_t end = quote_end(text, at);
      at = std::min(end + 1, text.size());
      tokens.push_back({text.substr(begin + 1, end - begin - 1), begin, at});
      continue;
    }
    do ++at;
    while (is_name_char(text[begin]) && at < text.size() &&
           (is_name_char(text[at]) || text[at] == '.'));
    tokens.push_back({text.substr(begin, at - begin), begin, at});
  }
  return tokens;
}

// The class of "{Win32_LogonSession.LogonId='999'}" or of an object path.
std::string class_of_path(std::string_view path) {
  const std::size_t colon = path.substr(0, path.find_first_of("=\"'")).rfind(':');
  if (colon != std::string_view::npos) path.remove_prefix(colon + 1);
  std::size_t begin = 0;
  while (begin < path.size() && !is_name_char(path[begin])) ++begin;
  std::size_t end = begin;
  while (end < path.size() && is_name_char(path[end])) ++end;
  return std::string(path.substr(begin, end - begin));
}

// Classes whose names have no prefix of their own.
constexpr std::array<std::string_view, 9> kPlainClasses = {"stdregprov",
                                                           "antivirusproduct",
                                                           "antispywareproduct",
                                                           "firewallproduct",
                                                           "msft_mpcomputerstatus",
                                                           "registryvaluechangeevent",
                                                           "registrykeychangeevent",
                                                           "registrytreechangeevent",
                                                           "ds_user"};

constexpr std::array<std::string_view, 5> kPrefixes = {"win32_", "cim_", "msft_", "msacpi_",
                                                       "win32reg_"};

// System classes that an act on WMI itself names.
constexpr std::array<std::string_view, 8> kSystemPrefixes = {
    "__eventfilter", "__filtertoconsumer", "__eventconsumer", "__intervaltimer", "__absolutetimer",
    "__timer",       "__instance",         "__win32provider"};

bool is_class_name(std::string_view word) {
  const auto begins = [&](std::string_view prefix) {
    return word.size() > prefix.size() && starts_with_nocase(word, prefix);
  };
  const auto begins_or_is = [&](std::string_view prefix) {
    return starts_with_nocase(word, prefix);
  };
  if (std::ranges::any_of(kPrefixes, begins)) return true;
  if (std::ranges::any_of(kSystemPrefixes, begins_or_is)) return true;
  if (begins("") && ends_with_nocase(word, "eventconsumer")) return true;
  return std::ranges::any_of(kPlainClasses,
                             [&](std::string_view each) { return equals_nocase(each, word); });
}

}  // namespace

bool WqlQuery::is_notification() const {
  constexpr std::array<std::string_view, 6> kEvents = {"__instance",       "__class",
                                                       "__namespace",      "__timerevent",
                                                       "__extrinsicevent", "__methodinvocation"};
  return !within.empty() || ends_with_nocase(from, "trace") || ends_with_nocase(from, "event") ||
         std::ranges::any_of(kEvents, [&](auto each) { return starts_with_nocase(from, each); });
}

WqlQuery parse_wql(std::string_view text) {
  WqlQuery query;
  const std::vector<Token> tokens = tokens_of(text);
  if (tokens.empty()) return query;
  const std::string_view first = tokens.front().text;
  if (equals_nocase(first, "associators") || equals_nocase(first, "references")) {
    const std::size_t brace = text.find('{');
    if (brace != std::string_view::npos) query.from = class_of_path(text.substr(brace + 1));
    return query;
  }
  if (!equals_nocase(first, "select")) return query;
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    const std::string_view word = tokens[i].text, next = tokens[i + 1].text;
    const bool before_where = query.where.empty();
    if (equals_nocase(word, "from") && query.from.empty()) query.from = next;
    if (equals_nocase(word, "within") && before_where && query.within.empty()) query.within = next;
    if (equals_nocase(word, "isa") && query.isa.size() < kMaxClasses) query.isa.emplace_back(next);
    if (equals_nocase(word, "where") && before_where) {
      query.where = trimmed(text.substr(tokens[i].end));
    }
  }
  return query;
}

std::string query_key(std::string_view query) {
  std::string key;
  for (const char c : trimmed(query)) {
    const char plain = is_blank(c) ? ' ' : c == '"' ? '\'' : ascii_lower(c);
    if (plain == ' ' && key.ends_with(' ')) continue;
    key += plain;
  }
  return key;
}

std::vector<std::string> wmi_class_names(std::string_view text) {
  std::vector<std::string> names;
  std::size_t at = 0;
  while (at < text.size() && names.size() < kMaxClasses) {
    if (!is_name_char(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_name_char(text[at])) ++at;
    const std::string_view word = text.substr(begin, at - begin);
    const auto same = [&](const std::string& name) { return equals_nocase(name, word); };
    if (is_class_name(word) && std::ranges::none_of(names, same)) names.emplace_back(word);
  }
  return names;
}

}  // namespace wmiscope
