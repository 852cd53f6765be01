// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/descriptors.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/raw_bytes.h"

namespace wmiscope::evtx {
namespace {

using testkit::append;

// Against plain addition, for every number of values and every place of a fragment.
TEST(Descriptors, SumsSizesAndSeesFragments) {
  for (std::uint32_t count = 0; count <= 21; ++count) {
    for (std::uint32_t fragment = 0; fragment <= count; ++fragment) {
      std::string bytes = "odd";
      std::size_t size = 0;
      for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t of_value = 40'000 + 7 * i;
        const std::uint32_t type = i == fragment ? 0x21 : 0x01;
        append<std::uint32_t>(bytes, 0xAB00'0000 | type << 16 | of_value);
        size += of_value;
      }
      InstanceLayout layout;
      layout.descriptors = 3;
      layout.count = count;
      const std::size_t values = bytes.size();
      bytes.append(12, '\x21');  // what lies behind is not added
      ASSERT_TRUE(may_be_summed(ByteView(bytes), layout));
      const ValueSum all = sum_values(ByteView(bytes), layout, count);
      EXPECT_EQ(all.size, size) << count;
      EXPECT_EQ(all.has_fragment, fragment < count) << count << " " << fragment;
      EXPECT_EQ(may_be_summed(ByteView(bytes).first(values), layout), count % 4 == 0);
    }
  }
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
