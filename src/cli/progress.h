// SPDX-License-Identifier: Apache-2.0
//
// The one line on the terminal while a scan works, gone at the end.
//
//   ProgressLine line(terminal_width(STDERR_FILENO));
//   options.on_progress = [&](const Progress& p) { line.update(p); };
//   …
//   line.finish();
//
// Nothing is shown in the first moments, so that a short run does not flicker. update() may be
// called by any thread; after finish() it does nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

#include "wmiscope/scan.h"

namespace wmiscope {

// " 62 %  ████████▍     5.1 of 8.2 GB  2.9 GB/s  1 s left  Security.evtx   14 findings": at most
// `width` columns; where it is narrow the file's name goes first, then the bar.
std::string progress_text(const Progress& progress, double seconds, std::size_t width);

class ProgressLine {
 public:
  explicit ProgressLine(std::size_t width)
      : width_(width), start_(std::chrono::steady_clock::now()) {}
  ~ProgressLine() { finish(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void update(const Progress& progress);
  void finish();

 private:
  std::size_t width_;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  bool shown_ = false;
  bool finished_ = false;
};

}  // namespace wmiscope
