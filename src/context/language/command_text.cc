// SPDX-License-Identifier: Apache-2.0
#include "context/language/command_text.h"

#include <functional>

#include "base/ascii.h"

namespace wmiscope {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

bool is_word_char(char c) {
  const char l = ascii_lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Where the word that begins at `begin` ends: at a blank outside of double quotes.
std::size_t word_end(std::string_view line, std::size_t begin) {
  bool in_quotes = false;
  std::size_t at = begin;
  for (; at < line.size(); ++at) {
    if (line[at] == '"') in_quotes = !in_quotes;
    if (!in_quotes && is_blank(line[at])) break;
  }
  return at;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// Lower case, without quotes and percent pairs, runs of blanks one blank.
std::string comparable(std::string_view text) {
  std::string out;
  for (const char c : collapse_percents(trimmed(text))) {
    if (c == '"') continue;
    const char low = is_blank(c) ? ' ' : ascii_lower(c);
    if (low == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += low;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string_view without_exe(std::string_view name) {
  return ends_with_nocase(name, ".exe") ? name.substr(0, name.size() - 4) : name;
}

// "C:\Windows\System32\cmd.exe" and "cmd" are one program; two folders have to agree.
bool same_program(std::string_view a, std::string_view b) {
  if (equals_nocase(a, b)) return true;
  const bool both_have_folders = file_name(a).size() != a.size() && file_name(b).size() != b.size();
  if (both_have_folders) return equals_nocase(without_exe(a), without_exe(b));
  return equals_nocase(without_exe(file_name(a)), without_exe(file_name(b)));
}

}  // namespace

std::string collapse_percents(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '%' && i + 1 < text.size() && text[i + 1] == '%') ++i;
  }
  return out;
}

std::string without_carets(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '^') ++i;
    if (i < text.size()) out += text[i];
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view file_name(std::string_view path) {
  const std::size_t at = path.find_last_of("\\/");
  return at == std::string_view::npos ? path : path.substr(at + 1);
}

SplitCommand split_command(std::string_view command_line) {
  const std::string_view line = trimmed(command_line);
  if (line.starts_with('"')) {
    const std::size_t end = line.find('"', 1);
    if (end == std::string_view::npos) return {line.substr(1), {}};
    return {line.substr(1, end - 1), trimmed(line.substr(end + 1))};
  }
  const std::size_t end = word_end(line, 0);
  return {line.substr(0, end), trimmed(line.substr(end))};
}

std::vector<std::string_view> words_of(std::string_view line, std::size_t limit) {
  std::vector<std::string_view> words;
  std::size_t at = skip_blanks(line, 0);
  while (at < line.size() && words.size() < limit) {
    const bool last = words.size() + 1 == limit;
    const std::size_t end = last ? line.size() : word_end(line, at);
    words.push_back(line.substr(at, end - at));
    at = skip_blanks(line, end);
  }
  return words;
}

std::string_view unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != text.back()) return text;
  const bool quoted = text.front() == '"' || text.front() == '\'';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

bool has_word(std::string_view text, std::string_view lower) {
  for (std::size_t at = find_nocase(text, lower); at != std::string_view::npos;
       at = find_nocase(text, lower, at + 1)) {
    const std::size_t end = at + lower.size();
    const bool starts = at == 0 || !is_word_char(text[at - 1]);
    if (starts && (end == text.size() || !is_word_char(text[end]))) return true;
  }
  return false;
}

std::size_t command_hash(std::string_view line) {
  const SplitCommand split = split_command(line);
  const std::string program = collapse_percents(split.program);
  const std::string name = to_ascii_lower(without_exe(file_name(program)));
  return std::hash<std::string>()(name + ' ' + comparable(split.rest));
}

bool same_command(std::string_view a, std::string_view b) {
  const SplitCommand one = split_command(a), two = split_command(b);
  if (one.program.empty() || two.program.empty()) return false;
  return same_program(collapse_percents(one.program), collapse_percents(two.program)) &&
         comparable(one.rest) == comparable(two.rest);
}

}  // namespace wmiscope
