// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/dump_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/json.h"
#include "base/utf16.h"
#include "input/evtx/json_value.h"
#include "tests/bin_value.h"

namespace wmiscope::evtx {
namespace {

namespace kit = wmiscope::testkit;

std::string shown(const kit::BinValue& value) {
  std::string text;
  append_dump_text(value.type_byte(), ByteView(value.bytes), text);
  return text;
}

struct Case {
  const char* name;
  kit::BinValue value;
  const char* text;
};

kit::BinValue raw(kit::BinType type, std::string bytes) {
  kit::BinValue value;
  value.type = type;
  value.bytes = std::move(bytes);
  return value;
}

std::vector<Case> cases() {
  return {
      {"text", kit::text("C:\\a \"b\""), "C:\\a \"b\""},
      {"ANSI", kit::ansi("caf\xE9 \x80"), "caf\xC3\xA9 \xE2\x82\xAC"},
      {"ANSI with NULs", kit::ansi(std::string_view("a\0b\0", 4)), "ab"},
      {"int8", kit::i8(-128), "-128"},
      {"uint8", kit::u8(255), "255"},
      {"int16", kit::i16(-32768), "-32768"},
      {"uint16", kit::u16(4688), "4688"},
      {"int32", kit::i32(std::numeric_limits<std::int32_t>::min()), "-2147483648"},
      {"uint32", kit::u32(4294967295U), "4294967295"},
      {"int64", kit::i64(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808"},
      {"uint64", kit::u64(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615"},
      {"uint64 of ten digits", kit::u64(1'000'000'000), "1000000000"},
      {"true", kit::boolean(true), "true"},
      {"false", kit::boolean(false), "false"},
      {"a mask in a boolean", raw(kit::BinType::kBool, std::string("\x10\0\0\0", 4)), "16"},
      {"a short boolean", raw(kit::BinType::kBool, "\1"), "true"},
      {"binary", kit::binary(std::string_view("\x0A\xFF\x00", 3)), "0AFF00"},
      {"GUID", kit::guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"),
       "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"},
      {"SizeT of 32 bits", kit::size32(0x1000), "0x1000"},
      {"SizeT of 64 bits", kit::size64(0xFFFF'FFFF'FFFF'FFFFULL), "0xffffffffffffffff"},
      {"hex32 zero", kit::hex32(0), "0x0"},
      {"hex64", kit::hex64(0x8020'0000'0000'0000ULL), "0x8020000000000000"},
      {"time", kit::filetime("2019-05-23T16:49:05.7365705Z"), "2019-05-23T16:49:05.7365705Z"},
      {"time zero", kit::filetime(std::uint64_t{0}), "1601-01-01T00:00:00.0000000Z"},
      {"never", kit::filetime(std::uint64_t{INT64_MAX}), "0828-09-14T02:48:05.4775807Z"},
      {"no time", kit::filetime(~std::uint64_t{0}), "0000-00-00T00:00:00.0000000Z"},
      {"SYSTEMTIME", kit::systemtime("2020-02-29T01:02:03.004Z"), "2020-02-29T01:02:03.0040000Z"},
      {"SYSTEMTIME unset", raw(kit::BinType::kSystemtime, std::string(16, '\0')),
       "1601-01-01T00:00:00.0000000Z"},
      {"SID", kit::sid("S-1-5-21-4230534742-2542757381-3142984815-1111"),
       "S-1-5-21-4230534742-2542757381-3142984815-1111"},
      {"SID cut off", raw(kit::BinType::kSid, std::string("\1\5\0\0", 4)), "01050000"},
      {"float", kit::f32(0.1F), "0.1"},
      {"double", kit::f64(1.0), "1.0"},
      {"unknown type", raw(static_cast<kit::BinType>(0x30), "\x01\x02"), "0102"},
  };
}

TEST(DumpText, OfEveryType) {
  for (const Case& c : cases()) EXPECT_EQ(shown(c.value), c.text) << c.name;
}

TEST(DumpText, RealsAreAsShortAsTheyCanBe) {
  const std::pair<double, const char*> doubles[] = {{0.0, "0.0"},
                                                    {-0.0, "-0.0"},
                                                    {0.3, "0.3"},
                                                    {1e15, "1000000000000000.0"},
                                                    {1e16, "1e+16"},
                                                    {1.5e300, "1.5e+300"},
                                                    {0.00001234, "0.00001234"},
                                                    {1.2e-6, "1.2e-6"},
                                                    {123.456, "123.456"},
                                                    {-2.5, "-2.5"},
                                                    {INFINITY, "inf"},
                                                    {-INFINITY, "-inf"}};
  for (const auto& [value, text] : doubles) EXPECT_EQ(real_text(value), text);
  EXPECT_EQ(real_text(std::nan("")), "NaN");
  EXPECT_EQ(real_text(1.23456794e12F), "1234568000000.0");
  EXPECT_EQ(real_text(1e13F), "1e+13");
  EXPECT_EQ(real_text(1.5e-6F), "0.0000015");
}

TEST(DumpText, ArraysAreSplitIntoItems) {
  struct Split {
    const char* name;
    std::uint8_t type;
    std::string bytes;
    std::vector<std::size_t> sizes;
  };
  const std::string ab = utf8_to_utf16(std::string_view("a\0b\0", 4));
  const Split splits[] = {
      {"texts", 0x81, ab, {2, 2}},
      {"a last text without NUL", 0x81, ab.substr(0, 6), {2, 2}},
      {"an empty text", 0x81, utf8_to_utf16(std::string_view("\0b\0", 3)), {0, 2}},
      {"ANSI texts", 0x82, std::string("x\0yz\0", 5), {1, 2}},
      {"uint16", 0x86, std::string(6, '\1'), {2, 2, 2}},
      {"booleans", 0x8d, std::string(8, '\0'), {4, 4}},
      {"hex64", 0x95, std::string(16, '\1'), {8, 8}},
      {"SIDs", 0x93, kit::sid("S-1-5-18").bytes + kit::sid("S-1-5-32-544").bytes, {12, 16}},
  };
  std::vector<ByteView> items;
  for (const Split& s : splits) {
    ASSERT_TRUE(is_array(s.type)) << s.name;
    ASSERT_TRUE(split_array(s.type, ByteView(s.bytes), items)) << s.name;
    std::vector<std::size_t> sizes;
    for (const ByteView item : items) sizes.push_back(item.size());
    EXPECT_EQ(sizes, s.sizes) << s.name;
  }
  EXPECT_FALSE(split_array(0x86, ByteView("abc"), items));
  EXPECT_FALSE(split_array(0x93, ByteView("\1\5\0\0\0\0\0"), items));
  EXPECT_FALSE(is_array(0x8e));
  EXPECT_FALSE(is_array(0xa1));
}

TEST(DumpText, NothingIsEmpty) {
  EXPECT_TRUE(is_empty(0x00, ByteView("abcd")));
  EXPECT_TRUE(is_empty(0x01, ByteView(std::string_view("\0\0\0\0", 4))));
  EXPECT_TRUE(is_empty(0x02, ByteView(std::string_view("\0", 1))));
  EXPECT_TRUE(is_empty(0x0e, {}));
  EXPECT_TRUE(is_empty(0x81, {}));
  EXPECT_FALSE(is_empty(0x81, ByteView(std::string_view("\0\0", 2))));
  EXPECT_FALSE(is_empty(0x08, ByteView(std::string_view("\0\0\0\0", 4))));
}

// The fast writer says what the plain one says, whatever was written before.
TEST(JsonValue, SaysWhatDumpTextSays) {
  for (int level = 0; level <= static_cast<int>(best_text_level()); ++level) {
    JsonValueWriter writer(text_kernels(static_cast<TextLevel>(level)));
    for (int round = 0; round < 2; ++round) {
      for (const Case& c : cases()) {
        const ByteView bytes(c.value.bytes);
        std::string out(json_value_bound(bytes.size()) + kTextSlack, '#');
        const std::uint8_t type = c.value.type_byte();
        const char* end = writer.write(type, bytes, bytes, out.data());
        std::string want;
        append_json_string(shown(c.value), want);
        if (is_json_number(type)) want = want.substr(1, want.size() - 2);
        EXPECT_EQ(out.substr(0, static_cast<std::size_t>(end - out.data())), want) << c.name;
      }
    }
  }
}

TEST(JsonValue, NumbersOfEveryLength) {
  JsonValueWriter writer(text_kernels(TextLevel::kPlain));
  std::uint64_t n = 1;
  for (int bit = 0; bit < 64; ++bit, n <<= 1) {
    for (const std::uint64_t value : {n - 1, n, n * 10 - 1, ~n}) {
      for (const kit::BinValue& v : {kit::u64(value), kit::hex64(value)}) {
        char out_bytes[200];
        const char* const out = out_bytes;
        const ByteView bytes(v.bytes);
        const char* end = writer.write(v.type_byte(), bytes, bytes, out_bytes);
        std::string text(out, end);
        if (text[0] == '"') text = text.substr(1, text.size() - 2);
        ASSERT_EQ(text, shown(v));
      }
    }
  }
}

}  // namespace
}  // namespace wmiscope::evtx
