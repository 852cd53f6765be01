// SPDX-License-Identifier: Apache-2.0
//
// Every event of the inputs as text, in the order of bytes: JSON lines in evtx_dump's shape, so that other
// tools can read them, or XML. Where wmiscope's text differs from evtx_dump 0.15.1 on purpose, docs/dump.md
// says so and why.
#pragma once

#include <atomic>
#include <expected>
#include <string_view>

#include "wmiscope/dump_format.h"
#include "wmiscope/scan.h"

namespace wmiscope {

struct DumpOptions {
  std::vector<std::string> paths;
  std::vector<std::string> outputs;  // files that the run writes: never read, even inside a folder
  unsigned threads = 0;              // 0: as many as there are cores
  bool recovered = false;            // also records in the slack behind a chunk's free-space offset
  bool verify_checksums = true;
  std::string temp_dir;  // for archives that need random access; empty: the system's
  DumpFormat format = DumpFormat::kJsonl;
  const std::atomic<bool>* stop = nullptr;
};

// Receives the text, whole lines in order, then issues, then the coverage. Called by the calling
// thread only. on_text returns false to end the dump early (a reader that closed its pipe).
class DumpSink {
 public:
  virtual ~DumpSink() = default;
  virtual bool on_text(std::string_view lines) = 0;
  virtual void on_issue(const Issue&) {}
  virtual void on_skipped(const Skipped&) {}
  virtual void on_coverage(const Coverage&) {}
};

std::expected<void, Failure> dump(const DumpOptions& options, DumpSink& sink);

}  // namespace wmiscope
