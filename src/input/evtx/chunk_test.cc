// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/chunk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "tests/crc32.h"
#include "tests/evtx_damage.h"
#include "tests/evtx_reading.h"
#include "tests/evtx_writer.h"
#include "tests/raw_bytes.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

using namespace testkit;
using evtx::kChunkSize;
using evtx::kFileHeaderSize;
using Ids = std::vector<std::uint64_t>;

constexpr std::size_t kPerChunk = 12;

// Three chunks of twelve records: 1-12, 13-24, 25-36; half of them Sysmon 1, half Sysmon 5.
EvtxDamage three_chunks() {
  EvtxWriter w({.records_per_chunk = kPerChunk});
  for (std::size_t i = 0; i < 3 * kPerChunk; ++i) {
    w.add(i % kPerChunk < kPerChunk / 2 ? sysmon_1() : sysmon_5());
  }
  return EvtxDamage(w.write());
}

// Each code with its count, notes in brackets.
std::string codes(const ReadLog& log) {
  std::map<std::string, int> counts;
  for (const ReadIssue& i : log.issues) {
    ++counts[i.severity == Severity::kNote ? "[" + std::string(i.code) + "]" : i.code];
  }
  std::string out;
  for (const auto& [code, n] : counts) {
    out += (out.empty() ? "" : " ") + code + (n > 1 ? "=" + std::to_string(n) : "");
  }
  return out;
}

struct Case {
  Damaged damaged;
  std::size_t events;
  std::size_t records_damaged;
  const char* codes;
};

std::vector<Case> cases(const EvtxDamage& d) {
  return {
      {d.clear_chunk(1), 24, 0, "chunk-lost"},
      {d.garbage_chunk(1), 24, 0, "chunk-lost"},
      {d.cut_in_chunk(1, 9'000), 17, 1,
       "chunk-bytes-missing chunk-data-checksum chunks-missing record-size"},
      {d.wipe_chunk_header(1), 36, 0, "chunk-header-lost"},
      {d.wipe_chunk_magic(1), 36, 0, "chunk-header-lost"},
      {d.free_space_too_small(1), 36, 0, "chunk-free-offset chunk-header-checksum"},
      {d.free_space_too_large(1), 36, 0, "chunk-free-offset chunk-header-checksum"},
      {d.damage_string_table(1), 36, 0, "chunk-header-checksum"},
      {d.record_size(1, 5, 0x00FFFFFF), 35, 1, "chunk-data-checksum record-size"},
      {d.record_size(1, 5, 40), 35, 1, "chunk-data-checksum record-size"},
      {d.record_size_zero(1, 5), 35, 1, "chunk-data-checksum record-size"},
      {d.record_size_copy(1, 5), 35, 1, "chunk-data-checksum record-size"},
      {d.record_magic(1, 5), 35, 0, "chunk-data-checksum record-header"},
      {d.damage_definition(1, 8), 30, 6, "chunk-data-checksum template-lost=6"},
      {d.damage_name(1, 8), 24, 12, "chunk-data-checksum template-lost=12"},
      {d.insert_before_chunk(1), 36, 0, "stray-bytes"},
      {d.insert_before_chunk(0), 36, 0, "stray-bytes"},
      {d.insert_before_record(1, 5), 36, 0, "chunk-bytes-inserted"},
      {d.insert_in_record(1, 5), 35, 1, "chunk-bytes-inserted chunk-data-checksum record-size"},
      {d.remove_in_record(1, 5), 35, 1, "chunk-bytes-missing chunk-data-checksum record-size"},
      {d.swap_chunks(0, 2), 36, 0, "[chunk-order]"},
      {d.zero_file_header(), 36, 0, "file-header-lost"},
      {d.remove_file_header(), 36, 0, "file-header-lost"},
      {d.count_chunks(1), 36, 0, "[chunks-beyond-count]"},
      {d.not_closed(), 36, 0, "[chunks-beyond-count] [log-not-closed]"},
  };
}

TEST(ChunkWalker, ReadsEveryWholeRecordOfADamagedLog) {
  const EvtxDamage damage = three_chunks();
  for (const Case& c : cases(damage)) {
    SCOPED_TRACE(c.damaged.name);
    const ReadLog log = read_log(c.damaged.bytes);
    EXPECT_EQ(log.ids(), c.damaged.whole());
    EXPECT_EQ(log.events.size(), c.events);
    EXPECT_EQ(codes(log), c.codes);
    EXPECT_EQ(log.counts.records_damaged, c.records_damaged);
    EXPECT_EQ(log.counts.records_read, c.events);
    EXPECT_EQ(log.counts.records_seen, c.events + c.records_damaged);
  }
}

// What is read of a damaged log is what was read of the healthy one.
TEST(ChunkWalker, ReadsTheSameContent) {
  const EvtxDamage damage = three_chunks();
  std::map<std::uint64_t, ReadEvent> healthy;
  for (const ReadEvent& e : read_log(damage.bytes()).events) healthy[*e.record_id] = e;
  for (std::size_t chunk = 0; chunk < 3; ++chunk) {
    for (const Damaged& d : damage.all(chunk)) {
      for (const ReadEvent& e : read_log(d.bytes).events) {
        const ReadEvent& before = healthy[*e.record_id];
        EXPECT_EQ(e.fields, before.fields) << d.name << " " << *e.record_id;
        EXPECT_EQ(e.system, before.system) << d.name << " " << *e.record_id;
      }
    }
  }
}

// Offsets are those of the bytes as they now lie.
TEST(ChunkWalker, SaysWhereDisplacedRecordsLie) {
  const EvtxDamage damage = three_chunks();
  for (const Damaged& d : {damage.insert_before_record(1, 5), damage.insert_in_record(1, 5),
                           damage.remove_in_record(1, 5), damage.insert_before_record(2, 3)}) {
    const ReadLog log = read_log(d.bytes);
    for (const ReadEvent& e : log.events) {
      ASSERT_TRUE(e.position.offset);
      EXPECT_EQ(get_at<std::uint32_t>(d.bytes, *e.position.offset), kRecordMagic) << d.name;
      EXPECT_EQ(get_at<std::uint64_t>(d.bytes, *e.position.offset + 8), *e.record_id) << d.name;
    }
  }
}

TEST(ChunkWalker, MarksRecordsOfABadChecksum) {
  const EvtxDamage damage = three_chunks();
  const ReadLog log = read_log(damage.record_magic(1, 5).bytes);
  for (const ReadEvent& e : log.events) {
    EXPECT_EQ(e.position.bad_checksum, *e.record_id > 12 && *e.record_id <= 24) << *e.record_id;
  }
}

// Records of chunks that the first damage left alone, and the second did not harm.
Ids untouched(const EvtxDamage& first, const Damaged& second) {
  Ids ids;
  for (const RecordFate& r : second.records) {
    const bool sound = first.log().chunks[r.chunk].problem.empty();
    if (sound && r.fate == Fate::kWhole) ids.push_back(r.record_id);
  }
  std::ranges::sort(ids);
  return ids;
}

// Two damages at once, in the same chunk too: nothing is made up, and no damage spreads to other
// chunks.
TEST(ChunkWalker, SurvivesTwoDamages) {
  const EvtxDamage damage = three_chunks();
  const Ids all = read_log(damage.bytes()).ids();
  std::size_t pairs = 0;
  for (const Damaged& one : damage.all(1)) {
    if (one.bytes.size() < kFileHeaderSize + 2 * kChunkSize) continue;  // cut: nothing to damage
    const EvtxDamage again(one.bytes);
    for (std::size_t chunk = 0; chunk < 2; ++chunk) {
      if (again.log().chunks[chunk].records.size() < 2) continue;
      for (const Damaged& two : again.all(chunk)) {
        const Ids ids = read_log(two.bytes).ids();
        EXPECT_TRUE(std::ranges::includes(all, ids)) << one.name << ", " << two.name;
        EXPECT_TRUE(std::ranges::includes(ids, untouched(again, two)))
            << one.name << ", " << two.name << " in " << chunk;
        ++pairs;
      }
    }
  }
  EXPECT_GT(pairs, 500U);
}

// One chunk whose records 1-4 are the log's; others lie behind them.
std::string with_slack(const std::vector<std::uint64_t>& slack, EvtxOptions options = {}) {
  EvtxWriter w(options);
  for (int i = 0; i < 4; ++i) w.add(sysmon_5());
  for (const std::uint64_t id : slack) w.add_slack(sysmon_5().fragment(id), id, 0);
  return w.write();
}

std::string harmed(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  return bytes;
}

TEST(ChunkWalker, ReadsSlackOnlyWhereItIsTheLogs) {
  const std::string sound = with_slack({5, 6, 90});
  const std::string open = with_slack({5, 6, 90}, {.dirty = true});
  const struct {
    const char* name;
    std::string bytes;
    bool recovered;
    Ids ids;
    std::uint64_t recovered_count;
  } kCases[] = {
      {"sound", sound, false, {1, 2, 3, 4}, 0},
      {"sound, recovered", sound, true, {1, 2, 3, 4, 5, 6, 90}, 3},
      {"bad checksum", harmed(sound, kFileHeaderSize + 52), false, {1, 2, 3, 4, 5, 6}, 0},
      {"bad checksum, recovered",
       harmed(sound, kFileHeaderSize + 52),
       true,
       {1, 2, 3, 4, 5, 6, 90},
       1},
      {"open", open, false, {1, 2, 3, 4, 5, 6}, 0},
      {"open, bad checksum", harmed(open, kFileHeaderSize + 52), false, {1, 2, 3, 4, 5, 6}, 0},
      {"older ids", harmed(with_slack({1, 2}), kFileHeaderSize + 52), false, {1, 2, 3, 4}, 0},
      {"ids of another log", with_slack({800, 801}, {.dirty = true}), false, {1, 2, 3, 4}, 0},
  };
  for (const auto& c : kCases) {
    const ReadLog log = read_log(c.bytes, InputOptions{.recovered = c.recovered});
    EXPECT_EQ(log.ids(), c.ids) << c.name;
    EXPECT_EQ(log.counts.records_recovered, c.recovered_count) << c.name;
    EXPECT_EQ(log.counts.records_read, c.ids.size() - c.recovered_count) << c.name;
    for (const ReadEvent& e : log.events) {
      const bool recovered = *e.record_id > log.counts.records_read;
      EXPECT_EQ(e.position.recovered, recovered) << c.name << " " << *e.record_id;
    }
  }
}

// Stale records whose templates are gone are nothing that should have been read.
TEST(ChunkWalker, NotesBrokenSlack) {
  std::string bytes = with_slack({90});
  const std::size_t last = bytes.rfind(std::string_view("**\0\0", 4));
  bytes[last + 24 + 4 + 6] = '\x7F';  // where its definition is said to lie
  bytes[last + 24 + 4 + 7] = '\x7F';
  const ReadLog log = read_log(bytes, InputOptions{.recovered = true});
  EXPECT_EQ(log.ids(), (Ids{1, 2, 3, 4}));
  EXPECT_EQ(codes(log), "[template-lost]");
  EXPECT_EQ(log.counts.records_recovered, 0U);
  EXPECT_EQ(log.counts.records_read, 4U);
}

// One damaged id must not make its neighbours look like those of another log.
TEST(ChunkWalker, DoesNotTrustASingleId) {
  const EvtxDamage damage = three_chunks();
  for (const std::size_t record : {0U, 1U, 5U, 11U}) {
    for (const std::uint64_t id : {0ULL, 1ULL, 0xFFFFFFFFFFFFFFFFULL}) {
      for (const bool header : {true, false}) {
        std::string bytes = damage.bytes();
        put_at(bytes, damage.log().chunks[1].records[record].offset + 8, id);
        if (!header) bytes.replace(damage.log().chunks[1].offset, 512, 512, '\0');
        const ReadLog log = read_log(bytes);
        // Without a header nothing says that the last record is the log's.
        const std::size_t least = !header && record == 11 ? 35 : 36;
        EXPECT_GE(log.events.size(), least) << record << " " << id << " " << header;
      }
    }
  }
}

TEST(ChunkWalker, ReadsWithoutVerifying) {
  const EvtxDamage damage = three_chunks();
  std::string bytes = damage.bytes();
  put_at(bytes, damage.log().chunks[1].offset + 52, std::uint32_t{1});
  const ReadLog log = read_log(bytes, InputOptions{.verify_checksums = false});
  EXPECT_EQ(log.ids().size(), 36U);
  EXPECT_TRUE(log.issues.empty());
  EXPECT_EQ(codes(read_log(bytes)), "chunk-data-checksum chunk-header-checksum");
}

}  // namespace
}  // namespace wmiscope::evtx
