// SPDX-License-Identifier: Apache-2.0
#include "engine/coverage_builder.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "rules/blind_spots.h"

namespace wmiscope {
namespace {

std::string kind_text(const RuleTarget& target) {
  if (target.kind) return target.kind->name;
  std::string text = target.want.channel.empty() ? "any log" : target.want.channel;
  if (target.want.event_id) text += " " + std::to_string(*target.want.event_id);
  return text;
}

// A demanded event in the spelling of the field table; the demand's own is in lower case.
EventCount named(const DemandEntry& entry, const FieldTable& table) {
  EventCount count;
  count.event_id = entry.event_id.value_or(0);
  const EventKind* kind = table.kind(entry.channel, entry.event_id);
  count.channel = kind ? kind->channel : entry.channel;
  count.provider = kind ? kind->provider : entry.provider;
  return count;
}

void add_once(std::string_view remedy, std::vector<std::string>& remedies) {
  if (remedy.empty() || std::ranges::count(remedies, remedy) > 0) return;
  remedies.emplace_back(remedy);
}

// What to do where a rule's events are missing.
std::vector<std::string> event_remedies(const Rule& rule) {
  std::vector<std::string> remedies;
  for (const RuleTarget& target : rule.targets) {
    if (target.kind != nullptr) add_once(target.kind->remedy, remedies);
  }
  return remedies;
}

}  // namespace

std::string needs_text(const Rule& rule) {
  std::string text;
  for (const RuleTarget& target : rule.targets) {
    if (!text.empty()) text += ", ";
    text += kind_text(target);
  }
  return text;
}

CoverageBuilder::CoverageBuilder(const RuleSet& rules, const FieldTable& table)
    : rules_(rules), table_(table) {
  sum_.clear(rules.demand().size());
}

void CoverageBuilder::add(const BatchCounts& counts) {
  for (std::size_t i = 0; i < counts.demanded.size(); ++i) {
    sum_.demanded[i] += counts.demanded[i];
    sum_.fields_seen[i] |= counts.fields_seen[i];
  }
  for (const auto& [key, count] : counts.wide) sum_.wide[key] += count;
}

Coverage CoverageBuilder::build(const std::vector<Finding>& findings) const {
  Coverage coverage;
  coverage.events = events();
  for (const EventCount& e : coverage.events) coverage.records.demanded += e.count;
  std::unordered_map<std::string_view, DetectionCoverage*> by_id;
  coverage.detections.reserve(rules_.rules().size());
  for (std::size_t i = 0; i < rules_.rules().size(); ++i) {
    by_id[rules_.rules()[i].id] = &coverage.detections.emplace_back(detection(i));
  }
  for (const Finding& f : findings) {
    DetectionCoverage& of = *by_id.at(f.detection_id);
    ++(f.excluded.empty() ? of.findings : of.excluded);
  }
  return coverage;
}

std::vector<EventCount> CoverageBuilder::events() const {
  std::vector<EventCount> events;
  for (std::size_t i = 0; i < sum_.demanded.size(); ++i) {
    const DemandEntry& entry = rules_.demand()[i];
    if (!entry.event_id || sum_.demanded[i] == 0) continue;
    events.push_back(named(entry, table_));
    events.back().count = sum_.demanded[i];
  }
  for (const auto& [key, count] : sum_.wide) {
    events.push_back({key.channel, key.provider, key.event_id, count});
  }
  std::sort(events.begin(), events.end(), [](const EventCount& a, const EventCount& b) {
    return std::tie(a.channel, a.provider, a.event_id) <
           std::tie(b.channel, b.provider, b.event_id);
  });
  return events;
}

// What to do so that the events have the field.
std::string_view CoverageBuilder::field_remedy(const DemandEntry& entry,
                                               std::string_view field) const {
  const EventKind* kind = table_.kind(entry.channel, entry.event_id);
  if (kind == nullptr) return {};
  const auto known = std::ranges::find(kind->missing, field, &FieldRemedy::field);
  return known == kind->missing.end() ? std::string_view() : known->remedy;
}

DetectionCoverage CoverageBuilder::detection(std::size_t rule) const {
  const Rule& r = rules_.rules()[rule];
  DetectionCoverage coverage;
  coverage.detection_id = r.id;
  coverage.detection = r.title;
  coverage.needs = needs_text(r);
  std::set<std::string> missing;
  std::vector<std::string> fields;  // what to do where they are missing
  for (std::size_t entry = 0; entry < sum_.demanded.size(); ++entry) {
    if (sum_.demanded[entry] == 0) continue;
    for (const BoundRule& bound : rules_.bound(entry)) {
      if (bound.rule != rule) continue;
      const auto blind = blind_spots(bound.condition, sum_.fields_seen[entry]);
      if (blind.empty()) coverage.state = DetectionState::kRan;
      for (const std::size_t slot : blind) {
        const std::string_view name = table_.names.name(rules_.demand()[entry].fields[slot]);
        missing.emplace(name);
        add_once(field_remedy(rules_.demand()[entry], name), fields);
      }
    }
  }
  if (coverage.state != DetectionState::kRan && !missing.empty()) {
    coverage.state = DetectionState::kFieldsMissing;
    coverage.missing_fields.assign(missing.begin(), missing.end());
    coverage.remedies = std::move(fields);
  }
  if (coverage.state == DetectionState::kNoEvents) coverage.remedies = event_remedies(r);
  return coverage;
}

}  // namespace wmiscope
