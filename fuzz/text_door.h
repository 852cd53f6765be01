// SPDX-License-Identifier: Apache-2.0
//
// What the fuzz targets of the text forms share: a demand with ids, conditions and keywords, and the
// counts that have to agree whatever the bytes.
#pragma once

#include <cstdlib>
#include <vector>

#include "event/demand.h"
#include "event/event.h"

namespace wmiscope::fuzz {

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

inline void check(bool holds) {
  if (!holds) std::abort();
}

inline void check_counts(const EventBatch& batch) {
  check(batch.records_seen == batch.records_read + batch.records_damaged);
  check(batch.events.size() <= batch.records_read);
  for (const Event& event : batch.events) check(event.position.index <= batch.records_seen);
}

}  // namespace wmiscope::fuzz
