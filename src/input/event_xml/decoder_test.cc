// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/decoder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "base/utf16.h"
#include "input/event_xml/test_reading.h"
#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::event_xml {
namespace {

using namespace testkit;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// One act in events of every make, some of it hard on XML.
std::string story_evtx() {
  EvtxWriter w;
  w.add(sysmon_1()
            .image("C:\\Windows\\System32\\wbem\\WMIC.exe")
            .command_line("wmic /node:\"a&b\" process call create 'x<y>z'\r\n\tnext  ")
            .parent("C:\\Windows\\explorer.exe")
            .user("EXAMPLE\\anna")
            .at("2026-11-01T10:00:00.1234567Z"));
  w.add(security_4688_v2().command_line("").at("2026-11-01T10:00:01.0000000Z"));
  w.add(sysmon_21().data("Destination", "]]> &amp; \"quoted\" M\u00fcller"));
  w.add(wmi_5860().query("SELECT * FROM X WHERE a < 1"));
  w.add(wmi_5861().data("CONSUMER", "CommandLineEventConsumer=\"Updater\""));
  w.add(event("Application", "Example", 1).unnamed("loose <text>").unnamed("&"));
  w.add(event("Application", "Example", 2)
            .data("List", array_of({text("one"), text("two & three")}))
            .data("After", "it"));
  w.add(system_7045().qualifiers(16384));
  return w.write();
}

std::string as_xml(const std::string& evtx) {
  MemorySource source{ByteView(evtx)};
  const auto reader = evtx::open_evtx(source);
  const Demand demand;
  const FieldNames names;
  InputOptions options;
  options.dump_format = DumpFormat::kXml;
  const auto decoder = evtx::make_evtx_decoder(demand, names, options);
  Block block;
  EventBatch batch;
  Buffer out;
  while (reader->next(block)) decoder->dump(block, batch, out);
  return std::string(out.view().chars());
}

// A line end and indent between tags that stand side by side, but not within an empty element.
std::string pretty(std::string_view xml, std::string_view indent) {
  std::string out;
  bool after_leaf = true;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    out += xml[i];
    if (xml[i] == '<') after_leaf = i + 1 < xml.size() && xml[i + 1] == '/';
    if (xml[i] != '>' || i + 1 >= xml.size() || xml[i + 1] != '<') continue;
    const bool empty = xml[i - 1] == '/';
    if (xml[i + 2] != '/' || empty || after_leaf) out += indent;
  }
  return out;
}

std::string viewer(const std::string& xml) {
  std::string text = pretty(xml, "\r\n  ");
  for (const std::string_view name : {"Event ", "System>", "EventData>", "UserData>"}) {
    text = replaced(text, "<" + std::string(name), "- <" + std::string(name));
  }
  return text;
}

std::string prefixed(std::string_view xml) {
  std::string out;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    out += xml[i];
    if (xml[i] != '<') continue;
    if (xml[i + 1] == '/') out += xml[++i];
    out += "evt:";
  }
  return replaced(out, " xmlns=", " xmlns:evt=");
}

// Quotes only where they delimit attributes: in text they are written as they are.
std::string single_quoted(std::string_view xml) {
  std::string out;
  bool in_tag = false;
  for (const char c : xml) {
    if (c == '<') in_tag = true;
    if (c == '>') in_tag = false;
    out += in_tag && c == '"' ? '\'' : c;
  }
  return out;
}

struct Form {
  const char* name;
  std::function<std::string(const std::string&)> write;
};

const Form kForms[] = {
    {"one a line", [](const std::string& xml) { return xml; }},
    {"all on one line", [](const std::string& xml) { return replaced(xml, "\n", ""); }},
    {"declaration and Events",
     [](const std::string& xml) {
       return "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>" +
              replaced(xml, "\n", "") + "</Events>";
     }},
    {"pretty-printed", [](const std::string& xml) { return pretty(xml, "\r\n    "); }},
    {"Event Viewer", viewer},
    {"single quotes", single_quoted},
    {"prefixes", [](const std::string& xml) { return prefixed(xml); }},
    {"hexadecimal references",
     [](const std::string& xml) {
       return replaced(replaced(xml, "&#13;", "&#xD;"), "&#10;", "&#x0000A;");
     }},
    {"bare line ends",
     [](const std::string& xml) { return replaced(replaced(xml, "&#13;", "\r"), "&#10;", "\n"); }},
    {"CDATA",
     [](const std::string& xml) {
       const std::string text = replaced(xml, "x&lt;y&gt;z", "x<![CDATA[<y></Event><Event>]]>z");
       return replaced(text, "<![CDATA[<y></Event><Event>]]>", "<![CDATA[<y>]]>");
     }},
    {"comments",
     [](const std::string& xml) {
       return "<!-- <Event> -->" + replaced(xml, "<EventData>", "<!-- </Event> --><EventData>");
     }},
    {"rendering information",
     [](const std::string& xml) {
       return replaced(xml, "</Event>",
                       "<RenderingInfo Culture=\"de-DE\"><Level>Informationen</Level>"
                       "<Keywords><Keyword>k</Keyword></Keywords></RenderingInfo></Event>");
     }},
    {"UTF-16", [](const std::string& xml) { return "\xFF\xFE" + utf8_to_utf16(xml); }},
    {"headers of a shipper",
     [](const std::string& xml) {
       return replaced(xml, "<Event ", "<13>Nov  1 10:00:00 host: <Event ");
     }},
};

TEST(EventXmlDecoder, EveryFormGivesWhatTheEvtxGives) {
  const std::string evtx = story_evtx();
  const ReadLog expected = read_log(evtx);
  ASSERT_EQ(expected.events.size(), 8U);
  const std::string xml = as_xml(evtx);
  for (const Form& form : kForms) {
    const XmlLog log = read_xml(form.write(xml));
    EXPECT_TRUE(log.issues.empty()) << form.name;
    ASSERT_EQ(log.events.size(), expected.events.size()) << form.name;
    for (std::size_t i = 0; i < log.events.size(); ++i) {
      const ReadEvent& event = log.events[i];
      const ReadEvent& same = expected.events[i];
      EXPECT_EQ(event.event_id, same.event_id) << form.name;
      EXPECT_EQ(event.system, same.system) << form.name << ", event " << event.event_id;
      EXPECT_EQ(event.fields, same.fields) << form.name << ", event " << event.event_id;
      EXPECT_EQ(event.time, same.time) << form.name;
      EXPECT_EQ(event.position.index, i + 1) << form.name;
    }
  }
}

TEST(EventXmlDecoder, HonoursTheDemand) {
  FieldNames names;
  const FieldId a = names.intern("A");
  const FieldId b = names.intern("B");
  const std::vector<Want> wants = {
      {.channel = "C",
       .provider = "P",
       .event_id = 1,
       .fields = {a, b},
       .any_of = {{a, RawCondition::Test::kContains, "w<m>i"}}},
      {.channel = "Other", .provider = "Q", .event_id = 2, .fields = {a}, .any_of = {}}};
  const std::string text = small_event(1, 1, "a W&lt;M&gt;I b") + small_event(1, 2, "none") +
                           small_event(2, 3) + small_event(3, 4) + "<Event><System><EventID>3" +
                           "</EventID></broken></Event>";
  const XmlLog log = read_xml(text, wants, names);
  ASSERT_EQ(log.events.size(), 1U);
  EXPECT_EQ(log.events[0].record_id, 1U);
  EXPECT_EQ(log.events[0].field("A"), "a W<M>I b");
  EXPECT_EQ(log.events[0].field("B"), std::nullopt);
  // What is not demanded is not looked into.
  EXPECT_TRUE(log.issues.empty());
  EXPECT_EQ(log.counts.records_read, 5U);
}

TEST(EventXmlDecoder, CountsForCoverage) {
  FieldNames names;
  const FieldId a = names.intern("A");
  const FieldId b = names.intern("B");
  const Demand demand = Demand::build(
      {{.channel = "C",
        .provider = "P",
        .event_id = 1,
        .fields = {b, a},
        .any_of = {{a, RawCondition::Test::kEquals, "no"}}},
       {.channel = "C", .provider = "P", .event_id = {}, .fields = {}, .any_of = {}}});
  const std::string text = small_event(1, 1) + small_event(1, 2) + small_event(7, 3);
  MemorySource source{ByteView(text)};
  const auto reader = open_event_xml(source, {});
  const auto decoder = make_event_xml_decoder(demand, names, {});
  Block block;
  EventBatch batch;
  ASSERT_TRUE(reader->next(block));
  decoder->decode(block, batch);
  const std::size_t narrow = *demand.find(Value::utf8("C"), {}, 1);
  const std::size_t wide = *demand.find(Value::utf8("C"), {}, 7);
  EXPECT_EQ(batch.demanded[narrow], 2U);
  EXPECT_EQ(batch.demanded[wide], 1U);
  EXPECT_EQ(batch.fields_seen[narrow], 1U << *demand[narrow].slot(a));
  EXPECT_EQ(batch.wide.at({wide, 7, "C", "P"}), 1U);
}

TEST(EventXmlDecoder, TimesHaveTheDigitsOfTheSource) {
  const std::pair<const char*, const char*> cases[] = {
      {"2019-05-23T16:49:05.736570Z", "2019-05-23T16:49:05.736570Z"},
      {"2019-05-23T16:49:05.736570500Z", "2019-05-23T16:49:05.736570500Z"},
      {"2019-05-23T18:49:05.7+02:00", "2019-05-23T16:49:05.7Z"},
      {"2019-05-23T16:49:05Z", "2019-05-23T16:49:05Z"},
      {"2019-05-23 16:49:05.123", "2019-05-23T16:49:05.123Z"},
      {"never", ""},
  };
  for (const auto& [written, shown] : cases) {
    const XmlLog log =
        read_xml(replaced(small_event(1, 1), "2026-11-01T10:00:00.1234567Z", written));
    ASSERT_EQ(log.events.size(), 1U) << written;
    EXPECT_EQ(log.events[0].time, shown);
  }
}

// An event whose data is `data`, with a rendered message.
std::string with_message(std::string_view data) {
  std::string xml =
      "<Event><System><Provider Name='Microsoft-Windows-WMI-Activity'/><EventID>5860</EventID>"
      "<Channel>Microsoft-Windows-WMI-Activity/Operational</Channel></System>";
  xml += data;
  return xml +
         "<RenderingInfo Culture='en-US'><Message>Namespace = ROOT\\CIMV2; NotificationQuery = "
         "SELECT * FROM X; UserName = H\\anna; ClientProcessID = 7, ClientMachine = H; "
         "PossibleCause = Temporary</Message></RenderingInfo></Event>";
}

TEST(EventXmlDecoder, TheRenderedMessageServesWhereThereIsNoData) {
  FieldNames names;
  const std::vector<Want> wants = {
      {.channel = {},
       .provider = {},
       .event_id = 5860,
       .fields = {names.intern("Query"), names.intern("Message"), names.intern("User")},
       .any_of = {}}};
  const XmlLog bare = read_xml(with_message(""), wants, names);
  ASSERT_EQ(bare.events.size(), 1U);
  EXPECT_EQ(bare.events[0].field("Query"), "SELECT * FROM X");
  EXPECT_EQ(bare.events[0].field("User"), "H\\anna");
  EXPECT_TRUE(bare.events[0].field("Message")->starts_with("Namespace = ROOT"));
  const XmlLog own = read_xml(
      with_message("<UserData><Op xmlns='x'><Query>own</Query></Op></UserData>"), wants, names);
  ASSERT_EQ(own.events.size(), 1U);
  EXPECT_EQ(own.events[0].field("Query"), "own");
  EXPECT_EQ(own.events[0].field("User"), std::nullopt);
  EXPECT_TRUE(own.events[0].field("Message").has_value());
}

TEST(EventXmlDecoder, ABrokenEventEndsWithItself) {
  struct Case {
    const char* name;
    std::string broken;
    std::size_t seen;
  };
  const Case cases[] = {
      {"another end tag", "<Event><System><EventID>1</Data></System></Event>", 3},
      {"an attribute without quotes", replaced(small_event(1, 9), "Name=\"A\"", "Name=A"), 3},
      {"a quote that nothing ends", replaced(small_event(1, 9), "Name=\"A\"", "Name=\"A"), 3},
      {"no id", "<Event><System></System></Event>", 3},
      {"an id that is no number", "<Event><System><EventID>x</EventID></System></Event>", 3},
      {"mixed with the next one", "<Event><System><EventID>1</EventID><Cha", 3},
      {"the end of another", "</EventData></Event>", 2},
      {"a section without an end", "<Event><System><EventID>1</EventID><![CDATA[</System></Event>",
       3},
      {"nested too deep",
       "<Event><System><EventID>1</EventID></System>" +
           replaced(std::string(100, '+'), "+", "<a>") + "</Event>",
       3},
  };
  for (const Case& c : cases) {
    const XmlLog log = read_xml(small_event(1, 1) + "\n" + c.broken + "\n" + small_event(1, 2));
    ASSERT_EQ(log.events.size(), 2U) << c.name;
    EXPECT_EQ(log.events[1].record_id, 2U) << c.name;
    ASSERT_EQ(log.issues.size(), 1U) << c.name;
    EXPECT_STREQ(log.issues[0].code, "xml") << c.name;
    EXPECT_EQ(log.issues[0].line, 2U) << c.name;
    EXPECT_EQ(log.counts.records_seen, c.seen) << c.name;
    EXPECT_EQ(log.counts.records_read, 2U) << c.name;
    EXPECT_EQ(log.counts.records_damaged, c.seen - 2) << c.name;
  }
}

TEST(EventXmlDecoder, NothingIsExpandedAndNothingFetched) {
  const std::string text =
      "<!DOCTYPE Events [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">"
      "<!ENTITY f SYSTEM \"file:///etc/hostname\">]>" +
      small_event(1, 1, "&b;&f;&lt;");
  const XmlLog log = read_xml(text);
  ASSERT_EQ(log.events.size(), 1U);
  EXPECT_EQ(log.events[0].field("A"), "&b;&f;<");
}

TEST(EventXmlDecoder, XmlOfOtherThingsIsForeign) {
  const XmlLog log = read_xml("<Event><Id>1</Id></Event>" + small_event(1, 1));
  EXPECT_EQ(log.events.size(), 1U);
  EXPECT_TRUE(log.issues.empty());
  EXPECT_EQ(log.counts.records_foreign, 1U);
  EXPECT_EQ(log.counts.records_seen, 2U);
}

}  // namespace
}  // namespace wmiscope::event_xml
