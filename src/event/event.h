// SPDX-License-Identifier: Apache-2.0
//
// One event of any source, as far as it was demanded, and the batch that owns its bytes.
//
//   for (const Event& e : batch.events)
//     if (e.fields[slot] …)          // slot: DemandEntry::slot(field) of demand[e.entry]
//
// Everything in an Event is a view into the batch's block or arena and is gone with it: at the next
// decode into the same batch. To keep something, copy its text.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "event/fields.h"
#include "event/read_issue.h"
#include "event/value.h"

namespace wmiscope {

struct NamedValue {
  std::string_view name;  // empty for unnamed Data
  Value value;
};

// Where the event lies in its source.
struct Position {
  std::optional<std::uint64_t> offset;  // byte of the record in the file or unpacked member
  std::optional<std::uint64_t> line;    // 1-based, text forms
  std::uint64_t index = 0;              // 1-based ordinal within the batch
  bool recovered = false;               // from slack
  bool bad_checksum = false;
};

struct Event {
  std::size_t entry = 0;  // of the Demand it was decoded for
  std::uint32_t event_id = 0;
  bool time_zone_assumed = false;  // the source names no zone: taken as UTC
  std::array<Value, kSystemFieldCount> system;
  std::span<const Value> fields;    // by slot of the entry
  std::span<const NamedValue> all;  // only where the entry asks for all values
  std::uint64_t time_ticks = 0;     // for order; 0 where there is no time
  std::string_view time_text;       // RFC 3339, the digits of the source
  Position position;

  const Value& operator[](SystemField f) const { return system[static_cast<std::size_t>(f)]; }
};

// Events of one id that an entry without an id asked for.
struct WideKey {
  std::size_t entry = 0;
  std::uint32_t event_id = 0;
  std::string channel;
  std::string provider;

  auto operator<=>(const WideKey&) const = default;
};

// What was met while decoding, for coverage.
struct BatchCounts {
  std::uint64_t records_seen = 0;     // headers found or text events begun, damaged ones too
  std::uint64_t records_read = 0;     // of those, the whole ones
  std::uint64_t records_damaged = 0;  // of those, the unreadable ones
  std::uint64_t records_recovered = 0;
  std::uint64_t records_foreign = 0;    // of those read, values of a text form that are no events
  std::vector<std::uint64_t> demanded;  // by entry: events with a demanded id and log
  // By entry: bit n is set once the entry's n-th field was there in some event (the first 64 fields).
  std::vector<std::uint64_t> fields_seen;
  std::map<WideKey, std::uint64_t> wide;  // entries without an event id

  void clear(std::size_t entries) {
    records_seen = records_read = records_damaged = records_recovered = records_foreign = 0;
    demanded.assign(entries, 0);
    fields_seen.assign(entries, 0);
    wide.clear();
  }
};

// The result of decoding one block. Reused: clear() keeps the memory.
struct EventBatch : BatchCounts {
  Arena arena;
  std::vector<Event> events;
  std::vector<ReadIssue> issues;

  void clear(std::size_t entries) {
    BatchCounts::clear(entries);
    arena.reset();
    events.clear();
    issues.clear();
  }
};

}  // namespace wmiscope
