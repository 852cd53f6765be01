// SPDX-License-Identifier: Apache-2.0
#include "context/facts/moments.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>
#include <vector>

namespace wmiscope {
namespace {

std::vector<std::uint32_t> facts(std::span<const Moment> moments) {
  std::vector<std::uint32_t> all;
  for (const Moment& each : moments) all.push_back(each.fact);
  return all;
}

TEST(Moments, KeepsGroupsApartAndInOrder) {
  Moments moments;
  moments.add(1, 500, 30, 0);
  moments.add(1, 500, 10, 1);  // out of order
  moments.add(2, 500, 20, 2);  // another host
  moments.add(1, 600, 20, 3);
  moments.add(1, 500, 30, 4);  // the same time
  moments.order();
  EXPECT_EQ(facts(moments.of(1, 500)), (std::vector<std::uint32_t>{1, 0, 4}));
  EXPECT_EQ(facts(moments.of(2, 500)), (std::vector<std::uint32_t>{2}));
  EXPECT_TRUE(moments.of(3, 500).empty());
  EXPECT_EQ(facts(moments.since(1, 500, 11)), (std::vector<std::uint32_t>{0, 4}));
  EXPECT_TRUE(moments.since(1, 500, 31).empty());
  EXPECT_EQ(moments.last_until(1, 500, 29)->fact, 1U);
  EXPECT_EQ(moments.last_until(1, 500, 30)->fact, 4U);
  EXPECT_EQ(moments.last_until(1, 500, 9), nullptr);
  EXPECT_EQ(moments.last_until(9, 500, 30), nullptr);
}

TEST(Moments, NothingIsNothing) {
  Moments moments;
  moments.order();
  EXPECT_TRUE(moments.of(0, 0).empty());
  EXPECT_EQ(moments.last_until(0, 0, 1), nullptr);
}

// Against a map, with many groups.
TEST(Moments, ManyGroups) {
  Moments moments;
  std::map<std::pair<TextId, std::uint64_t>, std::vector<std::uint32_t>> plain;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const TextId host = i % 7;
    const std::uint64_t number = i * 2'654'435'761ULL % 3001;
    moments.add(host, number, i, i);
    plain[{host, number}].push_back(i);
  }
  moments.order();
  for (const auto& [key, all] : plain) EXPECT_EQ(facts(moments.of(key.first, key.second)), all);
}

}  // namespace
}  // namespace wmiscope
