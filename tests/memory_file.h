// SPDX-License-Identifier: Apache-2.0
//
// Bytes in memory that have a path and a descriptor, for code that opens files; and bytes that come
// through a pipe.
//
//   MemoryFile file(bytes);
//   read(file.path());              // valid while `file` lives
//   BytePipe pipe(bytes);
//   FileSource::adopt(pipe.take())  // the end to read from; a thread feeds the other one
#pragma once

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace wmiscope::testkit {

inline void write_fully(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(::memfd_create("test", MFD_CLOEXEC)) {
    write_fully(fd_, bytes);
    ::lseek(fd_, 0, SEEK_SET);
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }
  // Another descriptor of the same bytes, to be closed by whoever takes it.
  int descriptor() const { return ::dup(fd_); }

 private:
  int fd_;
};

class BytePipe {
 public:
  explicit BytePipe(std::string bytes) {
    ::signal(SIGPIPE, SIG_IGN);  // a reader may have had enough
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) return;
    read_end_ = ends[0];
    feeder_ = std::jthread([fd = ends[1], bytes = std::move(bytes)] {
      write_fully(fd, bytes);
      ::close(fd);
    });
  }
  ~BytePipe() {
    if (read_end_ >= 0) ::close(read_end_);
  }
  BytePipe(const BytePipe&) = delete;
  BytePipe& operator=(const BytePipe&) = delete;

  int take() { return std::exchange(read_end_, -1); }

 private:
  std::jthread feeder_;  // ends once the read end is closed
  int read_end_ = -1;
};

}  // namespace wmiscope::testkit
