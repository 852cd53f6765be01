// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_error.h"

#include <algorithm>

#include "base/format.h"
#include "base/utf16.h"
#include "rules/pattern.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxShownLine = 200;  // bytes of a source line that are kept

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Controls, bytes that are no UTF-8, and the characters that turn the direction of a line.
bool must_escape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c >= kInvalidByte || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

struct Shown {
  std::string text;
  std::size_t width = 0;  // characters
};

// As a terminal may have it.
Shown shown(std::string_view text) {
  Shown out;
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    if (c.value == '\t') {
      out.text += ' ';
      ++out.width;
    } else if (must_escape(c.value)) {
      const char32_t number = c.value >= kInvalidByte ? c.value - kInvalidByte : c.value;
      const std::string escaped = format("\\x{:02x}", static_cast<unsigned>(number));
      out.text += escaped;
      out.width += escaped.size();
    } else {
      out.text += text.substr(0, c.size);
      ++out.width;
    }
    text.remove_prefix(c.size);
  }
  return out;
}

// "   14 | the line" and the mark below it.
std::string excerpt(const RuleError& error) {
  const std::string number = format("{:>5}", error.line);
  const std::string_view line = error.source_line;
  std::string out = format("\n{} | {}", number, shown(line).text);
  if (error.column == 0 || error.column > line.size()) return out;
  const std::size_t before = shown(line.substr(0, error.column - 1)).width;
  const std::size_t below = shown(line.substr(error.column - 1, error.length)).width;
  out += format("\n{:>5} | {:>{}}^{:~>{}}", "", "", before, "", below > 1 ? below - 1 : 0);
  return out;
}

}  // namespace

std::string_view name_of(RuleErrorCode code) {
  const auto at = std::ranges::find(kRuleErrorCodes, code, &RuleErrorInfo::code);
  return at == kRuleErrorCodes.end() ? std::string_view() : at->name;
}

RuleErrors::RuleErrors(std::string file, std::string_view text)
    : file_(std::move(file)), lines_(split_lines(text)) {}

void RuleErrors::add(RuleErrorCode code, RulePlace place, std::string message, std::string hint) {
  RuleError error;
  error.file = file_;
  error.line = place.line;
  error.column = place.line == 0 ? 0 : place.column;
  error.length = place.length;
  error.code = name_of(code);
  error.message = std::move(message);
  error.hint = std::move(hint);
  error.source_line = line(place.line).substr(0, kMaxShownLine);
  errors_.push_back(std::move(error));
}

std::string_view RuleErrors::line(std::size_t number) const {
  return number == 0 || number > lines_.size() ? std::string_view() : lines_[number - 1];
}

RulePlace RuleErrors::place(const YamlPlace& scalar, std::size_t offset, std::size_t length) const {
  const std::string_view text = line(scalar.line);
  if (scalar.column == 0 || scalar.column > text.size()) return {scalar.line, scalar.column, 1};
  const char first = text[scalar.column - 1];
  const bool quoted = first == '\'' || first == '"';
  const bool block = first == '|' || first == '>';
  const std::size_t column = scalar.column + (quoted ? 1 : 0) + offset;
  if (block || column > text.size() + 1) return {scalar.line, scalar.column, 1};
  return {scalar.line, column, std::clamp<std::size_t>(length, 1, text.size() + 2 - column)};
}

std::string to_text(const RuleError& error) {
  std::string place = error.file;
  if (error.line > 0) place += format(":{}:{}", error.line, error.column);
  if (!place.empty()) place += ": ";
  std::string out = shown(format("{}error: {} [{}]", place, error.message, error.code)).text;
  if (error.line > 0 && !error.source_line.empty()) out += excerpt(error);
  if (!error.hint.empty()) out += "\n   hint: " + shown(error.hint).text;
  return out;
}

}  // namespace wmiscope
