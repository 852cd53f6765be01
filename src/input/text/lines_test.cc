// SPDX-License-Identifier: Apache-2.0
#include "input/text/lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace wmiscope {
namespace {

TEST(CountLines, AsManyAsByEye) {
  EXPECT_EQ(count_lines(""), 0U);
  EXPECT_EQ(count_lines(std::string(100'000, '\n')), 100'000U);
  std::string text;
  for (std::size_t i = 0; i < 20'000; ++i) {
    text += i * i % 7 == 1 ? '\n' : 'x';
    if (i % 501 != 0 && i > 200) continue;
    EXPECT_EQ(count_lines(text), static_cast<std::uint64_t>(std::ranges::count(text, '\n'))) << i;
  }
}

}  // namespace
}  // namespace wmiscope
