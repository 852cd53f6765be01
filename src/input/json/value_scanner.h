// SPDX-License-Identifier: Apache-2.0
//
// Finds where a JSON value ends, across pieces of text: it follows strings, escapes and depth, and
// nothing else.
//
//   ValueScanner scanner(containers);
//   scanner.begin();
//   switch (scanner.scan(text)) …          // text from the value's first byte on; again with more
//   of it
//
// It tells apart: the value is complete; more text is needed; the value is broken, and the next may
// begin at size(); the value is a wrapper, whose list of events begins at size(). Broken is a line
// end within a string, or an object that begins a line where none can stand: what follows a
// truncated line. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "content/json_shapes.h"

namespace wmiscope::json {

class ValueScanner {
 public:
  enum class State : std::uint8_t { kMore, kComplete, kBroken, kContainer };

  // The paths of lists whose items are values of their own. They outlive the scanner.
  explicit ValueScanner(const JsonPaths& containers) : containers_(&containers) {}

  void begin() { *this = ValueScanner(*containers_); }
  // Behind the list of a wrapper, which lies at this depth: its rest is scanned like a value.
  void begin_rest(std::size_t depth);

  // Goes on at size(); `text` begins where the value does.
  State scan(std::string_view text);
  std::size_t size() const { return at_; }
  std::size_t depth() const { return depth_; }

 private:
  static constexpr std::size_t kWatchedDepth = 4;

  State step(std::string_view text);
  State open(std::string_view text, bool is_object);
  State scalar(char c);
  bool finish_string(std::string_view text);
  bool begins_line(std::string_view text) const;
  bool may_open_object() const;
  bool is_container(std::string_view text) const;

  const JsonPaths* containers_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::uint64_t objects_ = 0;  // bit d: what is open at depth d is an object
  bool in_string_ = false;
  bool broken_ = false;
  bool rest_ = false;
  char before_ = '\0';  // the last character outside strings that is no blank
  std::size_t string_begin_ = 0;
  std::size_t string_size_ = 0;
  struct Name {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  std::array<Name, kWatchedDepth> names_;  // the last member at each depth
};

}  // namespace wmiscope::json
