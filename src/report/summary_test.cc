// SPDX-License-Identifier: Apache-2.0
#include "report/summary.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

DetectionCoverage blind(std::string title, std::string needs, std::vector<std::string> remedies) {
  DetectionCoverage detection;
  detection.detection = std::move(title);
  detection.needs = std::move(needs);
  detection.remedies = std::move(remedies);
  return detection;
}

TEST(Summary, SaysOnceWhatToSwitchOn) {
  Coverage coverage;
  coverage.files.read = 1;
  coverage.detections = {blind("A", "Sysmon 20", {"install it", "buy it"}),
                         blind("B", "Sysmon 20", {"install it", "buy it"}),
                         blind("C", "Sysmon 21", {"install it"}), blind("D", "Sysmon 22", {})};
  std::string out;
  Summary(TableStyle{}, {}).render(coverage, false, out);
  EXPECT_EQ(out.substr(out.find("Not seen")),
            "Not seen   A, B: no Sysmon 20 in this data; install it\n"
            "           C: no Sysmon 21 in this data\n"
            "           D: no Sysmon 22 in this data\n");
}

TEST(Summary, EscapesRemedies) {
  Coverage coverage;
  coverage.files.read = 1;
  coverage.detections = {blind("A", "x", {"a\x1b[31m"})};
  std::string out;
  Summary(TableStyle{}, {}).render(coverage, false, out);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace wmiscope
