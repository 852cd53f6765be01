// SPDX-License-Identifier: Apache-2.0
//
// A template instance as dump needs it: its plan and its values.
//
//   std::size_t at = record.begin();
//   if (at_instance(chunk, at, end) && open_instance(cache, chunk, at, end, instance, error)) …
//
// Valid while the chunk and the cache's plans are.
#pragma once

#include <cstdint>

#include "input/evtx/plan_cache.h"
#include "input/evtx/value.h"

namespace wmiscope::evtx {

struct Instance {
  const JsonPlan* plan = nullptr;
  ValueTable values;
  std::size_t values_begin = 0;  // in the chunk
};

// False, with the reason, where the template is lost or the values do not fit before `end`.
bool open_instance(PlanCache& cache, ByteView chunk, std::size_t at, std::size_t end,
                   Instance& instance, BinXmlError& error);

// Whether anything but the end of the fragment lies at `at`.
inline bool more_follows(ByteView chunk, std::size_t at, std::size_t end) {
  return at < end && chunk.load<std::uint8_t>(at) != 0;
}

}  // namespace wmiscope::evtx
