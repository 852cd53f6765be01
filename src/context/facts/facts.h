// SPDX-License-Identifier: Apache-2.0
//
// What the context keeps of an event: facts of fixed size whose texts lie in a TextPool.
//
//   ProcessFact   a process started (Sysmon 1, Security 4688)
//   LogonFact     a logon session began (4624)
//   SessionFact   one ended (4634, 4647), is privileged (4672), or the host started (4608, 6005)
//   Trace         any other record that may show a use of WMI; its fields by name (traces.h)
//
// A FactBatch is what one thread made of one block; the store (fact_store.h) takes it over and
// gives its texts the ids of the run. Plain values; TextIds belong to the pool beside them.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/guid.h"
#include "context/facts/text_pool.h"

namespace wmiscope {

inline constexpr std::uint64_t kNoNumber = std::numeric_limits<std::uint64_t>::max();

// The logon ids of SYSTEM, NETWORK SERVICE and LOCAL SERVICE ([MS-DTYP] well-known sessions).
inline constexpr std::uint64_t kSystemLogon = 0x3e7;
inline constexpr std::uint64_t kNetworkServiceLogon = 0x3e4;
inline constexpr std::uint64_t kLocalServiceLogon = 0x3e5;
inline bool is_service_logon(std::uint64_t id) {
  return id == kSystemLogon || id == kNetworkServiceLogon || id == kLocalServiceLogon;
}

// The record that a fact was read from, as far as findings and evidence name it.
struct FactRecord {
  std::uint64_t ticks = 0;  // as the record has it
  std::uint64_t record_id = kNoNumber;
  std::uint64_t offset = kNoNumber;
  std::uint32_t index = 0;   // 1-based: within the block in a batch, within the source in the store
  std::uint32_t line = 0;    // 0: none
  std::uint32_t source = 0;  // FactStore::source
  std::uint32_t event_id = 0;
  std::int32_t skew_ms = 0;  // to the moment of the event, where `ticks` is that of reception
  TextId computer = kNoText;
  TextId channel = kNoText;
  TextId provider = kNoText;
  TextId host = kNoText;    // computer in lower case
  std::uint8_t digits = 7;  // of the second, in the source
  bool has_time = false;
  bool recovered = false;
  bool bad_checksum = false;

  // When it happened, for order and windows.
  std::uint64_t when() const {
    return ticks + static_cast<std::uint64_t>(std::int64_t{skew_ms} * 10'000);
  }
};

// What a process start may mean to the context, found when it is read.
inline constexpr std::uint32_t kMarkWmic = 1 << 0;          // by name or by its version resource
inline constexpr std::uint32_t kMarkProviderHost = 1 << 1;  // WmiPrvSE.exe itself
inline constexpr std::uint32_t kMarkScrcons = 1 << 2;       // a script consumer fires
inline constexpr std::uint32_t kMarkMofcomp = 1 << 3;
inline constexpr std::uint32_t kMarkWbemtest = 1 << 4;
inline constexpr std::uint32_t kMarkHousekeeping = 1 << 5;  // WMIADAP, unsecapp, splunk-wmi
inline constexpr std::uint32_t kMarkPowershell = 1 << 6;    // its command line may use WMI
inline constexpr std::uint32_t kMarkScriptCom = 1 << 7;  // another one's names WMI's COM or WinRM
inline constexpr std::uint32_t kMarkConhost = 1 << 8;
inline constexpr std::uint32_t kMarkOfProviderHost = 1 << 9;  // by the record's own parent
inline constexpr std::uint32_t kMarkOfScrcons = 1 << 10;
inline constexpr std::uint32_t kMarkOfWmic = 1 << 11;
inline constexpr std::uint32_t kMarkOfDcom = 1 << 12;     // child of mmc.exe -Embedding
inline constexpr std::uint32_t kMarkByService = 1 << 13;  // 4688, subject NETWORK SERVICE
inline constexpr std::uint32_t kMarkToolLine = 1 << 14;   // redirect of a remote shell
inline constexpr std::uint32_t kMarkHasParentName = 1 << 15;
inline constexpr std::uint32_t kMarkToolClient = 1
                                                 << 16;  // SharpWMI and its like, by name or words
// Those that make an act by themselves; the others only complete one.
inline constexpr std::uint32_t kActMarks =
    kMarkWmic | kMarkScrcons | kMarkMofcomp | kMarkWbemtest | kMarkHousekeeping | kMarkPowershell |
    kMarkScriptCom | kMarkToolClient | kMarkOfProviderHost | kMarkOfScrcons | kMarkOfWmic |
    kMarkOfDcom | kMarkByService | kMarkToolLine;

struct ProcessFact {
  FactRecord record;
  Guid guid{};                   // zero in 4688
  std::uint64_t parent_key = 0;  // guid_key of the parent's; 0: none
  std::uint64_t logon_id = kNoNumber;
  std::uint32_t pid = 0;
  std::uint32_t parent_pid = 0;
  std::uint32_t logon_seconds = 0;  // Unix time in the LogonGuid; 0: none
  std::uint32_t marks = 0;
  TextId image = kNoText;
  TextId command = kNoText;
  TextId user = kNoText;  // DOMAIN\name
  TextId user_sid = kNoText;
  TextId parent_image = kNoText;
  TextId parent_command = kNoText;
  std::int32_t session = -1;  // -1: not known
  bool audited = false;       // from 4688
  bool names_target = false;  // 4688 with a target account other than the subject
  bool maker_only = false;    // 4688 without fields for a target: whose process it is nobody says
};

struct LogonFact {
  FactRecord record;
  std::uint64_t logon_id = 0;
  TextId user = kNoText;  // DOMAIN\name
  TextId user_sid = kNoText;
  TextId address = kNoText;
  TextId workstation = kNoText;
  std::uint32_t port = 0;
  std::uint8_t type = 0;
  bool by_authz = false;  // Windows checking an account's rights, nobody logged on
};

struct SessionFact {
  enum class Kind : std::uint8_t { kEnd, kPrivileged, kBoot };

  std::uint64_t when = 0;
  std::uint64_t logon_id = kNoNumber;
  TextId host = kNoText;
  Kind kind = Kind::kEnd;
};

inline constexpr std::size_t kTraceFields = 12;

struct Trace {
  FactRecord record;
  std::uint8_t kind = 0;         // index in trace_specs()
  std::uint32_t writer_pid = 0;  // of the process that wrote the record
  TextId writer_sid = kNoText;
  std::array<TextId, kTraceFields> fields{};
};

struct FactBatch {
  TextPool texts;
  std::vector<ProcessFact> processes;
  std::vector<LogonFact> logons;
  std::vector<SessionFact> sessions;
  std::vector<Trace> traces;

  bool empty() const {
    return processes.empty() && logons.empty() && sessions.empty() && traces.empty();
  }
  void clear() {
    texts.clear();
    processes.clear();
    logons.clear();
    sessions.clear();
    traces.clear();
  }
};

// 64 bits of a GUID that tell processes apart as well as all of it; 0 for the zero GUID.
std::uint64_t guid_key(const Guid& guid);

}  // namespace wmiscope
