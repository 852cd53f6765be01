// SPDX-License-Identifier: Apache-2.0
//
// Which process started which, per host, over both logs that tell it.
//
//   const ProcessTree tree(store);
//   for (ProcessIndex p = tree.parent(child); p != kNoProcess; p = tree.parent(p)) …
//   tree.find(host, pid, when)                  // who had that pid then
//
// Sysmon's GUIDs join exactly. Without them a pid stands for the latest process that was started
// with it before: pids are used again, and a boot ends all of them. A start that both logs have is
// two facts, each other's twin; the Sysmon one is the `chief`. Immutable once made; the store
// outlives it.
#pragma once

#include <vector>

#include "context/facts/fact_store.h"
#include "context/facts/moments.h"

namespace wmiscope {

using ProcessIndex = std::uint32_t;
inline constexpr ProcessIndex kNoProcess = ~ProcessIndex{0};

class ProcessTree {
 public:
  explicit ProcessTree(const FactStore& store);

  const ProcessFact& operator[](ProcessIndex p) const { return store_.processes()[p]; }

  // The process that had the pid at a moment; one started up to kClockSlack later counts too, since
  // some forms keep whole seconds only.
  ProcessIndex find(TextId host, std::uint32_t pid, std::uint64_t when) const;
  ProcessIndex find_key(std::uint64_t guid_key) const;

  ProcessIndex parent(ProcessIndex p) const;
  // Direct children in order of time, at most `limit`; a start in both logs once.
  std::vector<ProcessIndex> children(ProcessIndex p, std::size_t limit = 64) const;

  // The same start in the other log.
  ProcessIndex twin(ProcessIndex p) const;
  // The one of twins that says more.
  ProcessIndex chief(ProcessIndex p) const;

  static constexpr std::uint64_t kClockSlack = 2 * 10'000'000ULL;

 private:
  bool booted_between(TextId host, std::uint64_t from, std::uint64_t to) const;
  std::uint64_t replaced_at(ProcessIndex p) const;
  bool same_start(const ProcessFact& a, const ProcessFact& b) const;

  const FactStore& store_;
  Moments by_pid_;
  Moments by_parent_;  // by the parent's pid
  Moments by_key_;     // by guid_key, of any host
  std::vector<SessionFact> boots_;
};

}  // namespace wmiscope
