// SPDX-License-Identifier: Apache-2.0
//
// Any text as UTF-8: what a source of JSON, XML or CSV holds, whatever its encoding. PowerShell 5.1
// writes UTF-16LE, many a tool a byte order mark.
//
//   TextSource text(bytes);
//   while (const std::size_t n = text.read(to, count)) …     // UTF-8 without a mark
//   if (const auto at = text.offset_of(position)) …          // the byte in the source
//
// The encoding is told by the first bytes: a mark, or the zeros beside ASCII characters. UTF-8 is
// handed on as it is, valid or not; lone surrogates become U+FFFD. The source outlives it. One
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "input/byte_source.h"

namespace wmiscope {

enum class TextEncoding : std::uint8_t { kUtf8, kUtf16Le, kUtf16Be };

struct TextStart {
  TextEncoding encoding = TextEncoding::kUtf8;
  std::size_t mark_size = 0;  // of the byte order mark
};

// What a text that begins with `head` is written in.
TextStart text_start(ByteView head);

// The beginning of the text as UTF-8 without its mark, for probes: at most `bytes` of `head` are
// looked at.
std::string text_head(ByteView head, std::size_t bytes);

class TextSource {
 public:
  explicit TextSource(ByteSource& bytes) : bytes_(bytes) {}

  // Up to `count` bytes; fewer only at the end.
  std::size_t read(std::uint8_t* to, std::size_t count);
  int error() const { return bytes_.error(); }
  // Where the byte at `position` of the text lies in the source; nothing where it was transcoded.
  std::optional<std::uint64_t> offset_of(std::uint64_t position) const;

 private:
  std::size_t begin(std::uint8_t* to, std::size_t count);
  std::size_t serve(std::uint8_t* to, std::size_t count);
  bool transcode();

  ByteSource& bytes_;
  TextStart start_;
  bool started_ = false;
  bool at_end_ = false;
  std::string raw_;      // UTF-16 that is not converted yet
  std::string pending_;  // UTF-8 that is not served yet
  std::size_t served_ = 0;
};

}  // namespace wmiscope
