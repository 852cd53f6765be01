// SPDX-License-Identifier: Apache-2.0
//
// Bytes read once, from front to back: a file, a pipe, memory. Evidence is never mapped: it may
// shrink while it is read, and a mapped page that is gone ends the process.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/sha256.h"

namespace wmiscope {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `count` bytes into `to`; fewer only at the end. A read error ends the source: see
  // error().
  virtual std::size_t read(std::uint8_t* to, std::size_t count) = 0;
  // The operating system's error that ended the source, 0 if it ended by itself.
  virtual int error() const { return 0; }
};

// A file opened for reading, or standard input for "-". A regular file offers random access beside
// the reading from front to back, with no effect on it.
class FileSource : public ByteSource {
 public:
  // The error is errno.
  static std::expected<FileSource, int> open(const std::string& path);
  // Takes over an open file, to be read from where it stands.
  static FileSource adopt(int fd) { return FileSource(fd); }

  FileSource(FileSource&& other) noexcept;
  FileSource& operator=(FileSource&& other) noexcept;
  ~FileSource() override;

  std::size_t read(std::uint8_t* to, std::size_t count) override;
  int error() const override { return error_; }
  std::uint64_t position() const { return position_; }  // bytes read so far, read_at() included

  // Of a regular file, from where it stood when it was opened; nothing for a pipe.
  std::optional<std::uint64_t> size() const;
  // Like read(), from `offset` on. Only where there is a size.
  std::size_t read_at(std::uint64_t offset, std::uint8_t* to, std::size_t count);

  // Before the first read: bytes are hashed as they are read, those at the front first.
  void hash() { hash_ = std::make_unique<Sha256>(); }
  // SHA-256 of the whole file: what was not read from front to back is read now. Empty where it was
  // not asked for or an error ended the file.
  std::string take_sha256();

 private:
  explicit FileSource(int fd);
  void add_to_hash(std::uint64_t offset, const std::uint8_t* bytes, std::size_t count);

  int fd_ = -1;
  std::uint64_t start_ = 0;  // where a redirected file stood
  std::uint64_t position_ = 0;
  std::uint64_t front_ = 0;  // bytes that read() gave
  int error_ = 0;
  std::unique_ptr<Sha256> hash_;  // where it was asked for
  std::uint64_t hashed_ = 0;      // bytes from the front
};

// Memory of the caller, which outlives the source.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(ByteView bytes) : rest_(bytes) {}
  std::size_t read(std::uint8_t* to, std::size_t count) override;

 private:
  ByteView rest_;
};

// A source whose first bytes were read already, to sniff its format: they come again, then the
// rest.
class PeekedSource : public ByteSource {
 public:
  PeekedSource(ByteSource& rest, std::size_t count);
  ByteView head() const { return {head_.get(), head_size_}; }

  std::size_t read(std::uint8_t* to, std::size_t count) override;
  int error() const override { return rest_->error(); }

 private:
  ByteSource* rest_;
  std::unique_ptr<std::uint8_t[]> head_;
  std::size_t head_size_ = 0;
  std::size_t given_ = 0;
};

}  // namespace wmiscope
