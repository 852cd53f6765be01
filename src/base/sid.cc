// SPDX-License-Identifier: Apache-2.0
#include "base/sid.h"

#include <charconv>
#include <cstdint>

#include "base/format.h"

namespace wmiscope {
namespace {

constexpr std::size_t kHeaderSize = 8;

std::uint64_t authority(ByteView sid) {
  std::uint64_t value = 0;
  for (std::size_t i = 2; i < kHeaderSize; ++i) value = value << 8 | sid.load<std::uint8_t>(i);
  return value;
}

void append_number(std::uint64_t number, std::string& out) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

}  // namespace

bool append_sid(ByteView sid, std::string& out) {
  if (sid.size() < kHeaderSize) return false;
  const std::size_t count = sid.load<std::uint8_t>(1);
  if (count > kMaxSubauthorities || !sid.has(kHeaderSize, 4 * count)) return false;
  out += "S-";
  append_number(sid.load<std::uint8_t>(0), out);
  out += '-';
  const std::uint64_t who = authority(sid);
  // Authorities that need more than 32 bits are written in hex ([MS-DTYP] 2.4.2.1).
  if (who >> 32) {
    format_to(std::back_inserter(out), "0x{:012x}", who);
  } else {
    append_number(who, out);
  }
  for (std::size_t i = 0; i < count; ++i) {
    out += '-';
    append_number(sid.load<std::uint32_t>(kHeaderSize + 4 * i), out);
  }
  return true;
}

std::string_view windows_account(std::string_view sid) {
  if (sid == "S-1-5-18") return "NT AUTHORITY\\SYSTEM";
  if (sid == "S-1-5-19") return "NT AUTHORITY\\LOCAL SERVICE";
  if (sid == "S-1-5-20") return "NT AUTHORITY\\NETWORK SERVICE";
  return {};
}

}  // namespace wmiscope
