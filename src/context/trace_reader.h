// SPDX-License-Identifier: Apache-2.0
//
// What the recognisers of single records share: the fields of a trace, the process that it is about,
// and series, in which records of one key are one draft until a pause.
//
//   class Registry : TraceReader { void add(std::uint32_t t) { … series(key, t, "provider-change") … } };
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/filetime.h"
#include "context/case.h"

namespace wmiscope {

// A number as events write it: decimal, or hexadecimal behind 0x; 0 where it is none.
std::uint64_t long_number_of(std::string_view text);
std::uint32_t number_of(std::string_view text);

// SYSTEM, LOCAL SERVICE, NETWORK SERVICE.
bool is_service_sid(std::string_view sid);

// DOMAIN\name; empty where there is no name or it is "-".
std::string joined_account(std::string_view domain, std::string_view name);

class TraceReader {
 public:
  explicit TraceReader(Case& work) : work_(work) {}

 protected:
  static constexpr std::uint64_t kSeries = 10 * 60 * kTicksPerSecond;  // pause within a series
  static constexpr std::uint64_t kBeside = 60 * kTicksPerSecond;       // of one act, another record

  // Calls `add` for each trace, by host and time, that no draft holds at that moment.
  template <typename Add>
  void for_each_free(Add add) const {
    for (const std::uint32_t t : work_.traces) {
      if (work_.trace_owner(t) == kNoDraft) add(t);
    }
  }

  std::string_view text(std::uint32_t t, std::string_view field) const {
    return work_.text(work_.trace(t), field);
  }
  const FactRecord& record(std::uint32_t t) const { return work_.trace(t).record; }

  // The process that a Sysmon record is about.
  ProcessIndex process_of(std::uint32_t t) const;

  // A draft for the process of a Sysmon record, which asks WMI; `p` may be kNoProcess.
  DraftIndex add_client(std::uint32_t t, ProcessIndex p, std::string_view vector);

  // A draft for each key, begun anew after a pause.
  DraftIndex series(const std::string& key, std::uint32_t t, std::string_view vector,
                    std::uint64_t pause = kSeries);

  // Takes note of a file that WmiPrvSE loads in place of Windows' own, or of who put it there.
  void add_hijack(std::uint32_t t, std::string_view path, std::string_view address,
                  const std::string& account);

  Case& work_;

 private:
  DraftIndex hijack_of(std::uint32_t t);

  struct Series {
    DraftIndex draft = kNoDraft;
    std::uint64_t last = 0;
  };
  std::map<std::string, Series> series_;
};

}  // namespace wmiscope
