// SPDX-License-Identifier: Apache-2.0
#include "engine/scan_engine.h"

#include <cstring>

#include "engine/purpose_judge.h"

namespace wmiscope {
namespace {

InputOptions input_options(const ScanOptions& options) {
  InputOptions input;
  input.verify_checksums = options.verify_checksums;
  return input;
}

// Detections whose published search is a table: one row an event, also in groups.
std::vector<std::string> table_detections(const RuleSet& rules) {
  std::vector<std::string> ids;
  for (const Rule& rule : rules.rules()) {
    if (rule.story && rule.story->search == SearchKind::kTable) ids.push_back(rule.id);
  }
  return ids;
}

}  // namespace

EventMatcher::EventMatcher(const RuleBook& book, const ScanOptions& options)
    : book_(book), builder_(book.rules(), book.story().name), input_(input_options(options)) {
  if (options.context) collector_.emplace(book.rules().demand(), book.fields().names);
}

void EventMatcher::run(const Block& block, const Format& format, const std::string& path,
                       BlockResult& result) {
  if (format_ != &format) {
    decoder_ = format.decoder(book_.rules().demand(), book_.fields().names, input_);
    format_ = &format;
  }
  decoder_->decode(block, batch_);
  for (const Event& event : batch_.events) {
    if (collector_) collector_->collect(event, batch_.arena, result.facts);
    match(event, result);
  }
  for (Finding& finding : result.findings) {
    finding.source.path = path;
    finding.source.member = result.member;
  }
  result.issues.insert(result.issues.end(), batch_.issues.begin(), batch_.issues.end());
  result.counts = batch_;
}

void EventMatcher::match(const Event& event, BlockResult& result) {
  matches_.clear();
  book_.rules().match(event, batch_.arena, matches_);
  for (const RuleMatch& m : matches_) {
    if (auto finding = builder_.build(m, event, batch_.arena)) {
      result.findings.push_back(std::move(*finding));
    }
  }
}

ScanEngine::ScanEngine(const RuleBook& book, const ScanOptions& options, unsigned threads)
    : book_(book),
      options_(options),
      threads_(threads),
      coverage_(book.rules(), book.fields()),
      context_(options.temp_dir) {}

void ScanEngine::push(BlockResult& result, const std::string& path) {
  for (Finding& finding : result.findings) {
    finding.source.index += files_.records_in_file();
    findings_.add(std::move(finding));
  }
  context_.add(result.facts, path, result.member, files_.records_in_file());
  if (!result.counts.demanded.empty()) coverage_.add(result.counts);
  files_.push(result, path);
}

void ScanEngine::finish(bool complete, double seconds, Sink& sink) {
  // The window selects what is told: the context and the duplicates are those of the whole input.
  const TimeWindow window = TimeWindow::of(options_);
  findings_.sort();
  const std::uint64_t dropped = options_.keep_duplicates ? 0 : findings_.drop_duplicates(window);
  std::vector<Activity> activities = gather();
  findings_.keep(window);
  std::erase_if(activities, [&](const Activity& activity) {
    return !window.holds(activity.start.ticks, activity.end.ticks);
  });
  note_lost_texts();
  tell_findings(sink);
  for (const Activity& activity : activities) sink.on_activity(activity);
  files_.tell(sink);
  Coverage coverage = coverage_.build(findings_.findings());
  files_.fill(coverage);
  for (const DetectionCoverage& off : book_.switched_off()) coverage.detections.push_back(off);
  coverage.content = book_.content_hash();
  coverage.complete = complete;
  coverage.duplicates_dropped = dropped;
  coverage.activities_total = activities.size();
  for (const Activity& activity : activities) {
    coverage.activities_benign += activity.benign.empty() ? 0 : 1;
  }
  coverage.seconds = seconds;
  sink.on_coverage(coverage);
}

std::vector<Activity> ScanEngine::gather() {
  if (!options_.context) return {};
  std::unique_ptr<PurposeJudge> judge;
  // The rules are loaded once there is something to ask: most files hold no use of WMI.
  const auto purposes = [&](std::span<const Payload> payloads) -> std::vector<Purpose> {
    if (payloads.empty()) return {};
    if (!judge) {
      auto loaded = PurposeJudge::load();
      if (!loaded) return {};  // a mistake in our own content, which its test shows
      judge = std::move(*loaded);
    }
    return judge->purposes(payloads);
  };
  return context_.resolve(findings_.findings(), purposes, threads_);
}

// A context that lost texts must not look like a whole one.
void ScanEngine::note_lost_texts() {
  if (context_.spill_error() == 0) return;
  Issue issue;
  issue.code = "context-spool-error";
  issue.path = options_.temp_dir;
  issue.what =
      std::string("a temporary file for command lines: ") + std::strerror(context_.spill_error());
  files_.add(std::move(issue));
}

void ScanEngine::tell_findings(Sink& sink) const {
  if (options_.group) {
    for (const Group& group : findings_.groups(table_detections(book_.rules()))) {
      sink.on_group(group);
    }
    return;
  }
  for (const Finding& finding : findings_.findings()) {
    if (finding.excluded.empty() || options_.show_excluded) sink.on_finding(finding);
  }
}

}  // namespace wmiscope
