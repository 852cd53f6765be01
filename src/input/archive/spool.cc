// SPDX-License-Identifier: Apache-2.0
#include "input/archive/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/limits.h"
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

std::string folder_or_default(const std::string& folder) {
  if (!folder.empty()) return folder;
  std::error_code error;
  return std::filesystem::temp_directory_path(error).string();
}

// A file without a name; not every file system offers one, so one whose name is removed at once.
int nameless_file(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
  std::string name = folder + "/wmiscope-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

// The error, or 0.
int write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : EIO;
    bytes = bytes.from(static_cast<std::size_t>(n));
  }
  return 0;
}

}  // namespace

std::expected<FileSource, ReadIssue> spool(ByteSource& from, const std::string& folder) {
  const int fd = nameless_file(folder_or_default(folder));
  if (fd < 0) return failed(errno);
  FileSource file = FileSource::adopt(fd);
  std::vector<std::uint8_t> piece(kPiece);
  std::uint64_t size = 0;
  while (const std::size_t n = from.read(piece.data(), piece.size())) {
    size += n;
    if (size > limits::kMaxSpoolSize) {
      return std::unexpected(
          archive_limit("an archive too large for a temporary file", limits::kMaxSpoolSize));
    }
    if (const int error = write_all(fd, {piece.data(), n}); error != 0) return failed(error);
  }
  ::lseek(fd, 0, SEEK_SET);
  return file;
}

}  // namespace wmiscope::archive
