// SPDX-License-Identifier: Apache-2.0
//
// For tests: event XML through reader and decoder, owned and as text.
//
//   const XmlLog log = read_xml(text);
//   EXPECT_EQ(log.events.at(0).field("Image"), "C:\\a.exe");
//
// Everything is demanded unless wants are given. Positions count over all blocks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "input/event_xml/decoder.h"
#include "input/event_xml/source.h"
#include "tests/evtx_reading.h"

namespace wmiscope::event_xml {

struct XmlLog : testkit::ReadLog {
  std::string dump;
  std::size_t blocks = 0;
};

inline XmlLog read_xml(std::string_view text, const std::vector<Want>& wants,
                       const FieldNames& names, InputOptions options = {}) {
  const Demand demand = Demand::build(wants);
  MemorySource source{ByteView(text)};
  const auto reader = open_event_xml(source, options);
  const auto decoder = make_event_xml_decoder(demand, names, options);
  XmlLog log;
  Block block;
  EventBatch batch;
  Buffer dumped;
  const auto keep = [&](const std::vector<ReadIssue>& issues) {
    log.issues.insert(log.issues.end(), issues.begin(), issues.end());
  };
  for (bool more = true; more;) {
    more = reader->next(block);
    keep(block.issues);
    if (!more) break;
    ++log.blocks;
    decoder->decode(block, batch);
    keep(batch.issues);
    for (const Event& e : batch.events) {
      log.events.push_back(testkit::own(e, demand[e.entry], names));
      log.events.back().position.index += log.counts.records_seen;
    }
    log.counts.records_seen += batch.records_seen;
    log.counts.records_read += batch.records_read;
    log.counts.records_damaged += batch.records_damaged;
    log.counts.records_foreign += batch.records_foreign;
    decoder->dump(block, batch, dumped);
  }
  log.dump = dumped.view().chars();
  return log;
}

inline XmlLog read_xml(std::string_view text, InputOptions options = {}) {
  return read_xml(text, testkit::want_everything(), FieldNames{}, options);
}

// A small event: <Event><System>… with an EventID, a record id and one field.
inline std::string small_event(int event_id, int record_id, std::string_view value = "v") {
  std::string xml =
      "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System>";
  xml += "<Provider Name=\"P\"/><EventID>" + std::to_string(event_id) + "</EventID>";
  xml += "<TimeCreated SystemTime=\"2026-11-01T10:00:00.1234567Z\"/><EventRecordID>";
  xml += std::to_string(record_id) + "</EventRecordID><Channel>C</Channel><Computer>H</Computer>";
  xml += "</System><EventData><Data Name=\"A\">";
  xml += value;
  return xml + "</Data></EventData></Event>";
}

}  // namespace wmiscope::event_xml
