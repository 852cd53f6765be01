// SPDX-License-Identifier: Apache-2.0
#include "input/text/event_look.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxColumns = 200;

// Names of columns as Event Viewer, PowerShell, EvtxECmd, hayabusa, chainsaw, Splunk and Sentinel
// write them, in lower case without blanks, dots and underscores.
constexpr std::array<std::string_view, 6> kIds = {
    "eventid", "eventcode", "winlogeventid", "eventdataid", "systemeventid", "eventidentifier"};
constexpr std::array<std::string_view, 14> kLogs = {
    "channel",       "provider", "providername", "source",   "sourcename",
    "logname",       "log",      "eventlog",     "computer", "computername",
    "winlogchannel", "hostname", "machinename",  "logfile"};
// Get-WinEvent calls it Id; that alone says too little.
constexpr std::array<std::string_view, 2> kWithBareId = {"providername", "logname"};

// The first line that is no directive (#TYPE of Export-Csv, sep= of spreadsheets); empty where
// nothing stands below it.
std::string_view heading(std::string_view text) {
  while (true) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return {};
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.starts_with('#') || starts_with_nocase(line, "sep=")) continue;
    const bool rows = text.find_first_not_of(" \t\r\n") != text.npos;
    return rows ? line : std::string_view();
  }
}

std::vector<std::string> columns(std::string_view line) {
  std::vector<std::string> names(1);
  for (const char c : line) {
    if (c == ',' || c == ';' || c == '\t' || c == '|') {
      if (names.size() == kMaxColumns) break;
      names.emplace_back();
    } else if (std::string_view(" \"'_.\r").find(c) == std::string_view::npos) {
      names.back() += ascii_lower(c);
    }
  }
  return names;
}

template <std::size_t kSize>
bool has_one_of(const std::vector<std::string>& names,
                const std::array<std::string_view, kSize>& wanted) {
  return std::ranges::any_of(names, [&](const std::string& name) {
    return std::ranges::find(wanted, name) != wanted.end();
  });
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool looks_like_event_table(std::string_view text) {
  const std::vector<std::string> names = columns(heading(text));
  if (has(names, "detectionid") && has(names, "riskscore")) return false;  // our own findings
  return (has_one_of(names, kIds) && has_one_of(names, kLogs)) ||
         (has(names, "id") && has_one_of(names, kWithBareId));
}

bool looks_like_event_xml(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos || text[first] != '<') return false;
  constexpr std::array<std::string_view, 4> kNames = {"<EventID", "<EventRecordID",
                                                      "Eventing.Reader.EventLogRecord",
                                                      "System.Diagnostics.EventLogEntry"};
  return std::ranges::any_of(kNames,
                             [&](std::string_view name) { return text.find(name) != text.npos; });
}

}  // namespace wmiscope
