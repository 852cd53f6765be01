// SPDX-License-Identifier: Apache-2.0
//
// Where a writer puts its bytes. A writer never knows whether that is a file, a pipe or a string.
//
//   StringOutput out;
//   JsonlWriter writer(out);
//   writer.on_finding(finding);
//   out.text();
//
// One thread at a time.
#pragma once

#include <string>
#include <string_view>

namespace wmiscope {

class Output {
 public:
  virtual ~Output() = default;

  // Takes all bytes or, where the place can take no more (a closed pipe, a full disk), says false
  // from then on. Why it can take no more is the implementation's to tell.
  virtual bool write(std::string_view bytes) = 0;
};

// Keeps everything in memory. It cannot fail.
class StringOutput : public Output {
 public:
  bool write(std::string_view bytes) override {
    text_ += bytes;
    return true;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace wmiscope
