// SPDX-License-Identifier: Apache-2.0
//
// Records of a known kind against the long way: with cheap conditions a decoder must give exactly the
// events that meet them, count exactly the events that it would have opened, and report the same
// damage.
#include "input/evtx/record_kinds.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "input/byte_source.h"
#include "input/evtx/decoder.h"
#include "input/evtx/source.h"
#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

using namespace testkit;

struct Decoded {
  std::vector<std::uint64_t> ids;
  std::uint64_t demanded = 0;
  std::uint64_t seen = 0;
  std::uint64_t damaged = 0;
};

Decoded decode(const std::string& file, const Want& want, const FieldNames& names) {
  const Demand demand = Demand::build({want});
  const auto decoder = make_evtx_decoder(demand, names, {});
  MemorySource bytes{ByteView(file)};
  const auto reader = open_evtx(bytes);
  Block block;
  EventBatch batch;
  Decoded decoded;
  for (bool more = true; more;) {
    more = reader->next(block);
    decoder->decode(block, batch);
    for (const Event& event : batch.events) {
      std::uint64_t id = 0;
      value_number(event[SystemField::kRecordId], id);
      decoded.ids.push_back(id);
    }
    decoded.demanded += batch.demanded[0];
    decoded.seen |= batch.fields_seen[0];
    decoded.damaged += batch.records_damaged;
  }
  return decoded;
}

Want want_of_shares(FieldNames& names) {
  return {.channel = "Security",
          .provider = "",
          .event_id = 5145,
          .fields = {names.intern("RelativeTargetName"), names.intern("IpAddress"),
                     names.intern("NoSuchField")},
          .any_of = {}};
}

std::vector<RawCondition> conditions(FieldNames& names) {
  const FieldId file = names.intern("RelativeTargetName");
  return {{file, RawCondition::Test::kStartsWith, "__"},
          {file, RawCondition::Test::kEndsWith, "\\wbem\\wbemcomn.dll"}};
}

std::string shares() {
  EvtxWriter writer;
  const char* const names[] = {"plan.xlsx", "__1619090610.0", "", "a\\WBEM\\wbemcomn.dll",
                               "x__1",      "desktop.ini"};
  for (int round = 0; round < 50; ++round) {
    for (const char* name : names) {
      writer.add(security_5145().data("RelativeTargetName", name).at("2026-11-01T10:00:00Z"));
    }
    writer.add(security_4624().at("2026-11-01T10:00:00Z"));
  }
  return writer.write();
}

TEST(RecordKinds, GivesWhatMeetsTheConditions) {
  FieldNames names;
  const std::string file = shares();
  Want want = want_of_shares(names);
  const Decoded all = decode(file, want, names);
  want.any_of = conditions(names);
  const Decoded some = decode(file, want, names);
  ASSERT_EQ(all.ids.size(), 300U);
  std::vector<std::uint64_t> expected;
  for (const std::uint64_t id : all.ids) {
    const std::uint64_t place = (id - 1) % 7;
    if (place == 1 || place == 3) expected.push_back(id);
  }
  EXPECT_EQ(some.ids, expected);
  EXPECT_EQ(some.demanded, all.demanded);
  EXPECT_EQ(some.seen, all.seen);
  EXPECT_EQ(some.damaged, 0U);
}

// A field that only a rejected record shows is seen all the same.
TEST(RecordKinds, SeesFieldsOfRejectedRecords) {
  FieldNames names;
  EvtxWriter writer;
  for (int i = 0; i < 20; ++i) writer.add(security_5145().data("IpAddress", i == 19 ? "::1" : ""));
  const std::string file = writer.write();
  Want want = want_of_shares(names);
  const Decoded all = decode(file, want, names);
  want.any_of = conditions(names);
  const Decoded some = decode(file, want, names);
  EXPECT_TRUE(some.ids.empty());
  EXPECT_EQ(some.seen, all.seen);
  EXPECT_EQ(some.seen & 2U, 2U);
}

// Every byte of one record's values, changed: the same damage is told with and without conditions.
TEST(RecordKinds, TellsTheSameDamage) {
  FieldNames names;
  EvtxWriter writer;
  for (int i = 0; i < 4; ++i) writer.add(security_5145().at("2026-11-01T10:00:00Z"));
  const std::string file = writer.write();
  Want plain = want_of_shares(names);
  Want narrow = plain;
  narrow.any_of = conditions(names);
  const std::size_t from = kFileHeaderSize + 512;
  for (std::size_t at = from; at < from + 6000 && at < file.size(); at += 7) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x7F);
    const Decoded all = decode(damaged, plain, names);
    const Decoded some = decode(damaged, narrow, names);
    // A value of the wrong size in a field shows only in a record that is wanted.
    EXPECT_LE(some.damaged, all.damaged) << at;
    EXPECT_EQ(some.demanded, all.demanded) << at;
    EXPECT_TRUE(std::ranges::includes(all.ids, some.ids)) << at;
  }
}

}  // namespace
}  // namespace wmiscope::evtx
