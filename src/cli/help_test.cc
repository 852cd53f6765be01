// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "report/terminal_text.h"

namespace wmiscope {
namespace {

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    widest = std::max(widest, display_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

TEST(Help, EveryScreenFits) {
  constexpr std::ptrdiff_t kLinesOfAScreen = 45;
  for (const CommandInfo& command : commands()) {
    const std::string text = command_help(command);
    EXPECT_LE(widest_line(text), 100U) << text;
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), kLinesOfAScreen) << command.name;
    const auto opening = command.opening.empty() ? command.sentence : command.opening;
    EXPECT_TRUE(text.starts_with(opening)) << text;
  }
  EXPECT_LE(widest_line(overview_help()), 100U);
}

TEST(Help, NamesEveryListedOption) {
  const std::string text = command_help(commands().front());
  for (const OptionSpec& option : options()) {
    const bool of_scan = (option.commands & command_bit(Command::kScan)) != 0;
    if (!of_scan || option.section.empty()) continue;
    const std::string name = option.short_name ? std::string{'-', option.short_name}
                                               : "--" + std::string(option.long_name);
    EXPECT_NE(text.find(name), std::string::npos) << name;
  }
}

TEST(Help, JoinsOptionsThatShareALine) {
  const std::string text = command_help(commands().front());
  EXPECT_NE(text.find("            --from --to TIME        only what happened then"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("            -v -q                   say more, say less\n"),
            std::string::npos);
}

TEST(Help, AnOverviewNamesItsCommands) {
  for (const CommandInfo& command : commands()) {
    EXPECT_NE(overview_help().find(std::string(command.name)), std::string::npos);
  }
  EXPECT_EQ(overview_help("rules").find("scan PATH"), std::string::npos);
}

}  // namespace
}  // namespace wmiscope
