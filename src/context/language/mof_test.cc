// SPDX-License-Identifier: Apache-2.0
#include "context/language/mof.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

// The text of a real 5861, the default subscription of Windows.
constexpr const char* kScm =
    "Binding EventFilter: \ninstance of __EventFilter\n{\n\tCreatorSID = {1, 2, 0, 0, 0, 0, 0, 5, "
    "32, "
    "0, 0, 0, 32, 2, 0, 0};\n\tEventNamespace = \"root\\\\cimv2\";\n\tName = \"SCM Event Log "
    "Filter\";\n\tQuery = \"select * from MSFT_SCMEventLogEvent\";\n\tQueryLanguage = "
    "\"WQL\";\n};\nPerm. Consumer: \ninstance of NTEventLogEventConsumer\n{\n\tCategory = "
    "0;\n\tCreatorSID = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};\n\tEventType = "
    "1;\n\tName = \"SCM Event Log Consumer\";\n\tNameOfUserSIDProperty = \"sid\";\n\tSourceName = "
    "\"Service Control Manager\";\n};\n";

TEST(Mof, RenderedBinding) {
  const auto found = parse_mof(kScm);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].class_name, "__EventFilter");
  EXPECT_EQ(found[0].text("name"), "SCM Event Log Filter");
  EXPECT_EQ(found[0].text("EventNamespace"), "root\\cimv2");
  EXPECT_EQ(found[0].text("Query"), "select * from MSFT_SCMEventLogEvent");
  EXPECT_EQ(sid_of_byte_list(found[0].text("CreatorSID")), "S-1-5-32-544");
  EXPECT_EQ(found[1].class_name, "NTEventLogEventConsumer");
  EXPECT_EQ(found[1].text("Category"), "0");
  EXPECT_EQ(found[1].text("SourceName"), "Service Control Manager");
}

TEST(Mof, SourceFile) {
  const auto found = parse_mof(
      "#pragma namespace(\"\\\\\\\\.\\\\root\\\\subscription\")\n// instance of Not { };\n"
      "/* instance of Not { }; */\ninstance of ActiveScriptEventConsumer as $C\n{ Name = \"a\" "
      "\"b\"; "
      "ScriptText = \"x = \\\"};\\\"\\n\"; };\ninstance of __FilterToConsumerBinding { Consumer = "
      "$C; "
      "Filter = $F; MaintainSecurityContext = FALSE }");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].alias, "$C");
  EXPECT_EQ(found[0].text("Name"), "ab");
  EXPECT_EQ(found[0].text("ScriptText"), "x = \"};\"\n");
  EXPECT_EQ(found[1].text("Consumer"), "$C");
  EXPECT_EQ(found[1].text("MaintainSecurityContext"), "FALSE");
}

TEST(Mof, DamagedTextGivesWhatIsThere) {
  struct Case {
    const char* text;
    std::size_t instances;
  };
  constexpr Case kCases[] = {
      {"", 0},
      {"instance", 0},
      {"instance of", 0},
      {"instance of X {", 1},
      {"instance of X { Name = \"open", 1},
      {"instance of X { [key", 1},
      {"instance of X { = ; } instance of Y { A = {1, {2}, 3}; };", 2},
      {"instance of X { A = {{{{", 1},
  };
  for (const Case& c : kCases) EXPECT_EQ(parse_mof(c.text).size(), c.instances) << c.text;
}

TEST(Mof, SidLists) {
  EXPECT_EQ(sid_of_byte_list("{1,5,0,0,0,0,0,5,21,0,0,0,1,0,0,0,2,0,0,0,3,0,0,0,233,3,0,0}"),
            "S-1-5-21-1-2-3-1001");
  for (const char* list : {"", "{}", "{1, 5, 0}", "{1, 300}", "{a}", "S-1-5-18"}) {
    EXPECT_EQ(sid_of_byte_list(list), "") << list;
  }
}

}  // namespace
}  // namespace wmiscope
