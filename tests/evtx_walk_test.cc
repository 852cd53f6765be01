// SPDX-License-Identifier: Apache-2.0
#include "tests/evtx_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/evtx_writer.h"
#include "tests/raw_bytes.h"
#include "tests/windows_events.h"

namespace wmiscope::testkit {
namespace {

std::string small_log() {
  EvtxWriter w({.records_per_chunk = 3});
  for (int i = 0; i < 6; ++i) w.add(sysmon_1());
  return w.write();
}

TEST(EvtxWalk, SaysWhatARecordNeeds) {
  const std::string bytes = small_log();
  const WalkedLog log = walk_evtx(bytes);
  const auto records = log.records();
  ASSERT_EQ(records.size(), 6U);
  const WalkedRecord& r = *records[1];
  EXPECT_EQ(get_at<std::uint32_t>(bytes, r.offset), 0x00002A2AU);
  for (const TemplateUse& t : r.templates) {
    EXPECT_FALSE(t.resident);
    EXPECT_GE(t.definition.offset, records[0]->offset);
    EXPECT_LE(t.definition.offset + t.definition.size, records[0]->offset + records[0]->size);
    EXPECT_EQ(bytes.substr(t.definition.offset + 4, 16), t.guid);
  }
  EXPECT_GT(r.names.size(), 30U);
  for (const ByteRange& name : r.names) EXPECT_LT(name.offset, r.offset);
}

struct Unhealthy {
  const char* name;
  std::size_t offset;  // in the second chunk
  const char* problem;
  std::size_t records;  // still walked there
};

TEST(EvtxWalk, NamesTheProblemOfAChunk) {
  const std::string bytes = small_log();
  const std::size_t chunk = kFileHeaderSize + kChunkSize;
  const std::size_t second = walk_evtx(bytes).chunks[1].records[1].offset - chunk;
  const Unhealthy cases[] = {{"magic", 0, "magic", 0},
                             {"free space", 50, "free space", 0},
                             {"record magic", second, "record", 1},
                             {"record size", second + 6, "record", 1},
                             {"data", second + 16, "data checksum", 3},
                             {"header", 130, "header checksum", 3}};
  for (const Unhealthy& c : cases) {
    std::string bad = bytes;
    put_at<std::uint8_t>(bad, chunk + c.offset, 0x77);
    const WalkedLog log = walk_evtx(bad);
    EXPECT_FALSE(log.healthy()) << c.name;
    EXPECT_EQ(log.chunks[1].problem, c.problem) << c.name;
    EXPECT_EQ(log.chunks[1].records.size(), c.records) << c.name;
    EXPECT_TRUE(log.chunks[0].problem.empty()) << c.name;
  }
}

TEST(EvtxWalk, TakesZerosBehindTheChunksForUnusedSlots) {
  const WalkedLog log = walk_evtx(small_log() + std::string(2 * kChunkSize, '\0'));
  EXPECT_TRUE(log.healthy());
  ASSERT_EQ(log.chunks.size(), 4U);
  EXPECT_FALSE(log.chunks[1].unused);
  EXPECT_TRUE(log.chunks[3].unused);
  EXPECT_EQ(log.records().size(), 6U);
}

TEST(EvtxWalk, IsSafeOnAnyBytes) {
  const std::string bytes = small_log();
  for (std::size_t at = kFileHeaderSize; at < kFileHeaderSize + 6000; at += 31) {
    std::string bad = bytes.substr(0, kFileHeaderSize + kChunkSize);
    put_at<std::uint32_t>(bad, at, 0xFFFFFFFF);
    EXPECT_EQ(walk_evtx(bad).chunks.size(), 1U);
  }
  EXPECT_TRUE(walk_evtx("").chunks.empty());
  EXPECT_EQ(walk_evtx(bytes.substr(0, kFileHeaderSize + 5)).chunks[0].problem, "cut");
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(EvtxWalk, UnderstandsRealLogs) {
  const std::filesystem::path corpus =
      std::filesystem::path(WMISCOPE_SOURCE_DIR) / "../shared/corpus/EVTX-ATTACK-SAMPLES";
  if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no ../shared/corpus beside the project";
  std::size_t records = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".evtx") continue;
    const WalkedLog log = walk_evtx(read_file(entry.path()));
    for (const WalkedRecord* r : log.records()) {
      EXPECT_TRUE(r->understood) << entry.path() << " record " << r->record_id;
      EXPECT_TRUE(r->event_record_id) << entry.path() << " record " << r->record_id;
      ++records;
    }
  }
  EXPECT_GT(records, 1000U);
}

}  // namespace
}  // namespace wmiscope::testkit
