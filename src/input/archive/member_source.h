// SPDX-License-Identifier: Apache-2.0
//
// The unpacked bytes of one member as a ByteSource, within the limits on bombs.
//
//   MemberSource bytes(reader, budget);
//   … bytes.read(to, count) …
//   if (bytes.looks_like_bomb()) …
//
// The limits (base/limits.h): a member's own size and its ratio to the packed bytes that it took,
// and both for all that is unpacked at one depth of one file (its Budget), so that packing twice
// gains nothing. Below kMinUnpackedSize no ratio counts. A broken limit ends the source with the
// issue `archive-limit`; what was given before stays valid. Reader and budget outlive the source.
#pragma once

#include <cstdint>
#include <optional>

#include "event/read_issue.h"
#include "input/archive/member_reader.h"
#include "input/byte_source.h"

namespace wmiscope::archive {

// The issue for a limit met; `limit` becomes its `have`.
ReadIssue archive_limit(const char* what, std::uint64_t limit);

// What was unpacked at one depth of one file, so far.
class Budget {
 public:
  explicit Budget(const FileSource& file) : file_(&file) {}

  void spend(std::uint64_t bytes) { unpacked_ += bytes; }
  std::uint64_t limit() const;
  bool spent() const { return unpacked_ > limit(); }

 private:
  const FileSource* file_;
  std::uint64_t unpacked_ = 0;
};

class MemberSource : public ByteSource {
 public:
  MemberSource(MemberReader& reader, Budget& budget) : reader_(reader), budget_(budget) {}

  std::size_t read(std::uint8_t* to, std::size_t count) override;

  std::uint64_t unpacked() const { return unpacked_; }
  // Whether it has unpacked to so much more than it took that only its size still speaks for it.
  bool looks_like_bomb() const;
  const std::optional<ReadIssue>& limit() const { return limit_; }

 private:
  void check();

  MemberReader& reader_;
  Budget& budget_;
  std::uint64_t unpacked_ = 0;
  std::optional<ReadIssue> limit_;
};

}  // namespace wmiscope::archive
