// SPDX-License-Identifier: Apache-2.0
//
// Text of Sigma rules and filters, all the way into a rule set, and the matcher over it. Beyond "no
// crash": a mistake is told with a place inside the text and nothing that a terminal could obey;
// the fast matcher agrees with the plain one on short values cut from the text itself, whatever
// their encoding; and what a rule matches has passed its cheap conditions.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "content/field_tables.h"
#include "event/event.h"
#include "rules/matcher.h"
#include "rules/plain_matcher.h"
#include "rules/rule_error.h"
#include "rules/rule_set.h"
#include "rules/sigma/document.h"

namespace {

using namespace wmiscope;

// The plain matcher's time grows steeply with the length of a text.
constexpr std::size_t kLongestValue = 8;

void require(bool condition) {
  if (!condition) std::abort();
}

bool obeyed_by_a_terminal(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n') || byte == 0x7F;
}

void check_errors(RuleErrors& errors, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const RuleError& error : errors.take()) {
    require(!error.code.empty() && !error.message.empty());
    require(error.line <= lines);
    const std::string told = to_text(error);
    require(std::none_of(told.begin(), told.end(), obeyed_by_a_terminal));
  }
}

bool passes_cheap_conditions(const DemandEntry& entry, const Event& event) {
  const auto holds = [&](const RawCondition& condition) {
    const auto slot = entry.slot(condition.field);
    require(slot.has_value());
    return meets(condition, event.fields[*slot]);
  };
  return entry.any_of.empty() || std::any_of(entry.any_of.begin(), entry.any_of.end(), holds);
}

void check_event(const RuleSet& set, const Event& event, Arena& arena) {
  std::vector<RuleMatch> matches_found;
  set.match(event, arena, matches_found);
  std::size_t expected = 0;
  for (const BoundRule& bound : set.bound(event.entry)) {
    const bool plain = plain_matches(bound.condition, event, arena);
    require(matches(bound.condition, event, arena) == plain);
    if (plain) ++expected;
  }
  require(matches_found.size() == expected);
  require(expected == 0 || passes_cheap_conditions(set.demand()[event.entry], event));
}

void check_entry(const RuleSet& set, std::size_t entry, std::string_view text) {
  const std::string_view tail = text.substr(text.size() - std::min(text.size(), kLongestValue));
  const std::array values = {Value{}, Value::utf8(tail), Value::utf16(ByteView(tail)),
                             Value::number(ValueType::kUint, text.size())};
  for (std::size_t first = 0; first < values.size(); ++first) {
    std::vector<Value> fields(set.demand()[entry].fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = values[(first + i) % values.size()];
    const std::array all = {NamedValue{"Data", values[first]}};
    Event event;
    event.entry = entry;
    event.event_id = set.demand()[entry].event_id.value_or(1);
    event.system.fill(values[first]);
    event.fields = fields;
    event.all = all;
    Arena arena;
    check_event(set, event, arena);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto table = load_builtin_field_table();
  require(table.has_value());

  RuleErrors rule_errors("fuzz.yml", text);
  std::vector<Rule> rules = sigma::parse_rules(text, *table, rule_errors);
  check_errors(rule_errors, text);
  RuleErrors filter_errors("fuzz.yml", text);
  std::vector<Filter> filters = sigma::parse_filters(text, filter_errors);
  check_errors(filter_errors, text);

  const RuleSet set = RuleSet::build(std::move(rules), std::move(filters), *table);
  for (std::size_t entry = 0; entry < set.demand().size(); ++entry) check_entry(set, entry, text);
  return 0;
}
