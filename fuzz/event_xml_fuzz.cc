// SPDX-License-Identifier: Apache-2.0
//
// Event XML through framing, decoder and both dumps. Whatever the bytes, the program goes on, its
// counts agree with each other, every sound event is one line of the dump, and the XML of the dump
// is event XML again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "fuzz/text_door.h"
#include "input/event_xml/decoder.h"
#include "input/event_xml/source.h"

namespace {

using namespace wmiscope;

using fuzz::check;
using fuzz::check_counts;
using fuzz::Door;

struct Dumped {
  Buffer text;
  std::uint64_t seen = 0;
  std::uint64_t lines = 0;  // that there must be
};

void dump_all(ByteView text, const Door& door, DumpFormat format, Dumped& out) {
  InputOptions options;
  options.dump_format = format;
  MemorySource bytes(text);
  const auto reader = event_xml::open_event_xml(bytes, options);
  const auto decoder = event_xml::make_event_xml_decoder(door.demand, door.names, options);
  Block block;
  EventBatch batch;
  while (reader->next(block)) {
    decoder->decode(block, batch);
    check_counts(batch);
    const std::uint64_t seen = batch.records_seen;
    decoder->dump(block, batch, out.text);
    check_counts(batch);
    check(batch.records_seen == seen);
    out.seen += seen;
    out.lines += batch.records_read - batch.records_foreign;
  }
  check(static_cast<std::uint64_t>(std::ranges::count(out.text.view().chars(), '\n')) == out.lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Door door;
  const ByteView text(data, size);
  Dumped json;
  dump_all(text, door, DumpFormat::kJsonl, json);
  Dumped xml;
  dump_all(text, door, DumpFormat::kXml, xml);
  check(xml.lines == json.lines);
  Dumped again;
  dump_all(xml.text.view(), door, DumpFormat::kXml, again);
  check(again.seen >= xml.lines);
  event_xml::probe_event_xml(text);
  return 0;
}
