// SPDX-License-Identifier: Apache-2.0
#include "engine/scan_engine.h"

namespace wmiscope {
namespace {

bool in_window(const ScanOptions& options, std::uint64_t ticks) {
  return (!options.from_ticks || ticks >= *options.from_ticks) &&
         (!options.to_ticks || ticks < *options.to_ticks);
}

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
    : book_(book),
      options_(options),
      builder_(book.rules(), book.story().name),
      input_(input_options(options)) {}

void EventMatcher::run(const Block& block, const Format& format, const std::string& path,
                       BlockResult& result) {
  if (format_ != &format) {
    decoder_ = format.decoder(book_.rules().demand(), book_.fields().names, input_);
    format_ = &format;
  }
  decoder_->decode(block, batch_);
  for (const Event& event : batch_.events) match(event, result);
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
  if (matches_.empty() || !in_window(options_, event.time_ticks)) return;
  for (const RuleMatch& m : matches_) {
    if (auto finding = builder_.build(m, event, batch_.arena)) {
      result.findings.push_back(std::move(*finding));
    }
  }
}

ScanEngine::ScanEngine(const RuleBook& book, const ScanOptions& options)
    : book_(book), options_(options), coverage_(book.rules(), book.fields()) {}

void ScanEngine::push(BlockResult& result, const std::string& path) {
  for (Finding& finding : result.findings) {
    finding.source.index += files_.records_in_file();
    findings_.add(std::move(finding));
  }
  if (!result.counts.demanded.empty()) coverage_.add(result.counts);
  files_.push(result, path);
}

void ScanEngine::finish(bool complete, double seconds, Sink& sink) {
  findings_.sort();
  const std::uint64_t dropped = options_.keep_duplicates ? 0 : findings_.drop_duplicates();
  tell_findings(sink);
  files_.tell(sink);
  Coverage coverage = coverage_.build(findings_.findings());
  files_.fill(coverage);
  for (const DetectionCoverage& off : book_.switched_off()) coverage.detections.push_back(off);
  coverage.content = book_.content_hash();
  coverage.complete = complete;
  coverage.duplicates_dropped = dropped;
  coverage.seconds = seconds;
  sink.on_coverage(coverage);
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
