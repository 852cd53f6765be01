// SPDX-License-Identifier: Apache-2.0
//
// What the rules will look at, said before a byte is read: which events, under which cheap
// conditions on raw values, and which of their fields. Every input honours it: it rejects an event
// on its id, then on the conditions in the source's own bytes, and decodes only the demanded
// fields. (A column store calls it predicate and projection push-down.)
//
//   Demand demand = Demand::build({{.channel = "Security", .provider = …, .event_id = 4688, …}});
//   if (!demand.wants_id(4688)) skip;
//   if (const auto entry = demand.find(channel, provider, 4688)) decode(demand[*entry].fields);
//
// Immutable once built; shared by all threads. An event belongs to the most specific entry that
// covers it: (log, id) before (log, every id) before (every log, id) before everything; build()
// sees to it that this entry asks for everything the wider ones ask for. Where one channel has
// several providers, or one provider several channels, an entry may have only one of the two names:
// events with a channel and events without one are then served apart, each by exactly the wants of
// its log.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/fields.h"
#include "event/value.h"

namespace wmiscope {

// A test on one raw field, weaker than or equal to what the rules ask, cheap enough to be made in
// the source's own bytes before the event is decoded.
struct RawCondition {
  enum class Test : std::uint8_t {
    kEquals,
    kStartsWith,
    kEndsWith,
    kContains,
    kAbsent,
    kUnequal,  // it is there, and is something else; the literal may be a number
  };

  FieldId field{};
  Test test = Test::kContains;
  std::string literal;  // ASCII, lower case

  bool operator==(const RawCondition&) const = default;
};

// Whether a raw value meets the test; true also for values that are no text, since only their
// rendered form could tell, but for numbers, which can be unequal.
bool meets(const RawCondition& condition, const Value& value);

// The same of UTF-16LE without NULs at its end; an empty text is an absent value.
bool meets_utf16(const RawCondition& condition, ByteView text);

// What one rule wants of one kind of event. An empty channel with an empty provider is every log,
// an absent id every event of the log.
struct Want {
  std::string channel;
  std::string provider;  // names the log where a form has no channel
  std::optional<std::uint32_t> event_id;
  std::vector<FieldId> fields;
  std::vector<RawCondition> any_of;  // empty: every such event
  bool all_values = false;           // also every named value of the event (keyword rules)
};

// What is asked of the events of one key. Ordered by event id.
struct DemandEntry {
  std::string channel;   // lower case
  std::string provider;  // lower case
  std::optional<std::uint32_t> event_id;
  std::vector<FieldId> fields;       // the slot of a field is its index here
  std::vector<RawCondition> any_of;  // empty: every such event
  bool all_values = false;

  std::optional<std::size_t> slot(FieldId field) const;
};

class Demand {
 public:
  Demand() = default;
  static Demand build(const std::vector<Want>& wants);

  std::size_t size() const { return entries_.size(); }
  const DemandEntry& operator[](std::size_t i) const { return entries_[i]; }

  // Whether some entry could want an event of this id: the first, cheapest test. Ids of 16 bits are
  // exact, larger ones share the bit of their lower half.
  bool wants_id(std::uint32_t id) const { return ids_[id & 0xFFFF]; }

  // The entry of an event; its log is known by the channel, without case, and by the provider only
  // where there is no channel.
  std::optional<std::size_t> find(const Value& channel, const Value& provider,
                                  std::uint32_t id) const;

  // All entries whose events the want covers.
  std::vector<std::size_t> covered_by(const Want& want) const;

 private:
  // Among the entries [begin, end), the one that names the event's log.
  std::optional<std::size_t> find_log(std::size_t begin, std::size_t end, const Value& channel,
                                      const Value& provider) const;

  std::vector<DemandEntry> entries_;      // by id; those of every id at the end
  std::vector<std::uint32_t> entry_ids_;  // of the entries that have one, in their order
  std::bitset<65536> ids_;
};

}  // namespace wmiscope
