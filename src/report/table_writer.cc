// SPDX-License-Identifier: Apache-2.0
#include "report/table_writer.h"

#include "base/format.h"
#include "report/level.h"
#include "report/numbers.h"

namespace wmiscope {
namespace {

template <typename Table>
std::string section(void (Table::*render)(std::string&) const, const Table& table) {
  std::string out;
  (table.*render)(out);
  return out;
}

}  // namespace

// "2 findings and 1 activity below medium are not shown (-m)"
std::string TableWriter::hidden_words() const {
  std::string out;
  if (hidden_ > 0) out = with_thousands(hidden_);
  if (hidden_activities_ > 0) {
    out = hidden_ > 0 ? counted(hidden_, "finding") + " and " : std::string();
    out += counted(hidden_activities_, "activity", "activities");
  }
  return format("{} below {} {} not shown (-m)", out, level_name(min_level_),
                hidden_ + hidden_activities_ == 1 ? "is" : "are");
}

void TableWriter::render_findings(const Coverage& coverage, std::string& out) const {
  if (nothing_found()) {
    hanging("", 0, Summary::nothing_found_sentence(coverage), options_.style, out);
  } else if (!options_.summary_only) {
    for (const std::string& part :
         {section(&ActivityTable::render, activities_),
          section(&ActivityTable::render_findings, activities_),
          section(&HostTable::render, hosts_), section(&GroupTable::render, groups_)}) {
      if (!part.empty() && !out.empty()) out += '\n';
      out += part;
    }
  }
}

// What the findings above do not show, and how to see it.
void TableWriter::render_left_out(const Coverage& coverage, std::string& out) const {
  std::uint64_t excluded = 0;
  for (const DetectionCoverage& detection : coverage.detections) excluded += detection.excluded;
  std::string lines;
  if (activities_.hidden_benign() > 0 && !options_.summary.quiet) {
    hanging("", 0, activities_.benign_words(), options_.style, lines);
  }
  if (hidden_ + hidden_activities_ > 0) hanging("", 0, hidden_words(), options_.style, lines);
  if (excluded > 0 && !options_.summary.quiet) {
    const std::string text =
        format("{} excluded by filters: --show-excluded", counted(excluded, "finding"));
    hanging("", 0, text, options_.style, lines);
  }
  if (lines.empty()) return;
  if (!out.empty()) out += '\n';
  out += lines;
}

// How much there is in all; of one host its heading says so.
void TableWriter::render_totals(std::string& out) const {
  if (!activities_.empty()) {
    std::string words = activities_.total_words();
    if (activities_.findings() > 0) words += "; " + counted(activities_.findings(), "finding");
    summary_.line("Found", words, out);
    const std::string users = activities_.user_words();
    if (!users.empty()) summary_.line("Users", users, out);
  }
  const bool whole_total = options_.summary_only || hosts_.hosts() > 1;
  if (!hosts_.empty() && whole_total) summary_.line("Found", hosts_.total_words(), out);
  if (!groups_.empty()) summary_.line("Found", groups_.total_words(), out);
}

void TableWriter::on_coverage(const Coverage& coverage) {
  std::string text;
  render_findings(coverage, text);
  render_left_out(coverage, text);
  if (!text.empty()) text += '\n';
  render_totals(text);
  summary_.render(coverage, nothing_found(), text);
  out_.write(text);
}

}  // namespace wmiscope
