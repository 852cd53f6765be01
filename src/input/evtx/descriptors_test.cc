// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/descriptors.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/raw_bytes.h"

namespace wmiscope::evtx {
namespace {

using testkit::append;

// Against plain addition, for every number of values, front and place of a fragment.
TEST(ValueSummer, SumsSizesAndSeesFragments) {
  for (std::uint32_t count = 0; count <= 21; ++count) {
    for (std::uint32_t fragment = 0; fragment <= count; ++fragment) {
      const std::uint32_t front = (count * 7 + fragment) % 23;
      std::string bytes = "odd";
      std::size_t size = 0;
      std::size_t size_of_front = 0;
      for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t of_value = 40'000 + 7 * i;
        const std::uint32_t type = i == fragment ? 0x21 : 0x01;
        append<std::uint32_t>(bytes, 0xAB00'0000 | type << 16 | of_value);
        size += of_value;
        if (i < front) size_of_front += of_value;
      }
      InstanceLayout layout;
      layout.descriptors = 3;
      layout.count = count;
      const std::size_t values = bytes.size();
      bytes.append(12, '\x21');  // what lies behind is not added
      const ValueSummer summer(count, front);
      const auto sums = summer.sum(ByteView(bytes), layout);
      ASSERT_EQ(sums.has_value(), fragment == count) << count << " " << fragment;
      EXPECT_EQ(summer.sum(ByteView(bytes).first(values), layout).has_value(),
                fragment == count && count % 4 == 0);
      layout.count = count + 1;
      EXPECT_FALSE(summer.sum(ByteView(bytes), layout).has_value());
      if (!sums) continue;
      EXPECT_EQ(sums->all, size) << count;
      EXPECT_EQ(sums->front, size_of_front) << count << " " << front;
    }
  }
}

TEST(ValueSummer, SaysNothingOfVeryManyValues) {
  const std::string bytes(1000, '\0');
  InstanceLayout layout;
  layout.count = 64;
  EXPECT_TRUE(ValueSummer(64, 3).sum(ByteView(bytes), layout).has_value());
  layout.count = 65;
  EXPECT_FALSE(ValueSummer(65, 3).sum(ByteView(bytes), layout).has_value());
  EXPECT_FALSE(ValueSummer().sum(ByteView(bytes), layout).has_value());
}

TEST(Descriptors, KindsOfValues) {
  EXPECT_TRUE(is_fragment(0x21'0010));
  EXPECT_FALSE(is_fragment(0x21'0000));
  EXPECT_FALSE(is_fragment(0x01'0010));
  EXPECT_TRUE(is_string_or_null(0x01'0010));
  EXPECT_TRUE(is_string_or_null(0xFF00'0000));
  EXPECT_FALSE(is_string_or_null(0x02'0010));
  EXPECT_EQ(size_of(0xFF21'8001), 0x8001U);
}

}  // namespace
}  // namespace wmiscope::evtx
