// SPDX-License-Identifier: Apache-2.0
#include "report/host_table.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"
#include "report/level.h"
#include "report/numbers.h"
#include "report/telling.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxUserWidth = 40;
constexpr std::size_t kMinLevelWidth = 6;  // "medium"

std::string host_name(const Finding& finding) {
  if (!finding.event.computer.empty()) return finding.event.computer;
  return finding.dest.empty() ? "(host not known)" : finding.dest;
}

// With its domain where a by-field has it.
std::string user_of(const Finding& finding) {
  const auto named = std::find_if(finding.fields.begin(), finding.fields.end(), [](const auto& f) {
    return f.first == "User" && !f.second.empty() && f.second != "null" && f.second != "unknown";
  });
  const std::string& user = named == finding.fields.end() ? finding.user : named->second;
  return cut_middle(escape_text(user), kMaxUserWidth);
}

std::string detection_words(const Finding& finding) {
  std::string title = escape_text(finding.detection);
  if (finding.excluded.empty()) return title;
  return format("{} (excluded by {})", title, escape_text(finding.excluded));
}

std::string details_of(const Finding& finding, const TableStyle& style) {
  const std::vector<Telling> tellings = telling_fields(finding.fields);
  const std::size_t labels = label_width(tellings);
  std::string out;
  for (const Telling& telling : tellings) detail(telling, labels, style, out);
  record_detail(record_words(finding.event), source_words(finding.source), labels, style, out);
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

}  // namespace

HostTable::Host& HostTable::host_of(const Finding& finding) {
  const std::string name = host_name(finding);
  const auto [at, is_new] = by_name_.try_emplace(to_ascii_lower(name), hosts_.size());
  if (is_new) hosts_.push_back({escape_text(name), {}, 0, -1});
  return hosts_[at->second];
}

HostTable::Entry HostTable::make_entry(const Finding& finding, Key key) const {
  return {std::move(key),
          finding.level,
          date_text(finding.time, style_),
          clock_text(finding.time, style_),
          {},
          user_of(finding),
          details_of(finding, style_),
          finding.time_zone_assumed};
}

void HostTable::add(const Finding& finding) {
  Host& host = host_of(finding);
  Key key{finding.source.path, finding.source.member, finding.source.index};
  if (host.entries.empty() || host.entries.back().key != key) {
    host.entries.push_back(make_entry(finding, std::move(key)));
  }
  Entry& entry = host.entries.back();
  entry.level = std::max(entry.level, finding.level);
  entry.detections.push_back(detection_words(finding));
  if (entry.user.empty()) entry.user = user_of(finding);
  if (!finding.excluded.empty()) return;
  ++host.findings;
  ++by_level_[static_cast<std::size_t>(finding.level)];
  if (finding.risk_score) host.risk = std::max(host.risk, *finding.risk_score);
}

std::uint64_t HostTable::findings() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : by_level_) sum += count;
  return sum;
}

std::string HostTable::total_words() const {
  std::string out =
      format("{} on {}", counted(findings(), "finding"), counted(hosts_.size(), "host"));
  std::string_view separator = ": ";
  for (std::size_t i = by_level_.size(); i-- > 0;) {
    if (by_level_[i] == 0) continue;
    out += format("{}{} {}", separator, with_thousands(by_level_[i]),
                  severity_word(static_cast<Level>(i)));
    separator = ", ";
  }
  return out;
}

std::size_t HostTable::widest_level() const {
  std::size_t width = kMinLevelWidth;
  for (const Host& host : hosts_) {
    for (const Entry& e : host.entries) width = std::max(width, severity_word(e.level).size());
  }
  return width;
}

void HostTable::render(std::string& out) const {
  const std::size_t width = widest_level();
  for (const Host& host : hosts_) {
    if (&host != &hosts_.front()) out += '\n';
    render_host(host, width, out);
  }
}

void HostTable::render_host(const Host& host, std::size_t level_width, std::string& out) const {
  const std::string& first_day = host.entries.front().date;
  const std::string& last_day = host.entries.back().date;
  const bool one_day = first_day == last_day;
  std::string left = format("{}   {}", host.name, first_day);
  if (!one_day) left += format(" to {}", last_day);
  if (!style_.zone.empty()) left += format(" ({})", escape_text(style_.zone));
  std::string right = counted(host.findings, "finding");
  if (host.risk >= 0) right += format(", risk {}", host.risk);
  heading(left, right, style_, out);
  std::string_view day;
  for (const Entry& entry : host.entries) {
    if (!one_day && entry.date != day) out += entry.date + "\n";
    day = entry.date;
    render_entry(entry, level_width, out);
  }
}

void HostTable::render_entry(const Entry& entry, std::size_t level_width, std::string& out) const {
  const std::string first =
      format("{}  {}  ", severity_mark(entry.level, level_width, style_), entry.clock);
  std::string text = joined(entry.detections);
  if (!entry.user.empty() && entry.user != "unknown") text += "  by " + entry.user;
  if (entry.time_zone_assumed) text += "  (no time zone: taken as UTC)";
  hanging(first, level_width + 14, text, style_, out);
  out += entry.details;
}

}  // namespace wmiscope
