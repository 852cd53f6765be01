// SPDX-License-Identifier: Apache-2.0
//
// What stands under the findings: what was read, what was damaged, what could not be seen; and the
// sentence for "nothing found", which says what that is worth.
//
//   Summary summary(style, {.verbose = true});
//   summary.add(issue);
//   summary.render(coverage, out);
//
// Of issues only the first few sentences are kept, all of them with `verbose` (a scan delivers at
// most 10,000). One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/table_style.h"
#include "wmiscope/coverage.h"
#include "wmiscope/issue.h"

namespace wmiscope {

struct SummaryOptions {
  bool quiet = false;    // only what was read and what was damaged
  bool verbose = false;  // every issue, note and skipped file, detections that are off
};

class Summary {
 public:
  Summary(const TableStyle& style, SummaryOptions options) : style_(style), options_(options) {}

  void add(const Issue& issue);
  void add(const Skipped& skipped);

  // Appends "Read …", "Damaged …", "Not seen …"; with `nothing_found` also "Seen …".
  void render(const Coverage& coverage, bool nothing_found, std::string& out) const;

  // "No suspicious use of WMI in what could be seen.", or why not even that can be said.
  static std::string nothing_found_sentence(const Coverage& coverage);

  // A line "Label      text", wrapped. For lines of others in the same column.
  void line(std::string_view label, std::string_view text, std::string& out) const;

 private:
  // A file with issues: its first one, and how many there are.
  struct Damaged {
    std::string path;
    std::string member;
    std::string sentence;
    std::uint64_t issues = 0;
  };

  void render_hashes(const Coverage& coverage, std::string& out) const;
  void render_read(const Coverage& coverage, std::string& out) const;
  void render_list(std::string_view label, const std::vector<std::string>& sentences,
                   std::string& out) const;
  void render_damaged(const Coverage& coverage, std::string& out) const;
  void render_not_seen(const Coverage& coverage, std::string& out) const;
  void render_seen(const Coverage& coverage, std::string& out) const;

  TableStyle style_;
  SummaryOptions options_;
  std::vector<Damaged> damaged_;  // a file again and again with `verbose`
  std::vector<std::string> notes_;
  std::vector<std::string> skipped_;
};

}  // namespace wmiscope
