// SPDX-License-Identifier: Apache-2.0
//
// The options of all commands: one table, from which come parsing, the help screens and "did you
// mean".
//
//   auto settings = parse_options(Command::kScan, {"-o", "out.jsonl", "logs/"});
//   if (!settings) complain(settings.error());   // "no option --jsnol; did you mean --jsonl?"
//
// Accepted: --name value, --name=value, -x value, -xvalue, short flags together (-qv), options
// behind paths, `--` as the end of options, `-` as a path. Adding an option is one row in
// options.cc. No state.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/settings.h"

namespace wmiscope {

enum class Command : std::uint8_t {
  kScan,
  kDump,
  kRulesList,
  kRulesShow,
  kRulesCheck,
  kRulesTest,
  kRulesFields,
  kRulesCoverage,
  kExplain,
};

struct OptionSpec {
  char short_name;             // 0: none
  std::string_view long_name;  // without its dashes
  std::string_view argument;   // "FILE"; empty for a flag
  unsigned commands;           // bits of command_bit
  std::string_view section;    // of the help screen; empty: not listed
  std::string_view help;       // empty: listed together with the next row, whose help is for both

  // Applies the value (empty for a flag); what is wrong with it, or nothing.
  std::optional<std::string> (*set)(Settings& settings, std::string_view value);
};

constexpr unsigned command_bit(Command command) { return 1U << static_cast<unsigned>(command); }

std::span<const OptionSpec> options();

// Where the arguments are wrong, a sentence that says what was meant.
std::expected<Settings, std::string> parse_options(Command command,
                                                   std::span<const std::string_view> arguments);

}  // namespace wmiscope
