// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <gtest/gtest.h>

#include "base/filetime.h"
#include "cli/timezone.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

const Progress kHalf{5'100'000'000, 8'200'000'000, 14, "case/logs/Security-2020-11.evtx"};

TEST(Progress, At120Columns) {
  EXPECT_EQ(progress_text(kHalf, 1.76, 120),
            " 62 %  ████████████████▊            5.1 of 8.2 GB  2.9 GB/s  2 s left  "
            "Security-2020-11.evtx   14 findings");
}

TEST(Progress, WhereItIsNarrowTheNameGoesFirst) {
  EXPECT_EQ(progress_text(kHalf, 1.76, 70),
            " 62 %  ████▉     5.1 of 8.2 GB  2.9 GB/s  2 s left   14 findings");
  for (std::size_t width = 1; width < 160; ++width) {
    EXPECT_LE(display_width(progress_text(kHalf, 1.76, width)), width);
  }
}

TEST(Progress, APipeHasNoEndToShow) {
  EXPECT_EQ(progress_text({5'100'000'000, 0, 1, "-"}, 2, 60), " 5.1 GB  2.5 GB/s  -   1 finding");
}

TEST(Progress, TheNameIsHostile) {
  const std::string text = progress_text({1, 2, 0, "a/\x1b[2J\n.evtx"}, 1, 100);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(Timezone, Offsets) {
  struct Case {
    std::string_view name;
    std::int64_t seconds;
  };
  for (const Case& c :
       {Case{"+02:00", 7200}, Case{"-0530", -19'800}, Case{"+2", 7200}, Case{"-10", -36'000}}) {
    const auto zone = open_timezone(c.name);
    ASSERT_TRUE(zone) << c.name;
    EXPECT_EQ((*zone)(0), c.seconds) << c.name;
  }
  EXPECT_FALSE(*open_timezone("utc"));
}

TEST(Timezone, MistakesAreRefused) {
  for (const std::string_view name : {"", "Mars/Olympus", "../../../etc/passwd", "/etc/localtime",
                                      "+99", "+2:99", "+12345", "-"}) {
    EXPECT_FALSE(open_timezone(name)) << name;
  }
}

TEST(Timezone, NamesFollowTheirSummerTime) {
  const auto zone = open_timezone("Europe/Berlin");
  if (!zone) GTEST_SKIP() << "no time zone database on this machine";
  EXPECT_EQ((*zone)(parse_time("2020-08-06T00:00:00Z")->ticks), 7200);
  EXPECT_EQ((*zone)(parse_time("2020-12-06T00:00:00Z")->ticks), 3600);
}

}  // namespace
}  // namespace wmiscope
