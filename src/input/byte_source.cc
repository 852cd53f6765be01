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

FileSource::FileSource(FileSource&& other) noexcept { *this = std::move(other); }

FileSource& FileSource::operator=(FileSource&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(start_, other.start_);
  std::swap(position_, other.position_);
  std::swap(front_, other.front_);
  std::swap(error_, other.error_);
  std::swap(hash_, other.hash_);
  std::swap(hashed_, other.hashed_);
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
  add_to_hash(front_, to, done);
  front_ += done;
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
  add_to_hash(offset, to, done);
  position_ += done;
  return done;
}

// Takes of a piece what continues what was hashed before.
void FileSource::add_to_hash(std::uint64_t offset, const std::uint8_t* bytes, std::size_t count) {
  if (!hash_ || offset > hashed_ || offset + count <= hashed_) return;
  const auto known = static_cast<std::size_t>(hashed_ - offset);
  hash_->update(ByteView(bytes, count).from(known).chars());
  hashed_ = offset + count;
}

std::string FileSource::take_sha256() {
  if (!hash_) return {};
  constexpr std::size_t kPiece = 256 * 1024;
  const auto piece = std::make_unique_for_overwrite<std::uint8_t[]>(kPiece);
  const bool regular = size().has_value();
  const auto more = [&] {
    return regular ? read_at(hashed_, piece.get(), kPiece) : read(piece.get(), kPiece);
  };
  while (more() > 0) {
  }
  return error_ == 0 ? std::exchange(hash_, nullptr)->hex() : std::string();
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
