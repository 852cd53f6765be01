// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/edit_distance.h"
#include "base/format.h"
#include "cli/dump_command.h"
#include "cli/exit_code.h"
#include "cli/explain_command.h"
#include "cli/fd_output.h"
#include "cli/help.h"
#include "cli/rules_command.h"
#include "cli/scan_command.h"
#include "cli/terminal.h"
#include "report/terminal_text.h"
#include "wmiscope/version.h"

namespace wmiscope {
namespace {

using Arguments = std::span<const std::string_view>;

constexpr std::string_view kScanNotes =
    "Examples    wmiscope scan C/Windows/System32/winevt/Logs\n"
    "            wmiscope scan triage/ -o findings.jsonl -o findings.csv\n"
    "            wmiscope scan Security.evtx --jsonl | jq .\n"
    "Exit codes  0 done, 1 failed, 2 usage, 3 done but some input could not be read, "
    "10 --fail-on met\n";

constexpr std::string_view kExplainNotes =
    "Example     wmiscope explain 5f0c9a1e triage/\n"
    "Exit codes  0 done, 1 no such id or failed, 2 usage, 3 done but some input could not be "
    "read\n";

constexpr std::string_view kDumpNotes =
    "Example     wmiscope dump Security.evtx | jq .Event.System.EventID\n"
    "Exit codes  0 done, 1 failed, 2 usage, 3 done but some input could not be read\n";

constexpr std::string_view kCheckNotes = "Exit codes  0 all rules are right, 1 some are not\n";
constexpr std::string_view kCoverageNotes =
    "Exit codes  0 done, 1 failed, 2 usage, 3 done but some input could not be read\n";
constexpr std::string_view kTestNotes = "Exit codes  0 all as the evidence says, 1 some are not\n";

constexpr std::array kCommands = {
    CommandInfo{Command::kScan, "scan", "PATH…",
                "Find suspicious use of WMI, and say by whom and to what end.",
                "a file, a folder, an archive, or - for standard input", kScanNotes, true, run_scan,
                "Find suspicious use of WMI in Windows event data, and say how WMI was used and to "
                "what end."},
    CommandInfo{Command::kExplain, "explain", "ID PATH…",
                "Tell all about one activity, and what else its host shows.",
                "the first digits of an id, and what to read", kExplainNotes, true, run_explain},
    CommandInfo{Command::kDump, "dump", "PATH…",
                "Write every event as a line of JSON, in the shape of evtx_dump.",
                "a file, a folder, an archive, or - for standard input", kDumpNotes, true,
                run_dump},
    CommandInfo{Command::kRulesList, "rules list", "", "List the detections and what they need.",
                "", "", false, run_rules_list},
    CommandInfo{Command::kRulesShow, "rules show", "ID…",
                "Show a detection: what it needs, and its Sigma text.",
                "an id, its first digits, or the title", "", true, run_rules_show},
    CommandInfo{Command::kRulesCheck, "rules check", "PATH…",
                "Check Sigma rules and say what is wrong with them.", "a file or a folder",
                kCheckNotes, true, run_rules_check},
    CommandInfo{Command::kRulesTest, "rules test", "[PATH…]", "Run every rule over its evidence.",
                "rules with evidence beside them", kTestNotes, false, run_rules_test},
    CommandInfo{Command::kRulesFields, "rules fields", "[NAME…]",
                "List the derived fields and where they come from.", "", "", false,
                run_rules_fields},
    CommandInfo{Command::kRulesCoverage, "rules coverage", "PATH…",
                "Say which detections can run on this data, and what they lack.",
                "a file, a folder, an archive, or -", kCoverageNotes, true, run_rules_coverage,
                "Say which detections can run on this data, and what to switch on at the source "
                "for the others."},
};

// Commands that are still to come: they are known, and refused.
constexpr std::array<std::string_view, 2> kToCome = {"report", "watch"};

bool is_help(std::string_view word) { return word == "-h" || word == "--help" || word == "help"; }
bool is_version(std::string_view word) { return word == "-V" || word == "--version"; }

// Nothing was asked for that could be done.
int refuse_with_overview(std::string_view prefix = {}) {
  FdOutput(STDERR_FILENO).write(overview_help(prefix));
  return exit_code(ExitCode::kUsage);
}

int refuse(std::string_view message, std::string_view command) {
  say_usage(message, command);
  return exit_code(ExitCode::kUsage);
}

std::string version_line() { return format("wmiscope {}\n", version()); }

const CommandInfo* find_command(std::string_view name) {
  const auto at = std::find_if(kCommands.begin(), kCommands.end(),
                               [&](const CommandInfo& command) { return command.name == name; });
  return at == kCommands.end() ? nullptr : &*at;
}

// The words that may stand first ("scan", "rules") or, behind `first`, second ("list").
std::vector<std::string_view> words_behind(std::string_view first) {
  std::vector<std::string_view> words;
  for (const CommandInfo& command : kCommands) {
    const std::size_t blank = command.name.find(' ');
    const std::string_view head = command.name.substr(0, blank);
    if (first.empty()) words.push_back(head);
    if (!first.empty() && head == first && blank != command.name.npos) {
      words.push_back(command.name.substr(blank + 1));
    }
  }
  return words;
}

bool exists(std::string_view path) {
  struct stat status{};
  return stat(std::string(path).c_str(), &status) == 0;
}

int refuse_command(std::string_view first, std::string_view word) {
  if (first.empty() && std::ranges::find(kToCome, word) != kToCome.end()) {
    return refuse(format("{} is not in this version ({}) yet", word, version()), first);
  }
  const std::string name = first.empty() ? std::string(word) : format("{} {}", first, word);
  const auto near = closest(word, words_behind(first));
  std::string message = format("no command \"{}\"", escape_text(name));
  if (word.starts_with('-') && first.empty()) {
    message = format("a command comes before {}", escape_text(word));
  } else if (near) {
    message += format("; did you mean {}{}{}?", first, first.empty() ? "" : " ", *near);
  } else if (first.empty() && exists(word)) {
    message += format("; did you mean wmiscope scan {}?", escape_text(word));
  }
  return refuse(message, first);
}

int run_command(const CommandInfo& command, Arguments arguments) {
  const auto settings = parse_options(command.id, arguments);
  if (!settings) return refuse(settings.error(), command.name);
  if (settings->help) return print(command_help(command));
  if (settings->version) return print(version_line());
  if (settings->paths.empty() && command.needs_argument) {
    return refuse(
        format("{} needs a {}: {}", command.name,
               command.arguments.substr(0, command.arguments.find("…")), command.argument_help),
        command.name);
  }
  if (!settings->paths.empty() && command.arguments.empty()) {
    return refuse(format("{} takes no \"{}\"", command.name, escape_text(settings->paths.front())),
                  command.name);
  }
  return command.run(*settings);
}

// A command of two words; `arguments` are those behind the first.
int run_second_word(std::string_view first, Arguments arguments) {
  if (arguments.empty()) return refuse_with_overview(first);
  if (is_help(arguments.front())) return print(overview_help(first));
  const CommandInfo* command = find_command(format("{} {}", first, arguments.front()));
  if (command == nullptr) return refuse_command(first, arguments.front());
  return run_command(*command, arguments.subspan(1));
}

// "help", "help scan", "help rules check".
int help_on(Arguments words) {
  if (words.empty()) return print(overview_help());
  std::vector<std::string_view> arguments(words.begin(), words.end());
  arguments.push_back("-h");
  return run_command_line(arguments);
}

}  // namespace

std::span<const CommandInfo> commands() { return kCommands; }

int run_command_line(Arguments arguments) {
  if (arguments.empty()) return refuse_with_overview();
  const std::string_view first = arguments.front();
  if (is_help(first)) return help_on(arguments.subspan(1));
  if (is_version(first)) return print(version_line());
  if (const CommandInfo* command = find_command(first)) {
    return run_command(*command, arguments.subspan(1));
  }
  if (!words_behind(first).empty()) return run_second_word(first, arguments.subspan(1));
  return refuse_command({}, first);
}

}  // namespace wmiscope
