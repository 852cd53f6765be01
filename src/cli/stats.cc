// SPDX-License-Identifier: Apache-2.0
#include "cli/stats.h"

#include <sys/resource.h>

#include <algorithm>
#include <vector>

#include "base/format.h"
#include "report/numbers.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

// Numbers at the right of their column, words behind.
void append_count(std::uint64_t count, std::string_view words, std::string& out) {
  out += format("{:>15}  {}\n", with_thousands(count), escape_text(words));
}

std::string detection_words(const DetectionCoverage& detection) {
  if (detection.excluded == 0) return detection.detection;
  return format("{} ({} excluded)", detection.detection, with_thousands(detection.excluded));
}

}  // namespace

std::string stats_text(const Coverage& coverage, std::uint64_t peak_memory) {
  const double rate = static_cast<double>(coverage.bytes) / std::max(coverage.seconds, 1e-6);
  std::string out = format("{} in {}, {}/s, {} of memory at most\n", size_words(coverage.bytes),
                           duration_words(coverage.seconds),
                           size_words(static_cast<std::uint64_t>(rate)), size_words(peak_memory));
  out += "Records\n";
  append_count(coverage.records.read, "read", out);
  append_count(coverage.records.demanded, "of an event that some detection asks for", out);
  append_count(coverage.records.damaged, "damaged", out);
  out += "Events asked for\n";
  for (const EventCount& events : coverage.events) {
    const std::string& log = events.channel.empty() ? events.provider : events.channel;
    append_count(events.count, format("{} {}", log, events.event_id), out);
  }
  out += "Findings\n";
  for (const DetectionCoverage& detection : coverage.detections) {
    if (detection.findings + detection.excluded == 0) continue;
    append_count(detection.findings, detection_words(detection), out);
  }
  append_count(coverage.duplicates_dropped, "repeated ones left out", out);
  return out;
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace wmiscope
