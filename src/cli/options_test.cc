// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "base/filetime.h"
#include "cli/commands.h"

namespace wmiscope {
namespace {

using Arguments = std::vector<std::string_view>;
using Paths = std::vector<std::string>;

Settings parsed(const Arguments& arguments, Command command = Command::kScan) {
  auto settings = parse_options(command, arguments);
  EXPECT_TRUE(settings) << settings.error();
  return settings.value_or(Settings{});
}

TEST(Options, ValuesInAllSpellings) {
  for (const Arguments& arguments :
       {Arguments{"-o", "a.csv", "x"}, Arguments{"-oa.csv", "x"},
        Arguments{"x", "--output", "a.csv"}, Arguments{"--output=a.csv", "x"},
        Arguments{"-qoa.csv", "x"}, Arguments{"-vqo", "a.csv", "x"}}) {
    const Settings settings = parsed(arguments);
    EXPECT_EQ(settings.outputs, Paths{"a.csv"}) << arguments.front();
    EXPECT_EQ(settings.paths, Paths{"x"}) << arguments.front();
  }
}

TEST(Options, DashesEndOptionsAndADashIsAPath) {
  EXPECT_EQ(parsed({"-", "--", "-q", "--json"}).paths, (Paths{"-", "-q", "--json"}));
  EXPECT_EQ(parsed({"-o", "-", "x"}).outputs, Paths{"-"});
  EXPECT_EQ(parsed({"-o", "a.csv", "-o", "-", "x"}).outputs, (Paths{"a.csv", "-"}));
}

TEST(Options, EachSetsWhatItSays) {
  const Settings s = parsed({"--json",
                             "-Cqv",
                             "-r",
                             "a",
                             "--rules=b",
                             "--filters",
                             "f",
                             "-m",
                             "HIGH",
                             "--fail-on",
                             "info",
                             "-j4",
                             "--group",
                             "--no-context",
                             "--keep-duplicates",
                             "--strict",
                             "--stats",
                             "--color",
                             "never",
                             "--timezone",
                             "+02:00",
                             "--show-secrets",
                             "--show-excluded",
                             "--show-benign",
                             "--no-verify",
                             "--replace",
                             "--no-builtin",
                             "--disable",
                             "24869767",
                             "x"});
  EXPECT_EQ(s.format, "json");
  EXPECT_TRUE(s.clobber && s.verbose && !s.quiet) << "the last of -q and -v holds";
  EXPECT_EQ(s.rules.rules, (Paths{"a", "b"}));
  EXPECT_EQ(s.rules.filters, Paths{"f"});
  EXPECT_EQ(s.rules.disabled, Paths{"24869767"});
  EXPECT_TRUE(!s.rules.builtin && s.rules.replace);
  EXPECT_EQ(s.min_level, Level::kHigh);
  EXPECT_EQ(s.fail_on, Level::kInformational);
  EXPECT_EQ(s.threads, 4U);
  EXPECT_TRUE(s.group && !s.context && s.keep_duplicates && s.strict && s.stats);
  EXPECT_TRUE(s.show_secrets && s.show_excluded && !s.verify_checksums);
  EXPECT_EQ(s.color, ColorMode::kNever);
  EXPECT_EQ(s.timezone, "+02:00");
}

TEST(Options, TimesAreTicks) {
  const Settings s = parsed({"--from", "2026-11-01", "--to", "2026-11-01T10:00Z", "x"});
  EXPECT_EQ(s.from_ticks, parse_time("2026-11-01T00:00:00Z")->ticks);
  EXPECT_EQ(*s.to_ticks - *s.from_ticks, 10 * 3600 * kTicksPerSecond);
}

struct MistakeCase {
  Arguments arguments;
  std::string_view sentence;
  Command command = Command::kScan;
};

TEST(Options, MistakesSayWhatWasMeant) {
  const MistakeCase kCases[] = {
      {{"--jsnol", "logs/"}, "no option --jsnol; did you mean --jsonl?"},
      {{"--xyzzy-nothing"}, "no option --xyzzy-nothing"},
      {{"--a\x1b[31m"}, "no option --a␛[31m"},
      {{"--recovered", "x"}, "no option --recovered (dump has it)"},
      {{"-z"}, "no option -z"},
      {{"-qz"}, "no option -z"},
      {{"-m", "hgih"}, "-m: no level \"hgih\"; did you mean high?"},
      {{"-m", "severe"},
       "-m: no level \"severe\"; there are informational, low, medium, high, critical"},
      {{"-t", "cvs"}, "-t: no format \"cvs\"; did you mean csv?"},
      {{"--color", "blue"}, "--color: no color \"blue\"; there are auto, always, never"},
      {{"-o"}, "-o needs a value: -o FILE"},
      {{"-o", "--json"}, "-o needs a value: -o FILE"},
      {{"--output="}, "--output: an output needs a name"},
      {{"--group=yes"}, "--group takes no value"},
      {{"-j", "0"}, "-j: \"0\" is no number of threads from 1 to 1024"},
      {{"-j", "4x"}, "-j: \"4x\" is no number of threads from 1 to 1024"},
      {{"--from", "yesterday"},
       "--from: \"yesterday\" is no time such as 2026-11-01 or 2026-11-01T10:00Z"},
      {{"--group", "x"}, "no option --group (scan has it)", Command::kDump},
  };
  for (const MistakeCase& c : kCases) {
    const auto settings = parse_options(c.command, c.arguments);
    ASSERT_FALSE(settings) << c.sentence;
    EXPECT_EQ(settings.error(), c.sentence);
  }
}

// Names are unique within a command, and what is joined with a next row has one.
TEST(Options, TheTableIsSound) {
  for (const CommandInfo& command : commands()) {
    std::set<std::string_view> names;
    std::set<char> letters;
    bool open_row = false;
    for (const OptionSpec& option : options()) {
      if ((option.commands & command_bit(command.id)) == 0) continue;
      EXPECT_TRUE(names.insert(option.long_name).second) << option.long_name;
      const bool taken = option.short_name && !letters.insert(option.short_name).second;
      EXPECT_FALSE(taken) << option.short_name;
      if (!option.section.empty()) open_row = option.help.empty();
    }
    EXPECT_FALSE(open_row) << command.name;
  }
}

}  // namespace
}  // namespace wmiscope
