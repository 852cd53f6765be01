// SPDX-License-Identifier: Apache-2.0
#include "report/issue_text.h"

#include "base/format.h"
#include "report/numbers.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

std::string place(const std::string& path, const std::string& member) {
  std::string words = path == "-" ? "standard input" : escape_text(path);
  if (!member.empty()) words += "!/" + escape_text(member);
  return words;
}

std::string where(const Issue& issue) {
  std::string words;
  if (issue.chunk) words += format(", chunk {}", with_thousands(*issue.chunk));
  if (issue.record_id) words += format(", record {}", *issue.record_id);
  if (issue.line) words += format(", line {}", with_thousands(*issue.line));
  if (issue.offset) words += format(" at byte {}", with_thousands(*issue.offset));
  return words;
}

std::string need_and_have(const Issue& issue) {
  if (issue.need && issue.have) {
    return format(": {} needed, {} there", with_thousands(*issue.need),
                  with_thousands(*issue.have));
  }
  if (issue.need) return format(": {} needed", with_thousands(*issue.need));
  if (issue.have) return format(": {} there", with_thousands(*issue.have));
  return {};
}

}  // namespace

std::string issue_sentence(const Issue& issue) {
  const std::string what = issue.what.empty() ? issue.code : escape_text(issue.what);
  return format("{}: {}{}{} [{}]", place(issue.path, issue.member), what, where(issue),
                need_and_have(issue), issue.code);
}

std::string skipped_sentence(const Skipped& skipped) {
  return format("{}: {}", place(skipped.path, skipped.member), escape_text(skipped.reason));
}

}  // namespace wmiscope
