// SPDX-License-Identifier: Apache-2.0
#include "input/text/event_time.h"

#include <gtest/gtest.h>

#include "base/filetime.h"

namespace wmiscope {
namespace {

struct TimeCase {
  const char* text;
  const char* shown;  // empty: no time
  bool has_zone = true;
};
const TimeCase kTimes[] = {
    {"2019-05-23T16:49:05.7365705Z", "2019-05-23T16:49:05.7365705Z"},
    {"2019-05-23T16:49:05.736570512Z", "2019-05-23T16:49:05.736570512Z"},
    {"2019-05-23T16:49:05Z", "2019-05-23T16:49:05Z"},
    {"2019-05-23 16:49:05.468", "2019-05-23T16:49:05.468Z", false},
    {"2019-05-23T18:49:05.10+02:00", "2019-05-23T16:49:05.10Z"},
    {"2019-05-23T09:49:05-0700", "2019-05-23T16:49:05Z"},
    {"2019-05-23 16:49:05.736 +00:00", "2019-05-23T16:49:05.736Z"},
    {"2019-05-23T16:49Z", "2019-05-23T16:49:00Z"},
    {"/Date(1558630145736)/", "2019-05-23T16:49:05.736Z"},
    {"/Date(1558630145000+0200)/", "2019-05-23T16:49:05.000Z"},
    {"/Date(-1)/", ""},
    {"1558630145", "2019-05-23T16:49:05Z"},
    {"1558630145.5", "2019-05-23T16:49:05.5Z"},
    {"1558630145.736570", "2019-05-23T16:49:05.736570Z"},
    {"1558630145736", "2019-05-23T16:49:05.736Z"},
    {"99999999999999999999", ""},
    {"1558630145x", ""},
    {"yesterday", ""},
    {"", ""},
    {"2019-13-01T00:00:00Z", ""},
};

TEST(EventTime, KeepsTheDigitsOfTheSource) {
  Arena arena;
  for (const TimeCase& c : kTimes) {
    const auto time = read_event_time(c.text, arena);
    ASSERT_EQ(time.has_value(), *c.shown != '\0') << c.text;
    if (!time) continue;
    EXPECT_EQ(time->text, c.shown);
    EXPECT_EQ(time->has_zone, c.has_zone) << c.text;
    EXPECT_EQ(time->ticks, parse_time(c.shown)->ticks) << c.text;
  }
}

}  // namespace
}  // namespace wmiscope
