// SPDX-License-Identifier: Apache-2.0
#include "cli/dump_command.h"

#include <unistd.h>

#include <string>

#include "base/format.h"
#include "cli/exit_code.h"
#include "cli/signals.h"
#include "cli/single_output.h"
#include "cli/terminal.h"
#include "report/issue_text.h"
#include "wmiscope/dump.h"

namespace wmiscope {
namespace {

class DumpWriter : public DumpSink {
 public:
  DumpWriter(FdOutput& out, FdOutput& err, const Settings& settings)
      : out_(out), err_(err), settings_(settings) {}

  // Flushed at once: a program behind the pipe sees each event when it was read.
  bool on_text(std::string_view lines) override { return out_.write(lines) && out_.flush(); }

  void on_issue(const Issue& issue) override {
    const bool note = issue.severity == Severity::kNote;
    has_issues_ = has_issues_ || !note;
    if (settings_.quiet || (note && !settings_.verbose)) return;
    err_.write(format("wmiscope: {}{}\n", note ? "note: " : "", issue_sentence(issue)));
  }

  void on_skipped(const Skipped& skipped) override {
    if (!settings_.verbose) return;
    err_.write(format("wmiscope: skipped: {}\n", skipped_sentence(skipped)));
  }

  void on_coverage(const Coverage& coverage) override {
    if (coverage.files.with_issues > 0) has_issues_ = true;
  }

  bool has_issues() const { return has_issues_; }

 private:
  FdOutput& out_;
  FdOutput& err_;
  const Settings& settings_;
  bool has_issues_ = false;
};

DumpOptions dump_options(const Settings& settings, const SingleOutput& output) {
  DumpOptions options;
  options.paths = settings.paths;
  options.outputs = output.names();
  options.threads = settings.threads;
  options.recovered = settings.recovered;
  options.format = settings.dump_format;
  options.verify_checksums = settings.verify_checksums;
  options.temp_dir = settings.temp_dir;
  options.stop = &stop_flag();
  return options;
}

}  // namespace

int run_dump(const Settings& settings) {
  watch_signals();
  SingleOutput output;
  if (const auto wrong = output.open(settings, settings.paths)) {
    say(*wrong);
    return exit_code(ExitCode::kUsage);
  }
  FdOutput err(STDERR_FILENO);
  DumpWriter writer(output.out(), err, settings);
  const auto result = dump(dump_options(settings, output), writer);
  err.flush();
  Outcome outcome{
      .signal = stop_signal(), .strict = settings.strict, .issues = writer.has_issues()};
  if (!result) {
    say(result.error().message);
    outcome.usage = result.error().kind == Failure::Kind::kUsage;
    outcome.failed = !outcome.usage;
    return exit_code(outcome);
  }
  outcome.failed = !output.finish(outcome.signal != 0);
  outcome.reader_closed = output.reader_closed();
  return exit_code(outcome);
}

}  // namespace wmiscope
