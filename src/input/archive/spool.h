// SPDX-License-Identifier: Apache-2.0
//
// Bytes that can only be read once, made a file with random access: for a zip or 7z that comes
// through a pipe or lies in another archive.
//
//   auto file = spool(bytes, temp_dir);
//
// The file has no name: it is gone with the FileSource, and after a crash too. `folder` empty:
// where TMPDIR says, else /tmp. Bounded by limits::kMaxSpoolSize.
#pragma once

#include <expected>
#include <string>

#include "event/read_issue.h"
#include "input/byte_source.h"

namespace wmiscope::archive {

// Reads `from` to its end. The issue: `spool-error` with errno in `have`, or `archive-limit`.
std::expected<FileSource, ReadIssue> spool(ByteSource& from, const std::string& folder);

}  // namespace wmiscope::archive
