// SPDX-License-Identifier: Apache-2.0
#include "base/sid.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

using namespace std::string_view_literals;

struct SidCase {
  const char* name;
  std::string_view bytes;
  const char* text;  // null: refused
};

constexpr auto kDomainUser =
    "\x01\x05\0\0\0\0\0\x05\x15\0\0\0\x01\0\0\0\x02\0\0\0\xFF\xFF\xFF\xFF\xE9\x03\0\0"sv;

const SidCase kCases[] = {
    {"System", "\x01\x01\0\0\0\0\0\x05\x12\0\0\0"sv, "S-1-5-18"},
    {"DomainUser", kDomainUser, "S-1-5-21-1-2-4294967295-1001"},
    {"NoSubauthority", "\x01\0\0\0\0\0\0\x05"sv, "S-1-5"},
    {"BigAuthority", "\x01\x01\x01\0\0\0\0\x05\x12\0\0\0"sv, "S-1-0x010000000005-18"},
    {"BytesBehindIt", "\x01\x01\0\0\0\0\0\x05\x12\0\0\0zz"sv, "S-1-5-18"},
    {"Empty", ""sv, nullptr},
    {"HeaderCut", "\x01\0\0\0\0\0\0"sv, nullptr},
    {"SubauthorityCut", "\x01\x01\0\0\0\0\0\x05\x12\0\0"sv, nullptr},
    {"CountTooLarge", "\x01\xFF\0\0\0\0\0\x05\x12\0\0\0"sv, nullptr},
};

TEST(Sid, Text) {
  for (const SidCase& c : kCases) {
    std::string out = "x";
    EXPECT_EQ(append_sid(ByteView(c.bytes), out), c.text != nullptr) << c.name;
    EXPECT_EQ(out, std::string("x") + (c.text ? c.text : "")) << c.name;
  }
}

TEST(Sid, WindowsOwnBoundHolds) {
  std::string sixteen("\x01\x10\0\0\0\0\0\x05"sv);
  sixteen.append(16 * 4, '\1');
  std::string out;
  EXPECT_FALSE(append_sid(ByteView(sixteen), out));
  sixteen[1] = 15;
  EXPECT_TRUE(append_sid(ByteView(sixteen), out));
}

TEST(WindowsAccount, HasANameByItsSidAlone) {
  EXPECT_EQ(windows_account("S-1-5-18"), "NT AUTHORITY\\SYSTEM");
  EXPECT_EQ(windows_account("S-1-5-20"), "NT AUTHORITY\\NETWORK SERVICE");
  EXPECT_EQ(windows_account("S-1-5-21-1-2-3-18"), "");
}

}  // namespace
}  // namespace wmiscope
