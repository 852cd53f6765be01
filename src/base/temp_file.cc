// SPDX-License-Identifier: Apache-2.0
#include "base/temp_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace wmiscope {
namespace {

std::string folder_or_default(const std::string& folder) {
  if (!folder.empty()) return folder;
  std::error_code error;
  return std::filesystem::temp_directory_path(error).string();
}

// Not every file system offers a file without a name: then one whose name is removed at once.
int nameless_file(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
  std::string name = folder + "/wmiscope-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

std::expected<TempFile, int> TempFile::open(const std::string& folder) {
  const int fd = nameless_file(folder_or_default(folder));
  if (fd < 0) return std::unexpected(errno);
  return TempFile(fd);
}

TempFile& TempFile::operator=(TempFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  return *this;
}

TempFile::~TempFile() {
  if (fd_ >= 0) ::close(fd_);
}

int TempFile::append(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : EIO;
    size_ += static_cast<std::uint64_t>(n);
    bytes = bytes.from(static_cast<std::size_t>(n));
  }
  return 0;
}

bool TempFile::read_at(std::uint64_t offset, char* to, std::size_t count) const {
  while (count != 0) {
    const ssize_t n = ::pread(fd_, to, count, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    offset += static_cast<std::uint64_t>(n);
    to += n;
    count -= static_cast<std::size_t>(n);
  }
  return true;
}

int TempFile::release() && { return std::exchange(fd_, -1); }

}  // namespace wmiscope
