// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/chunk_image.h"

#include <gtest/gtest.h>

#include "tests/evtx_damage.h"
#include "tests/evtx_reading.h"
#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

using testkit::Damaged;
using testkit::EvtxDamage;
using testkit::EvtxWriter;

// Three chunks with many templates, one of them without any.
EvtxDamage many_templates(bool full) {
  using namespace testkit;
  EvtxWriter w({.records_per_chunk = full ? 0U : 12U});
  const int rounds = full ? 14 : 3;
  for (int i = 0; i < rounds; ++i) {
    for (const EventBuilder& e :
         {sysmon_1(), sysmon_3(), sysmon_5(), sysmon_7(), security_4624(), security_4688_v2(),
          wmi_5861(), powershell_4104(), system_7045(), sysmon_22(), sysmon_5().plain(),
          event("Application", "Example", 1).data("Items", array_of({text("a"), text("b")}))}) {
      w.add(e);
    }
  }
  return EvtxDamage(w.write());
}

// Bytes put in or taken out anywhere: the records that are still whole are read, and say the same.
void expect_all_whole(const EvtxDamage& damage, const Damaged& d, std::size_t record) {
  const testkit::ReadLog log = testkit::read_log(d.bytes);
  const auto& got = log.ids();
  for (const std::uint64_t id : d.whole()) {
    EXPECT_TRUE(std::ranges::binary_search(got, id)) << d.name << " " << record << ": " << id;
  }
  EXPECT_LE(got.size(), d.whole().size() + d.may_also().size()) << d.name << " " << record;
  EXPECT_GT(log.damages(), 0U) << d.name;
  EXPECT_EQ(damage.log().records().size(), d.records.size());
}

TEST(ChunkImage, FindsDisplacedRecordsWhereverBytesWerePutIn) {
  for (const bool full : {false, true}) {
    const EvtxDamage damage = many_templates(full);
    ASSERT_TRUE(damage.log().healthy());
    ASSERT_GE(damage.log().chunks.size(), 3U);
    for (const std::size_t chunk : {std::size_t{1}, damage.log().chunks.size() - 1}) {
      const std::size_t records = damage.log().chunks[chunk].records.size();
      for (std::size_t record = 0; record < records; record += full ? 9 : 1) {
        for (const std::size_t count : {1U, 24U, 5'000U}) {
          expect_all_whole(damage, damage.insert_before_record(chunk, record, count), record);
          expect_all_whole(damage, damage.insert_in_record(chunk, record, count), record);
        }
      }
    }
  }
}

TEST(ChunkImage, FindsDisplacedRecordsWhereverBytesWereTakenOut) {
  for (const bool full : {false, true}) {
    const EvtxDamage damage = many_templates(full);
    for (const std::size_t chunk : {std::size_t{1}, damage.log().chunks.size() - 1}) {
      for (std::size_t record = 0; record + 8 < damage.log().chunks[chunk].records.size();
           record += full ? 9 : 1) {
        for (const std::size_t count : {1U, 24U, 2'000U}) {
          expect_all_whole(damage, damage.remove_in_record(chunk, record, count), record);
        }
      }
    }
  }
}

TEST(ChunkImage, IsTheRegionItselfWhereNothingHasMoved) {
  const EvtxDamage damage = many_templates(true);
  const ByteView region = ByteView(damage.bytes()).sub(kFileHeaderSize + kChunkSize, kChunkSize);
  Arena arena;
  const ChunkImage image = rebuild_chunk(region, kChunkSize, 4'711, arena);
  EXPECT_EQ(image.bytes.data(), region.data());
  EXPECT_TRUE(image.segments.empty());
  EXPECT_EQ(image.file_offset_of(512), 4'711U + 512U);
}

TEST(ChunkImage, PutsAChunkTogetherAgain) {
  const EvtxDamage damage = many_templates(true);
  const std::uint64_t at = kFileHeaderSize + kChunkSize;
  const ByteView healthy = ByteView(damage.bytes()).sub(at, kChunkSize);
  const std::string bytes = damage.insert_before_record(1, 7, 100).bytes;
  const ByteView region = ByteView(bytes).sub(at, kChunkSize + 100);
  Arena arena;
  const ChunkImage image = rebuild_chunk(region, region.size(), at, arena);
  EXPECT_EQ(image.bytes.chars(), healthy.chars());
  const std::uint64_t seventh = damage.log().chunks[1].records[7].offset;
  EXPECT_EQ(image.file_offset_of(512), at + 512);
  EXPECT_EQ(image.file_offset_of(seventh - at), seventh + 100);
  const std::string_view headerless = region.chars().substr(600);
  const ChunkImage rest = rebuild_chunk(ByteView(headerless), headerless.size(), at + 600, arena);
  EXPECT_EQ(rest.bytes.chars().substr(40'000), healthy.chars().substr(40'000));
}

// Found by fuzzing: records in another order claim places over each other.
TEST(ChunkImage, KeepsOffsetsInsideTheRegion) {
  const EvtxDamage damage = many_templates(false);
  const testkit::WalkedChunk& chunk = damage.log().chunks[1];
  const std::string_view healthy =
      std::string_view(damage.bytes()).substr(chunk.offset, kChunkSize);
  Arena arena;
  for (const testkit::WalkedRecord& r : chunk.records) {
    const std::size_t cut = r.offset - chunk.offset;
    const std::string turned = std::string(healthy.substr(0, 512)) +
                               std::string(healthy.substr(cut, chunk.free_space - cut)) + "gap" +
                               std::string(healthy.substr(512, cut - 512));
    const ChunkImage image = rebuild_chunk(ByteView(turned), turned.size(), 100, arena);
    ASSERT_EQ(image.bytes.size(), kChunkSize);
    for (std::size_t at = find_record(image.bytes, 0, kChunkSize); at < kChunkSize;
         at = find_record(image.bytes, at + 4, kChunkSize)) {
      EXPECT_GE(image.file_offset_of(at), 100U);
      EXPECT_LT(image.file_offset_of(at), 100U + turned.size());
    }
  }
}

TEST(ChunkImage, TakesAnyBytes) {
  Arena arena;
  for (const std::size_t size : {0U, 1U, 4U, 100U, 511U, 512U, 65'535U, 65'536U, 98'303U}) {
    for (const char fill : {'\0', '\1', '*', '\xFF'}) {
      const std::string bytes(size, fill);
      const ChunkImage image = rebuild_chunk(ByteView(bytes), size, 0, arena);
      EXPECT_EQ(image.bytes.size(), kChunkSize) << size;
    }
  }
}

}  // namespace
}  // namespace wmiscope::evtx
