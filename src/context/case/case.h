// SPDX-License-Identifier: Apache-2.0
//
// The resolver's desk: all facts, how they hang together, and the drafts made so far. Each
// recogniser (recognisers.h) reads the facts of its kind, makes drafts or adds to those of others,
// and claims what it used, so that no record belongs to two acts.
//
//   Case work(store, threads);
//   find_callers(work); … link_hosts(work);
//
// Used by one thread. The store outlives it.
#pragma once

#include <deque>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "context/case/draft.h"
#include "context/case/logon_sessions.h"
#include "context/case/process_tree.h"
#include "context/facts/fact_store.h"
#include "context/judge/benign.h"
#include "context/judge/tool_fingerprints.h"

namespace wmiscope {

class Case {
 public:
  // With more than one thread, trees and sessions are put in order beside each other.
  explicit Case(FactStore& store, unsigned threads = 1);

  FactStore& store;
  const ProcessTree tree;
  // Starts that may be acts, each start once (the chief of twins), by host and time.
  const std::vector<ProcessIndex> candidates;
  // Traces by host and time, duplicates left out; indices in store.traces().
  const std::vector<std::uint32_t> traces;
  const LogonSessions logons;
  std::deque<Draft> drafts;  // never move

  std::string_view text(TextId id) const { return store.text(id); }
  const ProcessFact& process(ProcessIndex p) const { return tree[p]; }
  const Trace& trace(std::uint32_t t) const { return store.traces()[t]; }
  std::string_view text(const Trace& trace, std::string_view field) const {
    return store.text(trace, field);
  }
  std::uint64_t when(ProcessIndex p) const { return tree[p].record.when(); }

  // Names of a host as commands give them: with and without its domain.
  std::vector<std::string_view> own_names(TextId host) const;
  std::string_view short_name(TextId host) const;
  bool is_own_name(TextId host, std::string_view name) const;
  // Whether a network logon came from the host itself: over the loopback, or from a workstation of
  // its name (NTLM), whatever its own address is.
  bool is_from_itself(const LogonFact& logon) const;

  DraftIndex add_draft(TextId host, std::string_view vector);
  // `from` becomes part of `into` (Draft::take).
  void merge(DraftIndex into, DraftIndex from);

  // The draft that now holds what `draft` was.
  DraftIndex live(DraftIndex draft) const;

  // The draft that a start or trace belongs to.
  DraftIndex owner(ProcessIndex p) const;
  DraftIndex trace_owner(std::uint32_t t) const;
  bool is_free(ProcessIndex p) const { return owner(p) == kNoDraft; }

  // Adds a start (and its twin) with its record as evidence, and claims it.
  void add_process(DraftIndex draft, ProcessIndex p, Role role, std::string_view shows);
  void add_trace(DraftIndex draft, std::uint32_t t, std::string_view shows);
  void add_logon(DraftIndex draft, const LogonFact& logon, std::string_view shows);
  // The starts above, up to the one at which WMI cuts the chain, and those below.
  void add_ancestors(DraftIndex draft, ProcessIndex p);
  void add_descendants(DraftIndex draft, ProcessIndex p, bool remote);

  // command_hash() of its command line, once for each start that is asked for.
  std::size_t command_hash(ProcessIndex p) const;

  // What a start that WMI caused carries.
  void add_command(DraftIndex draft, ProcessIndex p, bool remote);

  // Asks the catalogues of tools and of harmless uses about one part of a draft.
  void judge_part(DraftIndex draft, const ActTexts& texts);
  bool is_harmless(const ActTexts& texts);
  // The fingerprint that fits best; nullptr where none does.
  const TextPattern* tool_of(const ActTexts& texts);

  // The account of a start: Sysmon's, else the audit's; for a 4688 of version 1 that names the
  // machine only, the account of its console host.
  std::string user_of(ProcessIndex p) const;
  std::string_view sid_of(ProcessIndex p) const;
  // The session of that account; kNoNumber: not known.
  std::uint64_t logon_of(ProcessIndex p) const;

  // The program that Windows itself started in a logon session up to that moment: the host of a WinRM
  // session, a task's program. No session that was made for a WMI request has one.
  ProcessIndex program_of_session(TextId host, std::uint64_t logon_id, std::uint64_t when) const;

  // Whether WMI started it, itself or through a shell: then it belongs to that request.
  bool is_below_wmi(ProcessIndex p) const;

 private:
  bool load_catalogues();
  void add_descendants_of(DraftIndex draft, ProcessIndex p, bool remote, std::size_t depth);
  Case(FactStore& facts, std::future<LogonSessions> sessions);

  std::vector<ProcessIndex> find_candidates() const;
  std::vector<std::uint32_t> order_traces() const;
  ProcessIndex console_host_of(ProcessIndex p) const;
  mutable std::unordered_map<ProcessIndex, std::size_t> command_hashes_;
  mutable std::unordered_map<ProcessIndex, ProcessIndex> console_hosts_;  // as far as asked for
  const ProcessFact& account_fact(ProcessIndex p) const;
  bool is_program_of_session(ProcessIndex p) const;
  mutable std::optional<Moments> session_programs_;  // by host and logon id; once asked for

  std::vector<DraftIndex> owners_;        // by process
  std::vector<DraftIndex> trace_owners_;  // by trace
  std::unique_ptr<ToolFingerprints> tools_;
  std::unique_ptr<BenignUses> benign_;

  struct Verdict {
    const TextPattern* tool = nullptr;
    std::string_view harmless;  // the reason
  };
  Verdict verdict(const ActTexts& texts);
  std::unordered_map<std::string, Verdict> verdicts_;  // by all texts
  // By command line, image and target.
  std::map<std::tuple<TextId, TextId, bool>, std::vector<Payload>> commands_;
};

}  // namespace wmiscope
