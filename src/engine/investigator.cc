// SPDX-License-Identifier: Apache-2.0
#include "engine/investigator.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/utf16.h"
#include "content/field_tables.h"
#include "input/input.h"

namespace wmiscope {
namespace {

constexpr std::string_view kSysmon = "Microsoft-Windows-Sysmon/Operational";
constexpr std::array<std::uint32_t, 3> kWmiEvents = {19, 20, 21};

// In the order of the members of WmiActivityRow and ProcessCount.
constexpr std::array<std::string_view, 9> kWmiColumns = {
    "dest", "user", "Name", "Operation", "EventType", "Type", "Query", "Consumer", "Filter"};
constexpr std::array<std::string_view, 5> kProcessColumns = {"dest", "user", "parent_process_name",
                                                             "process_name", "process"};

std::string text_of(const Value& value) {
  std::string raw;
  append_value(value, raw);
  std::string text;
  append_valid_utf8(raw, text);
  return text;
}

EventRef event_ref(const Event& event) {
  EventRef ref;
  ref.provider = text_of(event[SystemField::kProvider]);
  ref.channel = text_of(event[SystemField::kChannel]);
  ref.computer = text_of(event[SystemField::kComputer]);
  ref.event_id = event.event_id;
  std::uint64_t id = 0;
  if (value_number(event[SystemField::kRecordId], id)) ref.record_id = id;
  return ref;
}

bool among(std::string_view name, const std::vector<std::string>& names) {
  return std::ranges::any_of(names,
                             [&](const std::string& each) { return equals_nocase(each, name); });
}

auto place(const WmiActivityRow& row) {
  return std::tie(row.time.ticks, row.event.event_id, row.event.record_id, row.name, row.query,
                  row.consumer, row.filter, row.operation, row.type);
}

void sort_rows(std::vector<WmiActivityRow>& rows) {
  std::ranges::sort(rows, [](const auto& a, const auto& b) { return place(a) < place(b); });
  const auto same = [](const auto& a, const auto& b) { return place(a) == place(b); };
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
}

void sort_counts(std::vector<ProcessCount>& counts) {
  std::ranges::sort(counts, [](const ProcessCount& a, const ProcessCount& b) {
    return std::tie(a.first_time.ticks, a.parent_process_name, a.process_name, a.user) <
           std::tie(b.first_time.ticks, b.parent_process_name, b.process_name, b.user);
  });
}

// Keeps the smallest few, whatever the order in which they come.
void add_command(std::string command, ProcessCount& count) {
  auto& commands = count.processes;
  const auto at = std::ranges::lower_bound(commands, command);
  if (at != commands.end() && *at == command) return;
  commands.insert(at, std::move(command));
  if (commands.size() <= Investigator::kMaxCommands) return;
  commands.pop_back();
  count.more_processes = true;
}

}  // namespace

// Runs the job of the scan, then reads the block once more for the investigations.
class InvestigatorJob : public BlockJob {
 public:
  InvestigatorJob(Investigator& owner, std::unique_ptr<BlockJob> job)
      : owner_(owner), job_(std::move(job)) {}

  void run(const Block& block, const Format& format, const std::string& path,
           BlockResult& result) override {
    job_->run(block, format, path, result);
    if (format_ != &format) {
      decoder_ = format.decoder(owner_.demand_, owner_.table_.names, {});
      format_ = &format;
    }
    decoder_->decode(block, batch_);
    for (const Event& event : batch_.events) {
      if (owner_.window_.holds(event.time_ticks)) take(event);
    }
  }

 private:
  void take(const Event& event) {
    const Investigator::Asked& asked = owner_.asked_[event.entry];
    std::vector<std::string> values;
    for (const FieldExpr& column : asked.columns) {
      values.push_back(text_of(evaluate(column, event, batch_.arena)));
    }
    const Time time{event.time_ticks, std::string(event.time_text)};
    if (asked.process) {
      ProcessCount start;
      start.first_time = start.last_time = time;
      start.dest = values[0];
      start.user = values[1];
      start.parent_process_name = values[2];
      start.process_name = values[3];
      owner_.add(std::move(start), std::move(values[4]));
    } else {
      owner_.add({time, values[0], values[1], values[2], values[3], values[4], values[5], values[6],
                  values[7], values[8], event_ref(event)});
    }
  }

  Investigator& owner_;
  std::unique_ptr<BlockJob> job_;
  std::unique_ptr<BlockDecoder> decoder_;
  const Format* format_ = nullptr;  // of the decoder
  EventBatch batch_;
};

std::expected<std::unique_ptr<Investigator>, std::string> Investigator::make(
    const TimeWindow& window) {
  std::unique_ptr<Investigator> made(new Investigator);
  made->window_ = window;
  auto table = load_builtin_field_table();
  if (!table) return std::unexpected(table.error());
  made->table_ = std::move(*table);
  for (const std::uint32_t id : kWmiEvents) {
    if (const EventKind* kind = made->table_.kind(kSysmon, id)) made->ask(*kind, false);
  }
  for (const EventKind* kind : made->table_.category("process_creation")) made->ask(*kind, true);
  made->bind_all();
  return made;
}

void Investigator::ask(const EventKind& kind, bool process) {
  Asked asked{process, {}};
  Want want;
  want.channel = kind.channel;
  want.provider = kind.provider;
  want.event_id = kind.event_id;
  const auto add_column = [&](std::string_view name) {
    asked.columns.push_back(table_.resolve(&kind, name));
    collect_fields(asked.columns.back(), want.fields);
  };
  if (process) {
    std::ranges::for_each(kProcessColumns, add_column);
  } else {
    std::ranges::for_each(kWmiColumns, add_column);
  }
  wants_.push_back(std::move(want));
  asked_by_want_.push_back(std::move(asked));
}

void Investigator::bind_all() {
  demand_ = Demand::build(wants_);
  asked_.resize(demand_.size());
  for (std::size_t i = 0; i < wants_.size(); ++i) {
    for (const std::size_t entry : demand_.covered_by(wants_[i])) {
      asked_[entry] = asked_by_want_[i];
      for (FieldExpr& column : asked_[entry].columns) bind(column, demand_[entry]);
    }
  }
}

std::unique_ptr<BlockJob> Investigator::watch(std::unique_ptr<BlockJob> job) {
  return std::make_unique<InvestigatorJob>(*this, std::move(job));
}

void Investigator::add(WmiActivityRow row) {
  const std::lock_guard lock(mutex_);
  if (rows_.size() < kMaxRows) rows_.push_back(std::move(row));
}

void Investigator::add(ProcessCount start, std::string command) {
  CountKey key{to_ascii_lower(start.dest), to_ascii_lower(start.parent_process_name),
               to_ascii_lower(start.process_name), start.user};
  const std::lock_guard lock(mutex_);
  auto at = counts_.find(key);
  if (at == counts_.end()) {
    if (counts_.size() >= kMaxCounts) return;
    at = counts_.emplace(std::move(key), start).first;
  }
  ProcessCount& count = at->second;
  ++count.count;
  if (start.first_time.ticks < count.first_time.ticks) count.first_time = start.first_time;
  if (start.last_time.ticks > count.last_time.ticks) count.last_time = start.last_time;
  add_command(std::move(command), count);
}

Investigation Investigator::answer(std::string_view host, const std::vector<std::string>& processes,
                                   const std::vector<std::string>& parents) const {
  const std::lock_guard lock(mutex_);
  Investigation out;
  for (const WmiActivityRow& row : rows_) {
    if (equals_nocase(row.dest, host)) out.wmi_activity.push_back(row);
  }
  for (const auto& [key, count] : counts_) {
    if (!equals_nocase(count.dest, host)) continue;
    if (among(count.parent_process_name, parents)) out.parent_process.push_back(count);
    if (among(count.process_name, processes)) out.process.push_back(count);
  }
  sort_rows(out.wmi_activity);
  sort_counts(out.parent_process);
  sort_counts(out.process);
  return out;
}

}  // namespace wmiscope
