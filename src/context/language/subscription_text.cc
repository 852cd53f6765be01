// SPDX-License-Identifier: Apache-2.0
#include "context/language/subscription_text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "context/language/command_text.h"
#include "context/language/mof.h"

namespace wmiscope {
namespace {

struct ConsumerClass {
  std::string_view class_name;
  std::string_view sysmon_type;
  ConsumerKind kind;
};
// Sysmon's words for the first two are seen; those of the others are from its documentation.
constexpr std::array kConsumers = {
    ConsumerClass{"CommandLineEventConsumer", "Command Line", ConsumerKind::kCommandLine},
    ConsumerClass{"ActiveScriptEventConsumer", "Script", ConsumerKind::kScript},
    ConsumerClass{"LogFileEventConsumer", "Log File", ConsumerKind::kLogFile},
    ConsumerClass{"SMTPEventConsumer", "SMTP", ConsumerKind::kSmtp},
    ConsumerClass{"NTEventLogEventConsumer", "NT Event Log", ConsumerKind::kEventLog},
};

const ConsumerClass* find_consumer(std::string_view text) {
  const auto at = std::ranges::find_if(kConsumers, [&](const ConsumerClass& each) {
    return equals_nocase(each.class_name, text) || equals_nocase(each.sysmon_type, text);
  });
  return at == kConsumers.end() ? nullptr : &*at;
}

bool is_word(std::string_view text) {
  const auto word_char = [](char c) {
    const char l = ascii_lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::ranges::all_of(text, word_char);
}

// \" and \\ resolved.
std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == '"');
    if (escape) ++i;
    out += text[i];
  }
  return out;
}

// Lower case, without quotes, runs of blanks and of backslashes one of them.
std::string comparable(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    if (c == '"') continue;
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    const char plain = blank ? ' ' : ascii_lower(c);
    const bool again = (plain == ' ' || plain == '\\') && out.ends_with(plain);
    if (!again) out += plain;
  }
  return out;
}

// The literal parts between %Property% names.
std::vector<std::string_view> literal_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at)) {
    const std::size_t end = text.find('%', at + 1);
    if (end == std::string_view::npos) break;
    // "TargetInstance.Name" is a property too.
    const std::string_view name = text.substr(at + 1, end - at - 1);
    const bool property = name.find_first_of(" \\/\"") == std::string_view::npos && !name.empty();
    if (!property) {
      at = end;
      continue;
    }
    parts.push_back(text.substr(begin, at - begin));
    begin = at = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

bool matches_parts(std::string_view text, const std::vector<std::string_view>& parts) {
  if (parts.size() == 1) return text == parts[0];
  if (!text.starts_with(parts.front())) return false;
  text.remove_prefix(parts.front().size());
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
    const std::size_t at = text.find(parts[i]);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + parts[i].size());
  }
  return text.ends_with(parts.back());
}

// What a consumer does, from the properties of its class.
std::string payload_of(const MofInstance& consumer) {
  constexpr std::array<std::string_view, 9> kByPrecedence = {
      "CommandLineTemplate", "ExecutablePath", "ScriptText", "ScriptFilename", "Filename", "ToLine",
      "SMTPServer",          "SourceName",     "Text"};
  for (const std::string_view property : kByPrecedence) {
    const std::string_view value = consumer.text(property);
    if (!value.empty() && !equals_nocase(value, "NULL")) return std::string(value);
  }
  std::string all;
  for (const auto& [name, value] : consumer.properties) {
    if (equals_nocase(name, "CreatorSID") || equals_nocase(name, "Name")) continue;
    if (!all.empty()) all += "; ";
    all.append(name).append("=").append(value);
  }
  return all;
}

}  // namespace

std::string normal_text(std::string_view raw) {
  std::string plain = collapse_percents(trimmed(raw));
  const std::string_view text = plain;
  const bool quoted = text.size() >= 2 && text.starts_with('"') && text.ends_with('"');
  if (!quoted) return plain;
  return unescaped(text.substr(1, text.size() - 2));
}

std::string normal_namespace(std::string_view raw) {
  std::string out;
  for (const char c : normal_text(raw)) {
    const char plain = c == '/' ? '\\' : ascii_lower(c);
    if (plain == '\\' && (out.empty() || out.ends_with('\\'))) continue;
    out += plain;
  }
  if (out.starts_with(".\\")) out.erase(0, 2);
  while (out.ends_with('\\')) out.pop_back();
  return out;
}

std::optional<ObjectReference> parse_reference(std::string_view raw) {
  std::string text = normal_text(raw);
  if (text.find("\\\"") != std::string::npos) text = unescaped(text);
  const std::string_view view = text;
  const std::size_t equals = view.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  std::string_view path = trimmed(view.substr(0, equals));
  const std::string_view value = trimmed(view.substr(equals + 1));
  if (ends_with_nocase(path, ".name")) path.remove_suffix(std::string_view(".name").size());

  ObjectReference found;
  const std::size_t colon = path.rfind(':');
  if (colon != std::string_view::npos) {
    found.name_space = normal_namespace(path.substr(0, colon));
    path.remove_prefix(colon + 1);
  }
  if (!is_word(path) || value.size() < 2 || unquoted(value) == value) return std::nullopt;
  found.class_name = path;
  found.name = unquoted(value);
  return found;
}

ConsumerKind consumer_kind(std::string_view class_or_type) {
  const ConsumerClass* found = find_consumer(trimmed(class_or_type));
  return found == nullptr ? ConsumerKind::kUnknown : found->kind;
}

std::string consumer_class(std::string_view class_or_type) {
  const std::string_view text = trimmed(class_or_type);
  const ConsumerClass* found = find_consumer(text);
  return std::string(found == nullptr ? text : found->class_name);
}

std::string_view consumer_risk(ConsumerKind kind) {
  switch (kind) {
    case ConsumerKind::kEventLog:
      return "low";
    case ConsumerKind::kLogFile:
    case ConsumerKind::kSmtp:
      return "medium";
    case ConsumerKind::kCommandLine:
    case ConsumerKind::kScript:
    case ConsumerKind::kUnknown:
      break;
  }
  return "high";
}

std::string_view consumer_vector(ConsumerKind kind) {
  if (kind == ConsumerKind::kCommandLine) return "command-line-consumer";
  return kind == ConsumerKind::kScript ? "script-consumer" : "other-consumer";
}

std::optional<BoundSubscription> parse_binding(std::string_view possible_cause) {
  const std::size_t begin = find_nocase(possible_cause, "binding eventfilter");
  if (begin != std::string_view::npos) possible_cause.remove_prefix(begin);
  const std::vector<MofInstance> instances = parse_mof(possible_cause);
  const auto is_filter = [](const MofInstance& each) {
    return equals_nocase(each.class_name, "__EventFilter");
  };
  const auto filter = std::ranges::find_if(instances, is_filter);
  const auto consumer = std::ranges::find_if_not(instances, is_filter);
  if (filter == instances.end() && consumer == instances.end()) return std::nullopt;

  BoundSubscription bound;
  if (filter != instances.end()) {
    bound.filter.name = filter->text("Name");
    bound.filter.query = filter->text("Query");
    bound.filter.name_space = normal_namespace(filter->text("EventNamespace"));
    bound.filter.creator_sid = sid_of_byte_list(filter->text("CreatorSID"));
  }
  if (consumer != instances.end()) {
    bound.consumer.class_name = consumer->class_name;
    bound.consumer.name = consumer->text("Name");
    bound.consumer.payload = payload_of(*consumer);
    bound.consumer.creator_sid = sid_of_byte_list(consumer->text("CreatorSID"));
  }
  return bound;
}

bool matches_template(std::string_view command_line, std::string_view command_template) {
  constexpr std::size_t kMinLiteral = 3;  // "%a% %b%" says nothing
  const std::string text = comparable(collapse_percents(command_line));
  const std::string pattern = comparable(collapse_percents(command_template));
  const auto parts = literal_parts(pattern);
  std::size_t literal = 0;
  for (const std::string_view part : parts) literal += trimmed(part).size();
  if (literal < kMinLiteral) return false;
  return text == pattern || matches_parts(text, parts);
}

}  // namespace wmiscope
