// SPDX-License-Identifier: Apache-2.0
//
// All facts of a run, in the order of the input, with one pool of texts.
//
//   FactStore store;
//   store.add(batch, path, member, records_before);       // batch after batch, in input order
//   for (const ProcessFact& p : store.processes()) store.text(p.image) …
//
// Memory: fixed-size facts, interned texts. Command lines that cannot be an act of WMI use are kept
// there only while all texts together stay below kTextBudget; beyond it they go to a nameless file
// and are read back when asked for (spilled_texts.h), and so do long texts of traces. Where that
// file cannot be written the fact stays and its text is lost: spill_error() says so. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "context/facts/fact_list.h"
#include "context/facts/facts.h"
#include "context/facts/spilled_texts.h"
#include "context/facts/traces.h"
#include "wmiscope/finding.h"

namespace wmiscope {

class FactStore {
 public:
  static constexpr std::size_t kTextBudget = 64 << 20;
  static constexpr std::size_t kLongText = 512;  // of a trace

  // `temp_dir` as TempFile has it.
  explicit FactStore(std::string temp_dir = {}, std::size_t text_budget = kTextBudget)
      : spilled_(std::move(temp_dir)), text_budget_(text_budget) {}

  // `records_before`: of the same source, in front of the batch's first.
  void add(const FactBatch& batch, std::string_view path, std::string_view member,
           std::uint64_t records_before);

  const TextPool& texts() const { return texts_; }
  std::string_view text(TextId id) const {
    return id < kSpilled ? texts_[id] : spilled_[id - kSpilled];
  }
  std::string_view text(const Trace& trace, std::string_view field) const {
    return text(trace.fields[trace_specs()[trace.kind].field(field)]);
  }

  const FactList<ProcessFact>& processes() const { return processes_; }
  const FactList<LogonFact>& logons() const { return logons_; }
  const FactList<SessionFact>& sessions() const { return sessions_; }
  const FactList<Trace>& traces() const { return traces_; }

  // The texts of the public records.
  EventRef event_ref(const FactRecord& record) const;
  SourceRef source_ref(const FactRecord& record) const;
  Time time_of(const FactRecord& record) const;

  // Hosts are known by name; a name without domain is the one host that has that first label, where
  // there is only one. To be called once, when all facts are in.
  void unite_hosts();
  TextId intern(std::string_view text) { return texts_.intern(text); }

  std::size_t spilled() const { return spilled_.size(); }
  // errno; 0 where no text was lost.
  int spill_error() const { return spilled_.error(); }

 private:
  static constexpr TextId kSpilled = 1U << 31;  // ids from here on are of spilled texts

  struct Source {
    std::string path;
    std::string member;
  };

  std::uint32_t source_of(std::string_view path, std::string_view member);
  TextId take(const FactBatch& batch, TextId id);
  TextId take_line(const FactBatch& batch, TextId id, bool act);
  TextId take_text(const FactBatch& batch, TextId id);
  void take_record(const FactBatch& batch, FactRecord& record, std::uint32_t source,
                   std::uint64_t records_before);
  TextId one_spelling(TextId channel);
  TextId spill(const FactBatch& batch, TextId id);
  bool over_budget() const { return texts_.bytes() > text_budget_; }

  TextPool texts_;
  std::vector<TextId> ids_;  // of the batch's texts, once taken
  std::vector<Source> sources_;
  std::unordered_map<std::string, TextId> channels_;  // first spelling, by name in lower case
  std::unordered_map<TextId, TextId> spellings_;      // the first one of each
  FactList<ProcessFact> processes_;
  FactList<LogonFact> logons_;
  FactList<SessionFact> sessions_;
  FactList<Trace> traces_;
  SpilledTexts spilled_;
  std::size_t text_budget_;
};

}  // namespace wmiscope
