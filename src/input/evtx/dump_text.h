// SPDX-License-Identifier: Apache-2.0
//
// The text of substitution values as evtx_dump 0.15.1 shows it: the plain way, one value at a time
// into a std::string. It serves what is rare and is the reference of the fast way (json_value.h).
//
//   append_dump_text(type, bytes, out);        // UTF-8, nothing escaped
//
// It differs from value_text (event/value.h), which scan uses, in what evtx_dump does otherwise:
// GUIDs in lower case, seven digits of the second in every time, "1.0" for a double of 1, bits in a
// bool. No state, any thread. Types: [MS-EVEN6] 2.2.12; which sizes real files have:
// docs/formats/evtx.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/utf16.h"
#include "input/evtx/value.h"

namespace wmiscope::evtx {

// The NULL type, and fragments without bytes: elements that depend on such a value are left out.
inline bool is_null(std::uint8_t type, std::size_t size) {
  return type == 0 || (static_cast<WireType>(type) == WireType::kBinXml && size == 0);
}

// When a value of a type shows nothing.
enum class Emptiness : std::uint8_t { kNever, kAlways, kNoBytes, kText, kAnsiText };

inline constexpr std::array<Emptiness, 256> kEmptiness = [] {
  std::array<Emptiness, 256> table{};
  table[0x00] = Emptiness::kAlways;
  table[0x01] = Emptiness::kText;
  table[0x02] = Emptiness::kAnsiText;
  table[0x0e] = table[0x13] = table[0x21] = Emptiness::kNoBytes;
  for (std::size_t array = kArrayFlag; array < 256; ++array) table[array] = Emptiness::kNoBytes;
  return table;
}();

// Whether the value shows nothing: a NULL, or text and bytes without content. NULs are no content.
inline bool is_empty(std::uint8_t type, ByteView bytes) {
  const Emptiness when = kEmptiness[type];
  if (when == Emptiness::kNever) return false;
  if (when == Emptiness::kText) return drop_trailing_nuls_utf16(bytes).empty();
  if (when == Emptiness::kAnsiText)
    return bytes.chars().find_first_not_of('\0') == std::string_view::npos;
  return when == Emptiness::kAlways || bytes.empty();
}

// Shown in JSON without quotes: integers and booleans.
inline bool is_json_number(std::uint8_t type) {
  return (type >= 0x03 && type <= 0x0a) || static_cast<WireType>(type) == WireType::kBool;
}

// The size must fit. Fragments show nothing, types that are not known as hexadecimal bytes.
void append_dump_text(std::uint8_t type, ByteView bytes, std::string& out);

// Arrays: a type with the array flag, whose item's type is known.
inline bool is_array(std::uint8_t type) {
  const std::uint8_t item = type & 0x7F;
  return (type & kArrayFlag) != 0 && item >= 0x01 && item <= 0x15 &&
         static_cast<WireType>(item) != WireType::kBinary &&
         static_cast<WireType>(item) != WireType::kSizeT;
}

// The items of an array: texts closed by a NUL (a last one may lack it), other items side by side.
// False where the bytes do not come out even.
bool split_array(std::uint8_t type, ByteView bytes, std::vector<ByteView>& items);

// "0x3e7", "1.5e300", "NaN" … as Rust's formatters have them; for floats the shortest digits.
std::string real_text(double value);
std::string real_text(float value);

}  // namespace wmiscope::evtx
