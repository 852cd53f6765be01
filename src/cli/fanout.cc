// SPDX-License-Identifier: Apache-2.0
#include "cli/fanout.h"

#include <utility>

#include "report/level.h"

namespace wmiscope {

void Fanout::add_table(std::unique_ptr<TableWriter> table) {
  tables_.push_back(table.get());
  writers_.push_back(std::move(table));
}

void Fanout::begin_results() {
  if (auto call = std::exchange(before_results_, nullptr)) call();
}

template <typename Result>
void Fanout::deliver(void (Sink::*to)(const Result&), const Result& result) {
  begin_results();
  for (const auto& writer : writers_) ((*writer).*to)(result);
}

bool Fanout::shown(Level level, bool excluded) {
  if (rules_.fail_on && level >= *rules_.fail_on && !excluded) fail_on_met_ = true;
  if (!rules_.min_level || level >= *rules_.min_level) return true;
  for (TableWriter* table : tables_) table->count_hidden(*rules_.min_level);
  return false;
}

void Fanout::on_finding(const Finding& finding) {
  if (shown(finding.level, !finding.excluded.empty())) deliver(&Sink::on_finding, finding);
}

void Fanout::on_group(const Group& group) {
  if (shown(group.level, false)) deliver(&Sink::on_group, group);
}

// A hidden activity stays the one of its findings; --fail-on looks at findings alone.
void Fanout::on_activity(const Activity& activity) {
  if (rules_.min_level && level_of_risk(activity.risk_score) < *rules_.min_level) {
    if (!activity.benign.empty()) return;
    for (TableWriter* table : tables_) table->count_hidden_activity(*rules_.min_level);
    return;
  }
  deliver(&Sink::on_activity, activity);
}

void Fanout::on_issue(const Issue& issue) {
  if (issue.severity == Severity::kIssue) has_issues_ = true;
  deliver(&Sink::on_issue, issue);
}

void Fanout::on_skipped(const Skipped& skipped) { deliver(&Sink::on_skipped, skipped); }

void Fanout::on_coverage(const Coverage& coverage) {
  if (coverage.files.with_issues > 0) has_issues_ = true;
  coverage_ = coverage;
  deliver(&Sink::on_coverage, coverage);
}

}  // namespace wmiscope
