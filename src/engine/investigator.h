// SPDX-License-Identifier: Apache-2.0
//
// Gathers what the story's investigations ask while a scan reads: all Sysmon 19-21, and counts of
// process starts by user, parent, process and host.
//
//   auto investigator = Investigator::make(window);
//   scan_watched(options, sink, [&](auto job) { return (*investigator)->watch(std::move(job)); });
//   Investigation answer = (*investigator)->answer(host, {"cmd.exe"}, {"wmiprvse.exe"});
//
// Jobs of several threads add to one Investigator under a lock; what is kept does not depend on
// their order. Memory: kMaxRows rows and kMaxCounts counts. It outlives its jobs.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/pipeline.h"
#include "engine/time_window.h"
#include "event/demand.h"
#include "event/field_table.h"
#include "wmiscope/investigation.h"

namespace wmiscope {

class Investigator {
 public:
  static constexpr std::size_t kMaxRows = 100'000;
  static constexpr std::size_t kMaxCounts = 200'000;
  static constexpr std::size_t kMaxCommands = 20;  // of one count

  // The error is a mistake in this project's own content.
  // Events outside of the window are not counted.
  static std::expected<std::unique_ptr<Investigator>, std::string> make(const TimeWindow& window);

  std::unique_ptr<BlockJob> watch(std::unique_ptr<BlockJob> job);

  // The rows of a host; names of programs without case.
  Investigation answer(std::string_view host, const std::vector<std::string>& processes,
                       const std::vector<std::string>& parents) const;

 private:
  friend class InvestigatorJob;

  // What is asked of the events of one demand entry.
  struct Asked {
    bool process = false;  // else Sysmon 19-21
    std::vector<FieldExpr> columns;
  };
  using CountKey = std::array<std::string, 4>;  // host, parent, process in lower case; user

  Investigator() = default;
  void ask(const EventKind& kind, bool process);
  void bind_all();
  void add(WmiActivityRow row);
  void add(ProcessCount start, std::string command);

  TimeWindow window_;
  FieldTable table_;
  std::vector<Want> wants_;
  std::vector<Asked> asked_by_want_;
  Demand demand_;
  std::vector<Asked> asked_;  // by entry of the demand

  mutable std::mutex mutex_;
  std::vector<WmiActivityRow> rows_;
  std::map<CountKey, ProcessCount> counts_;
};

}  // namespace wmiscope
