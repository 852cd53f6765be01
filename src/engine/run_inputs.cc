// SPDX-License-Identifier: Apache-2.0
#include "engine/run_inputs.h"

#include <algorithm>
#include <numeric>
#include <thread>

namespace wmiscope {
namespace {

constexpr std::uint64_t kSmallInput = 4 << 20;
constexpr unsigned kMaxThreads = 256;
constexpr std::chrono::milliseconds kBetweenTellings{100};

std::uint64_t total_size(const std::vector<InputFile>& files) {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const InputFile& f) { return sum + f.size; });
}

// Whether the size of an input is not known before it is read.
bool endless(const InputFile& file) { return file.path == "-"; }

}  // namespace

ProgressTeller::ProgressTeller(const std::function<void(const Progress&)>& tell,
                               const std::vector<InputFile>& files)
    : tell_(tell) {
  if (std::none_of(files.begin(), files.end(), endless)) progress_.bytes_total = total_size(files);
}

void ProgressTeller::at(std::uint64_t bytes, std::uint64_t findings, const std::string& path) {
  if (!tell_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + kBetweenTellings;
  progress_.bytes_read = bytes;
  progress_.findings = findings;
  progress_.path = path;
  tell_(progress_);
}

unsigned thread_count(unsigned asked, const std::vector<InputFile>& files) {
  const bool small =
      total_size(files) < kSmallInput && std::none_of(files.begin(), files.end(), endless);
  if (small) return 1;
  const unsigned threads = asked ? asked : std::max(1U, std::thread::hardware_concurrency());
  return std::min(threads, kMaxThreads);
}

}  // namespace wmiscope
