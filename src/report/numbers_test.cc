// SPDX-License-Identifier: Apache-2.0
#include "report/numbers.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(Numbers, Thousands) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1000), "1,000");
  EXPECT_EQ(with_thousands(2'310'442), "2,310,442");
  EXPECT_EQ(with_thousands(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(Numbers, SingularAndPlural) {
  EXPECT_EQ(counted(0, "file"), "0 files");
  EXPECT_EQ(counted(1, "file"), "1 file");
  EXPECT_EQ(counted(1200, "file"), "1,200 files");
  EXPECT_EQ(counted(2, "more place", "more places"), "2 more places");
}

TEST(Numbers, Sizes) {
  EXPECT_EQ(size_words(0), "0 bytes");
  EXPECT_EQ(size_words(1), "1 byte");
  EXPECT_EQ(size_words(69'632), "70 KB");
  EXPECT_EQ(size_words(1'500), "1.5 KB");
  EXPECT_EQ(size_words(999'999), "1.0 MB");
  EXPECT_EQ(size_words(812'000'000), "812 MB");
  EXPECT_EQ(size_words(8'200'000'000), "8.2 GB");
  EXPECT_EQ(size_words(UINT64_MAX), "18447 PB");
}

TEST(Numbers, Durations) {
  EXPECT_EQ(duration_words(-1), "0 ms");
  EXPECT_EQ(duration_words(0.0123), "12 ms");
  EXPECT_EQ(duration_words(0.41), "0.4 s");
  EXPECT_EQ(duration_words(48.2), "48 s");
  EXPECT_EQ(duration_words(200), "3 min 20 s");
  EXPECT_EQ(duration_words(7500), "2 h 5 min");
}

}  // namespace
}  // namespace wmiscope
