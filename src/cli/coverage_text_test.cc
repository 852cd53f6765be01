// SPDX-License-Identifier: Apache-2.0
#include "cli/coverage_text.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

DetectionCoverage detection(std::string title, DetectionState state, std::string needs) {
  DetectionCoverage made;
  made.detection = std::move(title);
  made.state = state;
  made.needs = std::move(needs);
  return made;
}

TEST(CoverageText, SaysWhatEachDetectionLacksAndWhatToDo) {
  Coverage coverage;
  coverage.files.read = 2;
  coverage.records.read = 1200;
  coverage.detections = {detection("Ran", DetectionState::kRan, "Sysmon 1"),
                         detection("Unseen", DetectionState::kNoEvents, "Sysmon 20"),
                         detection("Half", DetectionState::kFieldsMissing, "Security 4688"),
                         detection("Off", DetectionState::kOff, "Sysmon 1")};
  coverage.detections[0].findings = 3;
  coverage.detections[1].remedies = {"install it", "buy it"};
  coverage.detections[2].missing_fields = {"CommandLine"};
  coverage.detections[2].remedies = {"switch it on"};
  EXPECT_EQ(coverage_text(coverage, 100),
            "can run         Ran  (3 findings)\n"
            "no such events  Unseen\n"
            "                needs Sysmon 20\n"
            "                to see it: install it; or buy it\n"
            "fields missing  Half\n"
            "                none of its events here (Security 4688) has CommandLine\n"
            "                to see it: switch it on\n"
            "off             Off\n"
            "\n"
            "1 of 4 detections can run on this data (2 files, 1,200 records)\n");
}

TEST(CoverageText, EscapesTheNamesOfOtherPeoplesRules) {
  Coverage coverage;
  coverage.detections = {detection("a\x1b[31m", DetectionState::kNoEvents, "log\n")};
  const std::string text = coverage_text(coverage, 100);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("log\n"), std::string::npos);
}

}  // namespace
}  // namespace wmiscope
