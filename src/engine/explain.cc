// SPDX-License-Identifier: Apache-2.0
#include "wmiscope/explain.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/format.h"
#include "engine/investigator.h"
#include "engine/watched_scan.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxCandidates = 10;  // named where an id is ambiguous

// Keeps the findings and the activities that the id may mean; the rest goes to the sink.
class Search : public Sink {
 public:
  Search(std::string id, Sink& rest) : id_(std::move(id)), rest_(rest) {}

  void on_finding(const Finding& finding) override {
    findings_.push_back(finding);
    if (!finding.id.starts_with(id_)) return;
    finding_met_ = true;
    if (!finding.activity.empty()) wanted_.insert(finding.activity);
  }
  void on_activity(const Activity& activity) override {
    all_.push_back({activity.id, activity.host, activity.start, activity.summary});
    const bool wanted = activity.id.starts_with(id_) || wanted_.contains(activity.id);
    if (wanted) candidates_.push_back(activity);
  }
  void on_issue(const Issue& issue) override { rest_.on_issue(issue); }
  void on_skipped(const Skipped& skipped) override { rest_.on_skipped(skipped); }
  void on_coverage(const Coverage& coverage) override { rest_.on_coverage(coverage); }

  std::expected<Explanation, Failure> result() {
    if (candidates_.empty()) return std::unexpected(nothing());
    if (candidates_.size() > 1) return std::unexpected(ambiguous());
    Explanation explanation;
    explanation.activity = std::move(candidates_.front());
    const Activity& activity = explanation.activity;
    std::ranges::copy_if(findings_, std::back_inserter(explanation.findings),
                         [&](const Finding& f) { return f.activity == activity.id; });
    std::ranges::copy_if(all_, std::back_inserter(explanation.linked), [&](const auto& other) {
      return std::ranges::find(activity.linked, other.id) != activity.linked.end();
    });
    return explanation;
  }

 private:
  Failure nothing() const {
    if (finding_met_) {
      return {
          Failure::Kind::kRun,
          format("{}: a finding of a rule outside the story, which belongs to no activity", id_)};
    }
    return {Failure::Kind::kRun,
            format("no activity or finding {} in this data ({} activities, {} findings)", id_,
                   all_.size(), findings_.size())};
  }

  Failure ambiguous() const {
    std::string text = format("{} may mean {} activities:", id_, candidates_.size());
    for (std::size_t i = 0; i < std::min(candidates_.size(), kMaxCandidates); ++i) {
      const Activity& each = candidates_[i];
      text += format("\n  {}  {}  {}  {}", each.id, each.start.text, each.host, each.vector);
    }
    if (candidates_.size() > kMaxCandidates) text += "\n  …";
    return {Failure::Kind::kRun, std::move(text)};
  }

  std::string id_;
  Sink& rest_;
  std::vector<Finding> findings_;
  std::vector<LinkedActivity> all_;
  std::set<std::string> wanted_;  // activities of findings with the id
  std::vector<Activity> candidates_;
  bool finding_met_ = false;
};

std::string file_name(std::string_view path) {
  return std::string(path.substr(path.find_last_of('\\') + 1));
}

std::vector<std::string> values_of(const std::vector<Finding>& findings, std::string_view field) {
  std::vector<std::string> values;
  for (const Finding& finding : findings) {
    for (const auto& [name, value] : finding.fields) {
      if (name == field && value != "null" && value != "unknown") values.push_back(value);
    }
  }
  return values;
}

// What the investigations are asked about: the programs that the findings name; without findings
// those of the activity.
std::vector<std::string> programs(const Explanation& explanation, std::string_view field,
                                  bool ancestors) {
  std::vector<std::string> names = values_of(explanation.findings, field);
  if (!names.empty()) return names;
  for (const ActivityProcess& process : explanation.activity.processes) {
    const bool is_ancestor = process.role == "ancestor";
    if (is_ancestor == ancestors && !process.image.empty()) {
      names.push_back(file_name(process.image));
    }
  }
  return names;
}

}  // namespace

std::expected<Explanation, Failure> explain(const ScanOptions& options, std::string_view id,
                                            Sink& sink) {
  auto investigator = Investigator::make(TimeWindow::of(options));
  if (!investigator) return std::unexpected(Failure{Failure::Kind::kUsage, investigator.error()});
  ScanOptions asked = options;
  asked.context = true;
  asked.group = false;
  Search search(to_ascii_lower(id), sink);
  const auto scanned = scan_watched(asked, search, [&](std::unique_ptr<BlockJob> job) {
    return (*investigator)->watch(std::move(job));
  });
  if (!scanned) return std::unexpected(scanned.error());
  auto explanation = search.result();
  if (!explanation) return explanation;
  explanation->investigation =
      (*investigator)
          ->answer(explanation->activity.host, programs(*explanation, "process_name", false),
                   programs(*explanation, "parent_process_name", true));
  return explanation;
}

}  // namespace wmiscope
