// SPDX-License-Identifier: Apache-2.0
#include "context/facts/fact_list.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(FactList, KeepsFactsInOrderAndInPlace) {
  FactList<int> list;
  EXPECT_TRUE(list.empty());
  list.push_back(0);
  const int* const first = &list[0];
  for (int i = 1; i < 1000; ++i) list.push_back(i);
  EXPECT_EQ(&list[0], first);
  EXPECT_EQ(list.size(), 1000U);
  EXPECT_EQ(list.front(), 0);
  EXPECT_EQ(list.back(), 999);
  int expected = 0;
  for (int& each : list) {
    ASSERT_EQ(each, expected++);
    each = -each;
  }
  const FactList<int>& same = list;
  expected = 0;
  for (const int each : same) ASSERT_EQ(each, -expected++);
  EXPECT_EQ(expected, 1000);
}

}  // namespace
}  // namespace wmiscope
