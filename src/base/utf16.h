// SPDX-License-Identifier: Apache-2.0
//
// UTF-16LE as Windows stores it, to UTF-8. The input may be unaligned and of odd length (the last
// byte is dropped); lone surrogates become U+FFFD.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wmiscope {

// Appends the UTF-8 form. ASCII runs are converted 16 units at a time.
void append_utf16(ByteView utf16, std::string& out);

// Writes the UTF-8 form to `out`, which has room for utf16_capacity() bytes; returns the length.
std::size_t utf16_to_utf8(ByteView utf16, char* out);
inline std::size_t utf16_capacity(std::size_t utf16_bytes) { return utf16_bytes / 2 * 3 + 16; }

// Without the NULs at the end: 4 % of real EVTX strings carry one, which belongs to no text.
inline ByteView drop_trailing_nuls_utf16(ByteView text) {
  std::size_t n = text.size() & ~std::size_t{1};
  while (n >= 2 && text.load<std::uint16_t>(n - 2) == 0) n -= 2;
  return text.first(n);
}

// Where the first NUL stands, in bytes; the size of the whole units where there is none.
std::size_t find_nul_utf16(ByteView text);

// UTF-8 to UTF-16LE; invalid bytes become U+FFFD. For rules and tests, not for the hot path.
std::string utf8_to_utf16(std::string_view text);

// Length of the valid UTF-8 sequence at the start of `text` (RFC 3629), which is not empty; 0 where
// there is none.
std::size_t utf8_sequence(std::string_view text);

// Appends `text` with every byte that is not valid UTF-8 replaced by U+FFFD.
void append_valid_utf8(std::string_view text, std::string& out);

}  // namespace wmiscope
