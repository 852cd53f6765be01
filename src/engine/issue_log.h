// SPDX-License-Identifier: Apache-2.0
//
// The read issues of a run: the first kMaxIssuesPerFile of each file or member and kMaxIssuesPerRun of all are kept,
// in the order of contracts.md section 3 (path, member, offset or line, code); the rest are counted.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "event/read_issue.h"
#include "wmiscope/issue.h"

namespace wmiscope {

struct IssueBefore {
  bool operator()(const Issue& a, const Issue& b) const;
};

class IssueLog {
 public:
  // What a reader found in `path`, or in a member of it.
  void add(const std::string& path, const std::string& member, const ReadIssue& issue);
  // What was met while walking the folders.
  void add(Issue issue);
  // No more issues come from the file that add() was last called for.
  void end_file();

  std::uint64_t total() const { return total_; }
  std::uint64_t files_with_issues() const { return files_with_issues_; }
  const std::multiset<Issue, IssueBefore>& issues() const { return kept_; }

 private:
  using Issues = std::multiset<Issue, IssueBefore>;

  static void keep(Issues& in, Issue issue, std::size_t limit);

  Issues kept_;
  Issues file_;
  bool file_has_issue_ = false;  // one that is no note
  std::set<std::string> told_;   // codes that are told once a file
  std::uint64_t total_ = 0;
  std::uint64_t files_with_issues_ = 0;
};

}  // namespace wmiscope
