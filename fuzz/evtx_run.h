// SPDX-License-Identifier: Apache-2.0
//
// Reads the bytes of an EVTX file as a scan that wants everything and as a dump, and aborts where
// the reader breaks a promise: its counts add up, pieces and positions lie inside the file, every
// issue says what it is, and whatever an event holds can be shown. Then as a scan that wants a few
// kinds of records, which it serves from known places: it must find what opening each record finds.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "input/evtx/decoder.h"
#include "input/evtx/source.h"

namespace wmiscope::fuzz {

inline void require(bool condition) {
  if (!condition) std::abort();
}

inline void check_issues(const std::vector<ReadIssue>& issues) {
  for (const ReadIssue& i : issues) require(i.code[0] != '\0' && i.what[0] != '\0');
}

inline void check_event(const Event& event, std::size_t file_size, Arena& arena) {
  require(event.position.offset && *event.position.offset < file_size);
  for (const Value& value : event.system) value_text(value, arena);
  for (const NamedValue& v : event.all) value_text(v.value, arena);
}

inline void check_counts(const EventBatch& batch) {
  require(batch.records_read + batch.records_damaged >= batch.records_seen);
  require(batch.events.size() <= batch.records_read + batch.records_recovered);
  check_issues(batch.issues);
}

inline void run(ByteView file, const InputOptions& options) {
  const FieldNames names;
  const Demand demand = Demand::build({Want{.channel = {},
                                            .provider = {},
                                            .event_id = {},
                                            .fields = {},
                                            .any_of = {},
                                            .all_values = true}});
  const auto decoder = evtx::make_evtx_decoder(demand, names, options);
  MemorySource source(file);
  const auto reader = evtx::open_evtx(source);
  Block block;
  EventBatch batch;
  Arena arena;
  Buffer out;
  for (bool more = true; more;) {
    more = reader->next(block);
    check_issues(block.issues);
    for (const Piece& p : block.pieces) require(p.offset + p.size <= block.buffer.size());
    decoder->decode(block, batch);
    check_counts(batch);
    for (const Event& event : batch.events) {
      check_event(event, file.size(), arena);
      arena.reset();
    }
    out.clear();
    decoder->dump(block, batch, out);
    check_counts(batch);
    require(out.empty() || out.view().chars().ends_with('\n'));
  }
}

// Some fields of the kinds that the seeds hold; `all_values`: each record is opened for them.
inline Demand narrow_demand(FieldNames& names, bool conditions, bool all_values) {
  std::vector<Want> wants;
  const auto add = [&](const char* channel, std::uint32_t id, const char* first, const char* second,
                       const char* ends) {
    Want want{.channel = channel, .provider = {}, .event_id = id, .fields = {}, .any_of = {}};
    want.fields = {names.intern(first), names.intern(second)};
    want.all_values = all_values;
    if (conditions) {
      want.any_of = {{names.intern(second), RawCondition::Test::kEndsWith, ends},
                     {names.intern(first), RawCondition::Test::kUnequal, "1"}};
    }
    wants.push_back(std::move(want));
  };
  const char* const sysmon = "Microsoft-Windows-Sysmon/Operational";
  add(sysmon, 1, "CommandLine", "ParentImage", "\\wmiprvse.exe");
  add(sysmon, 7, "Image", "ImageLoaded", "\\wbemcons.dll");
  add(sysmon, 20, "Name", "Destination", "x");
  add("Security", 4688, "NewProcessName", "ParentProcessName", "\\wmiprvse.exe");
  add("Security", 4624, "LogonType", "IpAddress", "1");
  add("Security", 5145, "ShareName", "RelativeTargetName", ".dll");
  add("Microsoft-Windows-PowerShell/Operational", 4104, "MessageTotal", "ScriptBlockText", ")");
  return Demand::build(wants);
}

struct Seen {
  std::vector<std::uint64_t> events;  // their indices, with the block's number
  std::vector<std::uint64_t> demanded;
  std::uint64_t damaged = 0;
};

inline Seen see(ByteView file, const InputOptions& options, const Demand& demand,
                const FieldNames& names) {
  const auto decoder = evtx::make_evtx_decoder(demand, names, options);
  MemorySource source(file);
  const auto reader = evtx::open_evtx(source);
  Block block;
  EventBatch batch;
  Arena arena;
  Seen seen;
  seen.demanded.resize(demand.size());
  std::uint64_t number = 0;
  for (bool more = true; more; ++number) {
    more = reader->next(block);
    decoder->decode(block, batch);
    check_counts(batch);
    for (const Event& event : batch.events) {
      check_event(event, file.size(), arena);
      for (const Value& value : event.fields) value_text(value, arena);
      arena.reset();
      seen.events.push_back(number << 32 | event.position.index);
    }
    for (std::size_t i = 0; i < demand.size(); ++i) seen.demanded[i] += batch.demanded[i];
    seen.damaged += batch.records_damaged;
  }
  std::ranges::sort(seen.events);
  return seen;
}

// Opening a record looks at all its values, so it may find damage where the few are sound.
inline void compare_ways(ByteView file, const InputOptions& options) {
  for (const bool conditions : {false, true}) {
    FieldNames names;
    const Demand few = narrow_demand(names, conditions, false);
    const Demand all = narrow_demand(names, conditions, true);
    const Seen from_places = see(file, options, few, names);
    const Seen opened = see(file, options, all, names);
    require(from_places.demanded == opened.demanded);
    require(conditions || from_places.damaged <= opened.damaged);
    require(std::ranges::includes(from_places.events, opened.events));
    // A condition may let pass what only the rendered value could tell (demand.h).
    require(conditions || from_places.events.size() - opened.events.size() ==
                              opened.damaged - from_places.damaged);
  }
}

}  // namespace wmiscope::fuzz
