// SPDX-License-Identifier: Apache-2.0
#include "report/finding_lines.h"

#include <algorithm>

#include "base/format.h"
#include "report/numbers.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kWideTable = 100;  // columns from which there is room for milliseconds
constexpr std::size_t kTicksPerMillisecond = 10'000;
constexpr std::size_t kGap = 2;
constexpr std::size_t kDot = 2;
constexpr std::size_t kMinDetection = 20;
constexpr std::string_view kNoTime = "no time";

std::string column(std::string_view text, std::size_t width) {
  return padded(cut_middle(text, width), width);
}

}  // namespace

std::string moment_text(const Time& time, bool milliseconds, const TableStyle& style) {
  if (!time.known()) return std::string(kNoTime);
  std::string text = date_text(time, style) + ' ' + clock_text(time, style);
  if (milliseconds) text += format(".{:03}", time.ticks / kTicksPerMillisecond % 1000);
  return text;
}

std::string finding_user(const Finding& finding) {
  const auto named = std::ranges::find_if(finding.fields, [](const auto& field) {
    return field.first == "User" && !field.second.empty() && field.second != "null" &&
           field.second != "unknown";
  });
  return named == finding.fields.end() ? finding.user : named->second;
}

void FindingLines::add(const Finding& finding) {
  if (finding.time_zone_assumed) ++without_zone_;
  std::string detection = finding.detection;
  if (!finding.excluded.empty()) detection += format(" (excluded by {})", finding.excluded);
  const std::string& host = finding.event.computer.empty() ? finding.dest : finding.event.computer;
  std::string time = moment_text(finding.time, style_.width >= kWideTable, style_);
  if (finding.time_zone_assumed) time += " ?";
  time_zone_assumed_ = time_zone_assumed_ || finding.time_zone_assumed;
  lines_.push_back({std::move(time), finding.level, escape_text(detection), escape_text(host),
                    escape_text(finding_user(finding))});
}

FindingLines::Columns FindingLines::columns() const {
  Columns widest{12, 9, 4, 4};
  for (const Line& line : lines_) {
    widest.time = std::max(widest.time, display_width(line.time));
    widest.detection = std::max(widest.detection, display_width(line.detection));
    widest.host = std::max(widest.host, display_width(line.host));
    widest.user = std::max(widest.user, display_width(line.user));
  }
  const std::size_t width = std::max(style_.width, kMinWidth);
  const std::size_t fixed = 3 * kGap + kGap + kDot + widest.time;
  const std::size_t room = width - std::min(width, fixed);
  // The detection gets half of what there is, host and user the rest, each only what it needs.
  const std::size_t others = room - std::min(room, std::max(kMinDetection, room / 2));
  widest.user = std::min(widest.user, others / 2);
  widest.host = std::min(widest.host, others - widest.user);
  widest.detection = std::min(widest.detection, room - widest.host - widest.user);
  return widest;
}

void FindingLines::render(std::string& out) const {
  if (lines_.empty()) return;
  const Columns widths = columns();
  const std::string zone = style_.zone.empty() ? "UTC" : escape_text(style_.zone);
  out += "Findings\n";
  const auto row = [&](std::string_view time, std::string_view mark, const Line& line) {
    std::string text = format("  {}  {}{}  {}  {}", column(time, widths.time), mark,
                              column(line.detection, widths.detection),
                              column(line.host, widths.host), cut_middle(line.user, widths.user));
    out += std::string_view(text).substr(0, text.find_last_not_of(' ') + 1);
    out += '\n';
  };
  row(format("time ({})", zone), "  ", {"", Level::kLow, "detection", "host", "user"});
  for (const Line& line : lines_) row(line.time, severity_dot(line.level, style_) + ' ', line);
  if (without_zone_ == 0) return;
  hanging("  ", 2,
          format("The source of {} names no time zone: taken as UTC.",
                 counted(without_zone_, "finding")),
          style_, out);
  if (time_zone_assumed_) out += "  ? the source names no time zone: taken as UTC\n";
}

}  // namespace wmiscope
