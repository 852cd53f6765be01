// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/format.h"
#include "cli/fd_output.h"
#include "report/numbers.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr double kQuietSeconds = 0.3;
constexpr std::size_t kMaxBar = 27;
constexpr std::size_t kMinBar = 8;
constexpr std::size_t kMinName = 8;
constexpr std::string_view kEraseLine = "\r\033[K";

// `share` of `width` columns, to an eighth of a column.
std::string bar(double share, std::size_t width) {
  static constexpr std::array<std::string_view, 8> kEighths = {" ", "▏", "▎", "▍",
                                                               "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(share * static_cast<double>(width) * 8);
  std::string out;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t full = std::min<std::size_t>(eighths - std::min(eighths, i * 8), 8);
    out += full == 8 ? "█" : kEighths[full];
  }
  return out;
}

// "5.1 of 8.2 GB"
std::string done_words(const Progress& progress) {
  std::string done = size_words(progress.bytes_read);
  if (progress.bytes_total == 0) return done;
  const std::string total = size_words(progress.bytes_total);
  const std::size_t unit = done.find(' ');
  const bool same_unit = total.ends_with(done.substr(unit));
  return format("{} of {}", same_unit ? done.substr(0, unit) : done, total);
}

std::string rate_words(const Progress& progress, double seconds) {
  const double rate = static_cast<double>(progress.bytes_read) / std::max(seconds, 0.001);
  std::string words = format("{}/s", size_words(static_cast<std::uint64_t>(rate)));
  if (progress.bytes_total > progress.bytes_read && rate >= 1) {
    const auto rest = static_cast<double>(progress.bytes_total - progress.bytes_read);
    const double left = std::max(1.0, std::ceil(rest / rate));
    words += format("  {} left", left < 60 ? format("{:.0f} s", left) : duration_words(left));
  }
  return words;
}

std::string base_name(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return escape_text(slash == std::string::npos ? path : path.substr(slash + 1));
}

double share_of(const Progress& progress) {
  if (progress.bytes_total == 0) return 0;
  return std::min(
      1.0, static_cast<double>(progress.bytes_read) / static_cast<double>(progress.bytes_total));
}

}  // namespace

std::string progress_text(const Progress& progress, double seconds, std::size_t width) {
  const bool known = progress.bytes_total > 0;
  std::string left = known ? format("{:3.0f} %  ", std::floor(share_of(progress) * 100)) : " ";
  std::string right = format("{}  {}", done_words(progress), rate_words(progress, seconds));
  const std::string findings = "   " + counted(progress.findings, "finding");
  const std::size_t fixed = display_width(left) + display_width(right) + display_width(findings);
  std::size_t room = width > fixed ? width - fixed : 0;
  if (known && room > kMinBar + 2) {
    const std::size_t bar_width = std::min(kMaxBar, room / 2);
    left += bar(share_of(progress), bar_width) + "  ";
    room -= bar_width + 2;
  }
  if (room > kMinName + 2) right += "  " + cut_path(base_name(progress.path), room - 2);
  return cut_middle(left + right + findings, width);
}

void ProgressLine::update(const Progress& progress) {
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - start_;
  const std::lock_guard lock(mutex_);
  if (finished_ || since.count() < kQuietSeconds) return;
  shown_ = true;
  FdOutput err(STDERR_FILENO);
  err.write(format("{}{}", kEraseLine, progress_text(progress, since.count(), width_ - 1)));
}

void ProgressLine::finish() {
  const std::lock_guard lock(mutex_);
  if (shown_ && !finished_) FdOutput(STDERR_FILENO).write(kEraseLine);
  finished_ = true;
}

}  // namespace wmiscope
