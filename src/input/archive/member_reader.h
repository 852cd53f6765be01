// SPDX-License-Identifier: Apache-2.0
//
// What every way of unpacking offers: members one after another, each read from front to back. A
// filter such as gzip has one member without a name.
//
//   Member member;
//   while (reader.next(member)) { while (auto n = reader.read(to, size)) …; reader.take_issues(); }
//
// Damage ends the member, sometimes the archive; it is told as issues, and what was read before it
// stays valid. The reader refers to the packed bytes and lives as long as they. One thread at a
// time, not always the same one.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "event/read_issue.h"

namespace wmiscope::archive {

struct Member {
  std::string name;        // as stored: hostile text, only to be shown; empty for a filter's
  std::uint64_t size = 0;  // as the archive declares it; 0 where it does not
  bool encrypted = false;
  bool link = false;  // to another member or file: no bytes of its own
};

class MemberReader {
 public:
  virtual ~MemberReader() = default;

  // Goes to the next file or link, whatever was read of the last one; false where there is none.
  virtual bool next(Member& member) = 0;
  // Up to `count` bytes of the member; fewer only where it ends.
  virtual std::size_t read(std::uint8_t* to, std::size_t count) = 0;
  // How many packed bytes the member took so far; of a whole archive, where its members share them.
  virtual std::uint64_t packed_bytes() const = 0;
  // Whether going past an unread member costs as much as reading it.
  virtual bool skips_by_reading() const { return false; }

  // Issues of the current member, and of the archive as a whole, since they were last taken.
  std::vector<ReadIssue> take_issues() { return std::exchange(issues_, {}); }
  std::vector<ReadIssue> take_archive_issues() { return std::exchange(archive_issues_, {}); }

 protected:
  static ReadIssue& add_issue(std::vector<ReadIssue>& to, const char* code, const char* what,
                              std::uint64_t offset) {
    ReadIssue& issue = to.emplace_back();
    issue.code = code;
    issue.what = what;
    issue.offset = offset;
    return issue;
  }

  std::vector<ReadIssue> issues_;
  std::vector<ReadIssue> archive_issues_;
};

}  // namespace wmiscope::archive
