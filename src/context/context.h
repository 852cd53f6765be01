// SPDX-License-Identifier: Apache-2.0
//
// The context of findings: how WMI was used, by whom, from where and to what end.
//
//   Context context;
//   context.add(facts, path, member, records_before);      // what FactCollector took, in input order
//   …
//   auto activities = context.resolve(findings, [&](std::span<const Payload> payloads) {
//     return judge.purposes(payloads);                      // the engine's: rules are not this room's
//   });
//
// resolve() is called once, when all is read: it gathers the facts into activities, gives every
// finding of the story the id of its activity, and orders the activities by start, host and id.
// Memory: FactStore. Used by one thread; with `threads` above one resolve() starts another for a part.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "context/facts/fact_store.h"
#include "context/judge/payload.h"
#include "wmiscope/activity.h"
#include "wmiscope/finding.h"

namespace wmiscope {

// The purposes of an act by what it carried, ranked.
using PurposesOf = std::function<std::vector<Purpose>(std::span<const Payload>)>;

class Context {
 public:
  // `temp_dir`: for texts that are too many for memory, as TempFile has it.
  explicit Context(std::string temp_dir) : store_(std::move(temp_dir)) {}

  void add(const FactBatch& batch, std::string_view path, std::string_view member,
           std::uint64_t records_before) {
    store_.add(batch, path, member, records_before);
  }

  // errno, where texts were lost since the temporary file could not be written; else 0.
  int spill_error() const { return store_.spill_error(); }

  // Sets `activity` of the findings. Excluded ones are in no list of an activity and in no score.
  std::vector<Activity> resolve(std::span<Finding> findings, const PurposesOf& purposes_of,
                                unsigned threads = 1);

 private:
  FactStore store_;
};

}  // namespace wmiscope
