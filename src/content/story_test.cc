// SPDX-License-Identifier: Apache-2.0
#include "content/story.h"

#include <gtest/gtest.h>

#include <string>

#include "base/format.h"

namespace wmiscope {
namespace {

constexpr std::string_view kDetection =
    "    title: T\n    type: TTP\n    search: stats\n    by: [dest, user]\n    risk: 63\n"
    "    mitre: [T1047]\n    message: on {dest}\n    risk_objects: {system: dest}\n"
    "    filter: t_filter\n";

std::expected<Story, std::string> story_with(std::string_view detection) {
  const std::string text = format("id: s\nname: S\ndetections:\n  - id: d\n{}", detection);
  return parse_story({"stories/s.yml", text, {}});
}

TEST(Story, ReadsADetection) {
  const auto story = story_with(kDetection);
  ASSERT_TRUE(story.has_value()) << story.error();
  ASSERT_EQ(story->detections.size(), 1u);
  const StoryDetection& d = story->detections[0];
  EXPECT_EQ(d.id, "d");
  EXPECT_EQ(d.search, SearchKind::kStats);
  EXPECT_EQ(d.by_fields, (std::vector<std::string>{"dest", "user"}));
  EXPECT_EQ(d.risk_score, 63);
  EXPECT_EQ(d.mitre_attack, std::vector<std::string>{"T1047"});
  EXPECT_EQ(d.dest_field, "dest");
  EXPECT_EQ(d.user_field, "");
  EXPECT_EQ(d.filter, "t_filter");
  EXPECT_FALSE(d.later);
  EXPECT_EQ(story->find("d"), &d);
  EXPECT_EQ(story->find("e"), nullptr);
}

TEST(Story, RefusesWithFileAndLine) {
  struct Case {
    std::string_view from;
    std::string_view to;
    std::string_view reason;
  };
  const Case cases[] = {
      {"    title: T\n", "", "stories/s.yml:4: a detection needs `title`"},
      {"by: [dest, user]", "by: []", "needs `by`"},
      {"    mitre: [T1047]\n", "", "needs `mitre`"},
      {"search: stats", "search: sums", "`search` is"},
      {"risk: 63", "risk: 101", "`risk` is"},
      {"risk: 63", "risk: -1", "`risk` is"},
      {"risk: 63", "risk: 6x", "`risk` is"},
      {"risk: 63", "risk: [", "stories/s.yml:"},
  };
  for (const Case& c : cases) {
    std::string text(kDetection);
    text.replace(text.find(c.from), c.from.size(), c.to);
    const auto story = story_with(text);
    ASSERT_FALSE(story.has_value()) << c.to;
    EXPECT_NE(story.error().find(c.reason), std::string::npos) << story.error();
  }
}

TEST(Story, RefusesWhatIsNoStory) {
  for (const char* text : {"", "a", "id: x\nname: y\n", "id: x\n---\nid: y\n", "- id: x\n"}) {
    EXPECT_FALSE(parse_story({"s.yml", text, {}}).has_value()) << text;
  }
}

}  // namespace
}  // namespace wmiscope
