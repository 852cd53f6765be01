// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/xml_dump.h"

#include <gtest/gtest.h>

#include <string>

#include "input/event_xml/test_reading.h"

namespace wmiscope::event_xml {
namespace {

std::string dumped(std::string_view event, DumpFormat format) {
  XmlDump dump(format);
  Buffer out;
  const char* wrong = dump.write(event, out);
  return wrong ? std::string("wrong: ") + wrong : std::string(out.view().chars());
}

constexpr std::string_view kEvent =
    "<e:Event xmlns:e='urn:x'>\n- <e:System><e:Provider Name='P' "
    "Guid='{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'/><e:EventID Qualifiers='0'> 7 </e:EventID>"
    "<e:Task>007</e:Task><e:Keywords>0x80</e:Keywords><e:Correlation/>"
    "<e:Execution ProcessID='4' ThreadID='8'/></e:System>\n- <e:EventData>\n<e:Data Name='A'>1"
    "</e:Data><e:Data Name='B'/><e:Data>u&lt;</e:Data><e:Data>v\nw</e:Data></e:EventData>"
    "</e:Event>";

TEST(EventXmlDump, JsonInTheShapeOfEvtxDump) {
  EXPECT_EQ(dumped(kEvent, DumpFormat::kJsonl),
            R"({"Event":{"#attributes":{"xmlns":"urn:x"},"System":{"Provider":{"#attributes":)"
            R"({"Name":"P","Guid":"{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"}},"EventID":)"
            R"({"#attributes":{"Qualifiers":0},"#text":7},"Task":"007","Keywords":"0x80",)"
            R"("Correlation":null,"Execution":{"#attributes":{"ProcessID":4,"ThreadID":8}}},)"
            R"("EventData":{"A":"1","B":"","Data":{"#text":["u<","v\nw"]}}}})"
            "\n");
}

TEST(EventXmlDump, XmlAgainOneEventALine) {
  const std::string xml = dumped(kEvent, DumpFormat::kXml);
  EXPECT_EQ(xml,
            "<Event xmlns=\"urn:x\"><System><Provider Name=\"P\" "
            "Guid=\"{5770385F-C22A-43E0-BF4C-06F5698FFBD9}\"/><EventID Qualifiers=\"0\">7</EventID>"
            "<Task>007</Task><Keywords>0x80</Keywords><Correlation/><Execution ProcessID=\"4\" "
            "ThreadID=\"8\"/></System><EventData><Data Name=\"A\">1</Data><Data Name=\"B\"/>"
            "<Data>u&lt;</Data><Data>v&#10;w</Data></EventData></Event>\n");
  EXPECT_EQ(dumped(xml, DumpFormat::kXml), xml);
}

TEST(EventXmlDump, BrokenXmlLeavesNoLine) {
  EXPECT_EQ(dumped("<Event><a></b></Event>", DumpFormat::kXml),
            "wrong: the end tag of another element");
  EXPECT_EQ(dumped("<Event a=b></Event>", DumpFormat::kJsonl),
            "wrong: the attributes of an element");
  EXPECT_EQ(dumped("<Event><a></a>", DumpFormat::kJsonl), "wrong: the XML of an event");
  std::string deep = "<Event>";
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_EQ(dumped(deep, DumpFormat::kJsonl), "wrong: XML that is nested too deep");
}

TEST(EventXmlDump, LooksAtAllContent) {
  const std::string text = small_event(1, 1) + "<Event><System><EventID>2</EventID></System>" +
                           "<EventData></x></EventData></Event>" + small_event(3, 3);
  InputOptions options;
  options.dump_format = DumpFormat::kXml;
  const XmlLog log = read_xml(text, {}, FieldNames{}, options);
  EXPECT_EQ(read_xml(log.dump).events.size(), 2U);
}

}  // namespace
}  // namespace wmiscope::event_xml
