// SPDX-License-Identifier: Apache-2.0
#include "context/judge/risk.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace wmiscope {
namespace {

using Weight = std::pair<std::string_view, int>;

// What the way alone is worth, without any finding.
constexpr std::array kVectorRisk = {
    Weight("xsl-script", 45),
    Weight("script-consumer", 45),
    Weight("command-line-consumer", 45),
    Weight("other-consumer", 25),
    Weight("mof-compile", 35),
    Weight("provider-hijack", 60),
    Weight("wmi-data-channel", 55),
    Weight("temporary-subscription", 15),
    Weight("wmic-remote", 30),
    Weight("wmic-local", 10),
    Weight("powershell-wmi", 10),
    Weight("script-com", 15),
    Weight("wbemtest", 15),
    Weight("odd-client", 20),
    Weight("dcom", 35),
    Weight("wmi-process-create", 25),
    Weight("provider-change", 20),
    Weight("wmi-query", 5),
};

// In the order of wmi-knowledge 4.2: P12, P10, P9, P8, P14, P13, P11, then the rest.
constexpr std::array kPurposeRisk = {
    Weight("credential-access", 30),   Weight("recovery-inhibition", 30),
    Weight("persistence", 20),         Weight("lateral-movement", 20),
    Weight("command-and-control", 18), Weight("collection-exfiltration", 15),
    Weight("defense-evasion", 15),     Weight("account-change", 15),
    Weight("code-execution", 10),      Weight("system-control", 8),
    Weight("antivirus-detection", 8),  Weight("vm-detection", 6),
    Weight("account-recon", 5),        Weight("network-recon", 5),
    Weight("process-recon", 3),        Weight("host-recon", 3),
};

constexpr int kTool = 15;
constexpr int kRemote = 10;
constexpr int kRemoteUnsure = 5;
constexpr int kFurtherDetection = 5, kFurtherDetections = 15;
constexpr int kFurtherPurpose = 3, kFurtherPurposes = 9;
constexpr int kMaxRisk = 100;
constexpr int kMaxBenign = 10;

int weight_of(std::span<const Weight> table, std::string_view word) {
  const auto at = std::ranges::find(table, word, &Weight::first);
  return at == table.end() ? 0 : at->second;
}

int times(std::size_t count, int each, int most) {
  return static_cast<int>(std::min(count, static_cast<std::size_t>(most / each))) * each;
}

int purposes_risk(const std::vector<Purpose>& purposes) {
  if (purposes.empty()) return 0;
  int gravest = 0;
  for (const Purpose& each : purposes) gravest = std::max(gravest, purpose_risk(each.purpose));
  return gravest + times(purposes.size() - 1, kFurtherPurpose, kFurtherPurposes);
}

int origin_risk(const Origin& origin) {
  if (origin.kind != OriginKind::kRemote) return 0;
  return origin.confidence == Confidence::kLow ? kRemoteUnsure : kRemote;
}

}  // namespace

int vector_risk(std::string_view vector) { return weight_of(kVectorRisk, vector); }

int purpose_risk(std::string_view purpose) { return weight_of(kPurposeRisk, purpose); }

int activity_risk(const Activity& activity, const RiskFacts& facts) {
  int score = std::max(facts.finding_risk, vector_risk(activity.vector));
  if (facts.detections > 1) {
    score += times(facts.detections - 1, kFurtherDetection, kFurtherDetections);
  }
  score += purposes_risk(activity.purposes) + origin_risk(activity.origin);
  if (!activity.tool.empty()) score += kTool;
  score = std::clamp(score, 0, kMaxRisk);
  return activity.benign.empty() ? score : std::min(score / 10, kMaxBenign);
}

}  // namespace wmiscope
