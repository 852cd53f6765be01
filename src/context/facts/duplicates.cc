// SPDX-License-Identifier: Apache-2.0
#include "context/facts/duplicates.h"

#include <algorithm>

#include "base/filetime.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kWindow = 120 * kTicksPerSecond;

}  // namespace

std::size_t Duplicates::slot_of(const FactRecord& record) const {
  const std::size_t mask = slots_.size() - 1;
  const std::uint64_t place = std::uint64_t{record.host} << 32 | record.channel;
  std::size_t at = hash_number(record.record_id, place) & mask;
  while (slots_[at] != 0) {
    const Met& met = met_[slots_[at] - 1];
    if (met.record_id == record.record_id && met.host == record.host &&
        met.channel == record.channel) {
      break;
    }
    at = (at + 1) & mask;
  }
  return at;
}

void Duplicates::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 4), 0);
  FactRecord record;
  for (std::uint32_t i = 0; i < met_.size(); ++i) {
    record.record_id = met_[i].record_id;
    record.host = met_[i].host;
    record.channel = met_[i].channel;
    slots_[slot_of(record)] = i + 1;
  }
}

bool Duplicates::add(const FactRecord& record) {
  if (record.record_id == kNoNumber) return places_.emplace(record.source, record.index).second;
  if (met_.size() * 2 >= slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(record)];
  if (slot == 0) {
    met_.push_back({record.record_id, record.ticks, record.host, record.channel});
    slot = static_cast<std::uint32_t>(met_.size());
    return true;
  }
  std::uint64_t& before = met_[slot - 1].ticks;
  const std::uint64_t apart = record.ticks > before ? record.ticks - before : before - record.ticks;
  if (apart <= kWindow) return false;
  before = record.ticks;
  return true;
}

}  // namespace wmiscope
