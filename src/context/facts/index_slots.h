// SPDX-License-Identifier: Apache-2.0
//
// Indices of the entries of a vector by the hash of their keys: open addressing, half full at most. The
// owner keeps entries and keys; their hashes must be seeded (hash_number), since keys come from the input.
//
//   const auto at = slots_.find(hash_of(key), [&](std::uint32_t i) { return groups_[i].is(key); });
//   if (at == IndexSlots::kNone) {
//     slots_.add(hash_of(key), [&](std::uint32_t i) { return hash_of(groups_[i]); });
//     groups_.push_back(key);                       // indices are given in order: 0, 1, 2 …
//   }
//
// Not thread-safe; find() alone is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace wmiscope {

class IndexSlots {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // The index of that hash that fits; kNone.
  template <typename Fits>
  std::uint32_t find(std::uint64_t hash, Fits fits) const {
    if (slots_.empty()) return kNone;
    for (std::size_t at = hash & mask(); slots_[at] != 0; at = (at + 1) & mask()) {
      if (fits(slots_[at] - 1)) return slots_[at] - 1;
    }
    return kNone;
  }

  // Adds the next index. `hash_of` gives the hash of an earlier one.
  template <typename HashOf>
  void add(std::uint64_t hash, HashOf hash_of) {
    if (2 * std::size_t{count_} >= slots_.size()) {
      slots_.assign(std::max<std::size_t>(64, slots_.size() * 4), 0);
      for (std::uint32_t i = 0; i < count_; ++i) put(hash_of(i), i);
    }
    put(hash, count_++);
  }

 private:
  std::size_t mask() const { return slots_.size() - 1; }
  void put(std::uint64_t hash, std::uint32_t index) {
    std::size_t at = hash & mask();
    while (slots_[at] != 0) at = (at + 1) & mask();
    slots_[at] = index + 1;
  }

  std::vector<std::uint32_t> slots_;  // index + 1; 0 is free
  std::uint32_t count_ = 0;
};

}  // namespace wmiscope
