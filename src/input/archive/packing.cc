// SPDX-License-Identifier: Apache-2.0
#include "input/archive/packing.h"

namespace wmiscope::archive {
namespace {

using std::string_view_literals::operator""sv;

struct Magic {
  std::string_view bytes;
  Packing packing;
};
constexpr Magic kMagics[] = {
    {"\x28\xB5\x2F\xFD"sv, Packing::kZstd},
    {"\xFD"
     "7zXZ\0"sv,
     Packing::kXz},
    {"PK\3\4"sv, Packing::kZip},
    {"PK\5\6"sv, Packing::kZip},  // without members
    {"7z\xBC\xAF\x27\x1C"sv, Packing::kSevenZip},
};

// Two bytes are a weak magic: the method is always deflate and three of the flags are reserved.
bool is_gzip(ByteView head) {
  return head.starts_with("\x1F\x8B\x08"sv) && head.has(3, 1) &&
         (head.load<std::uint8_t>(3) & 0xE0U) == 0;
}

// "BZh", the block size, and the magic of a block or of the end.
bool is_bzip2(ByteView head) {
  if (!head.starts_with("BZh"sv) || !head.has(3, 7)) return false;
  const std::string_view block = head.chars().substr(4, 6);
  const char size = head.chars()[3];
  return size >= '1' && size <= '9' &&
         (block == "1AY&SY"sv || block == "\x17\x72\x45\x38\x50\x90"sv);
}

constexpr std::size_t kTarChecksum = 148;
constexpr std::size_t kTarChecksumSize = 8;

// The number that the field holds, if it holds nothing else.
std::optional<std::uint32_t> octal(std::string_view field) {
  std::uint32_t value = 0;
  for (const char c : field) {
    if (c >= '0' && c <= '7') {
      value = value * 8 + static_cast<std::uint32_t>(c - '0');
    } else if (c != ' ' && c != '\0') {
      return std::nullopt;
    }
  }
  return value;
}

// The header's checksum holds for every kind of tar; the magic "ustar" is missing in the oldest.
bool is_tar(ByteView head) {
  if (head.size() < kPackingHead || head.load<std::uint8_t>(0) == 0) return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kPackingHead; ++i) {
    const bool checksum = i >= kTarChecksum && i < kTarChecksum + kTarChecksumSize;
    sum += checksum ? std::uint8_t{' '} : head.load<std::uint8_t>(i);
  }
  return octal(head.chars().substr(kTarChecksum, kTarChecksumSize)) == sum;
}

}  // namespace

std::optional<Packing> packing_of(ByteView head) {
  for (const Magic& magic : kMagics) {
    if (head.starts_with(magic.bytes)) return magic.packing;
  }
  if (is_gzip(head)) return Packing::kGzip;
  if (is_bzip2(head)) return Packing::kBzip2;
  if (is_tar(head)) return Packing::kTar;
  return std::nullopt;
}

bool is_archive(Packing packing) {
  return packing == Packing::kZip || packing == Packing::kSevenZip || packing == Packing::kTar;
}

bool needs_seeking(Packing packing) {
  return packing == Packing::kZip || packing == Packing::kSevenZip;
}

}  // namespace wmiscope::archive
