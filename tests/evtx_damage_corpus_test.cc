// SPDX-License-Identifier: Apache-2.0
//
// Every damage that the kit knows, on real logs of several chunks: every whole record is read and
// nothing is made up (contracts.md, What is read). The logs are third-party samples beside the
// project; a checkout without them skips this test.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "tests/evtx_damage.h"
#include "tests/evtx_reading.h"

namespace wmiscope::testkit {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<std::uint64_t>;

const fs::path kCorpus = fs::path(WMISCOPE_SOURCE_DIR) / ".." / "shared" / "corpus";

struct Log {
  const char* path;
  std::size_t records;
  // Over all damages of the first, the middle and the last chunk with records:
  std::size_t damages;
  std::size_t whole;  // records that are whole, all of which are read
};

constexpr Log kLogs[] = {
    {"EVTX-ATTACK-SAMPLES/Credential Access/"
     "discovery_sysmon_1_iis_pwd_and_config_discovery_appcmd.evtx",
     40, 72, 2709},
    {"EVTX-ATTACK-SAMPLES/Privilege Escalation/Sysmon_UACME_64.evtx", 530, 72, 37070},
    {"hayabusa-sample-evtx/EVTX-to-MITRE-Attack/TA0002-Execution/"
     "T1047-Windows Management Instrumentation/ID4688-5145-WMIexec execution via SMB.evtx",
     1023, 72, 71388},
    {"hayabusa-sample-evtx/EVTX-to-MITRE-Attack/TA0005-Defense Evasion/"
     "T1027-Obfuscated Files or Information/ID4103-4104-CrackMapExec payload execution.evtx",
     24, 72, 1583},
    {"hayabusa-sample-evtx/EVTX-to-MITRE-Attack/TA0005-Defense Evasion/"
     "T1562.001-Impair Defenses-Disable or Modify tool/"
     "ID800-4103-4104 Defender critical features disabled (PowerShell).evtx",
     50, 72, 3413},
    {"hayabusa-sample-evtx/EVTX-to-MITRE-Attack/TA0006-Credential Access/"
     "T1555-Credentials from Password Stores/"
     "ID5145-user file-credentials-browser dump via network share.evtx",
     349, 72, 23602},
};

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The first, the middle and the last chunk that holds more than one record.
std::set<std::size_t> chunks_to_damage(const WalkedLog& log) {
  std::size_t used = 0;
  while (used < log.chunks.size() && log.chunks[used].records.size() > 1) ++used;
  return {0, used / 2, used - 1};
}

// What of `some` is not in `all`, both sorted and perhaps with the same id twice.
Ids missing(const Ids& some, const Ids& all) {
  Ids out;
  std::ranges::set_difference(some, all, std::back_inserter(out));
  return out;
}

// Wiping what no record lies in changes nothing that could be noticed.
bool touches_records(const WalkedLog& log, std::size_t chunk, const Damaged& d) {
  const WalkedChunk& c = log.chunks[chunk];
  return d.name != "second half of chunk cleared" || c.free_space > 65'536 / 2;
}

void expect_read(const Damaged& d, const ReadLog& log, bool noticeable) {
  const Ids ids = log.ids();
  EXPECT_EQ(missing(d.whole(), ids), Ids{});
  EXPECT_EQ(missing(missing(ids, d.whole()), d.may_also()), Ids{});
  EXPECT_EQ(log.damages() > 0, !d.harmless && noticeable);
  EXPECT_EQ(log.counts.records_read, ids.size());
  EXPECT_EQ(log.counts.records_seen, ids.size() + log.counts.records_damaged);
}

TEST(EvtxDamageCorpus, EveryWholeRecordIsRead) {
  if (!fs::exists(kCorpus)) GTEST_SKIP() << "no samples beside the project";
  for (const Log& expected : kLogs) {
    SCOPED_TRACE(expected.path);
    const EvtxDamage damage(content(kCorpus / expected.path));
    ASSERT_TRUE(damage.log().healthy());
    Log got{expected.path, damage.log().records().size(), 0, 0};
    for (const std::size_t chunk : chunks_to_damage(damage.log())) {
      for (const Damaged& d : damage.all(chunk)) {
        SCOPED_TRACE(d.name + " in " + std::to_string(chunk));
        const ReadLog log = read_log(d.bytes);
        expect_read(d, log, touches_records(damage.log(), chunk, d));
        ++got.damages;
        got.whole += d.whole().size();
      }
    }
    EXPECT_EQ(got.records, expected.records);
    EXPECT_EQ(got.damages, expected.damages);
    EXPECT_EQ(got.whole, expected.whole);
  }
}

TEST(EvtxDamageCorpus, HealthyLogsGiveNoIssue) {
  if (!fs::exists(kCorpus)) GTEST_SKIP() << "no samples beside the project";
  std::size_t healthy = 0;
  std::size_t records = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    if (entry.path().extension() != ".evtx") continue;
    const std::string bytes = content(entry.path());
    const WalkedLog walked = walk_evtx(bytes);
    if (!walked.healthy()) continue;
    ++healthy;
    records += walked.records().size();
    const ReadLog log = read_log(bytes);
    EXPECT_TRUE(log.issues.empty()) << entry.path() << " " << log.issues[0].code;
    EXPECT_EQ(log.events.size(), walked.records().size()) << entry.path();
    Ids ids;
    for (const WalkedRecord* r : walked.records()) {
      ids.push_back(r->event_record_id.value_or(r->record_id));
    }
    std::ranges::sort(ids);
    EXPECT_EQ(log.ids(), ids) << entry.path();
  }
  EXPECT_EQ(healthy, 150U);
  EXPECT_EQ(records, 3096U);
}

}  // namespace
}  // namespace wmiscope::testkit
