// SPDX-License-Identifier: Apache-2.0
#include "cli/rules_text.h"

#include <algorithm>

#include "base/format.h"
#include "report/json_object.h"
#include "report/level.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kShortId = 8;
constexpr std::size_t kMaxTitle = 48;
constexpr std::size_t kMaxName = 28;
constexpr std::size_t kHelpColumn = 14;

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += escape_text(word);
  }
  return out;
}

// Widest of the texts that `text(item)` gives, at most `most`.
template <typename Items, typename Text>
std::size_t column_width(const Items& items, std::size_t most, Text text) {
  std::size_t width = 0;
  for (const auto& item : items) width = std::max(width, display_width(escape_text(text(item))));
  return std::min(width, most);
}

// A name and its value in columns; nothing where there is no value.
void append_fact(std::string_view name, std::string_view value, std::string& out) {
  if (!value.empty()) out += format("{}{}\n", padded(name, kHelpColumn), value);
}

std::string level_words(const RuleInfo& rule) {
  const std::string_view level = level_name(rule.level);
  return rule.risk_score ? format("{}, risk {}", level, *rule.risk_score) : std::string(level);
}

std::string standing_words(const RuleInfo& rule) {
  std::string words = escape_text(rule.file);
  if (rule.later) words += ", a later member of the story";
  if (!rule.enabled) words += ", switched off";
  return words;
}

// The text line by line, each escaped: a line end is no control character here.
void append_lines(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out += escape_text(line) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// The first `columns` bytes of a line as blanks of the same width.
std::string indent_below(std::string_view line, std::size_t bytes) {
  return std::string(display_width(escape_text(line.substr(0, std::min(bytes, line.size())))), ' ');
}

void append_source_line(const RuleError& error, std::string& out) {
  if (error.line == 0 || error.source_line.empty()) return;
  out += format("{:>5} | {}\n", error.line, escape_text(error.source_line));
  if (error.column == 0) return;
  const std::string indent = indent_below(error.source_line, error.column - 1);
  const std::size_t rest =
      error.source_line.size() - std::min(error.source_line.size(), error.column - 1);
  const std::size_t length =
      std::clamp<std::size_t>(error.length, 1, std::max<std::size_t>(rest, 1));
  out += format("      | {}^{}\n", indent, std::string(length - 1, '~'));
}

}  // namespace

std::string rule_list_text(const std::vector<RuleInfo>& rules) {
  const std::size_t titles =
      column_width(rules, kMaxTitle, [](const RuleInfo& rule) { return rule.title; });
  std::string out;
  for (const RuleInfo& rule : rules) {
    out += format("{}  {}  {}  {}{}\n", padded(escape_text(rule.id.substr(0, kShortId)), kShortId),
                  padded(level_name(rule.level), 8),
                  padded(cut_middle(escape_text(rule.title), titles), titles),
                  joined(rule.needs, ", "), rule.enabled ? "" : "  (off)");
  }
  return out;
}

std::string rule_list_jsonl(const std::vector<RuleInfo>& rules) {
  std::string out;
  for (const RuleInfo& rule : rules) {
    JsonObject object(out);
    object.text("id", rule.id);
    object.text("title", rule.title);
    object.known("story", rule.story);
    object.known("type", rule.type);
    object.text("level", level_name(rule.level));
    object.known("risk_score", rule.risk_score);
    object.known("mitre_attack", rule.mitre_attack);
    object.known("by_fields", rule.by_fields);
    object.known("needs", rule.needs);
    object.text("file", rule.file);
    object.boolean("enabled", rule.enabled);
    object.close();
    out += '\n';
  }
  return out;
}

std::string rule_text(const RuleInfo& rule) {
  std::string out = escape_text(rule.title) + "\n\n";
  append_fact("id", escape_text(rule.id), out);
  append_fact("story", escape_text(rule.story), out);
  append_fact("type", escape_text(rule.type), out);
  append_fact("level", level_words(rule), out);
  append_fact("ATT&CK", joined(rule.mitre_attack, " "), out);
  append_fact("needs", joined(rule.needs, ", "), out);
  append_fact("reads", joined(rule.fields, ", "), out);
  append_fact("groups by", joined(rule.by_fields, ", "), out);
  append_fact("costs", escape_text(rule.cost), out);
  append_fact("from", standing_words(rule), out);
  out += '\n';
  append_lines(rule.source, out);
  return out;
}

std::string rule_error_text(const RuleError& error) {
  std::string out = escape_text(error.file);
  if (error.line > 0) out += format(":{}", error.line);
  if (error.line > 0 && error.column > 0) out += format(":{}", error.column);
  out += format(": error: {} [{}]\n", escape_text(error.message), escape_text(error.code));
  append_source_line(error, out);
  if (!error.hint.empty()) out += format("   hint: {}\n", escape_text(error.hint));
  return out;
}

std::string evidence_failure_text(const EvidenceFailure& failure) {
  std::string out = escape_text(failure.file);
  if (failure.line > 0) out += format(":{}", failure.line);
  return out + format(": {}: {}\n", escape_text(failure.rule), escape_text(failure.message));
}

std::string field_list_text(const std::vector<FieldInfo>& fields) {
  const auto event = [](const FieldInfo& field) { return field.event; };
  const auto name = [](const FieldInfo& field) { return field.name; };
  const std::size_t events = column_width(fields, kMaxName, event);
  const std::size_t names = column_width(fields, kMaxName, name);
  std::string out;
  for (const FieldInfo& field : fields) {
    out += format("{}  {}  {}\n", padded(escape_text(field.event), events),
                  padded(escape_text(field.name), names), escape_text(field.from));
    if (!field.help.empty()) {
      out += format("{}{}\n", std::string(events + names + 4, ' '), escape_text(field.help));
    }
  }
  return out;
}

}  // namespace wmiscope
