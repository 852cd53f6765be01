// SPDX-License-Identifier: Apache-2.0
#include "input/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace wmiscope {

std::expected<FileSource, int> FileSource::open(const std::string& path) {
  const int fd = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::unexpected(errno);
  return FileSource(fd);
}

FileSource::FileSource(int fd) : fd_(fd) {
  const off_t at = ::lseek(fd, 0, SEEK_CUR);
  if (at > 0) start_ = static_cast<std::uint64_t>(at);
}

FileSource::FileSource(FileSource&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      start_(other.start_),
      position_(other.position_),
      error_(other.error_) {}

FileSource& FileSource::operator=(FileSource&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(start_, other.start_);
  std::swap(position_, other.position_);
  std::swap(error_, other.error_);
  return *this;
}

FileSource::~FileSource() {
  if (fd_ >= 0) ::close(fd_);
}

std::size_t FileSource::read(std::uint8_t* to, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t n = ::read(fd_, to + done, count - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) error_ = errno;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  position_ += done;
  return done;
}

std::optional<std::uint64_t> FileSource::size() const {
  struct stat info;
  if (::fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  const auto size = static_cast<std::uint64_t>(info.st_size);
  return size - std::min(size, start_);
}

std::size_t FileSource::read_at(std::uint64_t offset, std::uint8_t* to, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    const auto at = static_cast<off_t>(start_ + offset + done);
    const ssize_t n = ::pread(fd_, to + done, count - done, at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) error_ = errno;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  position_ += done;
  return done;
}

std::size_t MemorySource::read(std::uint8_t* to, std::size_t count) {
  const std::size_t n = std::min(count, rest_.size());
  if (n) std::memcpy(to, rest_.data(), n);
  rest_ = rest_.from(n);
  return n;
}

PeekedSource::PeekedSource(ByteSource& rest, std::size_t count)
    : rest_(&rest), head_(std::make_unique_for_overwrite<std::uint8_t[]>(count)) {
  head_size_ = rest.read(head_.get(), count);
}

std::size_t PeekedSource::read(std::uint8_t* to, std::size_t count) {
  const std::size_t n = std::min(count, head_size_ - given_);
  if (n) std::memcpy(to, head_.get() + given_, n);
  given_ += n;
  return n + (n < count ? rest_->read(to + n, count - n) : 0);
}

}  // namespace wmiscope
