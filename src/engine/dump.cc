// SPDX-License-Identifier: Apache-2.0
#include "wmiscope/dump.h"

#include <chrono>

#include "engine/file_log.h"
#include "engine/pipeline.h"
#include "engine/run_inputs.h"
#include "input/paths.h"

namespace wmiscope {
namespace {

// Writes the events of blocks as text.
class DumpJob : public BlockJob {
 public:
  explicit DumpJob(const InputOptions& options) : options_(options) {}

  void run(const Block& block, const Format& format, const std::string&,
           BlockResult& result) override {
    if (format_ != &format) {
      decoder_ = format.decoder(demand_, names_, options_);
      format_ = &format;
    }
    decoder_->dump(block, batch_, result.text);
    result.issues.insert(result.issues.end(), batch_.issues.begin(), batch_.issues.end());
    result.counts = batch_;
  }

 private:
  InputOptions options_;
  Demand demand_;
  FieldNames names_;
  std::unique_ptr<BlockDecoder> decoder_;
  const Format* format_ = nullptr;
  EventBatch batch_;
};

}  // namespace

std::expected<void, Failure> dump(const DumpOptions& options, DumpSink& sink) {
  const auto start = std::chrono::steady_clock::now();
  auto inputs = find_inputs(options.paths, options.outputs);
  if (!inputs) return std::unexpected(Failure{Failure::Kind::kRun, inputs.error()});

  FileLog log;
  for (const PassedOver& what : inputs->passed_over) log.pass_over(what);
  PipelineSettings settings;
  settings.threads = thread_count(options.threads, inputs->files);
  settings.input.verify_checksums = options.verify_checksums;
  settings.input.recovered = options.recovered;
  settings.input.dump_format = options.format;
  settings.temp_dir = options.temp_dir;
  settings.stop = options.stop;
  const bool complete = run_pipeline(
      inputs->files, settings, [&] { return std::make_unique<DumpJob>(settings.input); },
      [&](BlockResult& result) {
        log.push(result, inputs->files[result.file].path);
        return result.text.empty() || sink.on_text(result.text.view().chars());
      });
  log.tell(sink);
  Coverage coverage;
  log.fill(coverage);
  coverage.complete = complete;
  coverage.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  sink.on_coverage(coverage);
  return {};
}

}  // namespace wmiscope
