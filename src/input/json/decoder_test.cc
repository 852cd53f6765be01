// SPDX-License-Identifier: Apache-2.0
#include "input/json/decoder.h"

#include <gtest/gtest.h>

#include "content/json_shapes.h"
#include "input/json/test_decode.h"

namespace wmiscope::json {
namespace {

using RawTest = RawCondition::Test;

const char* const kSysmon = "Microsoft-Windows-Sysmon/Operational";

std::string sysmon(std::string_view members, std::uint32_t id = 1) {
  return "{\"EventID\":" + std::to_string(id) + ",\"Channel\":\"" + kSysmon + "\"," +
         std::string(members) + "}\n";
}

struct ValueCase {
  const char* name;
  const char* members;
  const char* image;
};
const ValueCase kValues[] = {
    {"escapes", R"("Image":"a\\b\"c\/d\u0041\n\t")", "a\\b\"c/dA\n\t"},
    {"a pair of surrogates", R"("Image":"\ud83d\ude00!")", "\xF0\x9F\x98\x80!"},
    {"lone surrogates", R"("Image":"\ud83d!\ude00")", "\xEF\xBF\xBD!\xEF\xBF\xBD"},
    {"an escaped name", R"("\u0049mage":"x")", "x"},
    {"doubled names: the last", R"("Image":"a","Image":"b")", "b"},
    {"null", R"("Image":null)", ""},
    {"number", R"("Image":12345678901234567890123)", "12345678901234567890123"},
    {"negative", R"("Image":-9223372036854775808)", "-9223372036854775808"},
    {"truth", R"("Image":true)", "true"},
    {"list", R"("Image":["a","b",3])", "a, b, 3"},
    {"list of one", R"("Image":["a"])", "a"},
    {"an object with text", R"("Image":{"Value":"v"})", "v"},
    {"another object", R"("Image":{"a":[1,"x"]})", R"({"a":[1,"x"]})"},
    {"bytes that are no UTF-8",
     "\"Image\":\"a\xFF"
     "b\"",
     "a\xEF\xBF\xBD"
     "b"},
    {"a NUL at the end", R"("Image":"a\u0000")", "a"},
};

TEST(JsonDecoder, Values) {
  for (const ValueCase& c : kValues) {
    const Decoded d = decode_text(sysmon(c.members), {"Image"});
    EXPECT_TRUE(d.issues.empty()) << c.name;
    ASSERT_EQ(d.events.size(), 1U) << c.name;
    EXPECT_EQ(d.events[0].field("Image"), c.image) << c.name;
  }
}

TEST(JsonDecoder, RejectsOnIdLogAndConditions) {
  FieldNames names;
  Want want;
  want.channel = kSysmon;
  want.provider = "Microsoft-Windows-Sysmon";
  want.event_id = 1;
  want.fields = {names.intern("CommandLine"), names.intern("User")};
  want.any_of = {{names.intern("Image"), RawTest::kEndsWith, "\\wmic.exe"}};
  const Demand demand = Demand::build({want});
  const std::string text =
      sysmon(R"("Image":"C:\\WMIC.exe","CommandLine":"wmic")") +
      sysmon(R"("Image":"C:\\cmd.exe","CommandLine":"cmd")") +
      sysmon(R"("Image":"C:\\WMIC.exe")", 7) +
      R"({"EventID":1,"Channel":"Security","Image":"C:\\wmic.exe"})"
      "\n"
      R"({"EventID":1,"SourceName":"microsoft-windows-sysmon","Image":"x\\wmic.exe"})";
  const Decoded d = decode_with(text, demand, names);
  ASSERT_EQ(d.events.size(), 2U);
  EXPECT_EQ(d.events[0].field("CommandLine"), "wmic");
  EXPECT_EQ(d.events[0].field("User"), "");
  EXPECT_EQ(d.events[1].line, 5U);
  EXPECT_EQ(d.counts.records_seen, 5U);
  EXPECT_EQ(d.counts.records_read, 5U);
}

// One block, its counts.
BatchCounts counts_of(std::string_view text, const Demand& demand, const FieldNames& names) {
  MemorySource bytes{ByteView(text)};
  const auto reader = open_json(bytes, {});
  const auto decoder = make_json_decoder(demand, names, {});
  Block block;
  EventBatch batch;
  EXPECT_TRUE(reader->next(block));
  decoder->decode(block, batch);
  return batch;
}

TEST(JsonDecoder, CountsForCoverage) {
  FieldNames names;
  Want one;
  one.channel = kSysmon;
  one.event_id = 1;
  one.fields = {names.intern("CommandLine"), names.intern("Image"), names.intern("User")};
  one.any_of = {{names.intern("Image"), RawTest::kEquals, "never"}};
  Want log;
  log.channel = "Security";
  const Demand demand = Demand::build({one, log});
  const BatchCounts counts =
      counts_of(sysmon(R"("Image":"a")") + sysmon(R"("Message":"x:\r\nUser: u\r\n")") +
                    R"({"EventID":4688,"Channel":"Security","SourceName":"P"})"
                    "\n"
                    R"({"EventID":4688,"Channel":"Security","SourceName":"P"})"
                    "\n",
                demand, names);
  const std::size_t sysmon_entry = *demand.find(Value::utf8(kSysmon), Value(), 1);
  const std::size_t log_entry = *demand.find(Value::utf8("Security"), Value(), 4688);
  EXPECT_EQ(counts.demanded[sysmon_entry], 2U);
  EXPECT_EQ(counts.demanded[log_entry], 2U);
  EXPECT_EQ(counts.fields_seen[sysmon_entry], 0b110U);
  ASSERT_EQ(counts.wide.size(), 1U);
  EXPECT_EQ(counts.wide.begin()->first, (WideKey{log_entry, 4688, "Security", "P"}));
  EXPECT_EQ(counts.wide.begin()->second, 2U);
}

TEST(JsonDecoder, AllValues) {
  const Decoded d = decode_text(
      R"({"winlog":{"channel":"Security","event_id":1,"event_data":{"a":"x","b":""}},"message":"m"})",
      {}, {1}, true);
  ASSERT_EQ(d.events.size(), 1U);
  const std::vector<std::pair<std::string, std::string>> expected = {{"a", "x"}, {"Message", "m"}};
  EXPECT_EQ(d.events[0].all, expected);
}

struct IssueCase {
  const char* name;
  const char* line;
  const char* code;  // empty: none
  std::uint64_t foreign = 0;
};
const IssueCase kIssues[] = {
    {"no event", R"({"name":"x","size":3})", "", 1},
    {"this program's own finding", R"({"schema":"wmiscope.finding/1","event":{"event_id":1}})", "",
     1},
    {"a list", "[[1,2,3]]", "", 1},
    {"a text", "\"x\"", "", 1},
    {"an event in no shape", R"({"evt":{"event_id":1},"machine":"H"})", "unknown-shape"},
    {"an id and no log", R"({"EventID":1,"Image":"C:\\wmic.exe"})", "unknown-shape"},
    {"an unfinished object", R"({"EventID":1,"Channel":"x")", "json"},
    {"a missing value", R"({"EventID":1,"Channel":})", "json"},
    {"a word", R"({"EventID":1,"Channel":nonsense})", "json"},
    {"no comma", R"({"EventID":1 "Channel":"x"})", "json"},
};

TEST(JsonDecoder, SaysWhatItCouldNotRead) {
  for (const IssueCase& c : kIssues) {
    const Decoded d = decode_text(std::string(c.line) + "\n" + sysmon(R"("Image":"a")"), {"Image"});
    ASSERT_EQ(d.events.size(), 1U) << c.name;
    EXPECT_EQ(d.counts.records_foreign, c.foreign) << c.name;
    ASSERT_EQ(d.issues.size(), *c.code == '\0' ? 0U : 1U) << c.name;
    if (d.issues.empty()) continue;
    EXPECT_STREQ(d.issues[0].code, c.code) << c.name;
    EXPECT_EQ(d.issues[0].line, 1U) << c.name;
  }
}

TEST(JsonDecoder, UnknownShapeIsSaidOnceABlock) {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "{\"evt\":{\"event_id\":1},\"n\":" + std::to_string(i) + "}\n";
  const Decoded d = decode_text(text, {});
  EXPECT_EQ(d.issues.size(), 1U);
  EXPECT_EQ(d.counts.records_damaged, 100U);
}

TEST(JsonDecoder, EcsWithoutWinlogbeat) {
  const Decoded d = decode_text(
      R"({"@timestamp":"2021-01-01T00:00:00.5Z","event":{"code":"1","provider":"Microsoft-Windows-Sysmon"},"host":{"name":"H"},"process":{"pid":7,"name":"wmic.exe","command_line":"wmic","pe":{"original_file_name":"wmic.exe"},"parent":{"executable":"C:\\p.exe","pid":3}},"user":{"name":"anna","domain":"D"}})",
      {"Image", "CommandLine", "OriginalFileName", "User", "ParentImage", "ProcessId",
       "ParentProcessId", "ParentCommandLine"});
  ASSERT_EQ(d.events.size(), 1U);
  EXPECT_EQ(d.events[0].computer, "H");
  EXPECT_EQ(d.events[0].provider, "Microsoft-Windows-Sysmon");
  EXPECT_EQ(d.events[0].field("Image"), "wmic.exe");
  EXPECT_EQ(d.events[0].field("User"), "D\\anna");
  EXPECT_EQ(d.events[0].field("ParentImage"), "C:\\p.exe");
  EXPECT_EQ(d.events[0].field("ProcessId"), "7");
  EXPECT_EQ(d.events[0].field("ParentCommandLine"), "");
}

struct DumpCase {
  const char* json;
  const char* dumped;
};
const DumpCase kDumps[] = {
    {R"({ "Event": {"System":{"EventID":1,"TimeCreated":{"#attributes":{"SystemTime":"t"}}},"EventData":{"a":null,"b":[1,"x"]}}})",
     R"({"Event":{"System":{"EventID":1,"TimeCreated":{"#attributes":{"SystemTime":"t"}}},"EventData":{"a":null,"b":[1,"x"]}}})"},
    {R"({"event_id":1,"log_name":"L","record_number":"12","computer_name":"H","@timestamp":"2020-01-01T00:00:00.1Z","process_id":4,"event_data":{"n":5,"s":"a\\b"},"message":"m"})",
     R"({"Event":{"System":{"EventID":1,"TimeCreated":{"#attributes":{"SystemTime":"2020-01-01T00:00:00.1Z"}},"EventRecordID":12,"Execution":{"#attributes":{"ProcessID":4}},"Channel":"L","Computer":"H"},"EventData":{"n":5,"s":"a\\b"},"RenderingInfo":{"Message":"m"}}})"},
    {R"({"Id":1,"ProviderName":"P","RecordId":3,"UserId":{"Value":"S-1-5-18"},"Properties":[{"Value":1},{"Value":"x"}]})",
     R"({"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":1,"EventRecordID":3,"Security":{"#attributes":{"UserID":"S-1-5-18"}}},"EventData":{"Data":{"#text":["1","x"]}}}})"},
};

TEST(JsonDecoder, DumpsInTheShapeOfEvtxDump) {
  for (const DumpCase& c : kDumps) {
    const Decoded d = decode_text(c.json, {});
    EXPECT_EQ(d.dump, std::string(c.dumped) + "\n");
    const Decoded again = decode_text(d.dump, {});
    ASSERT_EQ(again.events.size(), 1U);
    EXPECT_EQ(again.events[0].record_id, d.events.at(0).record_id);
  }
}

}  // namespace
}  // namespace wmiscope::json
