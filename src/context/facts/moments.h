// SPDX-License-Identifier: Apache-2.0
//
// Facts by host and number (a pid, a logon id), each group in order of time.
//
//   Moments starts;
//   starts.add(host, pid, when, index);  …  starts.order();
//   if (const Moment* last = starts.last_until(host, pid, when)) use(last->fact);
//
// One hash for each fact instead of sorting them all: facts mostly come in order of time already.
// Read-only once order() was called, any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "context/facts/index_slots.h"
#include "context/facts/text_pool.h"

namespace wmiscope {

struct Moment {
  std::uint64_t when = 0;
  std::uint32_t fact = 0;  // its index
};

class Moments {
 public:
  // How many will be added, where that is known.
  void reserve(std::size_t facts) { added_.reserve(facts); }
  // In the order of the facts' indices.
  void add(TextId host, std::uint64_t number, std::uint64_t when, std::uint32_t fact);
  void order();

  // By time, then by index; empty where there is none.
  std::span<const Moment> of(TextId host, std::uint64_t number) const;
  // From that time on.
  std::span<const Moment> since(TextId host, std::uint64_t number, std::uint64_t when) const;
  // Up to that time.
  std::span<const Moment> until(TextId host, std::uint64_t number, std::uint64_t when) const;
  // The latest at that time or before; null where there is none.
  const Moment* last_until(TextId host, std::uint64_t number, std::uint64_t when) const;

 private:
  struct Group {
    std::uint64_t number = 0;
    TextId host = kNoText;
    std::uint32_t count = 0;  // 0: no group
    std::uint32_t begin = 0;  // in moments_
  };
  struct Added {
    Moment moment;
    std::uint32_t group = 0;
  };

  std::uint32_t group_of(TextId host, std::uint64_t number) const;

  std::vector<Added> added_;  // until order()
  std::vector<Moment> moments_;
  std::vector<Group> groups_;
  IndexSlots slots_;  // of groups_
};

}  // namespace wmiscope
