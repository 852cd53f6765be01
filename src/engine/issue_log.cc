// SPDX-License-Identifier: Apache-2.0
#include "engine/issue_log.h"

#include <cstring>
#include <iterator>
#include <tuple>

#include "base/limits.h"

namespace wmiscope {
namespace {

std::uint64_t place(const Issue& i) { return i.offset ? *i.offset : i.line.value_or(0); }

// Errors of the operating system carry their number in `have`.
bool from_system(std::string_view code) {
  return code == "open-error" || code == "read-error" || code == "spool-error";
}

Issue to_issue(const std::string& path, const std::string& member, const ReadIssue& from) {
  Issue issue;
  issue.severity = from.severity;
  issue.code = from.code;
  issue.path = path;
  issue.member = member;
  issue.what = from.what;
  issue.chunk = from.chunk;
  issue.record_id = from.record_id;
  issue.line = from.line;
  if (from_system(issue.code)) {
    if (from.have) issue.what += std::string(": ") + std::strerror(static_cast<int>(*from.have));
    return issue;
  }
  if (!from.line) issue.offset = from.offset;
  issue.need = from.need;
  issue.have = from.have;
  return issue;
}

// Readers find it again in every block, but it is about the file as a whole.
bool is_of_file(std::string_view code) { return code == "unknown-shape"; }

}  // namespace

bool IssueBefore::operator()(const Issue& a, const Issue& b) const {
  return std::forward_as_tuple(a.path, a.member, place(a), a.code) <
         std::forward_as_tuple(b.path, b.member, place(b), b.code);
}

void IssueLog::add(const std::string& path, const std::string& member, const ReadIssue& issue) {
  if (is_of_file(issue.code) && !told_.insert(issue.code).second) return;
  ++total_;
  file_has_issue_ |= issue.severity == Severity::kIssue;
  keep(file_, to_issue(path, member, issue), limits::kMaxIssuesPerFile);
}

void IssueLog::add(Issue issue) {
  ++total_;
  if (issue.severity == Severity::kIssue) ++files_with_issues_;
  keep(kept_, std::move(issue), limits::kMaxIssuesPerRun);
}

void IssueLog::end_file() {
  if (file_has_issue_) ++files_with_issues_;
  file_has_issue_ = false;
  told_.clear();
  while (!file_.empty()) {
    keep(kept_, std::move(file_.extract(file_.begin()).value()), limits::kMaxIssuesPerRun);
  }
}

void IssueLog::keep(Issues& in, Issue issue, std::size_t limit) {
  if (in.size() == limit) {
    const auto last = std::prev(in.end());
    if (!IssueBefore()(issue, *last)) return;
    in.erase(last);
  }
  in.insert(std::move(issue));
}

}  // namespace wmiscope
