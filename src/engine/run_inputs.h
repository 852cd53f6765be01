// SPDX-License-Identifier: Apache-2.0
//
// What scan() and dump() have in common: find the inputs, choose the number of threads, tell progress.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/pipeline.h"
#include "wmiscope/scan.h"

namespace wmiscope {

// Tells the caller about ten times a second how far the run is.
class ProgressTeller {
 public:
  ProgressTeller(const std::function<void(const Progress&)>& tell,
                 const std::vector<InputFile>& files);
  void at(std::uint64_t bytes, std::uint64_t findings, const std::string& path);

 private:
  using Clock = std::chrono::steady_clock;

  const std::function<void(const Progress&)>& tell_;
  Progress progress_;
  Clock::time_point next_ = Clock::now();
};

// `asked` threads, 0 for one a core; a small input is not worth starting any.
unsigned thread_count(unsigned asked, const std::vector<InputFile>& files);

}  // namespace wmiscope
