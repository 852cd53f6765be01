// SPDX-License-Identifier: Apache-2.0
#include "context/facts/duplicates.h"

#include <gtest/gtest.h>

#include "base/filetime.h"

namespace wmiscope {
namespace {

FactRecord record(std::uint64_t id, std::uint64_t seconds, TextId host = 1, TextId channel = 2) {
  FactRecord made;
  made.record_id = id;
  made.ticks = seconds * kTicksPerSecond;
  made.host = host;
  made.channel = channel;
  return made;
}

TEST(Duplicates, TheSameRecordIsMetOnce) {
  Duplicates met;
  EXPECT_TRUE(met.add(record(7, 1000)));
  EXPECT_FALSE(met.add(record(7, 1000)));
  EXPECT_TRUE(met.add(record(8, 1000)));
  EXPECT_TRUE(met.add(record(7, 1000, 9)));
  EXPECT_TRUE(met.add(record(7, 1000, 1, 9)));
}

// Collectors stamp reception; an id that comes again much later is another record: the log was cleared.
TEST(Duplicates, UpToTwoMinutesApart) {
  Duplicates met;
  EXPECT_TRUE(met.add(record(7, 1000)));
  EXPECT_FALSE(met.add(record(7, 1120)));
  EXPECT_FALSE(met.add(record(7, 880)));
  EXPECT_TRUE(met.add(record(7, 1121)));
  EXPECT_FALSE(met.add(record(7, 1240)));
}

TEST(Duplicates, WithoutAnIdByPlace) {
  Duplicates met;
  FactRecord one = record(kNoNumber, 1000);
  EXPECT_TRUE(met.add(one));
  EXPECT_FALSE(met.add(one));
  one.index = 5;
  EXPECT_TRUE(met.add(one));
}

TEST(Duplicates, ManyRecords) {
  Duplicates met;
  for (std::uint64_t id = 0; id < 10'000; ++id) ASSERT_TRUE(met.add(record(id, id)));
  for (std::uint64_t id = 0; id < 10'000; ++id) ASSERT_FALSE(met.add(record(id, id)));
}

}  // namespace
}  // namespace wmiscope
