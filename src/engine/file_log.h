// SPDX-License-Identifier: Apache-2.0
//
// What became of each input file of a run: read, skipped, damaged; with the counts for coverage. A
// member of an archive counts as a file, the archive itself only where it has issues as a whole.
//
//   log.push(result, path);                     // in the order of the input
//   log.fill(coverage);
//   for (const Issue& i : log.issues()) …
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/issue_log.h"
#include "engine/pipeline.h"
#include "input/paths.h"
#include "wmiscope/coverage.h"
#include "wmiscope/issue.h"

namespace wmiscope {

class FileLog {
 public:
  void push(const BlockResult& result, const std::string& path);
  // Something met that was not read.
  void pass_over(const PassedOver& what);

  // Something that belongs to no file of the input.
  void add(Issue issue) { issues_.add(std::move(issue)); }

  // Records met in the file or member that is being read, before the next push().
  std::uint64_t records_in_file() const { return records_in_file_; }
  std::uint64_t bytes() const { return bytes_; }

  // Files, bytes, issues and records of the coverage, and the program's version.
  void fill(Coverage& coverage) const;
  // Tells issues, then what was skipped.
  template <typename Sink>
  void tell(Sink& sink) const {
    for (const Issue& issue : issues_.issues()) sink.on_issue(issue);
    for (const Skipped& skipped : skipped_) sink.on_skipped(skipped);
  }

 private:
  void end_file(const BlockResult& result, const std::string& path);

  IssueLog issues_;
  std::vector<Skipped> skipped_;
  std::vector<FileHash> hashes_;
  std::uint64_t bytes_ = 0;
  std::uint64_t files_read_ = 0;
  std::uint64_t read_ = 0;  // records
  std::uint64_t damaged_ = 0;
  std::uint64_t recovered_ = 0;
  std::uint64_t records_in_file_ = 0;
  std::uint64_t events_in_file_ = 0;  // of these, what is an event
  bool issue_in_file_ = false;
};

}  // namespace wmiscope
