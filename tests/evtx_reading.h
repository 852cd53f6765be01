// SPDX-License-Identifier: Apache-2.0
//
// What the EVTX reader makes of the bytes of a file, owned and as text: for tests.
//
//   ReadLog log = read_log(writer.write());
//   EXPECT_EQ(log.events[0].field("Image"), "C:\\a.exe");
//   EXPECT_TRUE(log.issues.empty());
//
// Everything is demanded unless wants are given; then `fields` holds those of the event's entry.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/evtx/decoder.h"
#include "input/evtx/source.h"

namespace wmiscope::testkit {

struct ReadEvent {
  std::uint32_t event_id = 0;
  std::optional<std::uint64_t> record_id = {};  // EventRecordID
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::array<std::string, kSystemFieldCount> system = {};
  std::string time = {};
  Position position = {};

  // The first of that name; nothing where it is absent.
  std::optional<std::string> field(std::string_view name) const {
    for (const auto& [key, value] : fields) {
      if (key == name) return value;
    }
    return std::nullopt;
  }
  const std::string& operator[](SystemField f) const { return system[static_cast<std::size_t>(f)]; }
};

struct ReadLog {
  std::vector<ReadEvent> events;
  std::vector<ReadIssue> issues;  // notes too
  BatchCounts counts;             // without the lists by entry

  bool has(std::string_view code) const { return count(code) != 0; }
  std::size_t count(std::string_view code) const {
    return static_cast<std::size_t>(std::ranges::count(
        issues, code, [](const ReadIssue& i) { return std::string_view(i.code); }));
  }
  // Issues that are no notes.
  std::size_t damages() const {
    return static_cast<std::size_t>(
        std::ranges::count(issues, Severity::kIssue, &ReadIssue::severity));
  }
  // EventRecordIDs, sorted.
  std::vector<std::uint64_t> ids() const {
    std::vector<std::uint64_t> out;
    for (const ReadEvent& e : events) out.push_back(e.record_id.value_or(0));
    std::ranges::sort(out);
    return out;
  }
};

inline std::string text_of(const Value& value) {
  std::string text;
  append_value(value, text);
  return text;
}

inline ReadEvent own(const Event& event, const DemandEntry& entry, const FieldNames& names) {
  ReadEvent out{.event_id = event.event_id};
  std::uint64_t id = 0;
  if (value_number(event[SystemField::kRecordId], id)) out.record_id = id;
  for (std::size_t i = 0; i < kSystemFieldCount; ++i) out.system[i] = text_of(event.system[i]);
  for (std::size_t slot = 0; slot < event.fields.size(); ++slot) {
    const Value& value = event.fields[slot];
    if (!value.absent()) {
      out.fields.emplace_back(names.name(entry.fields[slot]), text_of(value));
    }
  }
  for (const NamedValue& v : event.all) out.fields.emplace_back(v.name, text_of(v.value));
  out.time = event.time_text;
  out.position = event.position;
  return out;
}

inline std::vector<Want> want_everything() {
  return {Want{.channel = {},
               .provider = {},
               .event_id = {},
               .fields = {},
               .any_of = {},
               .all_values = true}};
}

inline ReadLog read_log(std::string_view bytes, const std::vector<Want>& wants,
                        const FieldNames& names, InputOptions options = {}) {
  const Demand demand = Demand::build(wants);
  MemorySource source{ByteView(bytes)};
  const auto reader = evtx::open_evtx(source);
  const auto decoder = evtx::make_evtx_decoder(demand, names, options);
  ReadLog log;
  Block block;
  EventBatch batch;
  for (bool more = true; more;) {
    more = reader->next(block);
    log.issues.insert(log.issues.end(), block.issues.begin(), block.issues.end());
    decoder->decode(block, batch);
    log.issues.insert(log.issues.end(), batch.issues.begin(), batch.issues.end());
    for (const Event& e : batch.events) log.events.push_back(own(e, demand[e.entry], names));
    log.counts.records_seen += batch.records_seen;
    log.counts.records_read += batch.records_read;
    log.counts.records_damaged += batch.records_damaged;
    log.counts.records_recovered += batch.records_recovered;
  }
  return log;
}

inline ReadLog read_log(std::string_view bytes, InputOptions options = {}) {
  return read_log(bytes, want_everything(), FieldNames{}, options);
}

}  // namespace wmiscope::testkit
