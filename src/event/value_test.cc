// SPDX-License-Identifier: Apache-2.0
#include "event/value.h"

#include <gtest/gtest.h>

#include <bit>

#include "base/utf16.h"

namespace wmiscope {
namespace {

using namespace std::string_view_literals;

std::string text(const Value& value) {
  std::string out;
  append_value(value, out);
  return out;
}

Value of(ValueType type, std::string_view bytes) { return Value::bytes(type, ByteView(bytes)); }
Value of(ValueType type, std::uint64_t number) { return Value::number(type, number); }

struct TextCase {
  const char* name;
  Value value;
  std::string_view expected;
};

const TextCase kTexts[] = {
    {"Absent", Value(), ""},
    {"Utf8", Value::utf8("C:\\\xC3\xA4"), "C:\\\xC3\xA4"},
    {"Utf8InvalidAsItIs", Value::utf8("a\xFF"), "a\xFF"},
    {"Utf16", Value::utf16(ByteView("a\0\xE4\0"sv)), "a\xC3\xA4"},
    {"List", of(ValueType::kUtf16List, "a\0b\0\0\0c\0\0\0"sv), "ab, c"},
    {"ListOfOne", of(ValueType::kUtf16List, "a\0\0\0"sv), "a"},
    {"ListNotClosed", of(ValueType::kUtf16List, "a\0\0\0b\0"sv), "a, b"},
    {"ListWithAGap", of(ValueType::kUtf16List, "a\0\0\0\0\0b\0\0\0"sv), "a, , b"},
    {"ListOfNothing", of(ValueType::kUtf16List, "\0\0\0\0"sv), ""},
    {"ListOddSize", of(ValueType::kUtf16List, "a\0\0\0b"sv), "a"},
    {"Int", of(ValueType::kInt, static_cast<std::uint64_t>(-5)), "-5"},
    {"Uint", of(ValueType::kUint, ~0ULL), "18446744073709551615"},
    {"Hex", of(ValueType::kHex, 0x3E7), "0x3e7"},
    {"HexZero", of(ValueType::kHex, 0), "0x0"},
    {"HexAll", of(ValueType::kHex, ~0ULL), "0xffffffffffffffff"},
    {"True", of(ValueType::kBool, 1), "true"},
    {"False", of(ValueType::kBool, 0), "false"},
    {"Float", of(ValueType::kFloat, std::bit_cast<std::uint32_t>(0.1F)), "0.1"},
    {"Double", of(ValueType::kDouble, std::bit_cast<std::uint64_t>(0.1)), "0.1"},
    {"DoubleWhole", of(ValueType::kDouble, std::bit_cast<std::uint64_t>(3.0)), "3"},
    {"DoubleSmallest", of(ValueType::kDouble, 1), "5e-324"},
    {"Filetime", of(ValueType::kFiletime, 132'031'037'457'365'705), "2019-05-23T16:49:05.7365705Z"},
    {"Guid",
     of(ValueType::kGuid, "\x5F\x38\x70\x57\x2A\xC2\xE0\x43\xBF\x4C\x06\xF5\x69\x8F\xFB\xD9"sv),
     "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"},
    {"GuidCut", of(ValueType::kGuid, "\x5F\x38"sv), "5F38"},
    {"Sid", of(ValueType::kSid, "\x01\x01\0\0\0\0\0\x05\x12\0\0\0"sv), "S-1-5-18"},
    {"SidMalformed", of(ValueType::kSid, "\x01\xFF\0"sv), "01FF00"},
    {"Systemtime",
     of(ValueType::kSystemtime, "\xE3\x07\x05\0\x04\0\x17\0\x10\0\x31\0\x05\0\x09\0"sv),
     "2019-05-23T16:49:05.009Z"},
    {"SystemtimeCut", of(ValueType::kSystemtime, "\xE3\x07"sv), "E307"},
    {"SystemtimeHostile",
     of(ValueType::kSystemtime, "\xFF\xFF\xFF\xFF\0\0\xFF\xFF\0\0\0\0\0\0\xFF\xFF"sv),
     "65535-65535-65535T00:00:00.65535Z"},
    {"Binary", of(ValueType::kBinary, "\x00\xAB\x0F"sv), "00AB0F"},
};

TEST(Value, Text) {
  for (const TextCase& c : kTexts) EXPECT_EQ(text(c.value), c.expected) << c.name;
}

TEST(Value, TextInTheArenaIsTheSame) {
  Arena arena;
  for (const TextCase& c : kTexts) EXPECT_EQ(value_text(c.value, arena), c.expected) << c.name;
}

TEST(Value, Utf8IsNotCopied) {
  Arena arena;
  const std::string_view source = "wmic";
  EXPECT_EQ(value_text(Value::utf8(source), arena).data(), source.data());
}

TEST(Value, TrailingNulsBelongToNoText) {
  EXPECT_EQ(text(Value::utf8("a\0b\0\0"sv)), "a\0b"sv);
  EXPECT_EQ(text(Value::utf16(ByteView("a\0\0\0\0\0"sv))), "a");
  EXPECT_EQ(Value::utf16(ByteView("a\0b"sv)).view().size(), 2U) << "an odd byte";
}

TEST(Value, EmptyTextIsAbsent) {
  EXPECT_TRUE(Value().absent());
  EXPECT_TRUE(Value::utf8("").absent());
  EXPECT_TRUE(Value::utf8("\0\0"sv).absent());
  EXPECT_TRUE(Value::utf16(ByteView()).absent());
  EXPECT_TRUE(Value::utf16(ByteView("\0\0\0"sv)).absent());
  EXPECT_TRUE(Value::utf16(ByteView("a"sv)).absent());
  EXPECT_FALSE(Value::utf8(" ").absent()) << "blanks are kept";
  EXPECT_FALSE(Value().present());
  EXPECT_TRUE(Value::utf8("").present()) << "there, but empty: for Sigma's exists";
  EXPECT_TRUE(Value::utf16(ByteView()).present());
}

struct NumberCase {
  const char* name;
  Value value;
  std::optional<std::uint64_t> expected;
};

const std::string kWideHex = utf8_to_utf16("0x1F4");
const std::string kWideDecimal = utf8_to_utf16("18446744073709551615");
const std::string kWideWord = utf8_to_utf16("12\xE2\x82\xAC");
const std::string kWideLong = utf8_to_utf16(std::string(100'000, '1'));

const NumberCase kNumbers[] = {
    {"Uint", of(ValueType::kUint, 500), 500},
    {"Hex", of(ValueType::kHex, 500), 500},
    {"Bool", of(ValueType::kBool, 1), 1},
    {"Int", of(ValueType::kInt, 7), 7},
    {"Negative", of(ValueType::kInt, ~0ULL), std::nullopt},
    {"Filetime", of(ValueType::kFiletime, 1), std::nullopt},
    {"Absent", Value(), std::nullopt},
    {"Decimal", Value::utf8("4104"), 4104},
    {"HexText", Value::utf8("0x1f4"), 500},
    {"HexTextUpper", Value::utf8("0X1F4"), 500},
    {"WideHex", Value::utf16(ByteView(kWideHex)), 500},
    {"WideDecimal", Value::utf16(ByteView(kWideDecimal)), ~0ULL},
    {"WideWord", Value::utf16(ByteView(kWideWord)), std::nullopt},
    {"WideLong", Value::utf16(ByteView(kWideLong)), std::nullopt},
    {"TooLarge", Value::utf8("18446744073709551616"), std::nullopt},
    {"PrefixAlone", Value::utf8("0x"), std::nullopt},
    {"Sign", Value::utf8("-1"), std::nullopt},
    {"SignInHex", Value::utf8("0x-1"), std::nullopt},
    {"BlankBehind", Value::utf8("1 "), std::nullopt},
    {"HexWithoutPrefix", Value::utf8("1f4"), std::nullopt},
};

TEST(Value, Number) {
  for (const NumberCase& c : kNumbers) {
    std::uint64_t number = 0;
    const bool is_number = value_number(c.value, number);
    EXPECT_EQ(is_number, c.expected.has_value()) << c.name;
    EXPECT_EQ(is_number ? number : 0, c.expected.value_or(0)) << c.name;
  }
}

}  // namespace
}  // namespace wmiscope
