// SPDX-License-Identifier: Apache-2.0
#include "engine/file_log.h"

#include "wmiscope/version.h"

namespace wmiscope {

void FileLog::push(const BlockResult& result, const std::string& path) {
  bytes_ += result.bytes;
  if (!result.sha256.empty()) hashes_.push_back({path, result.sha256});
  read_ += result.counts.records_read;
  damaged_ += result.counts.records_damaged;
  recovered_ += result.counts.records_recovered;
  records_in_file_ += result.counts.records_seen;
  events_in_file_ += result.counts.records_seen - result.counts.records_foreign;
  for (const ReadIssue& issue : result.issues) {
    issue_in_file_ |= issue.severity == Severity::kIssue;
    issues_.add(path, result.member, issue);
  }
  if (result.file_ends) end_file(result, path);
}

void FileLog::end_file(const BlockResult& result, const std::string& path) {
  if (result.opened && events_in_file_ > 0) {
    ++files_read_;
  } else if (!issue_in_file_) {
    const std::string_view reason = !result.opened          ? result.skipped
                                    : records_in_file_ == 0 ? "a log without records"
                                                            : "no events in it";
    // There is none where only notes on an archive as a whole were told.
    if (!reason.empty()) skipped_.push_back({path, result.member, std::string(reason)});
  }
  issues_.end_file();
  records_in_file_ = 0;
  events_in_file_ = 0;
  issue_in_file_ = false;
}

void FileLog::pass_over(const PassedOver& what) {
  if (!what.unreadable) {
    skipped_.push_back({what.path, "", what.reason});
    return;
  }
  Issue issue;
  issue.code = "open-error";
  issue.path = what.path;
  issue.what = "the folder: " + what.reason;
  issues_.add(std::move(issue));
}

void FileLog::fill(Coverage& coverage) const {
  coverage.version = version();
  coverage.files = {files_read_, skipped_.size(), issues_.files_with_issues()};
  coverage.bytes = bytes_;
  coverage.hashes = hashes_;
  coverage.records.read = read_;
  coverage.records.damaged = damaged_;
  coverage.records.recovered = recovered_;
  coverage.issues_total = issues_.total();
  coverage.issues_shown = issues_.issues().size();
}

}  // namespace wmiscope
