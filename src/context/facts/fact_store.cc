// SPDX-License-Identifier: Apache-2.0
#include "context/facts/fact_store.h"

#include "base/ascii.h"
#include "base/filetime.h"

namespace wmiscope {
namespace {

std::string_view first_label(std::string_view host) { return host.substr(0, host.find('.')); }

// The time in exactly the digits of its source.
std::string time_text(std::uint64_t ticks, std::uint8_t digits) {
  std::string text = filetime_text(ticks);  // seven digits and Z
  if (digits >= 7) return text;
  text.resize(digits == 0 ? text.size() - 9 : text.size() - 1 - (7 - digits));
  text += 'Z';
  return text;
}

}  // namespace

void FactStore::add(const FactBatch& batch, std::string_view path, std::string_view member,
                    std::uint64_t records_before) {
  if (batch.empty()) return;
  const std::uint32_t source = source_of(path, member);
  ids_.assign(batch.texts.size(), kNoText);
  for (ProcessFact fact : batch.processes) {
    take_record(batch, fact.record, source, records_before);
    const bool act = (fact.marks & kActMarks) != 0;
    fact.command = take_line(batch, fact.command, act);
    fact.parent_command = take_line(batch, fact.parent_command, act);
    for (TextId* id : {&fact.image, &fact.parent_image, &fact.user, &fact.user_sid}) {
      *id = take(batch, *id);
    }
    processes_.push_back(fact);
  }
  for (LogonFact fact : batch.logons) {
    take_record(batch, fact.record, source, records_before);
    for (TextId* id : {&fact.user, &fact.user_sid, &fact.address, &fact.workstation}) {
      *id = take(batch, *id);
    }
    logons_.push_back(fact);
  }
  for (SessionFact fact : batch.sessions) {
    fact.host = take(batch, fact.host);
    sessions_.push_back(fact);
  }
  for (Trace trace : batch.traces) {
    take_record(batch, trace.record, source, records_before);
    trace.writer_sid = take(batch, trace.writer_sid);
    for (TextId& id : trace.fields) id = take_text(batch, id);
    traces_.push_back(trace);
  }
}

std::uint32_t FactStore::source_of(std::string_view path, std::string_view member) {
  if (sources_.empty() || sources_.back().path != path || sources_.back().member != member) {
    sources_.push_back({std::string(path), std::string(member)});
  }
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

TextId FactStore::take(const FactBatch& batch, TextId id) {
  if (id != kNoText && ids_[id] == kNoText) {
    ids_[id] = texts_.intern(batch.texts[id], batch.texts.hash(id));
  }
  return ids_[id];
}

TextId FactStore::take_line(const FactBatch& batch, TextId id, bool act) {
  return act || !over_budget() ? take(batch, id) : spill(batch, id);
}

TextId FactStore::take_text(const FactBatch& batch, TextId id) {
  const bool keep = !over_budget() || batch.texts[id].size() <= kLongText;
  return keep ? take(batch, id) : spill(batch, id);
}

// A text that is in memory stays there.
TextId FactStore::spill(const FactBatch& batch, TextId id) {
  if (id == kNoText || ids_[id] != kNoText) return ids_[id];
  const auto number = spilled_.add(batch.texts[id]);
  if (number) ids_[id] = kSpilled + *number;
  return ids_[id];
}

void FactStore::take_record(const FactBatch& batch, FactRecord& record, std::uint32_t source,
                            std::uint64_t records_before) {
  record.source = source;
  record.index += static_cast<std::uint32_t>(records_before);
  for (TextId* id : {&record.computer, &record.host, &record.channel, &record.provider}) {
    *id = take(batch, *id);
  }
  record.channel = one_spelling(record.channel);
}

// A log is known by its name without case: the first spelling stands for all.
TextId FactStore::one_spelling(TextId channel) {
  const auto [known, is_new] = spellings_.try_emplace(channel, channel);
  if (is_new) {
    known->second = channels_.emplace(to_ascii_lower(texts_[channel]), channel).first->second;
  }
  return known->second;
}

EventRef FactStore::event_ref(const FactRecord& record) const {
  EventRef event;
  event.provider = text(record.provider);
  event.channel = text(record.channel);
  event.event_id = record.event_id;
  if (record.record_id != kNoNumber) event.record_id = record.record_id;
  event.computer = text(record.computer);
  return event;
}

SourceRef FactStore::source_ref(const FactRecord& record) const {
  SourceRef source;
  source.path = sources_[record.source].path;
  source.member = sources_[record.source].member;
  if (record.offset != kNoNumber) source.offset = record.offset;
  if (record.line != 0) source.line = record.line;
  source.index = record.index;
  source.recovered = record.recovered;
  source.bad_checksum = record.bad_checksum;
  return source;
}

Time FactStore::time_of(const FactRecord& record) const {
  if (!record.has_time) return {};
  return {record.ticks, time_text(record.ticks, record.digits)};
}

void FactStore::unite_hosts() {
  const auto each_host = [&](auto&& visit) {
    for (ProcessFact& fact : processes_) visit(fact.record.host);
    for (LogonFact& fact : logons_) visit(fact.record.host);
    for (Trace& trace : traces_) visit(trace.record.host);
    for (SessionFact& fact : sessions_) visit(fact.host);
  };
  std::vector<bool> is_host(texts_.size());
  each_host([&](TextId host) { is_host[host] = true; });
  // First label to the host with a domain; kNoText where several have it.
  std::unordered_map<std::string_view, TextId> full;
  for (TextId host = 1; host < is_host.size(); ++host) {
    const std::string_view label = first_label(text(host));
    if (!is_host[host] || label.size() == text(host).size()) continue;
    const auto [at, first] = full.emplace(label, host);
    if (!first) at->second = kNoText;
  }
  std::unordered_map<TextId, TextId> united;
  for (TextId host = 1; host < is_host.size(); ++host) {
    if (!is_host[host]) continue;
    const auto at = full.find(text(host));
    if (at != full.end() && at->second != kNoText) united[host] = at->second;
  }
  if (united.empty()) return;
  each_host([&](TextId& host) {
    if (const auto at = united.find(host); at != united.end()) host = at->second;
  });
}

}  // namespace wmiscope
