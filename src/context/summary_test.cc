// SPDX-License-Identifier: Apache-2.0
#include "context/summary.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

std::string summary_of(const std::string& deed) {
  Activity activity;
  activity.host = "WS01";
  activity.user = "EXAMPLE\\bob";
  write_summary(deed, "", activity);
  EXPECT_NE(activity.sentence.find(deed.substr(0, 40)), std::string::npos);
  EXPECT_LT(activity.sentence.size(), 300U);
  return activity.summary;
}

// Forms for people mask what follows a switch; behind a cut the rest of a secret would stand alone.
TEST(Summary, HoldsNoPartBehindACut) {
  const std::string secret = "S3cr3tV4lue";
  for (std::size_t before = 180; before < 260; ++before) {
    const std::string deed = "ran wmic /node:a " + std::string(before, 'x') +
                             " /password:" + secret + " process call create \"cmd /c " +
                             std::string(400, 'y') + "\"";
    const std::string summary = summary_of(deed);
    const std::size_t value = summary.find("V4lue");
    if (value == std::string::npos) continue;
    EXPECT_NE(summary.find("/password:" + secret), std::string::npos);
  }
}

TEST(Summary, IsCutBetweenCharacters) {
  for (std::size_t before = 0; before < 4; ++before) {
    std::string deed = "ran " + std::string(40 + before, 'x');
    while (deed.size() < 400) deed += "é";
    const std::string summary = summary_of(deed);
    const std::size_t cut = summary.find(" …");
    ASSERT_NE(cut, std::string::npos);
    EXPECT_EQ(summary.substr(cut - 2, 2), "é");
  }
}

}  // namespace
}  // namespace wmiscope
