// SPDX-License-Identifier: Apache-2.0
#include "cli/rules_command.h"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "base/format.h"
#include "cli/coverage_text.h"
#include "cli/exit_code.h"
#include "cli/fd_output.h"
#include "cli/message_writer.h"
#include "cli/output_file.h"
#include "cli/rules_text.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "report/json_records.h"
#include "report/numbers.h"
#include "report/terminal_text.h"
#include "wmiscope/rules.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMinIdPrefix = 4;

int report(const Failure& failure) {
  say(failure.message);
  return exit_code(failure.kind == Failure::Kind::kUsage ? ExitCode::kUsage : ExitCode::kFailed);
}

bool is_called(const RuleInfo& rule, std::string_view word) {
  return equals_nocase(rule.title, word) || equals_nocase(rule.id, word) ||
         (word.size() >= kMinIdPrefix && starts_with_nocase(rule.id, word));
}

std::string no_rule(std::string_view word, const std::vector<RuleInfo>& rules) {
  std::vector<std::string_view> names;
  for (const RuleInfo& rule : rules) names.insert(names.end(), {rule.title, rule.id});
  const auto near = closest(word, names);
  return format("no rule \"{}\"; {}", escape_text(word),
                near ? format("did you mean {}?", *near) : "wmiscope rules list names them");
}

// "costs" of the rules that loaded, so that an expensive one is seen before it runs.
std::string loaded_text(const std::vector<RuleInfo>& loaded) {
  std::string out;
  for (const RuleInfo& rule : loaded) {
    if (rule.cost.empty()) continue;
    out += format("{}: {} reads {}\n", escape_text(rule.file), escape_text(rule.title),
                  escape_text(rule.cost));
  }
  return out;
}

std::vector<std::string_view> field_names(const std::vector<FieldInfo>& fields) {
  std::vector<std::string_view> names;
  for (const FieldInfo& field : fields) names.push_back(field.name);
  return names;
}

// Keeps the coverage of a scan and says what could not be read.
class CoverageSink : public CheckedMessages {
 public:
  using CheckedMessages::CheckedMessages;

  void on_coverage(const Coverage& coverage) override {
    coverage_ = coverage;
    CheckedMessages::on_coverage(coverage);
  }

  const Coverage& coverage() const { return coverage_; }

 private:
  Coverage coverage_;
};

ScanOptions coverage_options(const Settings& settings) {
  ScanOptions options;
  options.paths = settings.paths;
  options.rules = settings.rules;
  options.outputs = standard_output_files();
  options.threads = settings.threads;
  options.verify_checksums = settings.verify_checksums;
  options.temp_dir = settings.temp_dir;
  options.context = false;
  options.stop = &stop_flag();
  return options;
}

}  // namespace

int run_rules_list(const Settings& settings) {
  const auto rules = list_rules(settings.rules);
  if (!rules) return report(rules.error());
  return print(settings.format == "jsonl" ? rule_list_jsonl(*rules) : rule_list_text(*rules));
}

int run_rules_show(const Settings& settings) {
  const auto rules = list_rules(settings.rules);
  if (!rules) return report(rules.error());
  std::string text;
  for (const std::string& word : settings.paths) {
    const auto at = std::find_if(rules->begin(), rules->end(),
                                 [&](const RuleInfo& rule) { return is_called(rule, word); });
    if (at == rules->end()) {
      say_usage(no_rule(word, *rules), "rules show");
      return exit_code(ExitCode::kUsage);
    }
    if (!text.empty()) text += '\n';
    text += rule_text(*at);
  }
  return print(text);
}

int run_rules_check(const Settings& settings) {
  std::vector<RuleInfo> loaded;
  const auto errors = check_rules(settings.paths, &loaded);
  if (!errors) return report(errors.error());
  std::string text;
  for (const RuleError& error : *errors) text += rule_error_text(error);
  text += loaded_text(loaded);
  const std::string good = counted(loaded.size(), "rule");
  if (errors->empty()) {
    text += format("{} {} right\n", good, loaded.size() == 1 ? "is" : "are");
    return print(text);
  }
  text += format("{}; {} {} right\n", counted(errors->size(), "error"), good,
                 loaded.size() == 1 ? "is" : "are");
  return print(text, ExitCode::kFailed);
}

int run_rules_test(const Settings& settings) {
  const auto report_or = test_rules(settings.paths);
  if (!report_or) {  // a rule that is refused has failed its test
    say(report_or.error().message);
    return exit_code(ExitCode::kFailed);
  }
  std::string text;
  for (const EvidenceFailure& failure : report_or->failures) text += evidence_failure_text(failure);
  const std::string what =
      format("{}, {}", counted(report_or->rules, "rule"), counted(report_or->events, "event"));
  if (report_or->failures.empty()) return print(text + what + ": all as their evidence says\n");
  text += format("{}: {} not as their evidence says\n", what,
                 with_thousands(report_or->failures.size()));
  return print(text, ExitCode::kFailed);
}

int run_rules_fields(const Settings& settings) {
  const std::vector<FieldInfo> all = list_fields();
  if (settings.paths.empty()) return print(field_list_text(all));
  std::vector<FieldInfo> chosen;
  for (const std::string& word : settings.paths) {
    const std::size_t before = chosen.size();
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
                 [&](const FieldInfo& field) { return equals_nocase(field.name, word); });
    if (chosen.size() > before) continue;
    const auto near = closest(word, field_names(all));
    say_usage(format("no field \"{}\"{}", escape_text(word),
                     near ? format("; did you mean {}?", *near) : ""),
              "rules fields");
    return exit_code(ExitCode::kUsage);
  }
  return print(field_list_text(chosen));
}

int run_rules_coverage(const Settings& settings) {
  FdOutput errors(STDERR_FILENO);
  CoverageSink sink(errors, settings);
  watch_signals();
  if (const auto result = scan(coverage_options(settings), sink); !result) {
    return report(result.error());
  }
  errors.flush();
  if (stop_signal() != 0) return exit_code({.signal = stop_signal()});
  const ExitCode code = !sink.has_issues() ? ExitCode::kDone
                        : settings.strict  ? ExitCode::kFailed
                                           : ExitCode::kIssues;
  if (settings.format != "jsonl") {
    return print(coverage_text(sink.coverage(), terminal_width(STDOUT_FILENO)), code);
  }
  std::string line;
  append_json(sink.coverage(), line);
  return print(line + '\n', code);
}

}  // namespace wmiscope
