// SPDX-License-Identifier: Apache-2.0
//
// One scan, several writers: each result goes to all of them, and what the exit code depends on is
// noted.
//
//   Fanout fanout({.min_level = Level::kHigh});
//   fanout.add(format->make(out, {}));
//   fanout.add_table(std::make_unique<TableWriter>(out, table_options));
//   scan(options, fanout);
//   outcome.fail_on_met = fanout.fail_on_met();
//
// Findings below the least level go to no writer, tables are told how many there were. --fail-on is
// asked before that, and never of excluded findings. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "report/table_writer.h"
#include "wmiscope/scan.h"

namespace wmiscope {

struct LevelRules {
  std::optional<Level> min_level = {};
  std::optional<Level> fail_on = {};
};

class Fanout : public Sink {
 public:
  explicit Fanout(LevelRules rules) : rules_(rules) {}

  void add(std::unique_ptr<Sink> writer) { writers_.push_back(std::move(writer)); }
  void add_table(std::unique_ptr<TableWriter> table);

  // Called before the first result is written, such as to take the progress line away.
  void before_results(std::function<void()> call) { before_results_ = std::move(call); }

  void on_finding(const Finding& finding) override;
  void on_group(const Group& group) override;
  void on_activity(const Activity& activity) override;
  void on_issue(const Issue& issue) override;
  void on_skipped(const Skipped& skipped) override;
  void on_coverage(const Coverage& coverage) override;

  bool fail_on_met() const { return fail_on_met_; }
  bool has_issues() const { return has_issues_; }
  const Coverage& coverage() const { return coverage_; }

 private:
  void begin_results();
  bool shown(Level level, bool excluded);
  template <typename Result>
  void deliver(void (Sink::*to)(const Result&), const Result& result);

  LevelRules rules_;
  std::vector<std::unique_ptr<Sink>> writers_;
  std::vector<TableWriter*> tables_;  // those among writers_
  std::function<void()> before_results_;
  bool fail_on_met_ = false;
  bool has_issues_ = false;
  Coverage coverage_;
};

}  // namespace wmiscope
