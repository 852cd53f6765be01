// SPDX-License-Identifier: Apache-2.0
#include "report/table_writer.h"

#include "base/format.h"
#include "report/level.h"
#include "report/numbers.h"

namespace wmiscope {

void TableWriter::render_findings(const Coverage& coverage, std::string& out) const {
  if (nothing_found()) {
    hanging("", 0, Summary::nothing_found_sentence(coverage), options_.style, out);
  } else if (!options_.summary_only) {
    hosts_.render(out);
    groups_.render(out);
  }
}

// What the findings above do not show, and how to see it.
void TableWriter::render_left_out(const Coverage& coverage, std::string& out) const {
  std::uint64_t excluded = 0;
  for (const DetectionCoverage& detection : coverage.detections) excluded += detection.excluded;
  std::string lines;
  if (hidden_ > 0) {
    const std::string text = format("{} below {} {} not shown (-m)", with_thousands(hidden_),
                                    level_name(min_level_), hidden_ == 1 ? "is" : "are");
    hanging("", 0, text, options_.style, lines);
  }
  if (excluded > 0 && !options_.summary.quiet) {
    const std::string text =
        format("{} excluded by filters: --show-excluded", counted(excluded, "finding"));
    hanging("", 0, text, options_.style, lines);
  }
  if (lines.empty()) return;
  if (!out.empty()) out += '\n';
  out += lines;
}

void TableWriter::on_coverage(const Coverage& coverage) {
  std::string text;
  render_findings(coverage, text);
  render_left_out(coverage, text);
  if (!text.empty()) text += '\n';
  const bool whole_total = options_.summary_only || hosts_.hosts() > 1;
  if (!hosts_.empty() && whole_total) summary_.line("Found", hosts_.total_words(), text);
  if (!groups_.empty()) summary_.line("Found", groups_.total_words(), text);
  summary_.render(coverage, nothing_found(), text);
  out_.write(text);
}

}  // namespace wmiscope
