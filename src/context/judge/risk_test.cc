// SPDX-License-Identifier: Apache-2.0
#include "context/judge/risk.h"

#include <gtest/gtest.h>

#include "context/judge/purposes.h"

namespace wmiscope {
namespace {

Activity activity(std::string vector, std::vector<std::string> purposes) {
  Activity made;
  made.vector = std::move(vector);
  for (std::string& each : purposes) made.purposes.push_back({std::move(each), {}, ""});
  return made;
}

TEST(Risk, PartsAddUp) {
  struct Case {
    const char* name;
    Activity activity;
    RiskFacts facts;
    int score;
  };
  Activity wmiexec = activity("wmi-process-create", {"lateral-movement", "account-recon"});
  wmiexec.tool = "impacket-wmiexec";
  wmiexec.origin.kind = OriginKind::kRemote;
  wmiexec.origin.confidence = Confidence::kHigh;
  Activity unsure = activity("wmi-process-create", {"lateral-movement"});
  unsure.origin.kind = OriginKind::kRemote;
  Activity benign = activity("other-consumer", {});
  benign.benign = "known";
  const Case kCases[] = {
      {"nothing known", activity("wmi-query", {}), {}, 5},
      {"recon", activity("wmic-local", {"host-recon"}), {}, 13},
      {"finding above vector", activity("wmic-local", {}), {49, 1}, 49},
      {"further detections", activity("wmic-remote", {}), {49, 3}, 59},
      {"detections are capped", activity("wmic-remote", {}), {49, 9}, 64},
      {"wmiexec", wmiexec, {49, 1}, 49 + 20 + 3 + 15 + 10},
      {"low confidence", unsure, {49, 1}, 49 + 20 + 5},
      {"not above 100",
       activity("script-consumer", {"persistence", "credential-access"}),
       {80, 4},
       100},
      {"benign", benign, {63, 2}, 6},
  };
  for (const Case& c : kCases) EXPECT_EQ(activity_risk(c.activity, c.facts), c.score) << c.name;
}

TEST(Risk, EveryPurposeWeighs) {
  for (const std::string_view word : purpose_words()) EXPECT_GT(purpose_risk(word), 0) << word;
  EXPECT_EQ(purpose_risk("no such"), 0);
  EXPECT_GT(purpose_risk("credential-access"), purpose_risk("host-recon"));
  EXPECT_EQ(vector_risk("no such"), 0);
}

}  // namespace
}  // namespace wmiscope
