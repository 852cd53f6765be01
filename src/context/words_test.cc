// SPDX-License-Identifier: Apache-2.0
#include "context/words.h"

#include <gtest/gtest.h>

#include <array>

#include "context/purposes.h"
#include "context/risk.h"
#include "context/tool_fingerprints.h"

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
  for (const std::string_view vector :
       {"wmic-remote", "wmi-process-create", "script-consumer", "xsl-script", "provider-change"}) {
    EXPECT_NE(vector_words(vector), vector);
    EXPECT_GT(vector_risk(vector), 0) << vector;
  }
}

TEST(Words, UnknownIdsGiveThemselves) {
  EXPECT_EQ(vector_words("new-vector"), "new-vector");
  EXPECT_EQ(purpose_phrase("x"), "x");
  EXPECT_EQ(tool_words("x"), "x");
}

TEST(Words, Lists) {
  constexpr std::array<std::string_view, 3> kWords = {"a", "b", "c"};
  EXPECT_EQ(join_words({}), "");
  EXPECT_EQ(join_words(std::span(kWords).first(1)), "a");
  EXPECT_EQ(join_words(std::span(kWords).first(2)), "a and b");
  EXPECT_EQ(join_words(kWords), "a, b and c");
}

TEST(Words, OriginAndConfidence) {
  EXPECT_EQ(origin_words(OriginKind::kRemote), "from another host");
  EXPECT_EQ(origin_words(OriginKind::kLocal), "on the host itself");
  EXPECT_EQ(confidence_words(Confidence::kHigh), "high");
}

}  // namespace
}  // namespace wmiscope
