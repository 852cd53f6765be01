// SPDX-License-Identifier: Apache-2.0
//
// Reads files block by block, has the blocks worked on by several threads and hands the results back in
// the order of the input, so that nothing downstream can depend on the number of threads.
//
//   run_pipeline(files, settings, make_job, [&](BlockResult& r) { …; return true; });
//
// The calling thread merges: it alone calls `merge`. With one thread it also reads and works. Memory:
// each thread has one block, and at most kBlocksAhead results a thread wait to be merged.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "context/facts/facts.h"
#include "event/event.h"
#include "input/input.h"
#include "input/paths.h"
#include "wmiscope/finding.h"

namespace wmiscope {

inline constexpr std::size_t kBlocksAhead = 4;

// What became of one block, or of a file or member that gave none.
struct BlockResult {
  std::size_t file = 0;  // index of the input
  std::string member;    // of an archive
  std::uint64_t bytes = 0;
  bool opened = false;            // the file or member is of a known format
  bool file_ends = false;         // nothing more comes from it
  std::string_view skipped;       // why it was not read
  std::vector<ReadIssue> issues;  // in the order found
  BatchCounts counts;
  std::vector<Finding> findings;  // SourceRef::index counts within the block
  FactBatch facts;                // for the context; SourceRef::index counts within the block
  Buffer text;                    // dump
  std::string sha256;             // of a file that was read to its end, where it was asked for

  void clear();
};

// Works on blocks in one thread.
class BlockJob {
 public:
  virtual ~BlockJob() = default;
  virtual void run(const Block& block, const Format& format, const std::string& path,
                   BlockResult& result) = 0;
};

struct PipelineSettings {
  unsigned threads = 1;
  InputOptions input;
  std::string temp_dir;  // for archives that need random access; empty: the system's
  const std::atomic<bool>* stop = nullptr;
};

// `merge` returns false to end early. False where the run was ended before all was read.
bool run_pipeline(const std::vector<InputFile>& files, const PipelineSettings& settings,
                  const std::function<std::unique_ptr<BlockJob>()>& make_job,
                  const std::function<bool(BlockResult&)>& merge);

}  // namespace wmiscope
