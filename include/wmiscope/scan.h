// SPDX-License-Identifier: Apache-2.0
//
// Scan Windows event data for suspicious use of WMI.
//
//   class Printer : public wmiscope::Sink {
//     void on_finding(const wmiscope::Finding& f) override { std::puts(f.message.c_str()); }
//   };
//   wmiscope::ScanOptions options;
//   options.paths = {"triage/"};
//   Printer sink;
//   auto outcome = wmiscope::scan(options, sink);
//   if (!outcome) std::fputs(outcome.error().message.c_str(), stderr);
//
// No global state: any number of scans may run at once in different threads. A scan uses its own
// worker threads; the sink is called by the calling thread only, in the order of contracts.md
// section 3 (findings or groups, activities, issues, coverage). Nothing is printed and no input is
// written to. Memory: bounded by what is found, not by what is read.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "wmiscope/activity.h"
#include "wmiscope/coverage.h"
#include "wmiscope/finding.h"
#include "wmiscope/issue.h"

namespace wmiscope {

// How far a scan is; handed to ScanOptions::on_progress about ten times a second.
struct Progress {
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;  // 0: not known (a pipe)
  std::uint64_t findings = 0;
  std::string path;
};

// Which rules run: the built-in story and what the user adds to it or takes from it.
struct RuleOptions {
  std::vector<std::string> rules;     // Sigma files or folders to add
  std::vector<std::string> filters;   // Sigma filter documents: what to exclude
  std::vector<std::string> disabled;  // ids (or their first 8 digits) or titles to switch off
  bool builtin = true;
  bool replace = false;  // a rule may have the id of a built-in one, and then replaces it
};

struct ScanOptions {
  std::vector<std::string> paths;    // files, folders (recursive), archives, "-" for standard input
  std::vector<std::string> outputs;  // files that the run writes: never read, even inside a folder
  RuleOptions rules;
  std::optional<std::uint64_t> from_ticks;  // inclusive, 100 ns since 1601
  std::optional<std::uint64_t> to_ticks;    // exclusive
  unsigned threads = 0;                     // 0: as many as there are cores
  bool group = false;                       // groups instead of findings
  bool context = true;                      // gather findings into activities
  bool keep_duplicates = false;
  bool show_excluded = false;  // deliver excluded findings too, with Finding::excluded set
  bool verify_checksums = true;
  bool hash = false;  // SHA-256 of each file that is read, into Coverage::hashes
  std::string
      temp_dir;  // for archives that need random access; empty: where TMPDIR says, else /tmp

  std::function<void(const Progress&)> on_progress;  // called by the scanning threads
  const std::atomic<bool>* stop = nullptr;           // set it to end the scan early, incomplete
};

// Receives the results. Every call has a default that ignores what it is given.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void on_finding(const Finding&) {}
  virtual void on_group(const Group&) {}
  virtual void on_activity(const Activity&) {}
  virtual void on_issue(const Issue&) {}
  virtual void on_skipped(const Skipped&) {}
  virtual void on_coverage(const Coverage&) {}
};

// Why a run could not be done.
struct Failure {
  enum class Kind : std::uint8_t {
    kUsage,  // a rule, filter or option was refused before anything was read
    kRun,    // a named path does not exist, or a limit was met
  };
  Kind kind = Kind::kRun;
  std::string message;  // for people; may have several lines
};

// Reads everything named in `options.paths`. A path that does not exist, or a rule that is refused,
// is a Failure before anything is read; damage is not: it reaches the sink as issues.
std::expected<void, Failure> scan(const ScanOptions& options, Sink& sink);

}  // namespace wmiscope
