// SPDX-License-Identifier: Apache-2.0
//
// JSON text of any shape, through framing, the search for ids, the parser and the shapes: whatever
// the bytes, the program goes on, and its counts agree with each other.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "event/demand.h"
#include "input/json/decoder.h"
#include "input/json/source.h"

namespace {

using namespace wmiscope;

struct Door {
  FieldNames names;
  Demand demand;

  Door() {
    std::vector<Want> wants(3);
    wants[0].event_id = 1;
    for (const char* name : {"Image", "CommandLine", "User", "Message"}) {
      wants[0].fields.push_back(names.intern(name));
    }
    wants[0].any_of = {{names.intern("ParentImage"), RawCondition::Test::kEndsWith, "x"},
                       {names.intern("Image"), RawCondition::Test::kContains, "w"}};
    wants[1].channel = "Security";
    wants[1].event_id = 4688;
    wants[1].fields = {names.intern("NewProcessName"), names.intern("TargetUserName")};
    wants[2].channel = "Microsoft-Windows-WMI-Activity/Operational";
    wants[2].provider = "Microsoft-Windows-WMI-Activity";
    wants[2].fields = {names.intern("Query"), names.intern("CONSUMER")};
    wants[2].all_values = true;
    demand = Demand::build(wants);
  }
};

void check(bool holds) {
  if (!holds) std::abort();
}

void check_counts(const EventBatch& batch) {
  check(batch.records_seen == batch.records_read + batch.records_damaged);
  check(batch.events.size() <= batch.records_read);
  for (const Event& event : batch.events) check(event.position.index <= batch.records_seen);
}

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
