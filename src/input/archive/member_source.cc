// SPDX-License-Identifier: Apache-2.0
#include "input/archive/member_source.h"

#include <algorithm>

#include "base/limits.h"

namespace wmiscope::archive {
namespace {

// How much may be unpacked of so many packed bytes.
std::uint64_t allowed_for(std::uint64_t packed) {
  return std::max(limits::kMinUnpackedSize, packed * limits::kMaxUnpackRatio);
}

}  // namespace

std::uint64_t Budget::limit() const {
  return std::min(limits::kMaxUnpackedSize, allowed_for(file_->size().value_or(file_->position())));
}

std::size_t MemberSource::read(std::uint8_t* to, std::size_t count) {
  if (limit_) return 0;
  const std::size_t n = reader_.read(to, count);
  unpacked_ += n;
  budget_.spend(n);
  check();
  return n;
}

bool MemberSource::looks_like_bomb() const {
  return unpacked_ / limits::kMaxUnpackRatio > reader_.packed_bytes();
}

void MemberSource::check() {
  const std::uint64_t own = std::min(limits::kMaxMemberSize, allowed_for(reader_.packed_bytes()));
  if (unpacked_ > own) {
    limit_ = archive_limit("a member that unpacks to more than is allowed", own);
  } else if (budget_.spent()) {
    limit_ = archive_limit("an archive that unpacks to more than is allowed", budget_.limit());
  } else {
    return;
  }
  limit_->offset = unpacked_;
}

ReadIssue archive_limit(const char* what, std::uint64_t limit) {
  ReadIssue issue;
  issue.code = "archive-limit";
  issue.what = what;
  issue.have = limit;
  return issue;
}

}  // namespace wmiscope::archive
