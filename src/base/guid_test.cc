// SPDX-License-Identifier: Apache-2.0
#include "base/guid.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

constexpr Guid kSysmon = {0x5F, 0x38, 0x70, 0x57, 0x2A, 0xC2, 0xE0, 0x43,
                          0xBF, 0x4C, 0x06, 0xF5, 0x69, 0x8F, 0xFB, 0xD9};

TEST(Guid, WritesUpperCaseInBraces) {
  std::string out = "id=";
  append_guid({kSysmon.data(), kSysmon.size()}, out);
  EXPECT_EQ(out, "id={5770385F-C22A-43E0-BF4C-06F5698FFBD9}");
}

TEST(Guid, ParsesWithOrWithoutBraces) {
  EXPECT_EQ(parse_guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"), kSysmon);
  EXPECT_EQ(parse_guid("5770385f-c22a-43e0-bf4c-06f5698ffbd9"), kSysmon);
}

TEST(Guid, RefusesEverythingElse) {
  for (const char* text :
       {"", "{}", "5770385F", "{5770385F-C22A-43E0-BF4C-06F5698FFBD9",
        "5770385FC22A43E0BF4C06F5698FFBD9", "5770385F-C22A-43E0-BF4C-06F5698FFBDG",
        "5770385F-C22A-43E0-BF4C006F5698FFBD9", " 5770385F-C22A-43E0-BF4C-06F5698FFBD9",
        "{{770385F-C22A-43E0-BF4C-06F5698FFBD9}", "5770385F-C22A-43E0-BF4C-06F5698FFBD-"}) {
    EXPECT_EQ(parse_guid(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace wmiscope
