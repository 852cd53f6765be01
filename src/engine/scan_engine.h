// SPDX-License-Identifier: Apache-2.0
//
// The engine of a scan: takes batches of events as they come and gives the results in the order of contracts.md
// section 3. A scan of files is a stream that ends; a stream that does not end would call advance().
//
//   ScanEngine engine(book, options, threads);
//   engine.push(result, path);      // what EventMatcher made of a batch, in the order of the input
//   engine.finish(sink);
//
// EventMatcher is the part that may run in many threads, one each; the engine belongs to one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "context/context.h"
#include "context/facts/collector.h"
#include "engine/coverage_builder.h"
#include "engine/file_log.h"
#include "engine/finding_builder.h"
#include "engine/finding_list.h"
#include "engine/pipeline.h"
#include "engine/rule_book.h"
#include "wmiscope/scan.h"

namespace wmiscope {

// Runs the rules over the events of blocks.
class EventMatcher : public BlockJob {
 public:
  EventMatcher(const RuleBook& book, const ScanOptions& options);

  void run(const Block& block, const Format& format, const std::string& path,
           BlockResult& result) override;

 private:
  void match(const Event& event, BlockResult& result);

  const RuleBook& book_;
  FindingBuilder builder_;
  InputOptions input_;
  std::unique_ptr<BlockDecoder> decoder_;
  const Format* format_ = nullptr;  // of the decoder
  EventBatch batch_;
  std::vector<RuleMatch> matches_;
  std::optional<FactCollector> collector_;  // with context
};

class ScanEngine {
 public:
  // Both outlive the engine.
  ScanEngine(const RuleBook& book, const ScanOptions& options, unsigned threads);

  // Results in the order of the input.
  void push(BlockResult& result, const std::string& path);
  // Something met that was not read.
  void pass_over(const PassedOver& what) { files_.pass_over(what); }
  // Tells the sink everything, the coverage last.
  void finish(bool complete, double seconds, Sink& sink);

  std::uint64_t findings() const { return findings_.size(); }
  std::uint64_t bytes() const { return files_.bytes(); }

 private:
  void note_lost_texts();
  void tell_findings(Sink& sink) const;
  // Resolves the context.
  std::vector<Activity> gather();

  const RuleBook& book_;
  const ScanOptions& options_;
  unsigned threads_;
  CoverageBuilder coverage_;
  FindingList findings_;
  FileLog files_;
  Context context_;
};

}  // namespace wmiscope
