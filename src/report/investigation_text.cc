// SPDX-License-Identifier: Apache-2.0
#include "report/investigation_text.h"

#include <algorithm>

#include "base/format.h"
#include "report/activity_block.h"
#include "report/finding_lines.h"
#include "report/numbers.h"
#include "report/telling.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxRows = 50;     // of the host's WMI activity
constexpr std::size_t kMaxCounts = 20;   // of a list of processes
constexpr std::size_t kMaxCommands = 3;  // of one count
constexpr std::size_t kIndent = 4;

void add_column(std::string_view name, std::string_view value, std::string& line) {
  const std::size_t start = value.find_first_not_of(' ');  // Sysmon puts a blank before texts
  if (start != value.npos) line += format(", {}={}", name, value.substr(start));
}

std::string row_text(const WmiActivityRow& row, const TableStyle& style) {
  std::string line = format("{}  {}", moment_text(row.time, true, style), record_words(row.event));
  add_column("user", row.user, line);
  add_column("Name", row.name, line);
  add_column("Operation", row.operation, line);
  add_column("EventType", row.event_type, line);
  add_column("Type", row.type, line);
  add_column("Query", row.query, line);
  add_column("Consumer", row.consumer, line);
  add_column("Filter", row.filter, line);
  return line;
}

// Raw text, wrapped; its second line and the following ones further in.
void entry(const std::string& text, const TableStyle& style, std::string& out) {
  hanging("  ", 2, safe_text(text, style), style, out);
}

void more(std::size_t total, std::size_t shown, std::string_view noun, std::string& out) {
  if (total > shown) out += format("  and {} (--jsonl has all)\n", counted(total - shown, noun));
}

void wmi_activity(const Investigation& investigation, std::string_view host,
                  const TableStyle& style, std::string& out) {
  out += format("\nWMI activity of {} (Sysmon 19-21)\n", escape_text(host));
  const auto& rows = investigation.wmi_activity;
  if (rows.empty()) out += "  none in this data\n";
  for (std::size_t i = 0; i < std::min(rows.size(), kMaxRows); ++i) {
    entry(row_text(rows[i], style), style, out);
  }
  more(rows.size(), kMaxRows, "more row", out);
}

std::string count_text(const ProcessCount& row, const TableStyle& style) {
  std::string times = moment_text(row.first_time, false, style);
  if (row.first_time.ticks != row.last_time.ticks) {
    times += " to " + moment_text(row.last_time, false, style);
  }
  return format("{}x  {} by {}, started by {}  {}", with_thousands(row.count), row.process_name,
                row.user, row.parent_process_name, times);
}

void counts(std::string_view title, const std::vector<ProcessCount>& rows, const TableStyle& style,
            std::string& out) {
  if (rows.empty()) return;
  out += format("\n{}\n", title);
  for (std::size_t i = 0; i < std::min(rows.size(), kMaxCounts); ++i) {
    const ProcessCount& row = rows[i];
    entry(count_text(row, style), style, out);
    const std::size_t shown = std::min(row.processes.size(), kMaxCommands);
    for (std::size_t k = 0; k < shown; ++k) {
      const std::size_t width = std::max(style.width, kMinWidth) - kIndent;
      out.append(kIndent, ' ');
      out += cut_middle(safe_text(row.processes[k], style), width);
      out += '\n';
    }
    if (row.processes.size() > shown || row.more_processes)
      out += "    … and other command lines\n";
  }
  more(rows.size(), kMaxCounts, "more row", out);
}

}  // namespace

void append_investigation_text(const Investigation& investigation, std::string_view host,
                               const TableStyle& style, std::string& out) {
  wmi_activity(investigation, host, style, out);
  counts("Starts by the same parent", investigation.parent_process, style, out);
  counts("Starts of the same program", investigation.process, style, out);
}

}  // namespace wmiscope
