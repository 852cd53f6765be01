// SPDX-License-Identifier: Apache-2.0
#include "cli/fd_output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace wmiscope {
namespace {

constexpr std::size_t kBufferSize = 64 * 1024;

}  // namespace

bool FdOutput::write(std::string_view bytes) {
  if (!good()) return false;
  if (buffer_.size() + bytes.size() <= kBufferSize) {
    buffer_ += bytes;
    return true;
  }
  if (!flush()) return false;
  if (bytes.size() >= kBufferSize) return write_through(bytes);
  buffer_ += bytes;
  return true;
}

bool FdOutput::flush() {
  if (!good()) return false;
  const bool written = write_through(buffer_);
  buffer_.clear();
  return written;
}

bool FdOutput::write_through(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait_writable()) return fail(errno);
    } else if (errno != EINTR) {
      return fail(errno);
    }
  }
  return true;
}

// For a descriptor that its other users made non-blocking, as some terminals and shells do.
bool FdOutput::wait_writable() const {
  pollfd waited{fd_, POLLOUT, 0};
  return ::poll(&waited, 1, -1) >= 0 || errno == EINTR;
}

bool FdOutput::fail(int error) {
  error_ = error;
  buffer_.clear();
  if (on_failure_) on_failure_();
  return false;
}

bool FdOutput::reader_closed() const { return error_ == EPIPE; }

std::string FdOutput::error_text() const {
  return std::error_code(error_, std::generic_category()).message();
}

}  // namespace wmiscope
