// SPDX-License-Identifier: Apache-2.0
#include "cli/scan_command.h"

#include <unistd.h>

#include <expected>
#include <memory>
#include <vector>

#include "base/format.h"
#include "cli/exit_code.h"
#include "cli/fanout.h"
#include "cli/fd_output.h"
#include "cli/message_writer.h"
#include "cli/option_values.h"
#include "cli/output_set.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/stats.h"
#include "cli/terminal.h"
#include "cli/timezone.h"
#include "report/formats.h"
#include "wmiscope/rules.h"

namespace wmiscope {
namespace {

// One run of the command; lives as long as its writers use its outputs.
class ScanRun {
 public:
  explicit ScanRun(const Settings& settings)
      : settings_(settings), stdout_(STDOUT_FILENO), stderr_(STDERR_FILENO) {}

  int run() {
    if (auto wrong = prepare()) {
      say(*wrong);
      return exit_code(ExitCode::kUsage);
    }
    const auto result = scan(scan_options(), *fanout_);
    if (progress_) progress_->finish();
    if (!result) return report_failure(result.error());
    stdout_.flush();
    if (stdout_.reader_closed()) stderr_.discard();  // silent: nobody waits for this run any more
    stderr_.flush();
    Outcome outcome = outcome_of_run();
    outcome.failed = !files_.finish(outcome.signal != 0) || output_failed();
    if (settings_.stats) stderr_.write(stats_text(fanout_->coverage(), peak_memory_bytes()));
    return exit_code(outcome);
  }

 private:
  // Whatever can be refused before a byte is read.
  std::optional<std::string> prepare() {
    if (auto wrong = wrong_window(settings_)) return wrong;
    auto zone = open_timezone(settings_.timezone.empty() ? "UTC" : settings_.timezone);
    if (!zone) return zone.error();
    utc_offset_ = *zone;
    fanout_ = std::make_unique<Fanout>(LevelRules{settings_.min_level, settings_.fail_on});
    watch_signals();
    if (auto wrong = files_.open(settings_.outputs, settings_.clobber, settings_.paths)) {
      return wrong;
    }
    add_writers();
    return std::nullopt;
  }

  bool writes_stdout() const {
    return settings_.outputs.empty() || !settings_.format.empty() || files_.has_stdout();
  }

  void add_writers() {
    const WriterOptions options{settings_.group};
    for (const auto& file : files_.files()) {
      const FormatInfo* by_suffix = format_by_suffix(file->path());
      const FormatInfo* format = by_suffix ? by_suffix : format_for_special();
      file->output().on_failure([] { stop_flag() = true; });
      fanout_->add(format->make(file->output(), options));
    }
    const FormatInfo* machine = format_by_name(settings_.format);
    const bool table = writes_stdout() && machine == nullptr;
    if (table) add_table(stdout_, STDOUT_FILENO, false);
    if (writes_stdout() && !table) fanout_->add(machine->make(stdout_, options));
    if (!table && !settings_.quiet) add_words_for_stderr();
    stdout_.on_failure([this] { stop_flag() = files_.files().empty() || stop_flag(); });
    if (is_terminal(STDERR_FILENO) && !settings_.quiet) {
      progress_ = std::make_unique<ProgressLine>(terminal_width(STDERR_FILENO));
      fanout_->before_results([this] { progress_->finish(); });
    }
  }

  // A device or FIFO has no suffix that says its format.
  const FormatInfo* format_for_special() const {
    const FormatInfo* format = format_by_name(settings_.format);
    return format ? format : format_by_name("jsonl");
  }

  // With files alone the summary; beside a form for machines only what went wrong.
  void add_words_for_stderr() {
    if (writes_stdout()) {
      fanout_->add(std::make_unique<MessageWriter>(stderr_, settings_.verbose));
    } else {
      add_table(stderr_, STDERR_FILENO, true);
    }
  }

  void add_table(FdOutput& out, int fd, bool summary_only) {
    TableOptions options;
    options.style.width = terminal_width(fd);
    options.style.color = use_color(settings_.color, fd);
    options.style.show_secrets = settings_.show_secrets;
    options.style.utc_offset = utc_offset_;
    if (utc_offset_) options.style.zone = settings_.timezone;
    options.summary = {settings_.quiet, settings_.verbose};
    options.show_benign = settings_.show_benign;
    options.summary_only = summary_only;
    fanout_->add_table(std::make_unique<TableWriter>(out, options));
  }

  ScanOptions scan_options() {
    ScanOptions options;
    options.paths = settings_.paths;
    options.outputs = files_.names();
    options.rules = settings_.rules;
    options.from_ticks = settings_.from_ticks;
    options.to_ticks = settings_.to_ticks;
    options.threads = settings_.threads;
    options.group = settings_.group;
    options.context = settings_.context;
    options.keep_duplicates = settings_.keep_duplicates;
    options.show_excluded = settings_.show_excluded;
    options.verify_checksums = settings_.verify_checksums;
    options.hash = settings_.hash;
    options.temp_dir = settings_.temp_dir;
    options.stop = &stop_flag();
    if (progress_) {
      options.on_progress = [this](const Progress& progress) { progress_->update(progress); };
    }
    return options;
  }

  int report_failure(const Failure& failure) const {
    say(failure.message);
    const bool usage = failure.kind == Failure::Kind::kUsage;
    return exit_code({.failed = !usage, .usage = usage, .signal = stop_signal()});
  }

  Outcome outcome_of_run() const {
    return {.reader_closed = stdout_.reader_closed(),
            .signal = stop_signal(),
            .strict = settings_.strict,
            .fail_on_met = fanout_->fail_on_met(),
            .issues = fanout_->has_issues()};
  }

  // Standard output that takes no more, for any other reason than a reader that went away.
  bool output_failed() const {
    if (stdout_.good() || stdout_.reader_closed()) return false;
    say(format("standard output: {}", stdout_.error_text()));
    return true;
  }

  const Settings& settings_;
  UtcOffset utc_offset_;
  FdOutput stdout_;
  FdOutput stderr_;
  OutputSet files_;
  std::unique_ptr<ProgressLine> progress_;
  std::unique_ptr<Fanout> fanout_;
};

}  // namespace

int run_scan(const Settings& settings) { return ScanRun(settings).run(); }

}  // namespace wmiscope
