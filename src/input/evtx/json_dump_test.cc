// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/json_dump.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "input/byte_source.h"
#include "input/evtx/source.h"
#include "input/evtx/tree_json.h"
#include "tests/event_builder.h"
#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

namespace kit = wmiscope::testkit;
using kit::Slot;
using kit::Text;
using kit::XmlElement;
using kit::XmlFragment;

struct Dumped {
  std::string lines;
  std::vector<ReadIssue> issues;
  std::uint64_t read = 0;
  std::uint64_t damaged = 0;
};

Dumped dump(const std::string& bytes, TextLevel level = best_text_level()) {
  Dumped result;
  MemorySource source{ByteView(bytes)};
  const auto reader = open_evtx(source);
  JsonDump json({}, level);
  Block block;
  EventBatch batch;
  Buffer out;
  while (reader->next(block)) {
    batch.clear(0);
    json.write(block, batch, out);
    result.read += batch.records_read;
    result.damaged += batch.records_damaged;
    result.issues.insert(result.issues.end(), batch.issues.begin(), batch.issues.end());
  }
  result.lines = out.view().chars();
  return result;
}

// What the tree alone makes of the records.
std::string dump_by_tree(const std::string& bytes) {
  std::string lines;
  MemorySource source{ByteView(bytes)};
  const auto reader = open_evtx(source);
  PlanCache cache;
  RecordTree tree(cache);
  ChunkWalker walker({});
  Block block;
  EventBatch batch;
  while (reader->next(block)) {
    batch.clear(0);
    for (const Piece& piece : block.pieces) {
      cache.begin_chunk();
      walker.walk(block, piece, batch, [&](const RecordPlace& record) {
        XmlRoots roots;
        BinXmlError error;
        if (!tree.read(record, roots, error)) return;
        lines += '{';
        append_json_key(roots[0]->name, 0, lines);
        TreeJson().append_value(*roots[0], false, lines);
        lines += "}\n";
      });
    }
  }
  return lines;
}

std::string file_of(const XmlFragment& fragment) {
  kit::EvtxWriter writer;
  EXPECT_TRUE(writer.add(fragment, 1, kit::ticks_of("2026-11-01T10:00:00Z")));
  return writer.write();
}

std::string file_of(XmlElement root) { return file_of(XmlFragment{.root = std::move(root)}); }

XmlElement named_data(const char* name, kit::BinValue value) {
  return {
      .name = "Data", .attributes = {{"Name", {Text{name}}}}, .children = {Slot{std::move(value)}}};
}

XmlElement unnamed_data(kit::BinValue value) {
  return {.name = "Data", .children = {Slot{std::move(value)}}};
}

XmlElement event_data(std::vector<kit::XmlNode> children) {
  return {.name = "EventData", .children = std::move(children)};
}

struct Case {
  const char* name;
  XmlElement root;
  const char* json;
};

std::vector<Case> element_cases() {
  return {
      {"empty", {.name = "E"}, R"({"E":null})"},
      {"text", {.name = "E", .children = {Text{"a\"b"}}}, R"({"E":"a\"b"})"},
      {"a number", {.name = "E", .children = {Slot{kit::u32(7)}}}, R"({"E":7})"},
      {"text and number",
       {.name = "E", .children = {Text{"n="}, Slot{kit::u32(7)}}},
       R"({"E":"n=7"})"},
      {"NULL", {.name = "E", .children = {Slot{kit::null(), true}}}, R"({"E":null})"},
      {"CDATA, entities, characters",
       {.name = "E", .children = {kit::CData{"<a>"}, kit::EntityRef{"amp"}, kit::CharRef{0xE9}}},
       "{\"E\":\"<a>&\xC3\xA9\"}"},
      {"an instruction",
       {.name = "E", .children = {kit::ProcessingInstruction{"t", "d"}, XmlElement{.name = "A"}}},
       R"({"E":{"A":null}})"},
      {"attributes alone",
       {.name = "E", .attributes = {{"a", {Slot{kit::text("x")}}}, {"n", {Slot{kit::u16(3)}}}}},
       R"({"E":{"#attributes":{"a":"x","n":3}}})"},
      {"one of two attributes",
       {.name = "E", .attributes = {{"a", {Slot{kit::null(), true}}}, {"n", {Slot{kit::u16(3)}}}}},
       R"({"E":{"#attributes":{"n":3}}})"},
      {"no attribute",
       {.name = "E", .attributes = {{"a", {Slot{kit::null(), true}}}}},
       R"({"E":null})"},
      {"a constant attribute and a value",
       {.name = "E",
        .attributes = {{"c", {Text{"k"}}},
                       {"a", {Slot{kit::guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}")}}}},
        .children = {Slot{kit::u32(9)}}},
       R"({"E":{"#attributes":{"c":"k","a":"{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"},"#text":9}})"},
      {"qualifiers left out",
       {.name = "EventID",
        .attributes = {{"Qualifiers", {Slot{kit::null(), true}}}},
        .children = {Slot{kit::u16(4688)}}},
       R"({"EventID":4688})"},
      {"qualifiers",
       {.name = "EventID",
        .attributes = {{"Qualifiers", {Slot{kit::u16(16384)}}}},
        .children = {Slot{kit::u16(7036)}}},
       R"({"EventID":{"#attributes":{"Qualifiers":16384},"#text":7036}})"},
  };
}

std::vector<Case> object_cases() {
  return {
      {"text beside elements",
       {.name = "E", .children = {Text{"t"}, XmlElement{.name = "A", .children = {Text{"u"}}}}},
       R"({"E":{"#text":"t","A":"u"}})"},
      {"repeated names",
       {.name = "E",
        .children = {XmlElement{.name = "A", .children = {Slot{kit::text("1")}}},
                     XmlElement{.name = "B"},
                     XmlElement{.name = "A", .children = {Slot{kit::text("2")}}}}},
       R"({"E":{"A":"1","B":null,"A_1":"2"}})"},
      {"an array repeats its element",
       {.name = "E",
        .children = {XmlElement{.name = "A",
                                .children = {Slot{kit::array_of({kit::u16(1), kit::u16(2)})}}}}},
       R"({"E":{"A":1,"A_1":2}})"},
      {"a fragment in a value",
       {.name = "E",
        .children = {XmlElement{.name = "S"},
                     Slot{kit::xml({.root = {.name = "I", .children = {Slot{kit::i8(-1)}}}})}}},
       R"({"E":{"S":null,"I":-1}})"},
      {"a fragment of a sibling's name",
       {.name = "E",
        .children = {XmlElement{.name = "S"}, Slot{kit::xml({.root = {.name = "S"}})}}},
       R"({"E":{"S":null,"S_1":null}})"},
      {"a fragment without a template",
       {.name = "E",
        .children = {XmlElement{.name = "S"},
                     Slot{kit::xml(
                         {.root = {.name = "I", .children = {Text{"t"}}}, .templated = false})}}},
       R"({"E":{"S":null,"I":"t"}})"},
  };
}

std::vector<Case> data_cases() {
  return {
      {"no data", event_data({}), R"({"EventData":null})"},
      {"named", event_data({named_data("A", kit::text("x")), named_data("B", kit::text(""))}),
       R"({"EventData":{"A":"x","B":""}})"},
      {"a name that repeats",
       event_data(
           {named_data("A", kit::u8(1)), named_data("B", kit::u8(2)), named_data("A", kit::u8(3))}),
       R"({"EventData":{"A":1,"B":2,"A_1":3}})"},
      {"a name in a row", event_data({named_data("A", kit::u8(1)), named_data("A", kit::u8(2))}),
       R"({"EventData":{"A":[1,2]}})"},
      {"a named array",
       event_data({named_data("A", kit::array_of({kit::text("x"), kit::text("")}))}),
       R"({"EventData":{"A":["x",""]}})"},
      {"a named array of one", event_data({named_data("A", kit::array_of({kit::text("x")}))}),
       R"({"EventData":{"A":"x"}})"},
      {"one unnamed", event_data({unnamed_data(kit::text("x"))}),
       R"({"EventData":{"Data":{"#text":"x"}}})"},
      {"several unnamed", event_data({unnamed_data(kit::text("x")), unnamed_data(kit::u8(2))}),
       R"({"EventData":{"Data":{"#text":["x",2]}}})"},
      {"an unnamed array",
       event_data({unnamed_data(kit::array_of({kit::text("x"), kit::text("y")}))}),
       R"({"EventData":{"Data":{"#text":["x","y"]}}})"},
      {"an array among unnamed",
       event_data({unnamed_data(kit::text("w")),
                   unnamed_data(kit::array_of({kit::text("x"), kit::text("y")}))}),
       R"({"EventData":{"Data":{"#text":["w","x","y"]}}})"},
      {"unnamed beside named",
       event_data({named_data("A", kit::text("x")), unnamed_data(kit::text("y"))}),
       R"({"EventData":{"A":"x","Data":{"#text":"y"}}})"},
      {"Data and Binary",
       event_data({unnamed_data(kit::text("x")),
                   XmlElement{.name = "Binary", .children = {Slot{kit::binary("\x0A\x0B")}}}}),
       R"({"EventData":{"Data":{"#text":"x"},"Binary":"0A0B"}})"},
      {"an element that depends on a NULL is left out",
       event_data({named_data("A", kit::text("x")),
                   XmlElement{.name = "Binary", .children = {Slot{kit::null(), true}}}}),
       R"({"EventData":{"A":"x"}})"},
      {"all left out",
       event_data({XmlElement{.name = "B", .children = {Slot{kit::null(), true}}},
                   XmlElement{.name = "C", .children = {Slot{kit::null(), true}}}}),
       R"({"EventData":null})"},
      {"the first left out",
       event_data({XmlElement{.name = "B", .children = {Slot{kit::null(), true}}},
                   XmlElement{.name = "C", .children = {Slot{kit::text("c"), true}}}}),
       R"({"EventData":{"C":"c"}})"},
      {"UserData",
       {.name = "UserData",
        .children = {XmlElement{
            .name = "X",
            .attributes = {{"xmlns", {Text{"u"}}}},
            .children = {XmlElement{.name = "Q", .children = {Slot{kit::text("select")}}}}}}},
       R"({"UserData":{"X":{"#attributes":{"xmlns":"u"},"Q":"select"}}})"},
  };
}

void expect_cases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const std::string bytes = file_of(c.root);
    const Dumped dumped = dump(bytes);
    EXPECT_EQ(dumped.lines, std::string(c.json) + "\n") << c.name;
    EXPECT_TRUE(dumped.issues.empty()) << c.name;
    if (c.root.name != "EventData" && c.root.name != "UserData") {
      EXPECT_EQ(dump_by_tree(bytes), dumped.lines) << c.name;
    }
  }
}

TEST(JsonDump, ShapesOfElements) { expect_cases(element_cases()); }

TEST(JsonDump, ShapesOfObjects) { expect_cases(object_cases()); }

TEST(JsonDump, ShapesOfData) { expect_cases(data_cases()); }

TEST(JsonDump, DataInsideAnEventIsTheSameByPlanAndByTree) {
  for (const Case& c : data_cases()) {
    const std::string bytes = file_of({.name = "Event", .children = {c.root}});
    EXPECT_EQ(dump(bytes).lines, "{\"Event\":" + std::string(c.json) + "}\n") << c.name;
    EXPECT_EQ(dump_by_tree(bytes), dump(bytes).lines) << c.name;
  }
}

TEST(JsonDump, AWholeEventAtEveryLevel) {
  kit::EvtxWriter writer;
  writer.add(kit::sysmon_1()
                 .image("C:\\Windows\\System32\\wbem\\WMIC.exe")
                 .command_line("wmic /node:\"h\" process call create \"cmd\"\t\xC2\xAE")
                 .at("2026-11-01T10:00:00.1234567Z")
                 .record_id(7));
  const std::string bytes = writer.write();
  const std::string line = dump(bytes).lines;
  EXPECT_EQ(line.find(R"({"Event":{"#attributes":{"xmlns":)"), 0U) << line;
  EXPECT_NE(
      line.find(R"("TimeCreated":{"#attributes":{"SystemTime":"2026-11-01T10:00:00.1234567Z"}})"),
      std::string::npos);
  EXPECT_NE(line.find(R"("EventRecordID":7,)"), std::string::npos);
  EXPECT_NE(
      line.find(
          "\"CommandLine\":\"wmic /node:\\\"h\\\" process call create \\\"cmd\\\"\\t\xC2\xAE\""),
      std::string::npos)
      << line;
  EXPECT_EQ(dump_by_tree(bytes), line);
  for (int level = 0; level < static_cast<int>(best_text_level()); ++level) {
    EXPECT_EQ(dump(bytes, static_cast<TextLevel>(level)).lines, line) << level;
  }
}

// Whatever is wrong with the second of three records, the other two are there and no half line is.
void expect_one_damaged(const std::string& bytes, const char* code) {
  const Dumped dumped = dump(bytes);
  EXPECT_EQ(std::count(dumped.lines.begin(), dumped.lines.end(), '\n'), 2) << code;
  EXPECT_NE(dumped.lines.find("\"a1\""), std::string::npos);
  EXPECT_NE(dumped.lines.find("\"a3\""), std::string::npos);
  EXPECT_EQ(dumped.lines.find("\"a2\""), std::string::npos);
  EXPECT_EQ(dumped.read, 2U);
  EXPECT_EQ(dumped.damaged, 1U);
  ASSERT_EQ(dumped.issues.size(), 1U) << code;
  EXPECT_STREQ(dumped.issues[0].code, code);
  EXPECT_EQ(dumped.issues[0].record_id, 2U);
}

XmlFragment three(const char* text, kit::BinValue last) {
  return {.root = {.name = "E",
                   .children = {XmlElement{.name = "A", .children = {Slot{kit::text(text)}}},
                                XmlElement{.name = "N", .children = {Slot{std::move(last)}}}}}};
}

TEST(JsonDump, AValueOfAWrongSizeIsAnIssueAndNoLine) {
  kit::EvtxWriter writer;
  kit::BinValue short_number = kit::u32(1);
  short_number.bytes.pop_back();
  writer.add(three("a1", kit::u32(1)), 1, 0);
  writer.add(three("a2", short_number), 2, 0);
  writer.add(three("a3", kit::u32(3)), 3, 0);
  expect_one_damaged(writer.write(), "value-size");
}

TEST(JsonDump, ABrokenFragmentInAValueIsAnIssueAndNoLine) {
  kit::EvtxWriter writer;
  kit::BinValue broken;
  broken.type = kit::BinType::kBinXml;
  broken.bytes = std::string("\x0F\x01\x01\x00\x7E", 5);
  writer.add(three("a1", kit::u32(1)), 1, 0);
  writer.add(three("a2", broken), 2, 0);
  writer.add(three("a3", kit::u32(3)), 3, 0);
  expect_one_damaged(writer.write(), "binxml");
}

TEST(JsonDump, ARecordWithoutAnElementIsAnIssue) {
  kit::EvtxWriter writer;
  writer.add(three("a1", kit::u32(1)), 1, 0);
  writer.add_bytes(std::string_view("\x0F\x01\x01\x00\x00", 5), 2, 0);
  writer.add(three("a3", kit::u32(3)), 3, 0);
  expect_one_damaged(writer.write(), "binxml");
}

// A value that shows a value many times, which shows a value many times, and so on.
TEST(JsonDump, WhatIsMoreThanARecordMayTakeIsAnIssue) {
  XmlElement element{.name = "A", .children = {Slot{kit::text(std::string(20'000, 'x'))}}};
  for (int level = 0; level < 4; ++level) {
    XmlElement outer{.name = "A"};
    for (std::size_t i = 0; i < limits::kMaxReferences; ++i) {
      outer.children.push_back(Slot{.value = kit::xml({.root = element}), .index = 0});
    }
    element = outer;
  }
  const Dumped dumped = dump(file_of(element));
  EXPECT_EQ(dumped.lines, "");
  ASSERT_EQ(dumped.issues.size(), 1U);
  EXPECT_STREQ(dumped.issues[0].what, "the JSON of one record");
  EXPECT_EQ(dumped.damaged, 1U);
}

}  // namespace
}  // namespace wmiscope::evtx
