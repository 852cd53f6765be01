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
#include <tuple>
#include <vector>

#include "base/filetime.h"
#include "context/case/case.h"

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

  // The draft of the trace's host that was there at its moment and fits: begun at most `early` after
  // it and over at most kBeside before; of several the one begun last, and of many no more than
  // kMaxBeside are looked at. Those made since a recogniser's first call are not among them.
  template <typename Fits>
  DraftIndex find_beside(std::uint32_t t, std::uint64_t early, Fits fits) {
    if (!ordered_) order_drafts();
    const FactRecord& at = record(t);
    auto next = beside_end(at.host, at.when() + early);
    for (std::size_t tried = 0; tried < kMaxBeside && next != spans_.begin(); ++tried) {
      const Span& span = *--next;
      if (span.host != at.host) break;
      const Draft& draft = work_.drafts[span.draft];
      if (draft.is_live() && draft.end() + kBeside >= at.when() && fits(draft)) return span.draft;
    }
    return kNoDraft;
  }

  // Takes note of a file that WmiPrvSE loads in place of Windows' own, or of who put it there.
  void add_hijack(std::uint32_t t, std::string_view path, std::string_view address,
                  const std::string& account);

  Case& work_;

 private:
  static constexpr std::size_t kMaxBeside = 256;

  // When a draft began.
  struct Span {
    TextId host = kNoText;
    std::uint64_t start = 0;
    DraftIndex draft = kNoDraft;

    auto order() const { return std::tuple(host, start, draft); }
  };

  void order_drafts();
  std::vector<Span>::const_iterator beside_end(TextId host, std::uint64_t when) const;
  DraftIndex hijack_of(std::uint32_t t);

  struct Series {
    DraftIndex draft = kNoDraft;
    std::uint64_t last = 0;
  };
  std::map<std::string, Series> series_;
  std::map<TextId, DraftIndex> hijacks_;  // by host
  std::vector<Span> spans_;               // by host and start
  bool ordered_ = false;
};

}  // namespace wmiscope
