// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/event_finder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wmiscope::event_xml {
namespace {

using Kind = FoundEvent::Kind;

// What was found, as "whole 4688 <Event>…</Event>".
std::vector<std::string> found_in(std::string_view text, bool last = true) {
  static constexpr std::string_view kWords[] = {"whole", "cut", "end"};
  std::vector<std::string> out;
  EventFinder finder(text, last);
  FoundEvent event;
  while (finder.next(event)) {
    std::string words(kWords[static_cast<std::size_t>(event.kind)]);
    if (event.event_id) words += ' ' + std::to_string(*event.event_id);
    out.push_back(words + ' ' + std::string(text.substr(event.begin, event.end - event.begin)));
  }
  return out;
}

TEST(EventFinder, FindsEventsWhateverIsAroundThem) {
  struct Case {
    const char* name;
    std::string text;
    std::vector<std::string> found;
  };
  const Case cases[] = {
      {"one",
       "<Event a='b'><EventID>7</EventID></Event>",
       {"whole 7 <Event a='b'><EventID>7</EventID></Event>"}},
      {"in Events",
       "<?xml version='1.0'?>\n<Events>\n<Event><a/></Event>\n</Events>",
       {"whole <Event><a/></Event>"}},
      {"with attributes of the id",
       "<Event><EventID Qualifiers='16384'>10016</EventID></Event>",
       {"whole 10016 <Event><EventID Qualifiers='16384'>10016</EventID></Event>"}},
      {"an id with blanks is left to the parser",
       "<Event><EventID> 7 </EventID></Event>",
       {"whole <Event><EventID> 7 </EventID></Event>"}},
      {"with a prefix",
       "x<e:Event><e:EventID>3</e:EventID></e:Event>y",
       {"whole 3 <e:Event><e:EventID>3</e:EventID></e:Event>"}},
      {"end tag with a blank", "<Event>a</Event >", {"whole <Event>a</Event >"}},
      {"empty", "<Event/><Event />", {"whole <Event/>", "whole <Event />"}},
      {"names that only begin alike", "<EventData>Event</EventData><Eventful></Eventful>", {}},
      {"in a CDATA section",
       "<Event><![CDATA[</Event><Event>]]></Event>",
       {"whole <Event><![CDATA[</Event><Event>]]></Event>"}},
      {"in a comment", "<!-- <Event>1</Event> --><Event>2</Event>", {"whole <Event>2</Event>"}},
      {"a section that nothing ends",
       "<Event><![CDATA[</Event><Event>2</Event>",
       {"whole <Event><![CDATA[</Event>", "whole <Event>2</Event>"}},
      {"elements of that name within",
       "<Event><u><Event><b/></Event></u></Event>",
       {"whole <Event><u><Event><b/></Event></u></Event>"}},
  };
  for (const Case& c : cases) EXPECT_EQ(found_in(c.text), c.found) << c.name;
}

TEST(EventFinder, DamageEndsWithItsEvent) {
  const std::string next = "<Event><System><EventID>2</EventID></System></Event>";
  EXPECT_EQ(found_in("<Event><System><EventID>1</Eve" + next),
            (std::vector<std::string>{"cut 1 <Event><System><EventID>1</Eve", "whole 2 " + next}));
  EXPECT_EQ(found_in("lost</Event>" + next),
            (std::vector<std::string>{"end </Event>", "whole 2 " + next}));
  EXPECT_EQ(found_in(next + "<Event><Sys"),
            (std::vector<std::string>{"whole 2 " + next, "cut <Event><Sys"}));
}

TEST(EventFinder, SaysWhatMoreTextCouldEnd) {
  struct Case {
    std::string text;
    std::size_t rest;
  };
  const Case cases[] = {
      {"<Event></Event> ", EventFinder::kNone},
      {"<Event></Event> <Event>", 16},
      {"<Event></Event><!-- <Event>", 15},
      {"<Event><![CDATA[</Event>", 0},
      {"<Event></Event", 0},
  };
  for (const Case& c : cases) {
    EventFinder finder(c.text, false);
    FoundEvent event;
    while (finder.next(event)) {
    }
    EXPECT_EQ(finder.rest(), c.rest) << c.text;
  }
}

TEST(EventFinder, IsLinearInSectionsThatNothingEnds) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "<Event><![CDATA[<!--";
  EXPECT_EQ(found_in(text).size(), 1U);
}

TEST(LastEventEnd, IsBehindTheLastEndTag) {
  EXPECT_EQ(last_event_end("<Event></Event> <Event>"), 15U);
  EXPECT_EQ(last_event_end("<a:Event></a:Event> Event> <Event>"), 19U);
  EXPECT_EQ(last_event_end("<Event> Event>"), 0U);
  EXPECT_EQ(last_event_end("Event>"), 0U);
}

TEST(BeginsEvent, NeedsASystemElementBehindTheTag) {
  EXPECT_TRUE(begins_event("<Event xmlns='x'>\r\n- <System>", 0));
  EXPECT_TRUE(begins_event("<e:Event><e:System a='b'>", 0));
  for (const char* text : {"<Event>", "<Event/><System>", "<Event><Systems>", "<Event>x<System>"}) {
    EXPECT_FALSE(begins_event(text, 0)) << text;
  }
}

}  // namespace
}  // namespace wmiscope::event_xml
