// SPDX-License-Identifier: Apache-2.0
#include "tests/evtx_writer.h"

#include <gtest/gtest.h>

#include <set>

#include "base/utf16.h"
#include "tests/crc32.h"
#include "tests/evtx_walk.h"
#include "tests/peer_decoder.h"
#include "tests/raw_bytes.h"
#include "tests/windows_events.h"

namespace wmiscope::testkit {
namespace {

std::size_t occurrences(std::string_view haystack, std::string_view needle) {
  std::size_t n = 0;
  for (std::size_t at = haystack.find(needle); at != std::string_view::npos;
       at = haystack.find(needle, at + 1)) {
    ++n;
  }
  return n;
}

std::vector<std::uint64_t> header_ids(const WalkedLog& log) {
  std::vector<std::uint64_t> ids;
  for (const WalkedRecord* r : log.records()) ids.push_back(r->record_id);
  return ids;
}

// One event whose single element is <Data> with the given content.
XmlFragment loose(std::vector<XmlNode> content, bool templated = true) {
  XmlElement data{.name = "Data", .attributes = {}, .children = std::move(content)};
  XmlElement root{.name = "Event", .attributes = {}, .children = {data}};
  return {.root = root, .templated = templated};
}

TEST(EvtxWriter, WritesAHealthyLog) {
  EvtxWriter w;
  w.add(sysmon_1());
  w.add(sysmon_1().image("C:\\b.exe"));
  w.add(wmi_5861());
  const std::string bytes = w.write();
  ASSERT_EQ(bytes.size(), kFileHeaderSize + kChunkSize);
  EXPECT_EQ(bytes.substr(0, 8), std::string("ElfFile\0", 8));
  EXPECT_EQ(get_at<std::uint16_t>(bytes, 42), 1);   // chunks
  EXPECT_EQ(get_at<std::uint64_t>(bytes, 24), 4U);  // next record id
  EXPECT_EQ(get_at<std::uint32_t>(bytes, 124), crc32(bytes.substr(0, 120)));
  const WalkedLog log = walk_evtx(bytes);
  EXPECT_TRUE(log.healthy()) << log.chunks[0].problem;
  EXPECT_EQ(header_ids(log), (std::vector<std::uint64_t>{1, 2, 3}));
  for (const WalkedRecord* r : log.records()) {
    EXPECT_TRUE(r->understood);
    EXPECT_EQ(r->event_record_id, r->record_id);
    EXPECT_EQ(r->size % 8, 0U);
  }
}

TEST(EvtxWriter, InlinesNamesAndTemplatesAtTheirFirstUseOnly) {
  EvtxWriter w;
  for (int i = 0; i < 5; ++i) w.add(sysmon_1());
  const std::string bytes = w.write();
  EXPECT_EQ(occurrences(bytes, utf8_to_utf16("EventData")), 1U);
  const WalkedLog log = walk_evtx(bytes);
  const auto records = log.records();
  ASSERT_EQ(records.size(), 5U);
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(records[i]->templates.size(), 2U);  // System, EventData
    EXPECT_EQ(records[i]->templates[0].resident, i == 0);
    EXPECT_EQ(records[i]->templates[1].resident, i == 0);
    EXPECT_EQ(records[i]->templates[1].depth, 1U);
    EXPECT_EQ(records[i]->templates[0].definition, records[0]->templates[0].definition);
  }
}

TEST(EvtxWriter, SharesTheSystemTemplateBetweenEvents) {
  EvtxWriter w;
  w.add(sysmon_1());
  w.add(security_4624());
  const WalkedLog log = walk_evtx(w.write());
  const auto r = log.records();
  ASSERT_EQ(r.size(), 2U);
  EXPECT_EQ(r[0]->templates[0].guid, r[1]->templates[0].guid);
  EXPECT_NE(r[0]->templates[1].guid, r[1]->templates[1].guid);
}

TEST(EvtxWriter, HangsNamesAndTemplatesIntoTheHashTables) {
  EvtxWriter w;
  w.add(sysmon_1());
  const std::string bytes = w.write();
  const std::string_view chunk = std::string_view(bytes).substr(kFileHeaderSize);
  std::set<std::uint32_t> names;
  for (std::size_t bucket = 0; bucket < 64; ++bucket) {
    auto at = get_at<std::uint32_t>(chunk, 128 + 4 * bucket);
    for (; at; at = get_at<std::uint32_t>(chunk, at)) {
      const std::size_t size = 2 * std::size_t{get_at<std::uint16_t>(chunk, at + 6)};
      EXPECT_EQ(get_at<std::uint16_t>(chunk, at + 4), name_hash(chunk.substr(at + 8, size)));
      EXPECT_EQ(get_at<std::uint16_t>(chunk, at + 4) % 64, bucket);
      names.insert(at);
    }
  }
  std::set<std::uint32_t> used;
  const WalkedLog log = walk_evtx(bytes);
  for (const ByteRange& name : log.records()[0]->names) {
    used.insert(static_cast<std::uint32_t>(name.offset - kFileHeaderSize));
  }
  EXPECT_EQ(names, used);
  EXPECT_EQ(name_hash(utf8_to_utf16("Event")), 0x0CBA);  // as in every real log
}

TEST(EvtxWriter, StartsAChunkWhenOneIsFull) {
  EvtxWriter w;
  for (int i = 0; i < 150; ++i) w.add(sysmon_1());
  const WalkedLog log = walk_evtx(w.write());
  EXPECT_TRUE(log.healthy());
  EXPECT_GE(log.chunks.size(), 3U);
  EXPECT_EQ(log.records().size(), 150U);
  EXPECT_TRUE(log.chunks[1].records[0].templates[0].resident);
}

TEST(EvtxWriter, ObeysItsOptions) {
  EvtxWriter w({.dirty = true,
                .chunk_count = 0,
                .first_record_id = 500,
                .records_per_chunk = 2,
                .renumber_headers = true});
  for (int i = 0; i < 5; ++i) w.add(sysmon_5());
  const std::string bytes = w.write();
  EXPECT_EQ(get_at<std::uint32_t>(bytes, 120), 1U);
  EXPECT_EQ(get_at<std::uint16_t>(bytes, 42), 0);
  const WalkedLog log = walk_evtx(bytes);
  ASSERT_EQ(log.chunks.size(), 3U);
  EXPECT_EQ(header_ids(log), (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(log.records()[4]->event_record_id, 504U);
}

TEST(EvtxWriter, RefusesWhatFitsNoChunk) {
  EvtxWriter w;
  EXPECT_TRUE(w.add(sysmon_5()));
  EXPECT_FALSE(w.add(sysmon_1().command_line(std::string(40'000, 'x'))));
  EXPECT_TRUE(w.add(sysmon_5()));
  const WalkedLog log = walk_evtx(w.write());
  EXPECT_TRUE(log.healthy());
  EXPECT_EQ(header_ids(log), (std::vector<std::uint64_t>{1, 2}));
}

TEST(EvtxWriter, WritesALogWithoutEvents) {
  const std::string bytes = EvtxWriter().write();
  const WalkedLog log = walk_evtx(bytes);
  EXPECT_TRUE(log.healthy());
  EXPECT_EQ(log.chunks.size(), 1U);
  EXPECT_TRUE(log.records().empty());
}

TEST(EvtxWriter, PutsSlackBehindTheFreeSpaceOffset) {
  EvtxWriter w;
  w.add(sysmon_5().record_id(10));
  w.add_slack(sysmon_5().fragment(4), 4, ticks_of("2026-11-01T09:00:00Z"));
  w.add(sysmon_5().record_id(11));
  const WalkedLog log = walk_evtx(w.write());
  EXPECT_TRUE(log.healthy());
  ASSERT_EQ(log.chunks.size(), 2U);
  EXPECT_EQ(header_ids(log), (std::vector<std::uint64_t>{10, 11}));
  ASSERT_EQ(log.chunks[0].slack.size(), 1U);
  EXPECT_EQ(log.chunks[0].slack[0].event_record_id, 4U);
  EXPECT_TRUE(log.chunks[0].slack[0].understood);
}

TEST(EvtxWriter, TakesRecordsOfAnyBytes) {
  EvtxWriter w;
  w.add(sysmon_5());
  w.add_bytes("\x0F\x01\x01", 2, 0);
  const WalkedLog log = walk_evtx(w.write());
  EXPECT_TRUE(log.healthy());
  EXPECT_TRUE(log.records()[0]->understood);
  EXPECT_FALSE(log.records()[1]->event_record_id.has_value());
}

TEST(EvtxWriter, WritesTokensWithoutATemplate) {
  EvtxWriter w;
  w.add(sysmon_1().image("C:\\plain.exe").plain());
  const WalkedLog log = walk_evtx(w.write());
  const auto records = log.records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_TRUE(records[0]->understood);
  EXPECT_TRUE(records[0]->templates.empty());
  EXPECT_GT(records[0]->names.size(), 40U);
}

struct PeerCase {
  const char* name;
  XmlFragment event;
  const char* expected;
};

TEST(EvtxWriter, IsReadByAnIndependentDecoder) {
  if (!peer_decoder_present()) GTEST_SKIP() << "evtx_dump is not on PATH";
  const PeerCase cases[] = {
      {"text", loose({Text{"a"}}), R"("Data":"a")"},
      {"slot", loose({Slot{.value = text("v")}}), R"("Data":"v")"},
      {"null, optional", loose({Slot{.value = null(), .optional = true}}), R"({"Event":)"},
      {"entity", loose({Text{"a"}, EntityRef{"amp"}, Text{"b"}}), R"("Data":"a&b")"},
      {"cdata", loose({CData{"<x>"}}), R"(<x>)"},
      {"plain", loose({Text{"p"}}, false), R"("Data":"p")"},
      {"strings", loose({Slot{.value = array_of({text("a"), text("b")})}}),
       R"("Data":"a","Data_1":"b")"},
      {"uint32s", loose({Slot{.value = array_of({u32(7), u32(8)})}}), R"("Data":7,"Data_1":8)"},
      {"double", loose({Slot{.value = f64(1.5)}}), R"(1.5)"},
      {"int8", loose({Slot{.value = i8(-3)}}), R"(-3)"},
      {"bool", loose({Slot{.value = boolean(true)}}), R"(true)"},
      {"sid", loose({Slot{.value = sid("S-1-5-18")}}), R"("S-1-5-18")"},
      {"size", loose({Slot{.value = size64(31)}}), R"("0x1f")"},
      {"systemtime", loose({Slot{.value = systemtime("2026-11-03T09:16:41.104Z")}}),
       R"("2026-11-03T09:16:41.104)"},
      {"binary", loose({Slot{.value = binary("\x01\xAB")}}), R"("01AB")"},
      {"nested twice",
       loose({Slot{.value = xml(loose({Slot{.value = xml(loose({Slot{.value = u8(9)}}))}}))}}),
       R"("Data":9)"},
  };
  for (const PeerCase& c : cases) {
    EvtxWriter w;
    ASSERT_TRUE(w.add(c.event, 1, ticks_of("2026-11-01T10:00:00Z")));
    const std::string json = peer_decode(w.write());
    EXPECT_NE(json.find(c.expected), std::string::npos) << c.name << ": " << json;
  }
}

}  // namespace
}  // namespace wmiscope::testkit
