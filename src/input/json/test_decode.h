// SPDX-License-Identifier: Apache-2.0
//
// For tests: text through reader and decoder, its events as plain words.
//
//   const Decoded d = decode_text(R"({"EventID":1, …})", {"Image", "User"});
//   EXPECT_EQ(d.events.at(0).fields.at("Image"), …);
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "event/demand.h"
#include "event/event.h"
#include "input/json/decoder.h"
#include "input/json/source.h"

namespace wmiscope::json {

struct DecodedEvent {
  std::uint32_t event_id = 0;
  std::string channel, provider, computer, record_id, user_id;
  std::string time;
  std::uint64_t ticks = 0;
  bool time_zone_assumed = false;
  std::map<std::string, std::string, std::less<>> fields;  // those present
  std::vector<std::pair<std::string, std::string>> all;
  std::uint64_t line = 0, index = 0, offset = 0;

  std::string_view field(std::string_view name) const {
    const auto at = fields.find(name);
    return at == fields.end() ? std::string_view() : at->second;
  }
};

struct Decoded {
  std::vector<DecodedEvent> events;
  std::vector<ReadIssue> issues;
  BatchCounts counts;  // seen, read, damaged, foreign: of all blocks
  std::string dump;
  std::size_t blocks = 0;
};

inline std::string shown(const Value& value) {
  std::string text;
  append_value(value, text);
  return text;
}

inline DecodedEvent plain(const Event& event, const DemandEntry& entry, const FieldNames& names) {
  DecodedEvent out;
  out.event_id = event.event_id;
  out.channel = shown(event[SystemField::kChannel]);
  out.provider = shown(event[SystemField::kProvider]);
  out.computer = shown(event[SystemField::kComputer]);
  out.record_id = shown(event[SystemField::kRecordId]);
  out.user_id = shown(event[SystemField::kUserId]);
  out.time = event.time_text;
  out.ticks = event.time_ticks;
  out.time_zone_assumed = event.time_zone_assumed;
  for (std::size_t i = 0; i < entry.fields.size(); ++i) {
    if (event.fields[i].absent()) continue;
    out.fields[std::string(names.name(entry.fields[i]))] = shown(event.fields[i]);
  }
  for (const NamedValue& v : event.all) out.all.emplace_back(v.name, shown(v.value));
  out.line = event.position.line.value_or(0);
  out.index = event.position.index;
  out.offset = event.position.offset.value_or(0);
  return out;
}

inline void add_counts(const BatchCounts& from, BatchCounts& to) {
  to.records_seen += from.records_seen;
  to.records_read += from.records_read;
  to.records_damaged += from.records_damaged;
  to.records_foreign += from.records_foreign;
}

// Through one reader and decoder, block by block.
inline Decoded decode_with(std::string_view text, const Demand& demand, const FieldNames& names) {
  Decoded out;
  MemorySource bytes{ByteView(text)};
  const auto reader = open_json(bytes, {});
  const auto decoder = make_json_decoder(demand, names, {});
  Block block;
  EventBatch batch;
  Buffer dumped;
  bool more = true;
  while (more) {
    more = reader->next(block);
    out.issues.insert(out.issues.end(), block.issues.begin(), block.issues.end());
    if (!more) break;
    ++out.blocks;
    decoder->decode(block, batch);
    for (const Event& event : batch.events) {
      out.events.push_back(plain(event, demand[event.entry], names));
      out.events.back().index += out.counts.records_seen;
    }
    out.issues.insert(out.issues.end(), batch.issues.begin(), batch.issues.end());
    add_counts(batch, out.counts);
    decoder->dump(block, batch, dumped);
  }
  out.dump = dumped.view().chars();
  return out;
}

// The events of these ids of any log, with these fields.
inline Decoded decode_text(std::string_view text, const std::vector<std::string>& fields,
                           const std::vector<std::uint32_t>& ids = {1}, bool all_values = false) {
  FieldNames names;
  std::vector<Want> wants;
  for (const std::uint32_t id : ids) {
    Want& want = wants.emplace_back();
    want.event_id = id;
    want.all_values = all_values;
    for (const std::string& name : fields) want.fields.push_back(names.intern(name));
  }
  return decode_with(text, Demand::build(wants), names);
}

}  // namespace wmiscope::json
