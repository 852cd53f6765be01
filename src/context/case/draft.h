// SPDX-License-Identifier: Apache-2.0
//
// An activity while it is being put together: what the recognisers found of one act of WMI use, not
// yet worded, judged or numbered (finish.cc does that).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "context/case/process_tree.h"
#include "context/judge/payload.h"
#include "wmiscope/activity.h"

namespace wmiscope {

using DraftIndex = std::size_t;
inline constexpr DraftIndex kNoDraft = ~DraftIndex{0};

enum class Role : std::uint8_t { kCaller, kMain, kAncestor, kChild };

struct DraftProcess {
  ProcessIndex process = kNoProcess;
  Role role = Role::kMain;
};

// A record that the act stands on, and what it shows. There may be hundreds of thousands in a draft:
// both lie in the store.
struct Shown {
  const FactRecord* record = nullptr;
  TextId shows = kNoText;
};

struct Draft {
  TextId host = kNoText;
  std::string_view vector;  // a word of contracts.md; literals only
  Origin origin;
  std::string user;  // DOMAIN\name
  std::string user_sid;
  std::string tool;
  int tool_rank = 1 << 30;
  std::vector<DraftProcess> processes;
  std::vector<Shown> evidence;
  std::optional<Subscription> subscription;
  std::vector<Decoded> decoded;
  std::vector<Payload> payloads;
  std::vector<DraftIndex> linked;

  // Known to be harmless: only where every part of it is.
  std::size_t parts = 0;
  std::size_t harmless_parts = 0;
  std::string harmless;

  // For the sentence: what was done, in the words of the records.
  std::string deed;    // "WmiPrvSE.exe started cmd.exe"
  std::string target;  // the other host that a local caller asked

  // Without a purpose, a finding or a tool it says nothing worth an activity: a registry value, a firewall
  // rule, a query.
  bool weak = false;
  DraftIndex merged_into = kNoDraft;  // taken over by another draft
  bool has_finding = false;

  bool is_live() const { return merged_into == kNoDraft; }
  bool is_harmless() const { return parts > 0 && parts == harmless_parts; }
  std::uint64_t start() const { return evidence.empty() ? 0 : first; }
  std::uint64_t end() const { return last; }

  // The record is one of the store's.
  void show(const FactRecord& record, TextId shows);
  // All that another one is becomes part of this; the vector that stands first in the contracts' order
  // holds. A payload that is there already is not taken twice.
  void take(Draft&& other);
  // What is hidden in a text becomes readable beside the act.
  void decode(std::string_view text);
  // The first host that a call names is its target; a name is better than a variable that holds it.
  void name_target(std::string_view named);
  // Where its origin is remote: a consumer and a child run on behalf of another host. What a consumer
  // starts when it fires, it starts here.
  void mark_remote();
  // It registered a temporary subscription: that is worth an activity, whatever else it does.
  void subscribes_for_a_while();

  std::uint64_t first = kNoNumber;  // of the evidence
  std::uint64_t last = 0;

 private:
  void take_payloads(std::vector<Payload>&& others);

  std::unordered_set<std::string> keys_;  // of the first payloads, once another draft was taken
  std::size_t keyed_ = 0;                 // so many
};

// The place of a vector in the order of contracts.md: where several fit, the smaller one is meant.
int vector_rank(std::string_view vector);

}  // namespace wmiscope
