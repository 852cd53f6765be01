// SPDX-License-Identifier: Apache-2.0
#include "context/facts/duplicates.h"

#include "base/filetime.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kWindow = 120 * kTicksPerSecond;

}  // namespace

bool Duplicates::add(const FactRecord& record) {
  if (record.record_id == kNoNumber) return places_.emplace(record.source, record.index).second;
  const Met now{record.record_id, record.ticks, record.host, record.channel};
  const std::uint32_t known =
      slots_.find(now.hash(), [&](std::uint32_t i) { return met_[i].is_of(now); });
  if (known == IndexSlots::kNone) {
    slots_.add(now.hash(), [&](std::uint32_t i) { return met_[i].hash(); });
    met_.push_back(now);
    return true;
  }
  std::uint64_t& before = met_[known].ticks;
  const std::uint64_t apart = now.ticks > before ? now.ticks - before : before - now.ticks;
  if (apart <= kWindow) return false;
  before = now.ticks;
  return true;
}

}  // namespace wmiscope
