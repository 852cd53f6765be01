// SPDX-License-Identifier: Apache-2.0
#include "context/facts/moments.h"

#include <algorithm>
#include <tuple>

namespace wmiscope {

std::uint32_t Moments::group_of(TextId host, std::uint64_t number) const {
  return slots_.find(hash_number(number, host), [&](std::uint32_t i) {
    return groups_[i].number == number && groups_[i].host == host;
  });
}

void Moments::add(TextId host, std::uint64_t number, std::uint64_t when, std::uint32_t fact) {
  std::uint32_t group = group_of(host, number);
  if (group == IndexSlots::kNone) {
    const auto hash_of = [&](std::uint32_t i) {
      return hash_number(groups_[i].number, groups_[i].host);
    };
    slots_.add(hash_number(number, host), hash_of);
    group = static_cast<std::uint32_t>(groups_.size());
    groups_.push_back({number, host, 0, 0});
  }
  ++groups_[group].count;
  added_.push_back({{when, fact}, group});
}

void Moments::order() {
  std::uint32_t next = 0;
  for (Group& group : groups_) {
    group.begin = next;
    next += group.count;
    group.count = 0;
  }
  moments_.resize(added_.size());
  for (const Added& each : added_) {
    Group& group = groups_[each.group];
    moments_[group.begin + group.count++] = each.moment;
  }
  added_ = {};
  const auto by_time = [](const Moment& a) { return std::tuple(a.when, a.fact); };
  for (const Group& group : groups_) {
    const std::span<Moment> all(moments_.data() + group.begin, group.count);
    if (!std::ranges::is_sorted(all, {}, by_time)) std::ranges::sort(all, {}, by_time);
  }
}

std::span<const Moment> Moments::of(TextId host, std::uint64_t number) const {
  const std::uint32_t at = group_of(host, number);
  if (at == IndexSlots::kNone) return {};
  const Group& group = groups_[at];
  return {moments_.data() + group.begin, group.count};
}

std::span<const Moment> Moments::since(TextId host, std::uint64_t number,
                                       std::uint64_t when) const {
  const std::span<const Moment> all = of(host, number);
  const auto first = std::ranges::lower_bound(all, when, {}, &Moment::when);
  return all.subspan(static_cast<std::size_t>(first - all.begin()));
}

std::span<const Moment> Moments::until(TextId host, std::uint64_t number,
                                       std::uint64_t when) const {
  const std::span<const Moment> all = of(host, number);
  const auto after = std::ranges::upper_bound(all, when, {}, &Moment::when);
  return all.first(static_cast<std::size_t>(after - all.begin()));
}

const Moment* Moments::last_until(TextId host, std::uint64_t number, std::uint64_t when) const {
  const std::span<const Moment> before = until(host, number, when);
  return before.empty() ? nullptr : &before.back();
}

}  // namespace wmiscope
