// SPDX-License-Identifier: Apache-2.0
#include "cli/message_writer.h"

#include "base/format.h"
#include "report/issue_text.h"
#include "report/numbers.h"
#include "report/terminal_text.h"

namespace wmiscope {

void MessageWriter::on_issue(const Issue& issue) {
  const bool note = issue.severity == Severity::kNote;
  if (!note) ++issues_;
  if (verbose_) {
    out_.write(format("wmiscope: {}: {}\n", note ? "note" : "damaged", issue_sentence(issue)));
  }
}

void MessageWriter::on_skipped(const Skipped& skipped) {
  if (verbose_) out_.write(format("wmiscope: skipped: {}\n", skipped_sentence(skipped)));
}

void MessageWriter::on_coverage(const Coverage& coverage) {
  if (verbose_) {
    for (const FileHash& hash : coverage.hashes) {
      out_.write(format("wmiscope: SHA-256 {}  {}\n", hash.sha256, escape_text(hash.path)));
    }
  }
  if (verbose_ || issues_ == 0) return;
  out_.write(format("wmiscope: {} in {} could not be read; -v lists {}\n",
                    counted(issues_, "place"), counted(coverage.files.with_issues, "file"),
                    issues_ == 1 ? "it" : "them"));
}

void CheckedMessages::on_issue(const Issue& issue) {
  if (issue.severity == Severity::kIssue) has_issues_ = true;
  if (!quiet_) MessageWriter::on_issue(issue);
}

void CheckedMessages::on_skipped(const Skipped& skipped) {
  if (!quiet_) MessageWriter::on_skipped(skipped);
}

void CheckedMessages::on_coverage(const Coverage& coverage) {
  if (coverage.files.with_issues > 0) has_issues_ = true;
  if (!quiet_) MessageWriter::on_coverage(coverage);
}

}  // namespace wmiscope
