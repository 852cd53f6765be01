// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/value.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/binxml_writer.h"
#include "tests/raw_bytes.h"

namespace wmiscope::evtx {
namespace {

using testkit::append;
using testkit::put_at;

std::string shown(std::uint8_t type, std::string_view bytes) {
  const auto value = to_value(type, ByteView(bytes));
  if (!value) return "(wrong size)";
  if (value->type() == ValueType::kAbsent) return "(absent)";
  std::string text;
  append_value(*value, text);
  return text;
}

TEST(WireValue, ShowsEveryType) {
  using namespace testkit;
  const BinValue kValues[] = {text("C:\\Windows"),
                              text("\u00e4\u20ac\U0001F600"),
                              ansi("plain"),
                              i8(-5),
                              u8(255),
                              i16(-30'000),
                              u16(65'535),
                              i32(-2'000'000'000),
                              u32(4'000'000'000),
                              i64(-5'000'000'000),
                              u64(18'446'744'073'709'551'615U),
                              f32(0.1F),
                              f64(-2.5),
                              boolean(true),
                              boolean(false),
                              binary("\x01\xFE"),
                              guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"),
                              size32(0x3e7),
                              size64(0x123456789),
                              filetime("2019-05-23T16:49:05.7365705Z"),
                              systemtime("2019-05-23T16:49:05.736Z"),
                              sid("S-1-5-21-1-2-3-1001"),
                              hex32(0),
                              hex64(0x51f2a)};
  for (const BinValue& v : kValues) {
    EXPECT_EQ(shown(v.type_byte(), v.bytes), v.shown) << int{v.type_byte()};
  }
}

TEST(WireValue, KnowsWrongSizes) {
  for (int type = 0; type < 256; ++type) {
    for (std::size_t size = 0; size < 40; ++size) {
      const std::string bytes(size, '\x01');
      const auto t = static_cast<std::uint8_t>(type);
      EXPECT_EQ(to_value(t, ByteView(bytes)).has_value(), size_fits(t, size))
          << type << " " << size;
    }
  }
}

TEST(WireValue, IsAbsentWhereThereIsNothingToShow) {
  EXPECT_EQ(shown(0x00, ""), "(absent)");
  EXPECT_EQ(shown(0x00, "xx"), "(absent)");  // Binary declared, NULL stored
  EXPECT_EQ(shown(0x21, "xx"), "(absent)");
  EXPECT_EQ(shown(0x0e, ""), "(absent)");
  EXPECT_EQ(shown(0x01, std::string_view("\0\0", 2)), "");
}

// An instance: token, version, id, offset of the definition, the definition if it lies here,
// values.
std::string instance(std::uint32_t definition, std::string_view body, std::uint32_t count,
                     std::string_view values) {
  std::string bytes("\x0c\x01", 2);
  append(bytes, std::uint32_t{7});
  append(bytes, definition);
  bytes += body;
  append(bytes, count);
  return bytes += values;
}

// The header of a definition whose body has that size, and the body.
std::string definition(std::uint32_t size) {
  std::string bytes(20, '\0');
  append(bytes, size);
  return bytes.append(size, 'b');
}

TEST(Instance, FindsItsParts) {
  const std::string_view values{
      "\x02\x00\x06\x00\x01\x00\x04\x00"
      "ab"
      "c",
      11};
  const struct {
    const char* name;
    std::string bytes;
    std::uint32_t descriptors;
  } kCases[] = {
      {"referred", instance(5'000, "", 2, values), 14},
      {"resident", instance(10, definition(6), 2, values), 14 + 24 + 6},
  };
  for (const auto& c : kCases) {
    InstanceLayout layout;
    BinXmlError error;
    const ByteView chunk(c.bytes);
    ASSERT_TRUE(locate_instance(chunk, 0, chunk.size(), layout, error)) << c.name;
    EXPECT_EQ(layout.template_id, 7U);
    EXPECT_EQ(layout.count, 2U);
    EXPECT_EQ(layout.descriptors, c.descriptors) << c.name;
    EXPECT_EQ(layout.values, c.descriptors + 8);
    ValueTable table;
    ASSERT_TRUE(table.read(chunk, layout, chunk.size()));
    ASSERT_EQ(table.size(), 2U);
    EXPECT_EQ(table.bytes(0).chars(), "ab");
    EXPECT_EQ(table.bytes(1).chars(), "c");
    EXPECT_EQ(table[1].type, 4);
    EXPECT_EQ(table.end(), chunk.size());
  }
}

TEST(Instance, RefusesWhatDoesNotFit) {
  const std::string whole = instance(10, definition(6), 1,
                                     std::string_view("\x02\x00\x06\x00"
                                                      "ab",
                                                      6));
  for (std::size_t end = 0; end < whole.size(); ++end) {
    InstanceLayout layout;
    BinXmlError error;
    ValueTable table;
    const ByteView chunk(whole);
    EXPECT_FALSE(locate_instance(chunk, 0, end, layout, error) && table.read(chunk, layout, end))
        << end;
  }
  std::string many = instance(5'000, "", limits::kMaxSubstitutions + 1, std::string(8'192, '\0'));
  InstanceLayout layout;
  BinXmlError error;
  EXPECT_FALSE(locate_instance(ByteView(many), 0, many.size(), layout, error));
  EXPECT_STREQ(error.what, "the descriptors of values");
  put_at(many, 10, static_cast<std::uint32_t>(limits::kMaxSubstitutions));
  EXPECT_TRUE(locate_instance(ByteView(many), 0, many.size(), layout, error));
}

// The reader handles several descriptors at a time: every count, every size.
TEST(Instance, SumsUpSizes) {
  for (std::uint32_t count = 0; count < 40; ++count) {
    std::string descriptors, values;
    for (std::uint32_t i = 0; i < count; ++i) {
      append(descriptors, static_cast<std::uint16_t>(i * 37 % 50));
      append(descriptors, static_cast<std::uint16_t>(i));
      values.append(i * 37 % 50, static_cast<char>('a' + i));
    }
    const std::string bytes = instance(5'000, "", count, descriptors + values);
    const ByteView chunk(bytes);
    InstanceLayout layout;
    BinXmlError error;
    ValueTable table;
    ASSERT_TRUE(locate_instance(chunk, 0, chunk.size(), layout, error));
    ASSERT_TRUE(table.read(chunk, layout, chunk.size())) << count;
    EXPECT_EQ(table.end(), chunk.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      EXPECT_EQ(table.bytes(i).chars(), std::string(i * 37 % 50, static_cast<char>('a' + i)))
          << count << " " << i;
      EXPECT_EQ(table[i].type, i);
    }
    if (chunk.size() > layout.values) {
      EXPECT_FALSE(table.read(chunk, layout, chunk.size() - 1)) << count;
    }
  }
}

TEST(Instance, StandsBehindAFragmentHeader) {
  const struct {
    std::string_view bytes;
    bool instance;
    std::size_t at;
  } kCases[] = {{{"\x0f\x01\x01\x00\x0c", 5}, true, 4},
                {"\x0c", true, 0},
                {{"\x0f\x01\x01\x00", 4}, false, 4},
                {{"\x0f\x01\x01", 3}, false, 0},
                {"", false, 0},
                {"\x01", false, 0}};
  for (const auto& c : kCases) {
    std::size_t at = 0;
    EXPECT_EQ(at_instance(ByteView(c.bytes), at, c.bytes.size()), c.instance);
    EXPECT_EQ(at, c.at);
  }
}

}  // namespace
}  // namespace wmiscope::evtx
