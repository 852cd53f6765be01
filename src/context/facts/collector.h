// SPDX-License-Identifier: Apache-2.0
//
// Takes from events what the context keeps of them.
//
//   FactCollector collector(rules.demand(), table.names);      // wants of context_wants() are in
//   it for (const Event& event : batch.events) collector.collect(event, batch.arena, facts);
//
// One a thread. Nothing of an event is referred to afterwards. An event that the context does not
// look at costs one lookup.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "context/facts/facts.h"
#include "context/facts/text_memo.h"
#include "context/facts/traces.h"
#include "context/facts/wants.h"
#include "event/event.h"

namespace wmiscope {

class FactCollector {
 public:
  // Both outlive the collector.
  FactCollector(const Demand& demand, const FieldNames& names);

  void collect(const Event& event, Arena& arena, FactBatch& out);

 private:
  struct Plan {
    const CoreSpec* core = nullptr;
    const TraceSpec* trace = nullptr;
    std::uint8_t trace_kind = 0;
    std::vector<std::size_t> slots;  // of the spec's fields, then of clock_fields()
    std::size_t first_hint = 0;      // of as many
    std::vector<std::pair<std::size_t, RawCondition>> any_of;
  };

  Plan plan_of(const DemandEntry& entry, const FieldNames& names) const;

  void collect_core(const Plan& plan);
  void collect_sysmon_process(const Plan& plan);
  void collect_audit_process(const Plan& plan);
  void collect_logon(const Plan& plan);
  void collect_session(const Plan& plan, SessionFact::Kind kind);
  void collect_trace(const Plan& plan);
  bool may_be_use(const Plan& plan);
  bool script_may_use_wmi(const Plan& plan);
  TextId keep_of_trace(const Plan& plan, std::size_t n);
  void read_unnamed();
  void add_items(ByteView list);
  Value trace_value(const Plan& plan, std::size_t n) const;

  FactRecord record_of(const Plan& plan);
  std::int32_t skew_of(const Plan& plan) const;

  // Of the event at hand: the plan's n-th field.
  const Value& value(const Plan& plan, std::size_t n) const {
    return event_->fields[plan.slots[n]];
  }
  TextMemo::Entry& known(const Value& value, TextMemo::Hint& hint) {
    return memo_.find(value, escaped_, *arena_, hint);
  }
  TextMemo::Entry& known(const Plan& plan, std::size_t n) {
    return known(value(plan, n), hint(plan, n));
  }
  TextMemo::Hint& hint(const Plan& plan, std::size_t n) { return hints_[plan.first_hint + n]; }
  std::string_view text(const Plan& plan, std::size_t n) { return known(plan, n).text; }
  std::uint64_t number(const Plan& plan, std::size_t n) const;
  TextId keep(const Value& value, TextMemo::Hint& hint);
  TextId keep(const Plan& plan, std::size_t n) { return keep(value(plan, n), hint(plan, n)); }
  TextId keep(SystemField field) {
    return keep((*event_)[field], hints_[static_cast<std::size_t>(field)]);
  }
  TextId keep(std::string_view text) { return out_->texts.intern(text); }
  TextId account(const Plan& plan, std::size_t domain, std::size_t name);
  // The id of one text of a process start; its traits are noted.
  TextId start_text(const Plan& plan, std::size_t n, TextRole role, TextTraits& traits);

  std::vector<Plan> plans_;            // by entry
  std::vector<TextMemo::Hint> hints_;  // of the system fields, then of each plan's slots
  const Event* event_ = nullptr;
  Arena* arena_ = nullptr;
  FactBatch* out_ = nullptr;
  bool escaped_ = false;  // the form keeps XML's entities in its values
  std::string scratch_;
  std::vector<Value> unnamed_;  // strings of the event at hand
  TextMemo memo_;
  TextId lowered_ = kNoText;  // the computer of which host_ is the lower case
  TextId host_ = kNoText;
};

}  // namespace wmiscope
