// SPDX-License-Identifier: Apache-2.0
//
// JSON text of any shape, through framing, the search for ids, the parser and the shapes: whatever
// the bytes, the program goes on, and its counts agree with each other.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "fuzz/text_door.h"
#include "input/json/decoder.h"
#include "input/json/source.h"

namespace {

using namespace wmiscope;

using fuzz::check;
using fuzz::check_counts;
using fuzz::Door;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Door door;
  MemorySource bytes(ByteView(data, size));
  const auto reader = json::open_json(bytes, {});
  const auto decoder = json::make_json_decoder(door.demand, door.names, {});
  Block block;
  EventBatch batch;
  Buffer dumped;
  while (reader->next(block)) {
    decoder->decode(block, batch);
    check_counts(batch);
    const std::uint64_t seen = batch.records_seen;
    dumped.clear();
    decoder->dump(block, batch, dumped);
    check(batch.records_seen == seen);
  }
  json::probe_json(ByteView(data, size));
  return 0;
}
