// SPDX-License-Identifier: Apache-2.0
//
// An open file, pipe or terminal as a writer's output: buffered, and it says why it can take no
// more.
//
//   FdOutput out(STDOUT_FILENO);
//   JsonlWriter writer(out);
//   …
//   if (!out.flush() && !out.reader_closed()) say(out.error_text());
//
// A reader that closed the pipe is no error to talk about (SIGPIPE must be ignored by the process).
// Does not own the descriptor. What is buffered is written by the destructor. One thread at a time.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "report/output.h"

namespace wmiscope {

class FdOutput : public Output {
 public:
  explicit FdOutput(int fd) : fd_(fd) {}
  ~FdOutput() override { flush(); }
  FdOutput(const FdOutput&) = delete;
  FdOutput& operator=(const FdOutput&) = delete;

  bool write(std::string_view bytes) override;
  bool flush();
  void discard() { buffer_.clear(); }  // what is buffered

  // Called once, when the output takes no more.
  void on_failure(std::function<void()> call) { on_failure_ = std::move(call); }

  int fd() const { return fd_; }
  bool good() const { return error_ == 0; }
  bool reader_closed() const;
  std::string error_text() const;  // "No space left on device"

 private:
  bool write_through(std::string_view bytes);
  bool wait_writable() const;
  bool fail(int error);

  int fd_;
  int error_ = 0;  // errno of the first failure
  std::string buffer_;
  std::function<void()> on_failure_;
};

}  // namespace wmiscope
