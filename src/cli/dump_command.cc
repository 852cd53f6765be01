// SPDX-License-Identifier: Apache-2.0
#include "cli/dump_command.h"

#include <unistd.h>

#include <memory>
#include <optional>
#include <string>

#include "base/format.h"
#include "cli/exit_code.h"
#include "cli/output_file.h"
#include "cli/signals.h"
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

DumpOptions dump_options(const Settings& settings) {
  DumpOptions options;
  options.paths = settings.paths;
  options.threads = settings.threads;
  options.recovered = settings.recovered;
  options.format = settings.dump_format;
  options.verify_checksums = settings.verify_checksums;
  options.temp_dir = settings.temp_dir;
  options.stop = &stop_flag();
  return options;
}

// The file of -o, none for standard output.
std::expected<std::unique_ptr<OutputFile>, std::string> open_output(const Settings& settings) {
  if (settings.outputs.size() > 1) return std::unexpected("dump writes one output: one -o");
  if (settings.outputs.empty() || settings.outputs.front() == "-") return nullptr;
  const std::string& name = settings.outputs.front();
  for (const std::string& input : settings.paths) {
    if (same_file(input, name) && !is_special_file(name)) {
      return std::unexpected(format("{} is an input and cannot be the output", name));
    }
  }
  return OutputFile::open(name, settings.clobber);
}

// Whether the output is written and, where it is a file, has its name.
bool finish_output(FdOutput& out, OutputFile* file, bool interrupted) {
  if (file == nullptr) {
    out.flush();
    if (out.good() || out.reader_closed()) return true;
    say(format("standard output: {}", out.error_text()));
    return false;
  }
  if (interrupted) {
    file->keep_partial();
    return true;
  }
  const auto wrong = file->commit();
  if (wrong) say(*wrong);
  return !wrong;
}

}  // namespace

int run_dump(const Settings& settings) {
  watch_signals();
  const auto file = open_output(settings);
  if (!file) {
    say(file.error());
    return exit_code(ExitCode::kUsage);
  }
  FdOutput standard(STDOUT_FILENO);
  FdOutput err(STDERR_FILENO);
  FdOutput& out = *file ? (*file)->output() : standard;
  DumpWriter writer(out, err, settings);
  const auto result = dump(dump_options(settings), writer);
  err.flush();
  Outcome outcome{
      .signal = stop_signal(), .strict = settings.strict, .issues = writer.has_issues()};
  if (!result) {
    say(result.error().message);
    outcome.usage = result.error().kind == Failure::Kind::kUsage;
    outcome.failed = !outcome.usage;
    return exit_code(outcome);
  }
  outcome.reader_closed = out.reader_closed();
  outcome.failed = !finish_output(out, file->get(), outcome.signal != 0);
  return exit_code(outcome);
}

}  // namespace wmiscope
