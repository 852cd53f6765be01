// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_command.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include "base/ascii.h"
#include "base/format.h"
#include "cli/exit_code.h"
#include "cli/fd_output.h"
#include "cli/message_writer.h"
#include "cli/option_values.h"
#include "cli/signals.h"
#include "cli/single_output.h"
#include "cli/terminal.h"
#include "cli/timezone.h"
#include "report/explanation_text.h"
#include "report/investigation_json.h"
#include "report/json_records.h"
#include "report/terminal_text.h"
#include "wmiscope/explain.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMinIdDigits = 4;
constexpr std::size_t kMaxIdDigits = 32;

bool is_id(std::string_view text) {
  return text.size() >= kMinIdDigits && text.size() <= kMaxIdDigits &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

ScanOptions scan_options(const Settings& settings, const SingleOutput& output) {
  ScanOptions options;
  options.paths.assign(settings.paths.begin() + 1, settings.paths.end());
  options.outputs = output.names();
  options.rules = settings.rules;
  options.from_ticks = settings.from_ticks;
  options.to_ticks = settings.to_ticks;
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
                            const UtcOffset& offset, int fd) {
  TableStyle style;
  style.width = terminal_width(fd);
  style.color = use_color(settings.color, fd);
  style.show_secrets = settings.show_secrets;
  style.utc_offset = offset;
  if (offset) style.zone = settings.timezone;
  return explanation_text(explanation, style);
}

// Of the -o, in lower case; empty without one.
std::string suffix_of(const Settings& settings) {
  if (settings.outputs.empty()) return {};
  const std::string& name = settings.outputs.front();
  return to_ascii_lower(name.substr(std::min(name.rfind('.'), name.size())));
}

// Whether the name of the output, if there is one, says a format or has none to say.
bool has_known_name(const Settings& settings) {
  if (settings.outputs.empty() || settings.outputs.front() == "-") return true;
  const std::string suffix = suffix_of(settings);
  return suffix == ".jsonl" || suffix == ".txt" || is_special_file(settings.outputs.front());
}

int report_failure(const Failure& failure) {
  say(failure.message);
  const bool usage = failure.kind == Failure::Kind::kUsage;
  return exit_code({.failed = !usage, .usage = usage, .signal = stop_signal()});
}

int refuse(std::string_view why) {
  say_usage(why, "explain");
  return exit_code(ExitCode::kUsage);
}

// What is wrong with the arguments, or nothing.
std::optional<std::string> wrong_arguments(const Settings& settings) {
  const std::string& id = settings.paths.front();
  if (!is_id(id)) {
    return format("\"{}\" is no id: 4 to 32 hex digits, as scan prints them", escape_text(id));
  }
  if (settings.paths.size() < 2) return "explain needs a PATH behind the id: what to read";
  if (auto wrong = wrong_window(settings)) return wrong;
  if (!settings.format.empty() || has_known_name(settings)) return std::nullopt;
  return format("{} has a suffix that names no format; known are .jsonl, .txt",
                escape_text(settings.outputs.front()));
}

bool wants_jsonl(const Settings& settings) {
  return settings.format.empty() ? suffix_of(settings) == ".jsonl" : settings.format == "jsonl";
}

}  // namespace

int run_explain(const Settings& settings) {
  if (const auto wrong = wrong_arguments(settings)) return refuse(*wrong);
  const auto zone = open_timezone(settings.timezone.empty() ? "UTC" : settings.timezone);
  if (!zone) return refuse(zone.error());
  watch_signals();
  SingleOutput output;
  if (const auto wrong = output.open(settings, std::span(settings.paths).subspan(1))) {
    say(*wrong);
    return exit_code(ExitCode::kUsage);
  }
  FdOutput err(STDERR_FILENO);
  CheckedMessages messages(err, settings);
  const auto explanation =
      explain(scan_options(settings, output), settings.paths.front(), messages);
  err.flush();
  if (!explanation) return report_failure(explanation.error());
  output.out().write(wants_jsonl(settings)
                         ? json_text(*explanation)
                         : text_for_people(*explanation, settings, *zone, output.out().fd()));
  Outcome outcome{
      .signal = stop_signal(), .strict = settings.strict, .issues = messages.has_issues()};
  outcome.failed = !output.finish(outcome.signal != 0);
  outcome.reader_closed = output.reader_closed();
  return exit_code(outcome);
}

}  // namespace wmiscope
