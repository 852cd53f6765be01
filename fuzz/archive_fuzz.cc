// SPDX-License-Identifier: Apache-2.0
//
// Compressed files and archives of any bytes through the unpacker. Beyond "no crash": it comes to
// an end, sources stand for bytes or for a reason, what is shown of names is bounded, and every
// issue has a code and words.

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>

#include "base/limits.h"
#include "input/archive/unpacker.h"

namespace {

using wmiscope::FileSource;
using wmiscope::ReadIssue;
using wmiscope::archive::Source;
using wmiscope::archive::Unpacker;

// Enough to come past every header; a bomb would only make the fuzzer slow.
constexpr std::size_t kMaxRead = 1 << 20;
constexpr std::size_t kMaxSources = 256;

void require(bool condition) {
  if (!condition) std::abort();
}

void read_some(wmiscope::ByteSource& bytes) {
  static std::array<std::uint8_t, 65536> piece;
  for (std::size_t read = 0; read < kMaxRead; read += piece.size()) {
    const std::size_t n = bytes.read(piece.data(), piece.size());
    require(n <= piece.size());
    if (n < piece.size()) return;
  }
}

void check(const Source& source) {
  constexpr std::size_t kSeparator = 2;
  require(source.member.size() <=
          wmiscope::limits::kMaxArchiveDepth * (wmiscope::limits::kMaxMemberName + kSeparator));
  require(source.bytes || !source.skipped.empty() || !source.issues.empty());
  for (const ReadIssue& issue : source.issues) require(*issue.code != '\0' && *issue.what != '\0');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int fd = ::memfd_create("input", MFD_CLOEXEC);
  require(fd >= 0 && ::write(fd, data, size) == static_cast<ssize_t>(size));
  ::lseek(fd, 0, SEEK_SET);
  FileSource file = FileSource::adopt(fd);
  Unpacker unpacker(file, "");
  Source source;
  for (std::size_t count = 0; count < kMaxSources && unpacker.next(source); ++count) {
    if (source.bytes) {
      read_some(*source.bytes);
      unpacker.finish(source.issues);
    }
    check(source);
  }
  return 0;
}
