// SPDX-License-Identifier: Apache-2.0
#include "base/filetime.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(Filetime, Text) {
  const std::pair<std::uint64_t, std::string_view> cases[] = {
      {0, "1601-01-01T00:00:00.0000000Z"},
      {1, "1601-01-01T00:00:00.0000001Z"},
      {kUnixEpochTicks, "1970-01-01T00:00:00.0000000Z"},
      {kUnixEpochTicks - 1, "1969-12-31T23:59:59.9999999Z"},
      {132'031'037'457'365'705, "2019-05-23T16:49:05.7365705Z"},
      {~0ULL, "9999-12-31T23:59:59.9999999Z"},
  };
  for (const auto& [ticks, text] : cases) {
    EXPECT_EQ(filetime_text(ticks), text);
    EXPECT_EQ(filetime_text(ticks), text) << "from the cache";
  }
}

TEST(Filetime, DaysOfLeapYears) {
  for (const char* text : {"2000-02-29T00:00:00.0000000Z", "2023-02-28T23:59:59.0000000Z",
                           "2024-03-01T00:00:00.0000000Z", "9999-12-31T00:00:00.0000000Z"}) {
    const auto time = parse_time(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(filetime_text(time->ticks), text);
  }
}

struct ParseCase {
  const char* text;
  const char* expected;
  bool has_zone;
};

const ParseCase kParsed[] = {
    {"2026-11-01", "2026-11-01T00:00:00.0000000Z", false},
    {"2026-11-01T10:00Z", "2026-11-01T10:00:00.0000000Z", true},
    {"2019-05-23 16:48:35.468", "2019-05-23T16:48:35.4680000Z", false},
    {"2026-01-01T10:00:00.1234567+02:00", "2026-01-01T08:00:00.1234567Z", true},
    {"2026-01-01T00:30:00-0130", "2026-01-01T02:00:00.0000000Z", true},
    {"2026-01-01T00:30:00 +01", "2025-12-31T23:30:00.0000000Z", true},
    {"2026-01-01T00:00:00.123456789z", "2026-01-01T00:00:00.1234567Z", true},
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000Z", true},
};

TEST(Filetime, Parses) {
  for (const ParseCase& c : kParsed) {
    const auto time = parse_time(c.text);
    ASSERT_TRUE(time.has_value()) << c.text;
    EXPECT_EQ(filetime_text(time->ticks), c.expected) << c.text;
    EXPECT_EQ(time->has_zone, c.has_zone) << c.text;
  }
}

TEST(Filetime, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026", "2026-13-01", "2026-02-29", "2026-1-1", "1600-12-31", "x2026-01-01",
        "2026-01-01T24:00", "2026-01-01T10:00:00.", "2026-01-01T10:00Zx", "2026-01-01T10:00+25:00",
        "1601-01-01T00:00:00+01:00", "2026-01-01T10"}) {
    EXPECT_FALSE(parse_time(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace wmiscope
