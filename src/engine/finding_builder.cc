// SPDX-License-Identifier: Apache-2.0
#include "engine/finding_builder.h"

#include "base/ascii.h"
#include "base/sha256.h"
#include "base/utf16.h"

namespace wmiscope {
namespace {

// The word by which the data model calls what it does not know (corpus README, choice 4).
constexpr std::string_view kUnknown = "unknown";

std::string text_of(const Value& value) {
  std::string raw;
  append_value(value, raw);
  std::string text;
  append_valid_utf8(raw, text);
  return text;
}

std::string text_of(const FieldExpr& expr, const Event& event, Arena& arena) {
  return text_of(evaluate(expr, event, arena));
}

std::string known(const std::string& text) { return text == kUnknown ? std::string() : text; }

EventRef event_ref(const Event& event) {
  EventRef ref;
  ref.provider = text_of(event[SystemField::kProvider]);
  ref.channel = text_of(event[SystemField::kChannel]);
  ref.computer = text_of(event[SystemField::kComputer]);
  ref.event_id = event.event_id;
  std::uint64_t id = 0;
  if (value_number(event[SystemField::kRecordId], id)) ref.record_id = id;
  return ref;
}

SourceRef source_ref(const Position& position) {
  SourceRef ref;
  ref.offset = position.offset;
  ref.line = position.line;
  ref.index = position.index;
  ref.recovered = position.recovered;
  ref.bad_checksum = position.bad_checksum;
  return ref;
}

std::string_view value_of(const Finding& finding, std::string_view name) {
  for (const auto& [field, value] : finding.fields) {
    if (field == name) return value;
  }
  if (name == "dest") return finding.dest.empty() ? kUnknown : finding.dest;
  if (name == "user") return finding.user.empty() ? kUnknown : finding.user;
  return kUnknown;
}

void describe(const Rule& rule, const std::string& story_name, Finding& finding) {
  finding.detection_id = rule.id;
  finding.detection = rule.title;
  finding.level = rule.level;
  finding.mitre_attack = rule.mitre_attack;
  if (!rule.story) {
    finding.message = finding.dest.empty() ? rule.title : rule.title + " on " + finding.dest;
    return;
  }
  finding.story = story_name;
  finding.type = rule.story->type;
  finding.risk_score = rule.story->risk_score;
  finding.mitre_attack = rule.story->mitre_attack;
  finding.message = fill_message(rule.story->message, finding);
  if (!finding.dest.empty()) finding.risk_objects.push_back({finding.dest, "system"});
  if (!finding.user.empty()) finding.risk_objects.push_back({finding.user, "user"});
}

}  // namespace

std::optional<Finding> FindingBuilder::build(const RuleMatch& match, const Event& event,
                                             Arena& arena) const {
  const BoundRule& bound = *match.bound;
  const Rule& rule = rules_.rules()[bound.rule];
  Finding finding;
  if (!add_fields(rule, bound, event, arena, finding)) return std::nullopt;
  finding.dest = known(text_of(bound.dest, event, arena));
  finding.user = known(text_of(bound.user, event, arena));
  finding.time = {event.time_ticks, std::string(event.time_text)};
  finding.time_zone_assumed = event.time_zone_assumed;
  finding.event = event_ref(event);
  finding.source = source_ref(event.position);
  if (match.excluded_by) finding.excluded = rules_.filters()[*match.excluded_by].name;
  describe(rule, story_name_, finding);
  finding.id = finding_id(finding);
  return finding;
}

bool FindingBuilder::add_fields(const Rule& rule, const BoundRule& bound, const Event& event,
                                Arena& arena, Finding& finding) const {
  const bool drops = rule.story && rule.story->search == SearchKind::kStats;
  for (const NamedExpr& field : bound.fields) {
    std::string value = text_of(field.expr, event, arena);
    if (!value.empty()) {
      finding.fields.emplace_back(field.name, std::move(value));
    } else if (drops) {
      return false;
    }
  }
  return true;
}

std::string finding_id(const Finding& finding) {
  constexpr std::string_view kSeparator = "\x1F";
  Sha256 hash;
  hash.update(finding.detection_id);
  const auto add = [&](std::string_view part) {
    hash.update(kSeparator);
    hash.update(part);
  };
  add(to_ascii_lower(finding.event.computer));
  add(to_ascii_lower(finding.event.channel));
  add(finding.event.record_id ? std::to_string(*finding.event.record_id) : finding.time.text);
  for (const auto& [name, value] : finding.fields) {
    add(name);
    add(value);
  }
  return hash.hex().substr(0, 32);
}

std::string fill_message(std::string_view message, const Finding& finding) {
  std::string text;
  while (!message.empty()) {
    const std::size_t open = message.find('{');
    const std::size_t close = message.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    text += message.substr(0, open);
    text += value_of(finding, message.substr(open + 1, close - open - 1));
    message.remove_prefix(close + 1);
  }
  return text.append(message);
}

}  // namespace wmiscope
