// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/source.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "base/utf16.h"
#include "input/event_xml/test_reading.h"

namespace wmiscope::event_xml {
namespace {

using testkit::ReadEvent;

// Record ids 1, 2, 3 … in order, each on the line and at the byte where it stands in the text.
void expect_all(const XmlLog& log, std::string_view text, std::size_t count) {
  ASSERT_EQ(log.events.size(), count);
  std::size_t line = 1;
  std::size_t counted = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const ReadEvent& event = log.events[i];
    ASSERT_EQ(event.record_id, i + 1);
    ASSERT_EQ(event.position.index, i + 1);
    const std::size_t at = event.position.offset.value_or(0);
    ASSERT_EQ(text.substr(at, 7), "<Event ");
    line +=
        static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                            text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted = at;
    ASSERT_EQ(event.position.line, line);
  }
}

TEST(EventXmlSource, EventsAcrossManyBlocks) {
  for (const bool sections : {false, true}) {
    std::string text = "<?xml version=\"1.0\"?>\n<Events>\n";
    for (int i = 1; i <= 3000; ++i) {
      std::string value(static_cast<std::size_t>(i * 37 % 1500), 'x');
      if (sections && i % 7 == 0) value += "<![CDATA[</Event>\n<Event ]]>";
      text += small_event(1, i, value) + (i % 3 == 0 ? "\n\n" : "\n");
    }
    text += "</Events>\n";
    const XmlLog log = read_xml(text);
    EXPECT_GT(log.blocks, 4U);
    EXPECT_TRUE(log.issues.empty());
    EXPECT_EQ(log.counts.records_read, 3000U);
    expect_all(log, text, 3000);
  }
}

TEST(EventXmlSource, OneLongEventAmidShortOnes) {
  const std::string text =
      small_event(1, 1) + small_event(1, 2, std::string(3 << 20, 'x')) + '\n' + small_event(1, 3);
  const XmlLog log = read_xml(text);
  EXPECT_TRUE(log.issues.empty());
  expect_all(log, text, 3);
}

TEST(EventXmlSource, AnEventBeyondTheLimitIsAnIssueAndTheRestIsRead) {
  const std::string filling(limits::kMaxEventXml * 5 / 2, 'x');
  struct Case {
    const char* name;
    std::string text;
  };
  const Case cases[] = {
      {"text that never ends", small_event(1, 1) + "\n<Event><System>" + filling + "\n"},
      {"with its end", small_event(1, 1) + "\n" + small_event(9, 9, filling + filling) + "\n"},
      {"a tag that never ends", small_event(1, 1) + "\n<Event a='" + filling + "\n"},
  };
  for (const Case& c : cases) {
    const XmlLog log = read_xml(c.text + small_event(1, 2));
    ASSERT_EQ(log.events.size(), 2U) << c.name;
    EXPECT_EQ(log.events[1].record_id, 2U);
    EXPECT_EQ(log.events[1].position.line, 3U) << c.name;
    ASSERT_EQ(log.issues.size(), 1U) << c.name;
    EXPECT_STREQ(log.issues[0].code, "value-size");
    EXPECT_EQ(log.issues[0].line, 2U);
    EXPECT_EQ(log.counts.records_seen, 3U);
    EXPECT_EQ(log.counts.records_damaged, 1U);
  }
}

TEST(EventXmlSource, ACommentThatNothingEndsIsNone) {
  std::string text = "<!-- <![CDATA[\n";
  int records = 0;
  while (text.size() < limits::kMaxEventXml * 5 / 2) {
    text += small_event(1, ++records, std::string(100'000, 'x')) + '\n';
  }
  const XmlLog log = read_xml(text);
  EXPECT_TRUE(log.issues.empty());
  expect_all(log, text, static_cast<std::size_t>(records));
}

TEST(EventXmlSource, TextWithoutEventsIsPassedOver) {
  const std::string text = std::string(3 << 20, 'a') + std::string(1 << 20, '\0') +
                           std::string(1 << 20, '<') + "\n" + small_event(1, 1);
  const XmlLog log = read_xml(text);
  EXPECT_TRUE(log.issues.empty());
  ASSERT_EQ(log.events.size(), 1U);
  EXPECT_EQ(log.events[0].position.line, 2U);
  EXPECT_EQ(log.events[0].position.offset, text.find("<Event"));
}

TEST(EventXmlSource, TheLastEventIsCut) {
  const std::string whole = small_event(1, 1) + "\n" + small_event(1, 2);
  const std::size_t second = whole.rfind("<Event ");
  for (std::size_t size = second + 7; size < whole.size(); ++size) {
    const XmlLog log = read_xml(whole.substr(0, size));
    ASSERT_EQ(log.events.size(), 1U) << size;
    ASSERT_EQ(log.issues.size(), 1U) << size;
    EXPECT_STREQ(log.issues[0].code, "xml");
    EXPECT_EQ(log.issues[0].line, 2U);
    EXPECT_EQ(log.counts.records_damaged, 1U);
  }
}

TEST(EventXmlSource, Encodings) {
  std::string text;
  for (int i = 1; i <= 2000; ++i) text += small_event(1, i, "M\u00fcller \U0001F600") + "\r\n";
  const std::string utf16 = utf8_to_utf16(text);
  std::string swapped = utf16;
  for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
  for (const std::string& bytes :
       {text, "\xEF\xBB\xBF" + text, utf16, "\xFF\xFE" + utf16, "\xFE\xFF" + swapped}) {
    const XmlLog log = read_xml(bytes);
    EXPECT_TRUE(log.issues.empty());
    ASSERT_EQ(log.events.size(), 2000U);
    EXPECT_EQ(log.events[1999].field("A"), "M\u00fcller \U0001F600");
    EXPECT_EQ(log.events[1999].position.line, 2000U);
    // Where the text was transcoded, no byte of the source is known.
    EXPECT_EQ(log.events[1999].position.offset.has_value(), bytes.size() < utf16.size());
    EXPECT_GT(probe_event_xml(ByteView(bytes)), 80);
  }
}

TEST(ProbeEventXml, KnowsEventsByTheirContent) {
  const std::string event = small_event(1, 1);
  struct Case {
    std::string head;
    int least, most;
  };
  const Case cases[] = {
      {event, 80, 100},
      {"\r\n<?xml version='1.0' encoding='utf-8'?>\r\n<Events>" + event, 80, 100},
      {"- <Event xmlns='x'>\n- <System>\n  <Provider/>", 80, 100},
      {"<e:Event xmlns:e='x'><e:System>", 80, 100},
      {"Nov 1 10:00:00 host agent: " + event, 10, 20},
      {"some text\n" + event, 20, 40},
      {std::string(20'000, 'x') + "\n" + event, 20, 40},
      {"</Data></EventData></Event>\n" + event, 80, 100},
      {"{\"xml\":\"" + event + "\"}", 1, 20},
      {"<Events><Event><Id>1</Id></Event></Events>", 0, 0},
      {"<html><body>System Event</body></html>", 0, 0},
      {"", 0, 0},
      {std::string("ElfFile\0", 8) + std::string(5000, '\0') + event, 0, 0},
  };
  for (const Case& c : cases) {
    const int score = probe_event_xml(ByteView(c.head));
    EXPECT_GE(score, c.least) << c.head.substr(0, 40);
    EXPECT_LE(score, c.most) << c.head.substr(0, 40);
  }
}

}  // namespace
}  // namespace wmiscope::event_xml
