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
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/filetime.h"
#include "context/facts/facts.h"

namespace wmiscope {

class Duplicates {
 public:
  // False where the record was met before.
  bool add(const FactRecord& record) {
    if (record.record_id == kNoNumber) return places_.emplace(record.source, record.index).second;
    const auto [at, first] =
        last_.emplace(Key{record.host, record.channel, record.record_id}, record.ticks);
    if (first) return true;
    const std::uint64_t before = at->second;
    const std::uint64_t apart =
        record.ticks > before ? record.ticks - before : before - record.ticks;
    if (apart <= kWindow) return false;
    at->second = record.ticks;
    return true;
  }

 private:
  static constexpr std::uint64_t kWindow = 120 * kTicksPerSecond;

  struct Key {
    TextId host;
    TextId channel;
    std::uint64_t record_id;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return std::hash<std::uint64_t>()(key.record_id * 0x9E3779B97F4A7C15ULL ^
                                        (std::uint64_t{key.host} << 32 | key.channel));
    }
  };

  std::unordered_map<Key, std::uint64_t, Hash> last_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> places_;  // source and index, without an id
};

}  // namespace wmiscope
