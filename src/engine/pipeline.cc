// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "engine/feeder.h"

namespace wmiscope {
namespace {

bool stopped(const PipelineSettings& settings) {
  return settings.stop && settings.stop->load(std::memory_order_relaxed);
}

bool run_alone(Feeder& feeder, const PipelineSettings& settings, BlockJob& job,
               const std::function<bool(BlockResult&)>& merge) {
  Block block;
  BlockResult result;
  const Format* format = nullptr;
  while (!stopped(settings)) {
    result.clear();
    if (!feeder.next(block, result, format)) return true;
    if (format) job.run(block, *format, feeder.path(result.file), result);
    if (!merge(result)) return false;
  }
  return false;
}

// Several workers and the calling thread as the one that merges.
class Crew {
 public:
  Crew(Feeder& feeder, const PipelineSettings& settings) : feeder_(feeder), settings_(settings) {}

  bool run(const std::function<std::unique_ptr<BlockJob>()>& make_job,
           const std::function<bool(BlockResult&)>& merge) {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < settings_.threads; ++i) {
      threads.emplace_back([this, job = std::shared_ptr<BlockJob>(make_job())] { work(*job); });
    }
    const bool complete = merge_all(merge);
    finish();
    return complete;
  }

 private:
  using Ready = std::unique_ptr<BlockResult>;

  void work(BlockJob& job) {
    Block block;
    Ready result;
    while (true) {
      const Format* format = nullptr;
      std::uint64_t number = 0;
      if (!take(block, result, format, number)) return;
      if (format) job.run(block, *format, feeder_.path(result->file), *result);
      const std::lock_guard lock(mutex_);
      ready_.emplace(number, std::move(result));
      if (number == merged_) ready_changed_.notify_one();
    }
  }

  bool take(Block& block, Ready& result, const Format*& format, std::uint64_t& number) {
    const std::lock_guard feeding(feed_mutex_);
    if (!wait_for_room(result)) return false;
    const bool more = feeder_.next(block, *result, format);
    const std::lock_guard lock(mutex_);
    if (!more) {
      end();
      return false;
    }
    number = taken_++;
    return true;
  }

  bool wait_for_room(Ready& result) {
    std::unique_lock lock(mutex_);
    const std::uint64_t ahead = kBlocksAhead * settings_.threads;
    room_.wait(lock, [&] { return done_ || taken_ < merged_ + ahead; });
    if (done_ || stopped(settings_)) {
      end();
      return false;
    }
    result = spare();
    return true;
  }

  bool merge_all(const std::function<bool(BlockResult&)>& merge) {
    std::unique_lock lock(mutex_);
    while (true) {
      ready_changed_.wait(lock,
                          [&] { return ready_.contains(merged_) || (done_ && merged_ == taken_); });
      const auto next = ready_.find(merged_);
      if (next == ready_.end()) return !stopped(settings_);
      Ready result = std::move(next->second);
      ready_.erase(next);
      lock.unlock();
      const bool go_on = merge(*result);
      lock.lock();
      result->clear();
      spares_.push_back(std::move(result));
      ++merged_;
      room_.notify_one();
      if (!go_on) return false;
    }
  }

  Ready spare() {
    if (spares_.empty()) return std::make_unique<BlockResult>();
    Ready result = std::move(spares_.back());
    spares_.pop_back();
    return result;
  }

  void end() {
    done_ = true;
    room_.notify_all();
    ready_changed_.notify_all();
  }

  void finish() {
    const std::lock_guard lock(mutex_);
    end();
  }

  Feeder& feeder_;
  const PipelineSettings& settings_;
  std::mutex feed_mutex_;  // of the feeder: reading does not keep results from being handed over
  std::mutex mutex_;  // of all below; taken while holding feed_mutex_, never the other way round
  std::condition_variable room_;
  std::condition_variable ready_changed_;
  std::map<std::uint64_t, Ready> ready_;
  std::vector<Ready> spares_;
  std::uint64_t taken_ = 0;
  std::uint64_t merged_ = 0;
  bool done_ = false;
};

}  // namespace

void BlockResult::clear() {
  file = 0;
  member.clear();
  bytes = 0;
  opened = file_ends = false;
  skipped = {};
  issues.clear();
  counts.clear(0);
  findings.clear();
  facts.clear();
  text.clear();
  sha256.clear();
}

bool run_pipeline(const std::vector<InputFile>& files, const PipelineSettings& settings,
                  const std::function<std::unique_ptr<BlockJob>()>& make_job,
                  const std::function<bool(BlockResult&)>& merge) {
  Feeder feeder(files, settings.input, settings.temp_dir);
  if (settings.threads <= 1) {
    const auto job = make_job();
    return run_alone(feeder, settings, *job, merge);
  }
  return Crew(feeder, settings).run(make_job, merge);
}

}  // namespace wmiscope
