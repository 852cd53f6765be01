// SPDX-License-Identifier: Apache-2.0
//
// One typed value of binary XML, as it is stored in a substitution array, made from C++ or from
// text.
//
//   text("C:\\Windows\\System32\\wbem\\WMIC.exe")   u32(4711)   hex64(0x3e7)   sid("S-1-5-18")
//   array_of({text("a"), text("b")})                              // type 0x81
//   value_of(BinType::kGuid, "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}")
//
// `shown` is the text that Windows' own XML shows for it: what a decoder must give.
// Text that does not fit its type (a GUID of three digits) gives zeros: the kit does not check
// tests. Types and layouts: [MS-EVEN6] 2.2.12.2.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wmiscope::testkit {

enum class BinType : std::uint8_t {
  kNull = 0x00,
  kString = 0x01,
  kAnsi = 0x02,
  kInt8 = 0x03,
  kUint8 = 0x04,
  kInt16 = 0x05,
  kUint16 = 0x06,
  kInt32 = 0x07,
  kUint32 = 0x08,
  kInt64 = 0x09,
  kUint64 = 0x0A,
  kFloat = 0x0B,
  kDouble = 0x0C,
  kBool = 0x0D,
  kBinary = 0x0E,
  kGuid = 0x0F,
  kSizeT = 0x10,
  kFiletime = 0x11,
  kSystemtime = 0x12,
  kSid = 0x13,
  kHex32 = 0x14,
  kHex64 = 0x15,
  kBinXml = 0x21,
};

struct XmlFragment;

struct BinValue {
  BinType type = BinType::kNull;
  bool array = false;
  std::string bytes = {};
  std::string shown = {};
  std::shared_ptr<const XmlFragment> xml = nullptr;  // kBinXml: encoded where it comes to stand

  std::uint8_t type_byte() const {
    return static_cast<std::uint8_t>(static_cast<unsigned>(type) | (array ? 0x80U : 0U));
  }
};

BinValue null();
BinValue text(std::string_view utf8);
BinValue ansi(std::string_view bytes);
BinValue i8(std::int8_t n);
BinValue u8(std::uint8_t n);
BinValue i16(std::int16_t n);
BinValue u16(std::uint16_t n);
BinValue i32(std::int32_t n);
BinValue u32(std::uint32_t n);
BinValue i64(std::int64_t n);
BinValue u64(std::uint64_t n);
BinValue f32(float n);
BinValue f64(double n);
BinValue boolean(bool b);
BinValue binary(std::string_view bytes);
BinValue guid(std::string_view registry_form);  // with or without braces
BinValue size32(std::uint32_t n);               // SizeT of a 32-bit host
BinValue size64(std::uint64_t n);               // … of a 64-bit host
BinValue filetime(std::uint64_t ticks);
BinValue filetime(std::string_view rfc3339);
BinValue systemtime(std::string_view rfc3339);
BinValue sid(std::string_view s_form);
BinValue hex32(std::uint32_t n);
BinValue hex64(std::uint64_t n);
BinValue xml(XmlFragment fragment);

// The items' type with the array flag: strings each closed by a NUL, others side by side.
BinValue array_of(const std::vector<BinValue>& items);

// Reads the text as a value of that type: numbers in decimal or 0x hex, true or false, times,
// GUIDs, SIDs. Empty text gives an empty string or, for the other types, NULL.
BinValue value_of(BinType type, std::string_view text);

// 100 ns ticks of "2026-11-01T10:00:00.1234567Z"; 0 where it is no time.
std::uint64_t ticks_of(std::string_view rfc3339);

}  // namespace wmiscope::testkit
