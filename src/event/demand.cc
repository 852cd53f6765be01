// SPDX-License-Identifier: Apache-2.0
//
// How build() finds the entries. An event is known by (channel, id) or, without a channel, by
// (provider, id); either half may stand for all. Every key that a want names becomes a slot, and
// where a want of a whole log meets a want of an id in every log, so does their intersection. A
// slot takes from all wants that cover it, so the most specific slot of an event asks for
// everything that the wider ones do. A channel's and a provider's slot that serve the same wants
// become one entry with both names, which is nearly always so. Tested against a search of all wants
// (demand_test.cc).
#include "event/demand.h"

#include <algorithm>
#include <tuple>

#include "base/ascii.h"

namespace wmiscope {
namespace {

// Of a Want, Slot or DemandEntry.
template <typename Place>
bool is_any_log(const Place& place) {
  return place.channel.empty() && place.provider.empty();
}

// A log and an id, while the entries are being made. One of the names is empty until slots are
// joined.
struct Slot {
  std::string channel;
  std::string provider;
  std::optional<std::uint32_t> event_id;
  std::vector<std::size_t> wants;  // all that cover it

  // Ids ascending, slots of every id behind them; the rest makes the order total.
  auto order() const {
    return std::tuple(!event_id.has_value(), event_id.value_or(0), is_any_log(*this),
                      std::string_view(channel), std::string_view(provider));
  }
};

Want lower_names(Want want) {
  want.channel = to_ascii_lower(want.channel);
  want.provider = to_ascii_lower(want.provider);
  return want;
}

// Whether all events of `place`, a Slot or DemandEntry, are events of the want, whose names are in
// lower case.
template <typename Place>
bool covers(const Want& want, const Place& place) {
  if (want.event_id && want.event_id != place.event_id) return false;
  return is_any_log(want) || (!place.channel.empty() && place.channel == want.channel) ||
         (!place.provider.empty() && place.provider == want.provider);
}

std::vector<Slot> named_slots(const std::vector<Want>& wants) {
  std::vector<Slot> slots;
  for (const Want& want : wants) {
    if (is_any_log(want) || !want.channel.empty())
      slots.push_back({want.channel, "", want.event_id, {}});
    if (!want.provider.empty()) slots.push_back({"", want.provider, want.event_id, {}});
  }
  return slots;
}

// (log, every id) and (every log, id) give (log, id).
void add_intersections(std::vector<Slot>& slots) {
  const std::size_t named = slots.size();
  for (std::size_t i = 0; i < named; ++i) {
    if (slots[i].event_id || is_any_log(slots[i])) continue;
    for (std::size_t j = 0; j < named; ++j) {
      if (!slots[j].event_id || !is_any_log(slots[j])) continue;
      Slot both = slots[i];
      both.event_id = slots[j].event_id;
      slots.push_back(std::move(both));
    }
  }
}

void sort_unique(std::vector<Slot>& slots) {
  std::ranges::sort(slots, {}, &Slot::order);
  const auto rest = std::ranges::unique(slots, {}, &Slot::order);
  slots.erase(rest.begin(), rest.end());
}

void find_wants(const std::vector<Want>& wants, std::vector<Slot>& slots) {
  for (Slot& slot : slots) {
    for (std::size_t i = 0; i < wants.size(); ++i) {
      if (covers(wants[i], slot)) slot.wants.push_back(i);
    }
  }
}

// The provider that the wants of a channel's slot name first; empty where none does.
std::string provider_of(const Slot& slot, const std::vector<Want>& wants) {
  for (const std::size_t i : slot.wants) {
    if (wants[i].channel == slot.channel && !wants[i].provider.empty()) return wants[i].provider;
  }
  return {};
}

// Gives a channel's slot the provider whose slot serves the same wants, and drops that one. The
// order of the slots stays: those of providers come first, and a channel has one slot for an id.
void join_providers(const std::vector<Want>& wants, std::vector<Slot>& slots) {
  for (Slot& slot : slots) {
    if (slot.channel.empty()) continue;
    const Slot wanted{"", provider_of(slot, wants), slot.event_id, {}};
    if (wanted.provider.empty()) continue;
    const auto partner = std::ranges::lower_bound(slots, wanted.order(), {}, &Slot::order);
    if (partner == slots.end() || partner->order() != wanted.order()) continue;
    if (partner->wants != slot.wants) continue;
    slot.provider = wanted.provider;
    partner->wants.clear();
  }
  std::erase_if(slots, [](const Slot& slot) { return slot.wants.empty(); });
}

template <typename T>
void add_new(const std::vector<T>& from, std::vector<T>& to) {
  for (const T& item : from) {
    if (std::ranges::find(to, item) == to.end()) to.push_back(item);
  }
}

DemandEntry make_entry(const Slot& slot, const std::vector<Want>& wants) {
  DemandEntry entry{.channel = slot.channel,
                    .provider = slot.provider,
                    .event_id = slot.event_id,
                    .fields = {},
                    .any_of = {}};
  bool every_event = false;
  for (const std::size_t i : slot.wants) {
    const Want& want = wants[i];
    add_new(want.fields, entry.fields);
    add_new(want.any_of, entry.any_of);
    entry.all_values |= want.all_values;
    every_event |= want.any_of.empty();
  }
  if (every_event) entry.any_of.clear();
  return entry;
}

// Whether the text is `lower`, without case, where it lies.
bool is_name(const Value& text, std::string_view lower) {
  if (text.type() == ValueType::kUtf16) return utf16_equals_nocase(text.view(), lower);
  if (text.type() == ValueType::kUtf8) return equals_nocase(text.view().chars(), lower);
  return false;
}

bool test_utf16(RawCondition::Test test, ByteView text, std::string_view literal) {
  switch (test) {
    case RawCondition::Test::kEquals:
      return utf16_equals_nocase(text, literal);
    case RawCondition::Test::kStartsWith:
      return utf16_starts_with_nocase(text, literal);
    case RawCondition::Test::kEndsWith:
      return utf16_ends_with_nocase(text, literal);
    case RawCondition::Test::kContains:
      return utf16_contains_nocase(text, literal);
    case RawCondition::Test::kUnequal:
      return !utf16_equals_nocase(text, literal);
    case RawCondition::Test::kAbsent:
      return false;
  }
  return true;
}

bool meets_utf8(RawCondition::Test test, std::string_view text, std::string_view literal) {
  switch (test) {
    case RawCondition::Test::kEquals:
      return equals_nocase(text, literal);
    case RawCondition::Test::kStartsWith:
      return starts_with_nocase(text, literal);
    case RawCondition::Test::kEndsWith:
      return ends_with_nocase(text, literal);
    case RawCondition::Test::kContains:
      return find_nocase(text, literal) != std::string_view::npos;
    case RawCondition::Test::kUnequal:
      return !equals_nocase(text, literal);
    case RawCondition::Test::kAbsent:
      return false;
  }
  return true;
}

// Of a number: false only where it is the one that it must not be.
bool meets_number(const RawCondition& condition, std::uint64_t number) {
  std::uint64_t literal = 0;
  return condition.test != RawCondition::Test::kUnequal ||
         !value_number(Value::utf8(condition.literal), literal) || literal != number;
}

}  // namespace

bool meets(const RawCondition& condition, const Value& value) {
  switch (value.type()) {
    case ValueType::kAbsent:
    case ValueType::kEmpty:
      return condition.test == RawCondition::Test::kAbsent;
    case ValueType::kUtf16:
      return test_utf16(condition.test, value.view(), condition.literal);
    case ValueType::kUtf8:
      return meets_utf8(condition.test, value.view().chars(), condition.literal);
    case ValueType::kInt:
    case ValueType::kUint:
      return meets_number(condition, value.number());
    default:
      return true;
  }
}

bool meets_utf16(const RawCondition& condition, ByteView text) {
  if (text.empty()) return condition.test == RawCondition::Test::kAbsent;
  return test_utf16(condition.test, text, condition.literal);
}

std::optional<std::size_t> DemandEntry::slot(FieldId field) const {
  const auto at = std::ranges::find(fields, field);
  if (at == fields.end()) return std::nullopt;
  return static_cast<std::size_t>(at - fields.begin());
}

Demand Demand::build(const std::vector<Want>& wants) {
  std::vector<Want> lowered;
  lowered.reserve(wants.size());
  for (const Want& want : wants) lowered.push_back(lower_names(want));
  std::vector<Slot> slots = named_slots(lowered);
  add_intersections(slots);
  sort_unique(slots);
  find_wants(lowered, slots);
  join_providers(lowered, slots);

  Demand demand;
  for (const Slot& slot : slots) {
    demand.entries_.push_back(make_entry(slot, lowered));
    if (slot.event_id) {
      demand.entry_ids_.push_back(*slot.event_id);
      demand.ids_.set(*slot.event_id & 0xFFFF);
    } else {
      demand.ids_.set();
    }
  }
  return demand;
}

std::optional<std::size_t> Demand::find(const Value& channel, const Value& provider,
                                        std::uint32_t id) const {
  const auto first = std::lower_bound(entry_ids_.begin(), entry_ids_.end(), id);
  const auto begin = static_cast<std::size_t>(first - entry_ids_.begin());
  std::size_t end = begin;
  while (end < entry_ids_.size() && entry_ids_[end] == id) ++end;
  if (const auto exact = find_log(begin, end, channel, provider)) return exact;
  const auto whole_log = find_log(entry_ids_.size(), entries_.size(), channel, provider);
  if (whole_log) return whole_log;
  // The entry of every log stands at the end of its id's.
  if (begin < end && is_any_log(entries_[end - 1])) return end - 1;
  if (entry_ids_.size() < entries_.size() && is_any_log(entries_.back())) {
    return entries_.size() - 1;
  }
  return std::nullopt;
}

std::optional<std::size_t> Demand::find_log(std::size_t begin, std::size_t end,
                                            const Value& channel, const Value& provider) const {
  const bool by_channel = !channel.absent();
  const Value& log = by_channel ? channel : provider;
  if (log.absent()) return std::nullopt;
  for (std::size_t i = begin; i < end; ++i) {
    const std::string& name = by_channel ? entries_[i].channel : entries_[i].provider;
    if (!name.empty() && is_name(log, name)) return i;
  }
  return std::nullopt;
}

std::vector<std::size_t> Demand::covered_by(const Want& want) const {
  const Want lowered = lower_names(want);
  std::vector<std::size_t> covered;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (covers(lowered, entries_[i])) covered.push_back(i);
  }
  return covered;
}

}  // namespace wmiscope
