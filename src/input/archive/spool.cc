// SPDX-License-Identifier: Apache-2.0
#include "input/archive/spool.h"

#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/temp_file.h"
#include "input/archive/member_source.h"

namespace wmiscope::archive {
namespace {

constexpr std::size_t kPiece = 1 << 20;

std::unexpected<ReadIssue> failed(int error) {
  ReadIssue issue;
  issue.code = "spool-error";
  issue.what = "a temporary file for an archive";
  issue.have = static_cast<std::uint64_t>(error);
  return std::unexpected(issue);
}

}  // namespace

std::expected<FileSource, ReadIssue> spool(ByteSource& from, const std::string& folder) {
  auto file = TempFile::open(folder);
  if (!file) return failed(file.error());
  std::vector<std::uint8_t> piece(kPiece);
  while (const std::size_t n = from.read(piece.data(), piece.size())) {
    if (file->size() + n > limits::kMaxSpoolSize) {
      return std::unexpected(
          archive_limit("an archive too large for a temporary file", limits::kMaxSpoolSize));
    }
    if (const int error = file->append({piece.data(), n}); error != 0) return failed(error);
  }
  return FileSource::adopt(std::move(*file).release());
}

}  // namespace wmiscope::archive
