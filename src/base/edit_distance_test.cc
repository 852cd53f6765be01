// SPDX-License-Identifier: Apache-2.0
#include "base/edit_distance.h"

#include <gtest/gtest.h>

#include <string>

namespace wmiscope {
namespace {

TEST(EditDistance, Counts) {
  const struct {
    std::string_view a, b;
    std::size_t expected;
  } cases[] = {
      {"", "", 0},
      {"", "abc", 3},
      {"abc", "abc", 0},
      {"ABC", "abc", 0},
      {"abc", "abd", 1},
      {"abc", "ab", 1},
      {"ab", "abc", 1},
      {"ab", "ba", 1},
      {"kitten", "sitting", 3},
      {"ca", "abc", 3},
      {"threads", "thraeds", 1},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(edit_distance(c.a, c.b), c.expected) << c.a << " " << c.b;
    EXPECT_EQ(edit_distance(c.b, c.a), c.expected) << c.b << " " << c.a;
  }
}

TEST(EditDistance, Closest) {
  constexpr std::string_view kNames[] = {"CommandLine", "ParentCommandLine", "Image", "User",
                                         "scan"};
  const struct {
    std::string_view word;
    std::optional<std::string_view> expected;
  } cases[] = {
      {"comandline", "CommandLine"},
      {"CommandLine", "CommandLine"},
      {"Imgae", "Image"},
      {"scna", "scan"},
      {"usr", "User"},
      {"xyz", std::nullopt},
      {"", std::nullopt},
      {"us", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(closest(c.word, kNames), c.expected) << c.word;
}

TEST(EditDistance, TheFirstOfSeveral) {
  constexpr std::string_view kNames[] = {"abcx", "abcy"};
  EXPECT_EQ(closest("abcz", kNames), "abcx");
  EXPECT_EQ(closest("abcz", {}), std::nullopt);
}

TEST(EditDistance, NoHelpForWhatIsNoName) {
  const std::string word(100'000, 'a');
  const std::string_view same[] = {word};
  EXPECT_EQ(closest(word, same), std::nullopt);
}

}  // namespace
}  // namespace wmiscope
