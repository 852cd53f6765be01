// SPDX-License-Identifier: Apache-2.0
//
// A character by its number, appended as UTF-8: what \u0041 in JSON and &#65; in XML stand for.
//
//   append_code_point(0x1F600, out);
//
// Surrogates and numbers beyond U+10FFFF become U+FFFD. No state, any thread.
#pragma once

#include <cstdint>
#include <string>

namespace wmiscope {

inline void append_code_point(std::uint32_t c, std::string& out) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if ((c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) c = kReplacement;
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

}  // namespace wmiscope
