// SPDX-License-Identifier: Apache-2.0
#include "input/archive/member_source.h"

#include "base/limits.h"

namespace wmiscope::archive {
namespace {

bool beyond_ratio(std::uint64_t unpacked, std::uint64_t packed) {
  return unpacked / limits::kMaxUnpackRatio > packed;
}

}  // namespace

bool Budget::spent() const {
  if (unpacked_ > limits::kMaxUnpackedSize) return true;
  return unpacked_ > limits::kMinUnpackedSize &&
         beyond_ratio(unpacked_, file_->size().value_or(file_->position()));
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
  return beyond_ratio(unpacked_, reader_.packed_bytes());
}

void MemberSource::check() {
  const bool large = unpacked_ > limits::kMinUnpackedSize;
  const char* what = nullptr;
  ReadIssue issue;
  if (unpacked_ > limits::kMaxMemberSize) {
    what = "a member that unpacks to more than is allowed";
    issue.have = limits::kMaxMemberSize;
  } else if (large && looks_like_bomb()) {
    what = "a member that unpacks to many times its packed size";
  } else if (budget_.spent()) {
    what = "an archive that unpacks to more than is allowed";
  }
  if (!what) return;
  issue.code = "archive-limit";
  issue.what = what;
  issue.offset = unpacked_;
  limit_ = issue;
}

}  // namespace wmiscope::archive
