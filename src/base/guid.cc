// SPDX-License-Identifier: Apache-2.0
#include "base/guid.h"

namespace wmiscope {
namespace {

// The byte that stands at each place of the text, left to right.
constexpr std::array<std::uint8_t, kGuidSize> kOrder = {3, 2, 1,  0,  5,  4,  7,  6,
                                                        8, 9, 10, 11, 12, 13, 14, 15};

// Whether a dash stands before the n-th byte of the text.
constexpr bool dash_before(std::size_t n) { return n == 4 || n == 6 || n == 8 || n == 10; }

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

char* write_guid(ByteView guid, char* out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  *out++ = '{';
  for (std::size_t n = 0; n < kGuidSize; ++n) {
    if (dash_before(n)) *out++ = '-';
    const auto byte = guid.load<std::uint8_t>(kOrder[n]);
    *out++ = kHex[byte >> 4];
    *out++ = kHex[byte & 0xF];
  }
  *out++ = '}';
  return out;
}

void append_guid(ByteView guid, std::string& out) {
  char text[kGuidLength];
  write_guid(guid, text);
  out.append(text, kGuidLength);
}

std::optional<Guid> parse_guid(std::string_view text) {
  if (text.size() == kGuidLength && text.front() == '{' && text.back() == '}') {
    text = text.substr(1, kGuidLength - 2);
  }
  if (text.size() != kGuidLength - 2) return std::nullopt;
  Guid guid{};
  std::size_t at = 0;
  for (std::size_t n = 0; n < kGuidSize; ++n) {
    if (dash_before(n) && text[at++] != '-') return std::nullopt;
    const int high = digit(text[at]);
    const int low = digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    guid[kOrder[n]] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return guid;
}

}  // namespace wmiscope
