// SPDX-License-Identifier: Apache-2.0
//
// What a reader could not read, as it yields it: nothing allocated, the file's name and the text
// for people are added at the edge (engine). Codes are listed in docs/issues.md.
#pragma once

#include <cstdint>
#include <optional>

#include "wmiscope/issue.h"

namespace wmiscope {

struct ReadIssue {
  Severity severity = Severity::kIssue;
  const char* code = "";     // a literal: "record-size"
  const char* what = "";     // a literal: what was being read
  std::uint64_t offset = 0;  // byte in the file or unpacked member
  std::optional<std::uint64_t> chunk;
  std::optional<std::uint64_t> record_id;
  std::optional<std::uint64_t> line;
  std::optional<std::uint64_t> need;
  std::optional<std::uint64_t> have;
};

}  // namespace wmiscope
