// SPDX-License-Identifier: Apache-2.0
//
// Reads the bytes of an EVTX file as a scan that wants everything and as a dump, and aborts where
// the reader breaks a promise: its counts add up, pieces and positions lie inside the file, every
// issue says what it is, and whatever an event holds can be shown.
#pragma once

#include <cstdlib>

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

}  // namespace wmiscope::fuzz
