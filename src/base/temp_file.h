// SPDX-License-Identifier: Apache-2.0
//
// A file without a name, for bytes that are too many for memory: it is gone with the object, and
// after a crash too. Mode 0600.
//
//   auto file = TempFile::open(folder);          // empty: where TMPDIR says, else /tmp
//   if (const int error = file->append(bytes)) …  // errno
//   file->read_at(offset, to, count);
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace wmiscope {

class TempFile {
 public:
  // The error is errno.
  static std::expected<TempFile, int> open(const std::string& folder);

  TempFile(TempFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}
  TempFile& operator=(TempFile&& other) noexcept;
  ~TempFile();

  std::uint64_t size() const { return size_; }
  // errno, or 0.
  int append(ByteView bytes);
  // Whether all `count` bytes were there to be read.
  bool read_at(std::uint64_t offset, char* to, std::size_t count) const;
  // The open file, at its start; the caller closes it.
  int release() &&;

 private:
  explicit TempFile(int fd) : fd_(fd) {}

  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace wmiscope
