// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/decoder.h"

#include <gtest/gtest.h>

#include "tests/evtx_reading.h"
#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

using namespace testkit;

constexpr std::string_view kSysmonLog = "Microsoft-Windows-Sysmon/Operational";

ReadEvent read_one(const EventBuilder& event) {
  EvtxWriter w;
  EXPECT_TRUE(w.add(event));
  ReadLog log = read_log(w.write());
  EXPECT_TRUE(log.issues.empty());
  EXPECT_EQ(log.events.size(), 1U);
  return log.events.empty() ? ReadEvent{} : log.events[0];
}

TEST(EvtxDecoder, ReadsEveryTypeOfValue) {
  const std::vector<BinValue> scalars = {text("C:\\a b"),
                                         ansi("plain"),
                                         i8(-5),
                                         u8(255),
                                         i16(-3),
                                         u16(65'535),
                                         i32(-70'000),
                                         u32(70'000),
                                         i64(-5'000'000'000),
                                         u64(5'000'000'000),
                                         f32(0.5F),
                                         f64(-0.25),
                                         boolean(true),
                                         guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"),
                                         size32(0x3e7),
                                         size64(0x123456789),
                                         filetime("2019-05-23T16:49:05.7365705Z"),
                                         systemtime("2019-05-23T16:49:05.736Z"),
                                         sid("S-1-5-21-1-2-3-1001"),
                                         hex32(0x10),
                                         hex64(0x51f2a)};
  for (const bool plain : {false, true}) {
    EventBuilder e = event("Application", "Example", 4'000);
    for (std::size_t i = 0; i < scalars.size(); ++i) e.data("F" + std::to_string(i), scalars[i]);
    e.data("Bytes", binary("\x01\xFE")).data("Null", null());
    if (plain) e.plain();
    const ReadEvent got = read_one(e);
    for (std::size_t i = 0; i < scalars.size(); ++i) {
      EXPECT_EQ(got.field("F" + std::to_string(i)), scalars[i].shown) << plain << " " << i;
    }
    EXPECT_EQ(got.field("Bytes"), "01FE");
    EXPECT_EQ(got.field("Null"), std::nullopt);
  }
}

TEST(EvtxDecoder, ReadsArrays) {
  const BinValue kArrays[] = {array_of({text("one"), text("two")}),
                              array_of({text("one")}),
                              array_of({ansi("a"), ansi("b")}),
                              array_of({u8(1), u8(2)}),
                              array_of({i16(-1), i16(2)}),
                              array_of({u32(7)}),
                              array_of({i64(-1), i64(1)}),
                              array_of({f64(0.5), f64(2.25)}),
                              array_of({hex32(1), hex32(2)}),
                              array_of({guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"),
                                        guid("{00000000-0000-0000-0000-000000000001}")}),
                              array_of({filetime("2019-05-23T16:49:05.7365705Z"),
                                        filetime("2020-05-23T16:49:05.0000000Z")}),
                              array_of({sid("S-1-5-18"), sid("S-1-5-21-1-2-3-1001")})};
  for (const BinValue& array : kArrays) {
    const ReadEvent got = read_one(event("Application", "Example", 1).data("Items", array));
    EXPECT_EQ(got.field("Items"), array.shown) << int{array.type_byte()};
  }
}

TEST(EvtxDecoder, ReadsTheEnvelope) {
  const ReadEvent got = read_one(event("Application", "Example", 4'711)
                                     .at("2026-11-01T10:00:00.1234567Z")
                                     .record_id(99)
                                     .computer("HOST.example.org")
                                     .version(2)
                                     .level(3)
                                     .task(12)
                                     .opcode(1)
                                     .keywords(0x8020000000000000)
                                     .qualifiers(16'384)
                                     .writer("S-1-5-19")
                                     .execution(612, 3'144));
  EXPECT_EQ(got.event_id, 4'711U);
  EXPECT_EQ(got.record_id, 99U);
  EXPECT_EQ(got.time, "2026-11-01T10:00:00.1234567Z");
  const std::pair<SystemField, const char*> kExpected[] = {
      {SystemField::kProvider, "Example"},
      {SystemField::kEventId, "4711"},
      {SystemField::kVersion, "2"},
      {SystemField::kLevel, "3"},
      {SystemField::kTask, "12"},
      {SystemField::kOpcode, "1"},
      {SystemField::kKeywords, "0x8020000000000000"},
      {SystemField::kProcessId, "612"},
      {SystemField::kThreadId, "3144"},
      {SystemField::kChannel, "Application"},
      {SystemField::kComputer, "HOST.example.org"},
      {SystemField::kUserId, "S-1-5-19"}};
  for (const auto& [field, text] : kExpected)
    EXPECT_EQ(got[field], text) << system_field_name(field);
}

TEST(EvtxDecoder, ReadsUserDataAndUnnamedData) {
  const ReadEvent user = read_one(wmi_5861().data("ESS", "Updater"));
  EXPECT_EQ(user.field("ESS"), "Updater");
  EXPECT_EQ(user.event_id, 5'861U);
  const ReadEvent classic = read_one(
      event("Application", "Example", 1).unnamed("first").data("Named", "n").unnamed("second"));
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"", "first"}, {"Named", "n"}, {"", "second"}};
  EXPECT_EQ(classic.fields, expected);
  const ReadEvent bytes = read_one(powershell_800().binary_data("\x01\x02"));
  EXPECT_EQ(bytes.field("Binary"), "0102");
}

// What no event builder says: written as a tree around an envelope.
XmlElement with_payload(std::vector<XmlElement> payload) {
  XmlElement id{.name = "EventID", .children = {Slot{u16(1)}}};
  XmlElement record{.name = "EventRecordID", .children = {Slot{u64(7)}}};
  XmlElement root{.name = "Event",
                  .children = {XmlElement{.name = "System", .children = {id, record}}}};
  for (XmlElement& p : payload) root.children.emplace_back(std::move(p));
  return root;
}

ReadLog read_tree(const XmlFragment& fragment) {
  EvtxWriter w;
  EXPECT_TRUE(w.add(fragment, 7, 0));
  return read_log(w.write());
}

XmlElement data(std::string name, std::vector<XmlNode> content) {
  return {.name = "Data",
          .attributes = {{"Name", {Text{std::move(name)}}}},
          .children = std::move(content)};
}

TEST(EvtxDecoder, PutsContentTogether) {
  const std::vector<XmlElement> payload = {
      data("Mixed", {Text{"a"}, EntityRef{"amp"}, CharRef{0xE4}, CData{"<c>"},
                     ProcessingInstruction{"pi", "x"}, Slot{u32(5)}, EntityRef{"quot"}}),
      data("Optional", {Slot{text("there"), true}}), data("Left out", {Slot{null(), true}})};
  for (const bool templated : {true, false}) {
    const ReadLog log = read_tree({.root = with_payload(payload), .templated = templated});
    ASSERT_EQ(log.events.size(), 1U) << templated;
    EXPECT_EQ(log.events[0].field("Mixed"), "a&\u00e4<c>5\"") << templated;
    EXPECT_EQ(log.events[0].field("Optional"), "there");
    EXPECT_EQ(log.events[0].field("Left out"), std::nullopt);
    EXPECT_TRUE(log.issues.empty());
  }
}

XmlFragment nest(std::size_t depth, bool templated) {
  XmlFragment inner{.root = data("Deep", {Slot{text("down")}}), .templated = templated};
  for (std::size_t i = 0; i < depth; ++i) {
    inner = {.root = {.name = "Level", .children = {Slot{xml(std::move(inner))}}}};
  }
  return {.root = with_payload({XmlElement{.name = "EventData", .children = {Slot{xml(inner)}}}})};
}

TEST(EvtxDecoder, ReadsNestedFragments) {
  for (const bool templated : {true, false}) {
    for (const std::size_t depth : {0U, 1U, 5U}) {
      const ReadLog log = read_tree(nest(depth, templated));
      ASSERT_EQ(log.events.size(), 1U) << depth;
      EXPECT_EQ(log.events[0].field("Deep"), "down") << depth << templated;
      EXPECT_EQ(log.events[0].fields.size(), 1U);
    }
  }
  const ReadLog deep = read_tree(nest(8, true));
  EXPECT_TRUE(deep.events.empty());
  EXPECT_EQ(deep.count("binxml"), 1U);
  EXPECT_EQ(deep.counts.records_damaged, 1U);
}

// `exists` tells an empty field from none.
TEST(EvtxDecoder, TellsEmptyFieldsFromAbsentOnes) {
  FieldNames names;
  const FieldId empty = names.intern("Empty");
  const FieldId null_slot = names.intern("Null");
  const FieldId gone = names.intern("Gone");
  const Demand demand = Demand::build({Want{.channel = {},
                                            .provider = {},
                                            .event_id = 1,
                                            .fields = {empty, null_slot, gone},
                                            .any_of = {}}});
  EvtxWriter w;
  w.add({.root = with_payload({data("Empty", {}), data("Null", {Slot{null()}}),
                               data("Gone", {Slot{null(), true}})})},
        7, 0);
  const std::string bytes = w.write();
  MemorySource source{ByteView(bytes)};
  const auto reader = open_evtx(source);
  const auto decoder = make_evtx_decoder(demand, names, {});
  Block block;
  EventBatch batch;
  reader->next(block);
  decoder->decode(block, batch);
  ASSERT_EQ(batch.events.size(), 1U);
  const Event& e = batch.events[0];
  const auto type = [&](FieldId id) { return e.fields[*demand[e.entry].slot(id)].type(); };
  EXPECT_EQ(type(empty), ValueType::kEmpty);
  EXPECT_EQ(type(null_slot), ValueType::kEmpty);
  EXPECT_EQ(type(gone), ValueType::kAbsent);
}

// Two processes of Sysmon, one network connection, one logon.
std::string mixed_log() {
  EvtxWriter w;
  w.add(sysmon_1().image("C:\\Windows\\System32\\wbem\\WMIC.exe").record_id(10));
  w.add(sysmon_3().record_id(11));
  w.add(sysmon_1().image("C:\\Windows\\explorer.exe").record_id(12));
  w.add(security_4624().record_id(13));
  return w.write();
}

Want sysmon_want(std::optional<std::uint32_t> id, std::vector<FieldId> fields,
                 std::vector<RawCondition> any_of = {}) {
  return {.channel = std::string(kSysmonLog),
          .provider = {},
          .event_id = id,
          .fields = std::move(fields),
          .any_of = std::move(any_of)};
}

TEST(EvtxDecoder, GivesOnlyWhatIsDemanded) {
  FieldNames names;
  const FieldId image = names.intern("Image");
  const FieldId absent = names.intern("NoSuchField");
  using Ids = std::vector<std::uint64_t>;
  const struct {
    const char* name;
    Want want;
    Ids ids;
  } kCases[] = {
      {"an id", sysmon_want(1, {image}), {10, 12}},
      {"every id of a log", sysmon_want({}, {}), {10, 11, 12}},
      {"an id that is not there", sysmon_want(20, {}), {}},
      {"an id of another log", sysmon_want(4'624, {}), {}},
      {"every log",
       {.channel = {}, .provider = {}, .event_id = 4'624, .fields = {}, .any_of = {}},
       {13}},
      {"a condition",
       sysmon_want(1, {image}, {{image, RawCondition::Test::kEndsWith, "\\wmic.exe"}}),
       {10}},
      {"one of two conditions",
       sysmon_want(1, {image},
                   {{image, RawCondition::Test::kEndsWith, "\\wmic.exe"},
                    {image, RawCondition::Test::kContains, "explorer"}}),
       {10, 12}},
      {"a field that must be absent",
       sysmon_want(1, {absent}, {{absent, RawCondition::Test::kAbsent, ""}}),
       {10, 12}},
  };
  const std::string bytes = mixed_log();
  for (const auto& c : kCases) {
    const ReadLog log = read_log(bytes, {c.want}, names);
    EXPECT_EQ(log.ids(), c.ids) << c.name;
    EXPECT_EQ(log.counts.records_read, 4U) << c.name;
    for (const ReadEvent& e : log.events) EXPECT_LE(e.fields.size(), c.want.fields.size());
  }
  const ReadLog log = read_log(bytes, {sysmon_want(1, {image})}, names);
  EXPECT_EQ(log.events[0].field("Image"), "C:\\Windows\\System32\\wbem\\WMIC.exe");
}

TEST(EvtxDecoder, CountsForCoverage) {
  FieldNames names;
  const FieldId image = names.intern("Image");
  const FieldId absent = names.intern("NoSuchField");
  const Demand demand = Demand::build(
      {sysmon_want(1, {absent, image}, {{image, RawCondition::Test::kContains, "wmic"}}),
       sysmon_want({}, {})});
  const std::string bytes = mixed_log();
  MemorySource source{ByteView(bytes)};
  const auto reader = open_evtx(source);
  const auto decoder = make_evtx_decoder(demand, names, {});
  Block block;
  EventBatch batch;
  reader->next(block);
  decoder->decode(block, batch);
  const std::size_t one = *demand.find(Value::utf8(kSysmonLog), Value(), 1);
  const std::size_t wide = *demand.find(Value::utf8(kSysmonLog), Value(), 3);
  EXPECT_EQ(batch.demanded[one], 2U);  // also the one that the condition leaves out
  EXPECT_EQ(batch.demanded[wide], 1U);
  EXPECT_EQ(batch.fields_seen[one], 1ULL << *demand[one].slot(image));
  ASSERT_EQ(batch.wide.size(), 1U);
  EXPECT_EQ(batch.wide.begin()->first.event_id, 3U);
  EXPECT_EQ(batch.wide.begin()->first.channel, kSysmonLog);
  EXPECT_EQ(batch.wide.begin()->second, 1U);
  EXPECT_EQ(batch.records_seen, 4U);
  EXPECT_EQ(batch.records_read, 4U);
}

TEST(EvtxDecoder, SaysWhereAnEventLies) {
  EvtxWriter w({.records_per_chunk = 2});
  for (int i = 0; i < 3; ++i) w.add(sysmon_5());
  const ReadLog log = read_log(w.write());
  ASSERT_EQ(log.events.size(), 3U);
  EXPECT_EQ(log.events[0].position.offset, 4'096U + 512U);
  EXPECT_EQ(log.events[2].position.offset, 4'096U + 65'536U + 512U);
  EXPECT_EQ(log.events[2].position.index, 3U);
  EXPECT_FALSE(log.events[2].position.bad_checksum || log.events[2].position.recovered);
}

// A value that does not fit its type is damage, but only for who asks for it.
TEST(EvtxDecoder, ReportsValuesOfAWrongSize) {
  BinValue wrong = u32(1);
  wrong.bytes = "abc";
  EvtxWriter w;
  w.add(event("Application", "Example", 1).data("Bad", wrong).data("Good", "x"));
  const std::string bytes = w.write();
  const ReadLog all = read_log(bytes);
  EXPECT_TRUE(all.events.empty());
  ASSERT_EQ(all.count("value-size"), 1U);
  EXPECT_EQ(all.issues[0].have, 3U);
  EXPECT_EQ(all.counts.records_damaged, 1U);
  EXPECT_EQ(all.counts.records_read, 0U);
  FieldNames names;
  const Want good{.channel = "Application",
                  .provider = {},
                  .event_id = 1,
                  .fields = {names.intern("Good")},
                  .any_of = {}};
  const ReadLog some = read_log(bytes, {good}, names);
  ASSERT_EQ(some.events.size(), 1U);
  EXPECT_EQ(some.events[0].field("Good"), "x");
  EXPECT_TRUE(some.issues.empty());
}

TEST(EvtxDecoder, ReportsWhatIsNoBinaryXml) {
  const std::string_view kBroken[] = {{"\x0f\x01\x01\x00", 4},
                                      {"\x0f\x01\x01\x00\x1f", 5},
                                      {"\x0f\x01\x01\x00\x0c", 5},
                                      {"\x0f\x01\x01\x00\x01", 5},
                                      {}};
  for (const std::string_view broken : kBroken) {
    EvtxWriter w;
    w.add_bytes(broken, 1, 0);
    w.add(sysmon_1());
    const ReadLog log = read_log(w.write());
    EXPECT_EQ(log.ids(), std::vector<std::uint64_t>{2});
    EXPECT_EQ(log.issues.size(), 1U);
    EXPECT_EQ(log.issues.at(0).record_id, 1U);
    EXPECT_EQ(log.counts.records_seen, 2U);
    EXPECT_EQ(log.counts.records_read, 1U);
    EXPECT_EQ(log.counts.records_damaged, 1U);
  }
}

// scan looks at the framing of everything and at the content of what is demanded.
TEST(EvtxDecoder, LooksOnlyIntoWhatIsDemanded) {
  BinValue wrong = u32(1);
  wrong.bytes = "abc";
  EvtxWriter w;
  w.add(sysmon_3().data("DestinationPort", wrong));
  w.add(sysmon_1());
  FieldNames names;
  const ReadLog log = read_log(w.write(), {sysmon_want(1, {names.intern("Image")})}, names);
  EXPECT_EQ(log.events.size(), 1U);
  EXPECT_TRUE(log.issues.empty());
  EXPECT_EQ(log.counts.records_read, 2U);
}

}  // namespace
}  // namespace wmiscope::evtx
