// SPDX-License-Identifier: Apache-2.0
//
// Comparisons that ignore the case of ASCII letters and of no others (corpus README, choice 1), in
// UTF-8 and in UTF-16LE where it lies. `lower` is the needle: UTF-8, its ASCII letters in lower
// case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wmiscope {

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

inline std::string to_ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

inline bool equals_nocase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  }
  return true;
}

inline bool starts_with_nocase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equals_nocase(text.substr(0, prefix.size()), prefix);
}

inline bool ends_with_nocase(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         equals_nocase(text.substr(text.size() - suffix.size()), suffix);
}

// Where `lower` first stands in `text`, at or after `from`; npos where it does not.
std::size_t find_nocase(std::string_view text, std::string_view lower, std::size_t from = 0);

// The same for UTF-16LE text against a needle of ASCII only. Offsets and sizes are in bytes.
bool utf16_equals_nocase(ByteView text, std::string_view lower);
bool utf16_starts_with_nocase(ByteView text, std::string_view lower);
bool utf16_ends_with_nocase(ByteView text, std::string_view lower);
bool utf16_contains_nocase(ByteView text, std::string_view lower);

inline bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

}  // namespace wmiscope
