// SPDX-License-Identifier: Apache-2.0
#include "wmiscope/scan.h"

#include <chrono>

#include "engine/pipeline.h"
#include "engine/rule_book.h"
#include "engine/run_inputs.h"
#include "engine/scan_engine.h"
#include "engine/watched_scan.h"
#include "input/paths.h"

namespace wmiscope {

std::expected<void, Failure> scan(const ScanOptions& options, Sink& sink) {
  return scan_watched(options, sink, [](std::unique_ptr<BlockJob> job) { return job; });
}

std::expected<void, Failure> scan_watched(const ScanOptions& options, Sink& sink,
                                          const WrapJob& wrap) {
  const auto start = std::chrono::steady_clock::now();
  auto book = RuleBook::load(options.rules, options.context);
  if (!book) return std::unexpected(book.error());
  auto inputs = find_inputs(options.paths, options.outputs);
  if (!inputs) return std::unexpected(Failure{Failure::Kind::kRun, inputs.error()});

  const unsigned threads = thread_count(options.threads, inputs->files);
  ScanEngine engine(**book, options, threads);
  for (const PassedOver& what : inputs->passed_over) engine.pass_over(what);
  ProgressTeller progress(options.on_progress, inputs->files);
  PipelineSettings settings;
  settings.threads = threads;
  settings.input.verify_checksums = options.verify_checksums;
  settings.input.hash_files = options.hash;
  settings.temp_dir = options.temp_dir;
  settings.stop = options.stop;
  const bool complete = run_pipeline(
      inputs->files, settings,
      [&] { return wrap(std::make_unique<EventMatcher>(**book, options)); },
      [&](BlockResult& result) {
        const std::string& path = inputs->files[result.file].path;
        engine.push(result, path);
        progress.at(engine.bytes(), engine.findings(), path);
        return true;
      });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  engine.finish(complete, took.count(), sink);
  return {};
}

}  // namespace wmiscope
