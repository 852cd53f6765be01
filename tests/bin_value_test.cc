// SPDX-License-Identifier: Apache-2.0
#include "tests/bin_value.h"

#include <gtest/gtest.h>

#include "tests/xml_node.h"

namespace wmiscope::testkit {
namespace {

std::string hex(std::string_view bytes) { return binary(bytes).shown; }

struct Case {
  const char* name;
  BinValue value;
  int type;
  const char* bytes;
  const char* shown;
};

TEST(BinValue, IsStoredAndShownAsWindowsDoes) {
  const Case cases[] = {
      {"null", null(), 0x00, "", ""},
      {"string", text("aé"), 0x01, "6100E900", "aé"},
      {"ansi", ansi("ab"), 0x02, "6162", "ab"},
      {"int8", i8(-2), 0x03, "FE", "-2"},
      {"uint8", u8(254), 0x04, "FE", "254"},
      {"int16", i16(-2), 0x05, "FEFF", "-2"},
      {"uint16", u16(4688), 0x06, "5012", "4688"},
      {"int32", i32(-2), 0x07, "FEFFFFFF", "-2"},
      {"uint32", u32(4688), 0x08, "50120000", "4688"},
      {"int64", i64(-1), 0x09, "FFFFFFFFFFFFFFFF", "-1"},
      {"uint64", u64(1), 0x0A, "0100000000000000", "1"},
      {"float", f32(1.5F), 0x0B, "0000C03F", "1.5"},
      {"double", f64(1.5), 0x0C, "000000000000F83F", "1.5"},
      {"bool", boolean(true), 0x0D, "01000000", "true"},
      {"binary", binary("\x01\xFF"), 0x0E, "01FF", "01FF"},
      {"guid", guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"), 0x0F,
       "5F3870572AC2E043BF4C06F5698FFBD9", "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"},
      {"size 32", size32(16), 0x10, "10000000", "0x10"},
      {"size 64", size64(16), 0x10, "1000000000000000", "0x10"},
      {"filetime", filetime("1601-01-01T00:00:00.0000016Z"), 0x11, "1000000000000000",
       "1601-01-01T00:00:00.0000016Z"},
      {"systemtime", systemtime("2026-11-03T09:16:41.104Z"), 0x12,
       "EA070B0002000300090010002900"
       "6800",
       "2026-11-03T09:16:41.104Z"},
      {"sid", sid("S-1-5-32-544"), 0x13, "01020000000000052000000020020000", "S-1-5-32-544"},
      {"hex32", hex32(0x80041002), 0x14, "02100480", "0x80041002"},
      {"hex64", hex64(0x3e7), 0x15, "E703000000000000", "0x3e7"},
      {"strings", array_of({text("a"), text("b")}), 0x81, "6100000062000000", "a, b"},
      {"ansi strings", array_of({ansi("a"), ansi("b")}), 0x82, "61006200", "a, b"},
      {"uint32s", array_of({u32(1), u32(2)}), 0x88, "0100000002000000", "1, 2"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(c.value.type_byte(), c.type);
    EXPECT_EQ(hex(c.value.bytes), c.bytes);
    EXPECT_EQ(c.value.shown, c.shown);
  }
}

TEST(BinValue, IsReadFromText) {
  struct FromText {
    BinType type;
    const char* text;
    const char* shown;
  };
  const FromText cases[] = {
      {BinType::kString, "", ""},
      {BinType::kUint32, "4711", "4711"},
      {BinType::kUint16, "0x10", "16"},
      {BinType::kInt8, "-5", "-5"},
      {BinType::kInt64, "-5", "-5"},
      {BinType::kHex64, "0x51f2a", "0x51f2a"},
      {BinType::kHex32, "2", "0x2"},
      {BinType::kSizeT, "7", "0x7"},
      {BinType::kBool, "false", "false"},
      {BinType::kDouble, "2.25", "2.25"},
      {BinType::kGuid, "1418EF04-B0B4-4623-BF7E-D74AB47BBDAA",
       "{1418EF04-B0B4-4623-BF7E-D74AB47BBDAA}"},
      {BinType::kSid, "S-1-16-12288", "S-1-16-12288"},
      {BinType::kFiletime, "2026-11-03T09:00:00Z", "2026-11-03T09:00:00.0000000Z"},
  };
  for (const FromText& c : cases) {
    const BinValue value = value_of(c.type, c.text);
    EXPECT_EQ(value.shown, c.shown) << c.text;
    EXPECT_EQ(value.type, c.type) << c.text;
  }
  EXPECT_EQ(value_of(BinType::kUint32, "").type, BinType::kNull);
}

}  // namespace
}  // namespace wmiscope::testkit
