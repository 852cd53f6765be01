// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/json_value.h"

#include <bit>
#include <cstring>

#include "base/filetime.h"
#include "base/json.h"
#include "base/utf16.h"
#include "input/evtx/dump_text.h"

namespace wmiscope::evtx {
namespace {

constexpr auto kTwoDigits = [] {
  std::array<char, 200> digits{};
  for (std::size_t i = 0; i < 100; ++i) {
    digits[2 * i] = static_cast<char>('0' + i / 10);
    digits[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}();

constexpr std::string_view kGuidFrame = "\"{00000000-0000-0000-0000-000000000000}\"";

char* put2(std::uint64_t below100, char* out) {
  std::memcpy(out, kTwoDigits.data() + 2 * below100, 2);
  return out + 2;
}

constexpr auto kPowersOf10 = [] {
  std::array<std::uint64_t, 20> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = 10 * powers[i - 1];
  return powers;
}();

// log10(2) is 1233 / 4096, near enough for 64 bits.
std::size_t digit_count(std::uint64_t n) {
  const auto guess = static_cast<std::size_t>(std::bit_width(n | 1)) * 1233 >> 12;
  return guess + (n >= kPowersOf10[guess] ? 1 : 0);
}

// Backwards into place: digits written elsewhere first would have to wait for their copy.
char* put_number(std::uint64_t n, char* out) {
  if (n < 10) {
    *out++ = static_cast<char>('0' + n);
    return out;
  }
  std::size_t at = digit_count(n);
  char* const end = out + at;
  for (; n >= 100; n /= 100) put2(n % 100, out + (at -= 2));
  if (n >= 10) {
    put2(n, out);
  } else {
    *out = static_cast<char>('0' + n);
  }
  return end;
}

char* put_signed(std::int64_t n, char* out) {
  if (n >= 0) return put_number(static_cast<std::uint64_t>(n), out);
  *out++ = '-';
  return put_number(~static_cast<std::uint64_t>(n) + 1, out);
}

// The eight lower-case hexadecimal digits of n: its nibbles spread over the bytes of a word, the
// highest first.
std::uint64_t hex_digits(std::uint32_t n) {
  std::uint64_t x = n;
  x = (x << 16 | x) & 0x0000'FFFF'0000'FFFFULL;
  x = (x << 8 | x) & 0x00FF'00FF'00FF'00FFULL;
  x = (x << 4 | x) & 0x0F0F'0F0F'0F0F'0F0FULL;
  const std::uint64_t letters = (x + 0x0606'0606'0606'0606ULL) >> 4 & 0x0101'0101'0101'0101ULL;
  return __builtin_bswap64(x + 0x3030'3030'3030'3030ULL + letters * ('a' - '0' - 10));
}

// "0x3e7" in quotes.
char* put_hex(std::uint64_t n, char* out) {
  std::memcpy(out, "\"0x", 3);
  out += 3;
  const unsigned digits = n == 0 ? 1 : (static_cast<unsigned>(std::bit_width(n)) + 3) / 4;
  n <<= 64 - 4 * digits;
  const std::uint64_t high = hex_digits(static_cast<std::uint32_t>(n >> 32));
  const std::uint64_t low = hex_digits(static_cast<std::uint32_t>(n));
  std::memcpy(out, &high, 8);
  std::memcpy(out + 8, &low, 8);
  out += digits;
  *out++ = '"';
  return out;
}

char* put_bool(ByteView bytes, char* out) {
  const std::int32_t n =
      bytes.size() == 4 ? bytes.load<std::int32_t>(0) : bytes.load<std::uint8_t>(0);
  if (n != 0 && n != 1) return put_signed(n, out);
  std::memcpy(out, n ? "true " : "false", 5);
  return out + (n ? 4 : 5);
}

std::uint64_t unsigned_value(ByteView bytes) {
  return bytes.size() == 8 ? bytes.load<std::uint64_t>(0) : bytes.load<std::uint32_t>(0);
}

}  // namespace

char* JsonValueWriter::write(std::uint8_t type, ByteView bytes, ByteView chunk, char* out) {
  switch (static_cast<WireType>(type)) {
    case WireType::kString:
      return write_text(drop_trailing_nuls_utf16(bytes), chunk, out);
    case WireType::kInt8:
      return put_signed(bytes.load<std::int8_t>(0), out);
    case WireType::kUint8:
      return put_number(bytes.load<std::uint8_t>(0), out);
    case WireType::kInt16:
      return put_signed(bytes.load<std::int16_t>(0), out);
    case WireType::kUint16:
      return put_number(bytes.load<std::uint16_t>(0), out);
    case WireType::kInt32:
      return put_signed(bytes.load<std::int32_t>(0), out);
    case WireType::kUint32:
      return put_number(bytes.load<std::uint32_t>(0), out);
    case WireType::kInt64:
      return put_signed(bytes.load<std::int64_t>(0), out);
    case WireType::kUint64:
      return put_number(bytes.load<std::uint64_t>(0), out);
    case WireType::kBool:
      return put_bool(bytes, out);
    case WireType::kBinary:
      return write_binary(bytes, out);
    case WireType::kGuid:
      return write_guid(bytes, out);
    case WireType::kFiletime:
      return write_time(bytes, out);
    case WireType::kSid:
      return write_sid(bytes, out);
    case WireType::kSizeT:
    case WireType::kHexInt32:
    case WireType::kHexInt64:
      return put_hex(unsigned_value(bytes), out);
    default:
      return write_rare(type, bytes, out);
  }
}

char* JsonValueWriter::write_guid(ByteView bytes, char* out) const {
  std::array<char, 32> digits;
  kernels_.guid_digits(bytes, digits.data());
  std::memcpy(out, kGuidFrame.data(), kGuidFrame.size());
  std::memcpy(out + 2, digits.data(), 8);
  std::memcpy(out + 11, digits.data() + 8, 4);
  std::memcpy(out + 16, digits.data() + 12, 4);
  std::memcpy(out + 21, digits.data() + 16, 4);
  std::memcpy(out + 26, digits.data() + 20, 12);
  return out + kGuidFrame.size();
}

char* JsonValueWriter::write_time(ByteView bytes, char* out) {
  const auto ticks = bytes.load<std::uint64_t>(0);
  constexpr std::uint64_t kLastSecond = 265'046'774'399;  // of 9999
  const std::uint64_t second = ticks / kTicksPerSecond;
  if (second > kLastSecond) {
    return write_rare(static_cast<std::uint8_t>(WireType::kFiletime), bytes, out);
  }
  if (second != second_) {
    std::array<char, kFiletimeLength> text;
    write_filetime(ticks, text.data());
    second_text_[0] = '"';
    std::memcpy(second_text_.data() + 1, text.data(), 20);
    second_ = second;
  }
  std::memcpy(out, second_text_.data(), 32);
  const std::uint64_t rest = ticks - second * kTicksPerSecond;
  out[21] = static_cast<char>('0' + rest / 1'000'000);
  put2(rest / 10'000 % 100, out + 22);
  put2(rest / 100 % 100, out + 24);
  put2(rest % 100, out + 26);
  std::memcpy(out + 28, "Z\"", 2);
  return out + 30;
}

// A log names few accounts: the text of each is kept by the bytes that differ most.
char* JsonValueWriter::write_sid(ByteView bytes, char* out) {
  const std::size_t size = bytes.size();
  CachedSid& cached =
      sids_[(bytes.load<std::uint8_t>(size - (size < 4 ? 1 : 4)) ^ size) % sids_.size()];
  if (size == cached.size && std::memcmp(bytes.data(), cached.bytes.data(), size) == 0) {
    std::memcpy(out, cached.text.data(), 64);
    if (cached.text_size > 64) std::memcpy(out + 64, cached.text.data() + 64, 128);
    return out + cached.text_size;
  }
  char* const end = write_rare(static_cast<std::uint8_t>(WireType::kSid), bytes, out);
  const auto text_size = static_cast<std::size_t>(end - out);
  if (size <= cached.bytes.size() && text_size <= cached.text.size()) {
    cached.size = static_cast<std::uint8_t>(size);
    cached.text_size = static_cast<std::uint8_t>(text_size);
    std::memcpy(cached.bytes.data(), bytes.data(), size);
    std::memcpy(cached.text.data(), out, text_size);
  }
  return end;
}

char* JsonValueWriter::write_binary(ByteView bytes, char* out) const {
  *out++ = '"';
  out = kernels_.hex(bytes, out);
  *out++ = '"';
  return out;
}

char* JsonValueWriter::write_rare(std::uint8_t type, ByteView bytes, char* out) {
  scratch_.clear();
  append_dump_text(type, bytes, scratch_);
  std::string quoted;
  append_json_string(scratch_, quoted);
  std::memcpy(out, quoted.data(), quoted.size());
  return out + quoted.size();
}

}  // namespace wmiscope::evtx
