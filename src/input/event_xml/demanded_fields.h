// SPDX-License-Identifier: Apache-2.0
//
// The fields that one entry of the demand asks of an event, each looked for at most once.
//
//   DemandedFields fields(entry, names);                   // once
//   fields.begin(event);                                   // for each event of the entry
//   if (!fields.wanted()) skip;                            // by the entry's cheap conditions
//   for (slot …) Value v = fields[slot];
//   seen |= fields.newly_seen();                           // for coverage: bits of slots
//
// Entry and names outlive it. One thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "event/demand.h"
#include "input/event_xml/xml_event.h"

namespace wmiscope::event_xml {

class DemandedFields {
 public:
  DemandedFields(const DemandEntry& entry, const FieldNames& names);

  // The event is used until the next begin().
  void begin(XmlEvent& event);
  bool wanted();
  Value operator[](std::size_t column);
  // The slots whose field is there and was in no event before (the first 64).
  std::uint64_t newly_seen();

 private:
  struct Column {
    std::string_view name;
    bool known = false;
    Value value = {};
  };

  std::size_t add(std::string_view name);

  const DemandEntry& entry_;
  std::vector<Column> columns_;          // by slot, then fields that only conditions look at
  std::vector<std::size_t> conditions_;  // the column of each
  std::uint64_t unseen_;
  XmlEvent* event_ = nullptr;
};

}  // namespace wmiscope::event_xml
