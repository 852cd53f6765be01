// SPDX-License-Identifier: Apache-2.0
//
// The same record met again: in a copy of its file, or held twice by one draft.
//
//   Duplicates seen;
//   if (!seen.add(fact.record)) continue;      // met before
//
// Same log, host and record id, at most 120 s apart, since collectors stamp reception (contracts.md,
// De-duplication); a record without an id is the same only at the same place. One set for each kind of
// fact. Not thread-safe.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "context/facts/facts.h"
#include "context/facts/index_slots.h"

namespace wmiscope {

class Duplicates {
 public:
  // False where the record was met before.
  bool add(const FactRecord& record);

 private:
  struct Met {
    std::uint64_t record_id = 0;
    std::uint64_t ticks = 0;  // of the last one that counted
    TextId host = kNoText;
    TextId channel = kNoText;

    std::uint64_t hash() const {
      return hash_number(record_id, std::uint64_t{host} << 32 | channel);
    }
    bool is_of(const Met& other) const {
      return record_id == other.record_id && host == other.host && channel == other.channel;
    }
  };

  std::vector<Met> met_;
  IndexSlots slots_;                                          // of met_
  std::set<std::pair<std::uint32_t, std::uint32_t>> places_;  // source and index, without an id
};

}  // namespace wmiscope
