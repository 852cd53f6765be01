// SPDX-License-Identifier: Apache-2.0
//
// For tests: facts made by hand, put into a store as a block of a file would be.
//
//   FactMaker made;
//   made.process(10, 500, 4, "C:\\a.exe");          // second, pid, parent's pid, image
//   const FactStore& store = made.store();
#pragma once

#include <string_view>

#include "context/facts/fact_store.h"

namespace wmiscope {

inline constexpr std::uint64_t kSecond = 10'000'000;

class FactMaker {
 public:
  ProcessFact& process(std::uint64_t second, std::uint32_t pid, std::uint32_t parent,
                       std::string_view image) {
    ProcessFact fact;
    fact.record = record(second);
    fact.pid = pid;
    fact.parent_pid = parent;
    fact.image = batch_.texts.intern(image);
    fact.audited = true;
    batch_.processes.push_back(fact);
    return batch_.processes.back();
  }

  LogonFact& logon(std::uint64_t second, std::uint64_t id, std::string_view user,
                   std::string_view address) {
    LogonFact fact;
    fact.record = record(second);
    fact.logon_id = id;
    fact.type = 3;
    fact.user = batch_.texts.intern(user);
    fact.address = batch_.texts.intern(address);
    batch_.logons.push_back(fact);
    return batch_.logons.back();
  }

  void session(std::uint64_t second, std::uint64_t id, SessionFact::Kind kind) {
    batch_.sessions.push_back({second * kSecond, id, host(), kind});
  }

  FactStore& store() {
    store_.add(batch_, "a.evtx", "", 0);
    batch_.clear();
    return store_;
  }
  TextId host() { return text("ws01"); }
  TextId text(std::string_view text) { return batch_.texts.intern(text); }

 private:
  FactRecord record(std::uint64_t second) {
    FactRecord record;
    record.ticks = second * kSecond;
    record.has_time = true;
    record.record_id = ++records_;
    record.host = host();
    return record;
  }

  FactBatch batch_;
  FactStore store_;
  std::uint64_t records_ = 0;
};

}  // namespace wmiscope
