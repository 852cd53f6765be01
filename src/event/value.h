// SPDX-License-Identifier: Apache-2.0
//
// One value of an event where it lies: text in the encoding of its source, or a typed number. A
// Value is a view of 16 bytes; it is valid as long as the batch that it came from.
//
//   std::string_view text = value_text(event.fields[slot], arena);   // UTF-8, as Windows' XML
//   shows it
//
// An empty string is an absent field (corpus README, choice 1), and trailing NULs belong to no
// text. Only Sigma's `exists` tells the two apart: type() is kEmpty where the field is there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/utf16.h"

namespace wmiscope {

enum class ValueType : std::uint8_t {
  kAbsent,
  kEmpty,       // text without a character: absent() all the same
  kUtf8,        // text, UTF-8 (not yet known to be valid)
  kUtf16,       // text, UTF-16LE, even size, no trailing NULs
  kUtf16List,   // several UTF-16LE texts, each closed by a NUL
  kInt,         // signed, in `number`
  kUint,        // unsigned
  kHex,         // unsigned, shown as 0x3e7
  kBool,        // 0 or 1
  kFloat,       // bits of a float
  kDouble,      // bits of a double
  kFiletime,    // 100 ns since 1601
  kGuid,        // 16 bytes
  kSid,         // bytes
  kSystemtime,  // 16 bytes, SYSTEMTIME
  kBinary,      // bytes, shown as hex
};

class Value {
 public:
  constexpr Value() : number_(0) {}

  static Value utf8(std::string_view text) {
    while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
    return bytes(text.empty() ? ValueType::kEmpty : ValueType::kUtf8, ByteView(text));
  }
  // Drops trailing NULs and an odd last byte.
  static Value utf16(ByteView text) {
    text = drop_trailing_nuls_utf16(text);
    return bytes(text.empty() ? ValueType::kEmpty : ValueType::kUtf16, text);
  }
  static Value number(ValueType type, std::uint64_t n) {
    Value v;
    v.type_ = type;
    v.number_ = n;
    return v;
  }
  static Value bytes(ValueType type, ByteView b) {
    Value v;
    v.type_ = type;
    v.size_ = static_cast<std::uint32_t>(b.size());
    v.data_ = b.data();
    return v;
  }

  ValueType type() const { return type_; }
  bool absent() const { return type_ <= ValueType::kEmpty; }
  // Whether the field is there, be it empty.
  bool present() const { return type_ != ValueType::kAbsent; }
  bool is_text() const { return type_ == ValueType::kUtf8 || type_ == ValueType::kUtf16; }

  // Of text and byte types.
  ByteView view() const { return {data_, size_}; }
  // Of number types.
  std::uint64_t number() const { return number_; }

 private:
  union {
    const std::uint8_t* data_;
    std::uint64_t number_;
  };
  std::uint32_t size_ = 0;
  ValueType type_ = ValueType::kAbsent;
};

static_assert(sizeof(Value) == 16);

// Appends the value's text, UTF-8, as Windows' event XML shows it; nothing for an absent value.
//   kHex          0x3e7                      no padding, lower case
//   kBool         true, false
//   kFloat, …     0.1                        the shortest text that reads back the same
//   kFiletime     2019-05-23T16:49:05.7365705Z
//   kSystemtime   2019-05-23T16:49:05.736Z
//   kGuid         {5770385F-C22A-43E0-BF4C-06F5698FFBD9}
//   kSid          S-1-5-18
//   kBinary       0AFF                       also a GUID, SID or SYSTEMTIME whose size is wrong
//   kUtf16List    one, two                   Windows keeps them apart; joined by ", " here
// Text of kUtf8 is appended as it is, valid or not.
void append_value(const Value& value, std::string& out);

// The same, in memory of the arena, or in place where the value is UTF-8 already.
std::string_view value_text(const Value& value, Arena& arena);

// The value as a number: number types, and text that is all decimal or 0x hex digits. False where
// it is none, is negative, or has more than 64 bits.
bool value_number(const Value& value, std::uint64_t& number);

}  // namespace wmiscope
