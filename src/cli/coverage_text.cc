// SPDX-License-Identifier: Apache-2.0
#include "cli/coverage_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/format.h"
#include "report/numbers.h"
#include "report/table_style.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kStateWidth = 16;  // "fields missing" and its gap

std::string_view state_words(DetectionState state) {
  static constexpr std::array<std::string_view, 4> kWords = {"can run", "no such events",
                                                             "fields missing", "off"};
  return kWords[static_cast<std::size_t>(state)];
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += escape_text(word);
  }
  return out;
}

// What the detection lacks; nothing where it can run.
std::string lack_words(const DetectionCoverage& detection) {
  const std::string needs = escape_text(detection.needs);
  if (detection.state == DetectionState::kNoEvents) return format("needs {}", needs);
  if (detection.state != DetectionState::kFieldsMissing) return {};
  return format("none of its events here ({}) has {}", needs,
                joined(detection.missing_fields, ", "));
}

void append_detection(const DetectionCoverage& detection, const TableStyle& style,
                      std::string& out) {
  std::string title = escape_text(detection.detection);
  if (detection.findings > 0) title += format("  ({})", counted(detection.findings, "finding"));
  hanging(padded(state_words(detection.state), kStateWidth), kStateWidth, title, style, out);
  const std::string below(kStateWidth, ' ');
  const std::string lack = lack_words(detection);
  if (!lack.empty()) hanging(below, kStateWidth, lack, style, out);
  if (detection.remedies.empty()) return;
  hanging(below, kStateWidth, "to see it: " + joined(detection.remedies, "; or "), style, out);
}

}  // namespace

std::string coverage_text(const Coverage& coverage, std::size_t width) {
  TableStyle style;
  style.width = width;
  std::string out;
  for (const DetectionCoverage& detection : coverage.detections) {
    append_detection(detection, style, out);
  }
  const auto ran =
      std::ranges::count(coverage.detections, DetectionState::kRan, &DetectionCoverage::state);
  out += format("\n{} of {} can run on this data ({}, {})\n", ran,
                counted(coverage.detections.size(), "detection"),
                counted(coverage.files.read, "file"), counted(coverage.records.read, "record"));
  return out;
}

}  // namespace wmiscope
