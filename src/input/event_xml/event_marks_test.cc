// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/event_marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace wmiscope::event_xml {
namespace {

std::vector<std::size_t> all_marks(std::string_view text) {
  std::vector<std::size_t> found;
  EventMarks marks(text);
  for (std::size_t at = marks.next(0); at != EventMarks::kNone; at = marks.next(at + 1)) {
    found.push_back(at);
  }
  return found;
}

// Every place where the framing can stand must be among the marks.
std::vector<std::size_t> needed_marks(std::string_view text) {
  std::vector<std::size_t> needed;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const bool name = rest.starts_with("Event") &&
                      (rest.size() == 5 || std::string_view(" \t\r\n/>I").contains(rest[5]));
    if (name || rest.starts_with("<!")) needed.push_back(i);
  }
  return needed;
}

TEST(EventMarks, MissesNothingAtAnyPlace) {
  // Pieces in random order: names fall on every offset of the vectors, and on the end of the text.
  constexpr std::string_view kPieces[] = {"<Event>", "</Event", "EventID>", "EventData",
                                          "<!",      "<",       "Event ",   "E",
                                          "abc",     "\n",      "Eventt"};
  std::mt19937 random(5);  // NOLINT(*-msc51-cpp): the same texts in every run
  for (int round = 0; round < 200; ++round) {
    std::string text;
    const std::size_t size = random() % 9000;
    while (text.size() < size) text += kPieces[random() % std::size(kPieces)];
    const auto found = all_marks(text);
    for (const std::size_t at : needed_marks(text)) {
      ASSERT_TRUE(std::ranges::binary_search(found, at)) << "round " << round << " at " << at;
    }
    ASSERT_EQ(holds_sections(text), text.find("<!") != std::string::npos);
  }
}

TEST(EventMarks, GoesBackWhereAsked) {
  const std::string text = std::string(5000, ' ') + "<Event>" + std::string(5000, ' ') + "</Event>";
  EventMarks marks(text);
  EXPECT_EQ(marks.next(6000), 10009U);
  EXPECT_EQ(marks.next(0), 5001U);
  EXPECT_EQ(marks.next(10010), EventMarks::kNone);
}

}  // namespace
}  // namespace wmiscope::event_xml
