// SPDX-License-Identifier: Apache-2.0
//
// Substitution values as JSON, the fast way: each is written straight to where it stays.
//
//   JsonValueWriter writer(text_kernels(best_text_level()));
//   char* p = reserve(json_value_bound(bytes.size()));
//   p = writer.write(type, bytes, chunk, p);       // "text", 4711, "0x3e7", true …
//
// The value must not be empty (is_empty) and its size must fit (size_fits). What append_dump_text
// says is what stands between the quotes; rare types are written through it. SIDs and the last
// second of time are cached, since a log repeats them. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "input/evtx/json_text.h"

namespace wmiscope::evtx {

// What a value of so many bytes can take: six characters where each byte of an ANSI text is a
// control.
constexpr std::size_t kJsonValueSlack = kTextSlack + 32;
constexpr std::size_t json_value_bound(std::size_t bytes) { return 6 * bytes + kJsonValueSlack; }

class JsonValueWriter {
 public:
  explicit JsonValueWriter(const TextKernels& kernels) : kernels_(kernels) {}

  // `chunk` holds the bytes. Returns the end.
  char* write(std::uint8_t type, ByteView bytes, ByteView chunk, char* out);

  // Text without trailing NULs, in quotes.
  char* write_text(ByteView utf16, ByteView chunk, char* out) {
    *out++ = '"';
    out = kernels_.json(utf16, chunk, out);
    *out++ = '"';
    return out;
  }

 private:
  struct CachedSid {
    std::array<std::uint8_t, 68> bytes{};
    std::uint8_t size = 0;
    std::uint8_t text_size = 0;
    std::array<char, 192> text{};  // in quotes
  };

  // Out of line, so that write() needs no stack for the many small numbers.
  [[gnu::noinline]] char* write_guid(ByteView bytes, char* out) const;
  [[gnu::noinline]] char* write_time(ByteView bytes, char* out);
  [[gnu::noinline]] char* write_sid(ByteView bytes, char* out);
  [[gnu::noinline]] char* write_binary(ByteView bytes, char* out) const;
  [[gnu::noinline]] char* write_rare(std::uint8_t type, ByteView bytes, char* out);

  const TextKernels& kernels_;
  std::uint64_t second_ = ~std::uint64_t{0};
  std::array<char, 32> second_text_{};  // "\"2019-05-23T16:49:05."
  std::array<CachedSid, 64> sids_;
  std::string scratch_;
};

}  // namespace wmiscope::evtx
