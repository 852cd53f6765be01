// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/edit_distance.h"
#include "base/format.h"
#include "cli/commands.h"
#include "cli/option_values.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

using Wrong = std::optional<std::string>;

constexpr unsigned kScan = command_bit(Command::kScan);
constexpr unsigned kDump = command_bit(Command::kDump);
constexpr unsigned kList = command_bit(Command::kRulesList);
constexpr unsigned kShow = command_bit(Command::kRulesShow);
constexpr unsigned kCoverage = command_bit(Command::kRulesCoverage);
constexpr unsigned kExplain = command_bit(Command::kExplain);
constexpr unsigned kReads = kScan | kDump | kExplain | kCoverage;
constexpr unsigned kEvery = ~0U;

// A flag: sets one member to true (or false).
template <auto kMember, bool kValue = true>
Wrong flag(Settings& settings, std::string_view) {
  settings.*kMember = kValue;
  return std::nullopt;
}

// A repeatable option with any text as its value.
template <auto kMember>
Wrong append(Settings& settings, std::string_view value) {
  (settings.*kMember).emplace_back(value);
  return std::nullopt;
}

template <auto kMember>
Wrong append_rules(Settings& settings, std::string_view value) {
  (settings.rules.*kMember).emplace_back(value);
  return std::nullopt;
}

// A value read by `kRead` into a member.
template <auto kRead, auto kMember>
Wrong value(Settings& settings, std::string_view text) {
  return kRead(text, settings.*kMember);
}

Wrong set_output(Settings& settings, std::string_view path) {
  if (path.empty()) return "an output needs a name";
  return append<&Settings::outputs>(settings, path);
}

Wrong set_jsonl(Settings& s, std::string_view) { return read_format("jsonl", s.format); }
Wrong set_dump_jsonl(Settings& s, std::string_view) {
  return read_dump_format("jsonl", s.dump_format);
}
Wrong set_json(Settings& s, std::string_view) { return read_format("json", s.format); }
Wrong set_csv(Settings& s, std::string_view) { return read_format("csv", s.format); }

Wrong set_quiet(Settings& settings, std::string_view) {
  settings.quiet = true;
  settings.verbose = false;
  return std::nullopt;
}

Wrong set_verbose(Settings& settings, std::string_view) {
  settings.verbose = true;
  settings.quiet = false;
  return std::nullopt;
}

Wrong set_timezone(Settings& settings, std::string_view zone) {
  settings.timezone = zone;
  return std::nullopt;
}

Wrong set_temp_dir(Settings& settings, std::string_view folder) {
  settings.temp_dir = folder;
  std::error_code error;
  if (std::filesystem::is_directory(settings.temp_dir, error)) return std::nullopt;
  return format("no folder {}", escape_text(folder));
}

Wrong set_no_builtin(Settings& settings, std::string_view) {
  settings.rules.builtin = false;
  return std::nullopt;
}

Wrong set_replace(Settings& settings, std::string_view) {
  settings.rules.replace = true;
  return std::nullopt;
}

constexpr auto kSetMinLevel = value<read_level, &Settings::min_level>;
constexpr auto kSetFailOn = value<read_level, &Settings::fail_on>;
constexpr auto kSetFrom = value<read_time, &Settings::from_ticks>;
constexpr auto kSetTo = value<read_time, &Settings::to_ticks>;

constexpr std::array kOptions = {
    OptionSpec{'o', "output", "FILE", kScan, "Everyday",
               "write findings by suffix: .jsonl .json .csv (repeatable; - too)", set_output},
    OptionSpec{'o', "output", "FILE", kDump, "Everyday", "write to a file, not to standard output",
               set_output},
    OptionSpec{'t', "format", "FORMAT", kScan, "Everyday",
               "form of standard output: table, jsonl, json, csv",
               value<read_format, &Settings::format>},
    OptionSpec{'t', "format", "FORMAT", kDump, "Everyday", "jsonl (default) or xml",
               value<read_dump_format, &Settings::dump_format>},
    OptionSpec{0, "jsonl", "", kDump, "", "", set_dump_jsonl},
    OptionSpec{'o', "output", "FILE", kExplain, "Everyday",
               "write to a file: .jsonl, or .txt for people", set_output},
    OptionSpec{'t', "format", "FORMAT", kList | kCoverage | kExplain, "Everyday",
               "table (default) or jsonl", value<read_text_format, &Settings::format>},
    OptionSpec{0, "jsonl", "", kScan, "Everyday", "", set_jsonl},
    OptionSpec{0, "json", "", kScan, "Everyday", "", set_json},
    OptionSpec{0, "csv", "", kScan, "Everyday", "the same as -t jsonl, -t json, -t csv", set_csv},
    OptionSpec{0, "jsonl", "", kList | kCoverage | kExplain, "Everyday",
               "the same as -t jsonl: one JSON object a line, for other programs", set_jsonl},
    OptionSpec{'m', "min-level", "LEVEL", kScan, "Everyday",
               "hide below low, medium, high, critical", kSetMinLevel},
    OptionSpec{0, "from", "TIME", kScan | kExplain, "Everyday", "", kSetFrom},
    OptionSpec{0, "to", "TIME", kScan | kExplain, "Everyday",
               "only what happened then (2026-11-01, 2026-11-01T10:00Z)", kSetTo},
    OptionSpec{'v', "verbose", "", kReads, "Everyday", "", set_verbose},
    OptionSpec{'q', "quiet", "", kReads, "Everyday", "say more, say less", set_quiet},

    OptionSpec{0, "group", "", kScan, "Output", "one line for equal findings, with count and times",
               flag<&Settings::group>},
    OptionSpec{'C', "clobber", "", kScan | kDump | kExplain, "Output",
               "overwrite an output file that exists", flag<&Settings::clobber>},
    OptionSpec{0, "show-secrets", "", kScan | kExplain, "Output",
               "show passwords on command lines in the table", flag<&Settings::show_secrets>},
    OptionSpec{0, "show-excluded", "", kScan, "Output", "show findings that a filter excluded",
               flag<&Settings::show_excluded>},
    OptionSpec{0, "show-benign", "", kScan, "Output",
               "show uses of WMI that are known to be harmless", flag<&Settings::show_benign>},
    OptionSpec{0, "timezone", "ZONE", kScan | kExplain, "Output",
               "times of the table in Europe/Berlin, +02:00 … (default UTC)", set_timezone},
    OptionSpec{0, "color", "WHEN", kScan | kExplain, "Output",
               "auto, always, never; NO_COLOR is honoured", value<read_color, &Settings::color>},
    OptionSpec{0, "stats", "", kScan, "Output", "events, speed and memory on standard error",
               flag<&Settings::stats>},

    OptionSpec{'r', "rules", "PATH", kScan | kList | kShow | kCoverage | kExplain, "Rules",
               "add Sigma rules: a file or a folder (repeatable)",
               append_rules<&RuleOptions::rules>},
    OptionSpec{0, "filters", "PATH", kScan | kExplain, "Rules",
               "Sigma filters: what to exclude (repeatable)", append_rules<&RuleOptions::filters>},
    OptionSpec{0, "disable", "ID", kScan | kList | kCoverage | kExplain, "Rules",
               "switch a detection off (repeatable)", append_rules<&RuleOptions::disabled>},
    OptionSpec{0, "no-builtin", "", kScan | kList | kCoverage | kExplain, "Rules",
               "only the rules of -r", set_no_builtin},
    OptionSpec{0, "replace", "", kScan | kList | kShow | kCoverage | kExplain, "Rules",
               "a rule of -r may replace a built-in one of the same id", set_replace},

    OptionSpec{'j', "threads", "N", kReads, "Run", "threads (default: one a core)",
               value<read_threads, &Settings::threads>},
    OptionSpec{0, "recovered", "", kDump, "Run", "also records left behind in unused space",
               flag<&Settings::recovered>},
    OptionSpec{0, "no-context", "", kScan, "Run",
               "findings alone: who, whence and to what end is not asked",
               flag<&Settings::context, false>},
    OptionSpec{0, "keep-duplicates", "", kScan | kExplain, "Run",
               "keep findings of an event met twice", flag<&Settings::keep_duplicates>},
    OptionSpec{0, "no-verify", "", kReads, "Run", "do not verify checksums",
               flag<&Settings::verify_checksums, false>},
    OptionSpec{0, "hash", "", kScan, "Run", "SHA-256 of each file read, in summary and coverage",
               flag<&Settings::hash>},
    OptionSpec{0, "temp-dir", "FOLDER", kReads, "Run",
               "for archives from a pipe or in another archive", set_temp_dir},
    OptionSpec{0, "fail-on", "LEVEL", kScan, "Run",
               "exit 10 when there is a finding of this level or above", kSetFailOn},
    OptionSpec{0, "strict", "", kReads, "Run", "exit 1 when some input could not be read",
               flag<&Settings::strict>},
    OptionSpec{'h', "help", "", kEvery, "", "", flag<&Settings::help>},
    OptionSpec{'V', "version", "", kEvery, "", "", flag<&Settings::version>},
};

bool knows(const OptionSpec& option, Command command) {
  return (option.commands & command_bit(command)) != 0;
}

const OptionSpec* find_option(Command command, auto matches) {
  const auto at = std::find_if(kOptions.begin(), kOptions.end(), [&](const OptionSpec& option) {
    return knows(option, command) && matches(option);
  });
  return at == kOptions.end() ? nullptr : &*at;
}

// No option begins with a digit: "-02:00" is a value, and so is "-".
bool looks_like_option(std::string_view argument) {
  return argument.size() > 1 && argument[0] == '-' && (argument[1] < '0' || argument[1] > '9');
}

// One pass over the arguments of one command.
class Parser {
 public:
  Parser(Command command, std::span<const std::string_view> arguments)
      : command_(command), arguments_(arguments) {}

  std::expected<Settings, std::string> parse() && {
    bool ended = false;
    while (at_ < arguments_.size()) {
      const std::string_view argument = arguments_[at_++];
      Wrong wrong;
      if (ended || argument == "-" || !argument.starts_with('-')) {
        settings_.paths.emplace_back(argument);
      } else if (argument == "--") {
        ended = true;
      } else if (argument.starts_with("--")) {
        wrong = take_long(argument.substr(2));
      } else {
        wrong = take_short(argument.substr(1));
      }
      if (wrong) return std::unexpected(*wrong);
    }
    return std::move(settings_);
  }

 private:
  Wrong take_long(std::string_view text) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view name = text.substr(0, equals);
    const OptionSpec* option =
        find_option(command_, [&](const OptionSpec& o) { return o.long_name == name; });
    if (option == nullptr) return unknown_long(name);
    const std::string spelled = format("--{}", name);
    const bool attached = equals < text.size();
    if (option->argument.empty()) {
      if (attached) return format("{} takes no value", spelled);
      return option->set(settings_, {});
    }
    return take_value(*option, spelled,
                      attached ? std::optional(text.substr(equals + 1)) : std::nullopt);
  }

  // One or more flags, the last one perhaps with its value: "qv", "oFILE".
  Wrong take_short(std::string_view text) {
    while (!text.empty()) {
      const char name = text.front();
      text.remove_prefix(1);
      const OptionSpec* option =
          find_option(command_, [&](const OptionSpec& o) { return o.short_name == name; });
      if (option == nullptr) return unknown_short(name);
      if (!option->argument.empty()) {
        return take_value(*option, format("-{}", name),
                          text.empty() ? std::nullopt : std::optional(text));
      }
      if (Wrong wrong = option->set(settings_, {})) return wrong;
    }
    return std::nullopt;
  }

  Wrong take_value(const OptionSpec& option, std::string_view spelled,
                   std::optional<std::string_view> attached) {
    if (!attached) {
      if (at_ == arguments_.size() || looks_like_option(arguments_[at_]))
        return format("{} needs a value: {} {}", spelled, spelled, option.argument);
      attached = arguments_[at_++];
    }
    const Wrong wrong = option.set(settings_, *attached);
    return wrong ? Wrong(format("{}: {}", spelled, *wrong)) : std::nullopt;
  }

  Wrong unknown_long(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const OptionSpec& option : kOptions) {
      if (knows(option, command_)) names.push_back(option.long_name);
    }
    std::string text = format("no option --{}", escape_text(name));
    if (const auto near = closest(name, names)) {
      return text + format("; did you mean --{}?", *near);
    }
    return text + owner([&](const OptionSpec& o) { return o.long_name == name; });
  }

  Wrong unknown_short(char name) const {
    return format("no option -{}", escape_text({&name, 1})) +
           owner([&](const OptionSpec& o) { return o.short_name == name; });
  }

  // " (dump has it)" where another command knows the option.
  static std::string owner(auto matches) {
    const auto at = std::find_if(kOptions.begin(), kOptions.end(), matches);
    if (at == kOptions.end()) return {};
    for (const CommandInfo& command : commands()) {
      if (knows(*at, command.id)) return format(" ({} has it)", command.name);
    }
    return {};
  }

  Command command_;
  std::span<const std::string_view> arguments_;
  std::size_t at_ = 0;
  Settings settings_;
};

}  // namespace

std::span<const OptionSpec> options() { return kOptions; }

std::expected<Settings, std::string> parse_options(Command command,
                                                   std::span<const std::string_view> arguments) {
  return Parser(command, arguments).parse();
}

}  // namespace wmiscope
