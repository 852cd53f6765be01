// SPDX-License-Identifier: Apache-2.0
//
// What could not be read. A reader never stops at damage: it says here what was lost and goes on.
// A note is true but harmless (a log that was not closed) and does not change the exit code.
// The codes are listed in docs/issues.md; a test holds that page against the sources.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wmiscope {

enum class Severity : std::uint8_t { kIssue, kNote };

struct Issue {
  Severity severity = Severity::kIssue;
  std::string code;  // "record-size", "template-lost" …
  std::string path;
  std::string member;
  std::optional<std::uint64_t> offset;  // byte in the file or unpacked member
  std::optional<std::uint64_t> chunk;   // 0-based ordinal of the chunk in an EVTX file
  std::optional<std::uint64_t> record_id;
  std::optional<std::uint64_t> line;
  std::string what;                   // what was being read
  std::optional<std::uint64_t> need;  // bytes, or the value expected
  std::optional<std::uint64_t> have;
};

// A thing met in the inputs that is no source of events (a picture, an empty file): why it was not
// read. Listed with `-v`, otherwise only counted.
struct Skipped {
  std::string path;
  std::string member;
  std::string reason;
};

}  // namespace wmiscope
