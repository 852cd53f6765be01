// SPDX-License-Identifier: Apache-2.0
#include "rules/describe.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/format.h"

namespace wmiscope {
namespace {

using Test = RawCondition::Test;

constexpr std::size_t kMaxShownTests = 6;

bool names_no_log(const Want& want) { return want.channel.empty() && want.provider.empty(); }

std::string in_words(const RawCondition& condition, const FieldTable& table) {
  const std::string_view name = table.names.name(condition.field);
  switch (condition.test) {
    case Test::kEquals:
      return format("{} is '{}'", name, condition.literal);
    case Test::kStartsWith:
      return format("{} starts with '{}'", name, condition.literal);
    case Test::kEndsWith:
      return format("{} ends with '{}'", name, condition.literal);
    case Test::kContains:
      return format("{} contains '{}'", name, condition.literal);
    case Test::kAbsent:
      return format("{} is absent", name);
    case Test::kUnequal:
      return format("{} is not '{}'", name, condition.literal);
  }
  return {};
}

std::string tests_in_words(const std::vector<RawCondition>& tests, const FieldTable& table) {
  std::string out;
  const std::size_t shown = std::min(tests.size(), kMaxShownTests);
  for (std::size_t i = 0; i < shown; ++i) {
    out += format("{}{}", i == 0 ? "" : " or ", in_words(tests[i], table));
  }
  if (shown < tests.size()) out += format(" or {} more", tests.size() - shown);
  return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

// The events of each target, each name once. A rule of every log names no kinds: they are within
// it.
std::vector<std::string> needs_of(const Rule& rule, const FieldTable& table) {
  const bool everywhere = std::ranges::any_of(
      rule.targets, [](const RuleTarget& each) { return names_no_log(each.want); });
  std::vector<std::string> needs;
  for (const RuleTarget& target : rule.targets) {
    if (everywhere && !names_no_log(target.want)) continue;
    std::string name = event_name(target, table);
    if (std::ranges::find(needs, name) == needs.end()) needs.push_back(std::move(name));
  }
  return needs;
}

std::string every(const RuleTarget& target, const FieldTable& table) {
  const std::string name = event_name(target, table);
  if (target.want.event_id && names_no_log(target.want)) return format("every {}", name);
  return target.want.event_id ? format("every {}", name) : format("every event of {}", name);
}

}  // namespace

std::string event_name(const RuleTarget& target, const FieldTable& table) {
  const Want& want = target.want;
  if (target.kind != nullptr && target.kind->event_id == want.event_id) return target.kind->name;
  if (names_no_log(want)) {
    return want.event_id ? format("event {} of every log", *want.event_id) : "every log";
  }
  const EventKind* log = table.kind(want.channel, std::nullopt);
  const std::string& name = log != nullptr ? log->name : want.channel;
  return want.event_id ? format("{} {}", name, *want.event_id) : name;
}

std::string cost_of(const Rule& rule, const FieldTable& table) {
  std::vector<std::string> parts;
  for (const RuleTarget& target : rule.targets) {
    // A target without an id or a log has all others in it.
    if (names_no_log(target.want) && target.want.any_of.empty()) return every(target, table);
    parts.push_back(target.want.any_of.empty() ? every(target, table)
                                               : format("{} where {}", event_name(target, table),
                                                        tests_in_words(target.want.any_of, table)));
  }
  return join(parts, "; ");
}

RuleInfo describe(const Rule& rule, const Story* story, const FieldTable& table) {
  RuleInfo info;
  info.id = rule.id;
  info.title = rule.title;
  info.description = rule.description;
  info.level = rule.level;
  info.mitre_attack = rule.mitre_attack;
  info.by_fields = by_fields(rule);
  info.needs = needs_of(rule, table);
  info.fields = rule.field_names;
  info.source = rule.source;
  info.file = rule.file;
  info.cost = cost_of(rule, table);
  if (rule.story == nullptr) return info;
  if (story != nullptr) info.story = story->name;
  info.type = rule.story->type;
  info.risk_score = rule.story->risk_score;
  info.later = rule.story->later;
  return info;
}

}  // namespace wmiscope
