// SPDX-License-Identifier: Apache-2.0
//
// zip, 7z, tar, zstd, xz and bzip2 by libarchive: the only file that knows that library.
//
//   LibarchiveReader zip(Packing::kZip, file, &file);
//   Member member;
//   while (zip.next(member)) …
//
// zip and 7z want random access: `file` beside `bytes`; tar uses it to jump over members. Without
// it a zip is read by its local headers alone, a 7z cannot be read. A zip that lost its end is read
// like that too, as far as it goes.
//
// Issues: `archive-damaged`, `archive-encrypted`, `unsupported-format` (a method that libarchive
// 3.6 lacks, such as deflate64), `archive-limit` (a dictionary beyond the memory allowed). Behind a
// damaged member a zip goes on with the next one, at most kMaxBrokenMembers times; a tar goes on at
// the next header that holds. libarchive looks at the locale for the names of members: here it
// sees UTF-8 in every thread that calls, without touching the locale of the process.
#pragma once

#include <array>
#include <clocale>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "input/archive/member_reader.h"
#include "input/archive/packing.h"
#include "input/byte_source.h"

struct archive;
struct archive_entry;

namespace wmiscope::archive {

class LibarchiveReader : public MemberReader {
 public:
  // `file`: the same bytes with random access, or null. Both outlive the reader.
  LibarchiveReader(Packing packing, ByteSource& bytes, FileSource* file);
  ~LibarchiveReader() override;
  LibarchiveReader(const LibarchiveReader&) = delete;
  LibarchiveReader& operator=(const LibarchiveReader&) = delete;

  bool next(Member& member) override;
  std::size_t read(std::uint8_t* to, std::size_t count) override;
  std::uint64_t packed_bytes() const override;
  bool skips_by_reading() const override { return packing_ == Packing::kSevenZip; }

 private:
  struct Callbacks;
  struct Free {
    void operator()(::archive* handle) const;
  };
  enum class State : std::uint8_t {
    kOpen,
    kBroken,  // by the current member: libarchive gives nothing more
    kOver,
  };

  void open();
  bool reopen();
  void header_failed(int result);
  void describe(::archive_entry* entry, Member& member) const;
  bool fetch();
  std::uint64_t position() const;  // in the packed bytes
  void report(std::vector<ReadIssue>& to, std::uint64_t offset) const;

  Packing packing_;
  ByteSource& bytes_;
  FileSource* file_;
  locale_t locale_;
  std::unique_ptr<::archive, Free> handle_;

  std::array<std::uint8_t, 128 * 1024> input_;
  std::uint64_t file_position_ = 0;

  std::uint64_t headers_ = 0;  // met, folders among them
  std::uint64_t member_start_ = 0;
  std::uint64_t unpacked_ = 0;  // bytes of the member given
  std::uint64_t gap_ = 0;       // zeros of a sparse member to give before pending_
  ByteView pending_;            // libarchive's, until it is asked for more
  std::size_t broken_ = 0;      // members that could not be read to their end
  State state_ = State::kOver;
  bool ended_ = true;       // the member
  bool resyncing_ = false;  // looking for a header that holds
};

}  // namespace wmiscope::archive
