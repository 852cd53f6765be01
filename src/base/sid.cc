// SPDX-License-Identifier: Apache-2.0
#include "base/sid.h"

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

}  // namespace

bool append_sid(ByteView sid, std::string& out) {
  if (sid.size() < kHeaderSize) return false;
  const std::size_t count = sid.load<std::uint8_t>(1);
  if (count > kMaxSubauthorities || !sid.has(kHeaderSize, 4 * count)) return false;
  format_to(std::back_inserter(out), "S-{}-", sid.load<std::uint8_t>(0));
  const std::uint64_t who = authority(sid);
  // Authorities that need more than 32 bits are written in hex ([MS-DTYP] 2.4.2.1).
  if (who >> 32) {
    format_to(std::back_inserter(out), "0x{:012x}", who);
  } else {
    format_to(std::back_inserter(out), "{}", who);
  }
  for (std::size_t i = 0; i < count; ++i) {
    format_to(std::back_inserter(out), "-{}", sid.load<std::uint32_t>(kHeaderSize + 4 * i));
  }
  return true;
}

}  // namespace wmiscope
