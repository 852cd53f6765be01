// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_command.h"

#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/format.h"
#include "cli/exit_code.h"
#include "cli/fd_output.h"
#include "cli/message_writer.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/timezone.h"
#include "report/explanation_text.h"
#include "report/investigation_json.h"
#include "report/json_records.h"
#include "wmiscope/explain.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMinIdDigits = 4;
constexpr std::size_t kMaxIdDigits = 32;

bool is_id(std::string_view text) {
  return text.size() >= kMinIdDigits && text.size() <= kMaxIdDigits &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Tells what went wrong on standard error, and remembers that something did.
class Messages : public MessageWriter {
 public:
  Messages(Output& out, const Settings& settings)
      : MessageWriter(out, settings.verbose), quiet_(settings.quiet) {}

  void on_issue(const Issue& issue) override {
    if (issue.severity == Severity::kIssue) has_issues_ = true;
    if (!quiet_) MessageWriter::on_issue(issue);
  }
  void on_skipped(const Skipped& skipped) override {
    if (!quiet_) MessageWriter::on_skipped(skipped);
  }
  void on_coverage(const Coverage& coverage) override {
    if (coverage.files.with_issues > 0) has_issues_ = true;
    if (!quiet_) MessageWriter::on_coverage(coverage);
  }
  bool has_issues() const { return has_issues_; }

 private:
  bool quiet_;
  bool has_issues_ = false;
};

ScanOptions scan_options(const Settings& settings) {
  ScanOptions options;
  options.paths.assign(settings.paths.begin() + 1, settings.paths.end());
  options.rules = settings.rules;
  options.threads = settings.threads;
  options.keep_duplicates = settings.keep_duplicates;
  options.verify_checksums = settings.verify_checksums;
  options.temp_dir = settings.temp_dir;
  options.stop = &stop_flag();
  return options;
}

std::string json_text(const Explanation& explanation) {
  std::string out;
  append_json(explanation.activity, out);
  out += '\n';
  append_investigation_lines(explanation.investigation, out);
  return out;
}

std::string text_for_people(const Explanation& explanation, const Settings& settings,
                            const UtcOffset& offset) {
  TableStyle style;
  style.width = terminal_width(STDOUT_FILENO);
  style.color = use_color(settings.color, STDOUT_FILENO);
  style.show_secrets = settings.show_secrets;
  style.utc_offset = offset;
  if (offset) style.zone = settings.timezone;
  return explanation_text(explanation, style);
}

int refuse(std::string_view why) {
  say_usage(why, "explain");
  return exit_code(ExitCode::kUsage);
}

int print(const std::string& text, const Settings& settings, bool has_issues) {
  FdOutput out(STDOUT_FILENO);
  Outcome outcome{.signal = stop_signal(), .strict = settings.strict, .issues = has_issues};
  out.write(text);
  out.flush();
  outcome.reader_closed = out.reader_closed();
  if (!out.good() && !out.reader_closed()) {
    say(format("standard output: {}", out.error_text()));
    outcome.failed = true;
  }
  return exit_code(outcome);
}

}  // namespace

int run_explain(const Settings& settings) {
  if (!is_id(settings.paths.front())) {
    return refuse(
        format("\"{}\" is no id: 4 to 32 hex digits, as scan prints them", settings.paths.front()));
  }
  if (settings.paths.size() < 2) return refuse("explain needs a PATH behind the id: what to read");
  const auto zone = open_timezone(settings.timezone.empty() ? "UTC" : settings.timezone);
  if (!zone) return refuse(zone.error());
  watch_signals();
  FdOutput err(STDERR_FILENO);
  Messages messages(err, settings);
  const auto explanation = explain(scan_options(settings), settings.paths.front(), messages);
  err.flush();
  if (!explanation) {
    say(explanation.error().message);
    const bool usage = explanation.error().kind == Failure::Kind::kUsage;
    return exit_code({.failed = !usage, .usage = usage, .signal = stop_signal()});
  }
  const std::string text = settings.format == "jsonl"
                               ? json_text(*explanation)
                               : text_for_people(*explanation, settings, *zone);
  return print(text, settings, messages.has_issues());
}

}  // namespace wmiscope
