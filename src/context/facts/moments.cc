// SPDX-License-Identifier: Apache-2.0
#include "context/facts/moments.h"

#include <algorithm>
#include <tuple>

namespace wmiscope {

std::size_t Moments::slot_of(TextId host, std::uint64_t number) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_number(number, host) & mask;
  while (slots_[at] != 0) {
    const Group& group = groups_[slots_[at] - 1];
    if (group.number == number && group.host == host) break;
    at = (at + 1) & mask;
  }
  return at;
}

void Moments::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 4), 0);
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {
    slots_[slot_of(groups_[i].host, groups_[i].number)] = i + 1;
  }
}

void Moments::add(TextId host, std::uint64_t number, std::uint64_t when, std::uint32_t fact) {
  if (groups_.size() * 2 >= slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(host, number)];
  if (slot == 0) {
    groups_.push_back({number, host, 0, 0});
    slot = static_cast<std::uint32_t>(groups_.size());
  }
  ++groups_[slot - 1].count;
  added_.push_back({{when, fact}, slot - 1});
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
  if (slots_.empty()) return {};
  const std::uint32_t slot = slots_[slot_of(host, number)];
  if (slot == 0) return {};
  const Group& group = groups_[slot - 1];
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
