// SPDX-License-Identifier: Apache-2.0
#include "tests/evtx_damage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/evtx_writer.h"
#include "tests/peer_decoder.h"
#include "tests/raw_bytes.h"
#include "tests/windows_events.h"

namespace wmiscope::testkit {
namespace {

using Ids = std::vector<std::uint64_t>;

constexpr std::size_t kPerChunk = 20;

// Three chunks of twenty records: 1-20, 21-40, 41-60. The first record of each defines the
// templates of Sysmon 1, the eleventh those of Sysmon 5.
std::string three_chunks() {
  EvtxWriter w({.records_per_chunk = kPerChunk});
  for (std::size_t i = 0; i < 3 * kPerChunk; ++i) {
    w.add(i % kPerChunk < kPerChunk / 2 ? sysmon_1() : sysmon_5());
  }
  return w.write();
}

// Chunks filled to the end.
std::string full_chunks() {
  EvtxWriter w;
  for (int i = 0; i < 120; ++i) w.add(sysmon_1());
  return w.write();
}

Ids range(std::uint64_t first, std::uint64_t last) {
  Ids ids(last - first + 1);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

Ids without(Ids ids, const Ids& gone) {
  std::erase_if(ids, [&](std::uint64_t id) { return std::ranges::count(gone, id) > 0; });
  return ids;
}

struct Case {
  const char* name;
  Damaged damaged;
  Ids lost;
  Ids framed;
};

// The damage of the middle chunk, records 21 to 40.
std::vector<Case> cases(const EvtxDamage& d) {
  return {
      {"clear", d.clear_chunk(1), range(21, 40), {}},
      {"garbage", d.garbage_chunk(1), range(21, 40), {}},
      {"cut early", d.cut_in_chunk(1, 600), range(21, 60), {}},
      {"chunk header", d.wipe_chunk_header(1), {}, {}},
      {"chunk magic", d.wipe_chunk_magic(1), {}, {}},
      {"free space small", d.free_space_too_small(1), {}, {}},
      {"free space large", d.free_space_too_large(1), {}, {}},
      {"string table", d.damage_string_table(1), {}, {}},
      {"size", d.record_size(1, 5, 0x00FFFFFF), {}, {26}},
      {"size 0", d.record_size_zero(1, 5), {}, {26}},
      {"size copy", d.record_size_copy(1, 5), {}, {26}},
      {"magic", d.record_magic(1, 5), {}, {26}},
      // The definition lies in record 31: what refers to it is lost with it.
      {"definition", d.damage_definition(1, 15), range(31, 40), {}},
      // All names of a Sysmon 5 are those of a Sysmon 1 too, inlined in record 21.
      {"name", d.damage_name(1, 15), range(21, 40), {}},
      {"before chunk", d.insert_before_chunk(1), {}, {}},
      {"between records", d.insert_before_record(1, 5), {}, {}},
      {"inside a record", d.insert_in_record(1, 5), {26}, {}},
      {"out of a record", d.remove_in_record(1, 5), {26}, {}},
      {"swapped", d.swap_chunks(0, 2), {}, {}},
      {"header zeroed", d.zero_file_header(), {}, {}},
      {"header missing", d.remove_file_header(), {}, {}},
      {"counts 1", d.count_chunks(1), {}, {}},
      {"not closed", d.not_closed(), {}, {}},
  };
}

TEST(EvtxDamage, SaysWhatSurvives) {
  const EvtxDamage damage(three_chunks());
  ASSERT_TRUE(damage.log().healthy());
  for (const Case& c : cases(damage)) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(c.damaged.records.size(), 60U);
    EXPECT_EQ(c.damaged.lost(), c.lost);
    EXPECT_EQ(c.damaged.ids(Fate::kFramed), c.framed);
    EXPECT_EQ(c.damaged.whole(), without(without(range(1, 60), c.lost), c.framed));
    EXPECT_TRUE(c.damaged.bytes != damage.bytes());
  }
}

TEST(EvtxDamage, SaysWhyARecordIsLost) {
  const EvtxDamage damage(three_chunks());
  const auto reason = [](const Damaged& d, std::size_t record) { return d.records[record].reason; };
  const Damaged definition = damage.damage_definition(1, 15);
  EXPECT_EQ(reason(definition, 30), LossReason::kRecordBytes);  // it held the definition
  EXPECT_EQ(reason(definition, 31), LossReason::kDefinition);
  EXPECT_TRUE(definition.records[31].spare);  // the other chunks define the same template
  EXPECT_EQ(definition.may_also(), range(32, 40));
  const Damaged name = damage.damage_name(1, 15);
  EXPECT_EQ(reason(name, 20), LossReason::kRecordBytes);
  // The name lies inside the System template's definition in record 21 or in that of EventData.
  EXPECT_NE(reason(name, 25), LossReason::kNone);
  EXPECT_EQ(reason(name, 5), LossReason::kNone);
}

TEST(EvtxDamage, MarksRecordsThatStandElsewhereThanTheirOffsetsSay) {
  const EvtxDamage damage(three_chunks());
  const auto displaced = [](const Damaged& d) {
    Ids ids;
    for (const RecordFate& r : d.records) {
      if (r.displaced) ids.push_back(r.record_id);
    }
    return ids;
  };
  EXPECT_EQ(displaced(damage.insert_before_record(1, 5)), range(26, 40));
  EXPECT_EQ(displaced(damage.remove_in_record(1, 5)), range(27, 40));
  EXPECT_EQ(displaced(damage.insert_before_chunk(1)), Ids{});
  EXPECT_EQ(displaced(damage.remove_file_header()), Ids{});
  EXPECT_EQ(displaced(damage.swap_chunks(0, 2)), Ids{});
}

TEST(EvtxDamage, LosesWhatLiesBehindAHalfWrittenChunk) {
  const EvtxDamage damage(full_chunks());
  ASSERT_GE(damage.log().chunks.size(), 2U);
  const Damaged half = damage.clear_second_half(0);
  for (const WalkedRecord* r : damage.log().records()) {
    const bool behind = r->chunk == 0 && r->offset + r->size > kFileHeaderSize + kChunkSize / 2;
    const Fate fate = half.records[r->record_id - 1].fate;
    EXPECT_EQ(fate, behind ? Fate::kLost : Fate::kWhole) << r->record_id;
  }
}

TEST(EvtxDamage, DoesEveryKindOnce) {
  const EvtxDamage damage(full_chunks());
  const std::size_t records = damage.log().records().size();
  std::vector<std::string> names;
  for (const Damaged& d : damage.all(1)) {
    EXPECT_TRUE(d.bytes != damage.bytes()) << d.name;
    EXPECT_TRUE(!d.harmless || d.whole() == range(1, records)) << d.name;
    names.push_back(d.name);
  }
  EXPECT_EQ(names.size(), 24U);
  std::ranges::sort(names);
  EXPECT_TRUE(std::ranges::adjacent_find(names) == names.end());
}

TEST(EvtxDamage, CountsSlackApart) {
  EvtxWriter w;
  w.add(sysmon_5().record_id(10));
  w.add_slack(sysmon_5().fragment(4), 4, 0);
  const EvtxDamage damage(w.write());
  const Damaged d = damage.free_space_too_large(0);
  EXPECT_EQ(d.whole(), Ids{10});
  EXPECT_EQ(d.slack, Ids{4});
  EXPECT_EQ(d.may_also(), Ids{4});
  EXPECT_TRUE(damage.clear_chunk(0).slack.empty());
}

// A peer that gives up early still shows that nothing is called whole which cannot be read: in the
// untouched chunks it reads exactly what is called whole.
TEST(EvtxDamage, AgreesWithAnIndependentDecoderOnUntouchedChunks) {
  if (!peer_decoder_present()) GTEST_SKIP() << "evtx_dump is not on PATH";
  const EvtxDamage damage(three_chunks());
  for (const Damaged& d :
       {damage.clear_chunk(1), damage.wipe_chunk_magic(1), damage.not_closed()}) {
    const std::string json = peer_decode(d.bytes);
    for (const std::uint64_t id : without(d.whole(), range(21, 40))) {
      EXPECT_NE(json.find("\"EventRecordID\":" + std::to_string(id) + ","), std::string::npos)
          << d.name << " " << id;
    }
  }
}

}  // namespace
}  // namespace wmiscope::testkit
