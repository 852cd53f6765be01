// SPDX-License-Identifier: Apache-2.0
#include "report/finding_lines.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

std::string rendered(bool time_zone_assumed) {
  Finding finding;
  finding.time = {132'040'649'457'365'705, "2019-05-23T16:49:05.7365705Z"};
  finding.time_zone_assumed = time_zone_assumed;
  finding.detection = "Process Execution via WMI";
  finding.event.computer = "PC04";
  FindingLines lines{TableStyle{}};
  lines.add(finding);
  std::string out;
  lines.render(out);
  return out;
}

TEST(FindingLines, MarkATimeWithoutZone) {
  const std::string marked = rendered(true);
  EXPECT_NE(marked.find(":49:05.736 ?  "), std::string::npos) << marked;
  EXPECT_TRUE(marked.ends_with("\n  ? the source names no time zone: taken as UTC\n")) << marked;
  EXPECT_EQ(rendered(false).find('?'), std::string::npos);
}

}  // namespace
}  // namespace wmiscope
