// SPDX-License-Identifier: Apache-2.0
#include "context/judge/words.h"

#include <gtest/gtest.h>

#include "context/judge/purposes.h"
#include "context/judge/tool_fingerprints.h"

namespace wmiscope {
namespace {

TEST(Words, EveryIdHasItsWords) {
  for (const std::string_view word : purpose_words()) {
    EXPECT_EQ(purpose_phrase(word).find('-'), std::string_view::npos) << word;
  }
  const auto tools = ToolFingerprints::load();
  ASSERT_TRUE(tools.has_value()) << tools.error();
  for (const TextPattern& tool : tools->patterns().patterns()) {
    EXPECT_NE(tool_words(tool.name), "") << tool.name;
  }
}

TEST(Words, UnknownIdsGiveThemselves) {
  EXPECT_EQ(purpose_phrase("x"), "x");
  EXPECT_EQ(tool_words("x"), "x");
}

}  // namespace
}  // namespace wmiscope
