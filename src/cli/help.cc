// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <algorithm>
#include <span>
#include <vector>

#include "base/format.h"
#include "report/terminal_text.h"
#include "wmiscope/version.h"

namespace wmiscope {
namespace {

constexpr std::size_t kSectionWidth = 12;
constexpr std::size_t kOptionWidth = 24;

using Row = std::vector<const OptionSpec*>;  // options that share one line and its help

// The listed options of a command, those without a help of their own with the next one that has it.
std::vector<Row> rows_of(Command command) {
  std::vector<Row> rows;
  Row row;
  for (const OptionSpec& option : options()) {
    const bool listed = !option.section.empty() && (option.commands & command_bit(command)) != 0;
    if (!listed) continue;
    row.push_back(&option);
    if (option.help.empty()) continue;
    rows.push_back(std::move(row));
    row.clear();
  }
  return rows;
}

std::string spelled(const OptionSpec& option, bool alone) {
  if (option.short_name == 0) return format("--{}", option.long_name);
  if (!alone) return format("-{}", option.short_name);
  return format("-{}, --{}", option.short_name, option.long_name);
}

// "-o, --output FILE"; "--from --to TIME"; "-v -q".
std::string spelled(const Row& row) {
  std::string out;
  for (const OptionSpec* option : row) {
    if (!out.empty()) out += ' ';
    out += spelled(*option, row.size() == 1);
  }
  const std::string_view argument = row.back()->argument;
  return argument.empty() ? out : format("{} {}", out, argument);
}

void append_options(Command command, std::string& out) {
  std::string_view section;
  for (const Row& row : rows_of(command)) {
    const std::string_view own = row.back()->section;
    if (own != section) out += '\n';
    out += padded(own == section ? "" : own, kSectionWidth);
    out += padded(spelled(row), kOptionWidth);
    out += format("{}\n", row.back()->help);
    section = own;
  }
}

}  // namespace

std::string overview_help(std::string_view prefix) {
  std::string out =
      format("wmiscope {}: finds suspicious use of WMI in Windows event data.\n\n", version());
  out += "Usage: wmiscope COMMAND [options] …     wmiscope COMMAND -h tells more\n\n";
  std::string_view label = "Commands";
  for (const CommandInfo& command : commands()) {
    if (!command.name.starts_with(prefix)) continue;
    out += padded(label, kSectionWidth);
    out += padded(format("{} {}", command.name, command.arguments), kOptionWidth);
    out += format("{}\n", command.sentence);
    label = "";
  }
  out += "\nOptions     -h, --help              this page\n";
  out += "            -V, --version           the version\n";
  out += "\nExamples    wmiscope scan C/Windows/System32/winevt/Logs\n";
  out += "            wmiscope scan triage/ -o findings.jsonl\n";
  return out;
}

std::string command_help(const CommandInfo& command) {
  std::string out = format("{}\n\nUsage: wmiscope {} [options] {}",
                           command.opening.empty() ? command.sentence : command.opening,
                           command.name, command.arguments);
  if (!command.argument_help.empty()) out += format("     {}", command.argument_help);
  out += '\n';
  append_options(command.id, out);
  if (!command.notes.empty()) out += format("\n{}", command.notes);
  return out;
}

}  // namespace wmiscope
