// SPDX-License-Identifier: Apache-2.0
#include "report/activity_table.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"
#include "report/activity_words.h"
#include "report/level.h"
#include "report/numbers.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kLevelWidth = 8;  // "critical"
constexpr std::size_t kMaxUsers = 5;
constexpr std::size_t kMaxReasons = 3;
constexpr std::size_t kMaxLinked = 3;
constexpr std::size_t kMaxUserWidth = 40;

void count_detection(const Finding& finding, FoundBy& found_by) {
  auto& detections = found_by.detections;
  auto at = std::ranges::find(detections, finding.detection,
                              &std::pair<std::string, std::uint64_t>::first);
  if (at == detections.end()) at = detections.insert(at, {finding.detection, 0});
  ++at->second;
  for (const std::string& id : finding.mitre_attack) {
    if (std::ranges::find(found_by.mitre_attack, id) == found_by.mitre_attack.end()) {
      found_by.mitre_attack.push_back(id);
    }
  }
}

template <typename Map, typename Rank>
std::vector<typename Map::const_pointer> ranked(const Map& map, Rank rank) {
  std::vector<typename Map::const_pointer> items;
  for (const auto& item : map) items.push_back(&item);
  std::ranges::sort(items, [&](const auto* a, const auto* b) {
    return rank(*a) != rank(*b) ? rank(*a) > rank(*b) : a->first < b->first;
  });
  return items;
}

}  // namespace

void ActivityTable::add(const Finding& finding) {
  lines_.add(finding);
  if (!finding.excluded.empty()) return;
  ++live_findings_;
  count_detection(finding, found_by_[finding.activity]);
}

ActivityTable::Host& ActivityTable::host_of(const Activity& activity) {
  const std::string name = activity.host.empty() ? "(host not known)" : activity.host;
  const auto [at, is_new] = by_name_.try_emplace(to_ascii_lower(name), hosts_.size());
  if (is_new) hosts_.push_back({escape_text(name), {}, 0, 0});
  return hosts_[at->second];
}

void ActivityTable::add(const Activity& activity) {
  host_by_id_[activity.id] = activity.host;
  if (!activity.benign.empty() && !show_benign_) {
    ++benign_[activity.benign];
    ++hidden_benign_;
    return;
  }
  const FoundBy& found_by = found_by_[activity.id];
  Host& host = host_of(activity);
  host.entries.push_back({make_activity_block(activity, found_by, kLevelWidth, style_),
                          date_text(activity.start, style_), activity.linked});
  host.findings += activity.findings.size();
  if (!activity.benign.empty()) return;
  host.risk += activity.risk_score;
  add_totals(activity);
}

void ActivityTable::add_totals(const Activity& activity) {
  ++by_level_[static_cast<std::size_t>(level_of_risk(activity.risk_score))];
  if (activity.user.empty()) return;
  User& user = users_[to_ascii_lower(activity.user)];
  if (user.name.empty()) user.name = cut_middle(escape_text(activity.user), kMaxUserWidth);
  ++user.activities;
  user.risk += activity.risk_score;
}

void ActivityTable::render(std::string& out) const {
  for (const Host& host : hosts_) {
    if (&host != &hosts_.front()) out += '\n';
    render_host(host, out);
  }
}

void ActivityTable::render_host(const Host& host, std::string& out) const {
  const std::string& first_day = host.entries.front().date;
  const std::string& last_day = host.entries.back().date;
  const bool one_day = first_day == last_day;
  std::string left = format("{}   {}", host.name, first_day);
  if (!one_day) left += format(" to {}", last_day);
  if (!style_.zone.empty()) left += format(" ({})", escape_text(style_.zone));
  heading(left, format("{}, risk {}", counted(host.findings, "finding"), host.risk), style_, out);
  std::string_view day;
  for (const Entry& entry : host.entries) {
    if (&entry != &host.entries.front()) out += '\n';
    if (!one_day && entry.date != day) out += entry.date + "\n";
    day = entry.date;
    out += entry.block.head;
    out += linked_line(entry);
    out += entry.block.tail;
  }
}

std::string ActivityTable::linked_line(const Entry& entry) const {
  std::string words;
  for (std::size_t i = 0; i < std::min(entry.linked.size(), kMaxLinked); ++i) {
    const auto host = host_by_id_.find(entry.linked[i]);
    if (!words.empty()) words += ", ";
    if (host != host_by_id_.end()) words += host->second + ' ';
    words += format("id {}…", short_id(entry.linked[i]));
  }
  std::string out;
  if (words.empty()) return out;
  if (entry.linked.size() > kMaxLinked)
    words += format(" and {} more", entry.linked.size() - kMaxLinked);
  block_line("other half", words, style_, out);
  return out;
}

std::string ActivityTable::total_words() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : by_level_) sum += count;
  std::string out =
      format("{} on {}", counted(sum, "activity", "activities"), counted(hosts_.size(), "host"));
  std::string_view separator = ": ";
  for (std::size_t i = by_level_.size(); i-- > 0;) {
    if (by_level_[i] == 0) continue;
    out += format("{}{} {}", separator, with_thousands(by_level_[i]),
                  severity_word(static_cast<Level>(i)));
    separator = ", ";
  }
  return out;
}

std::string ActivityTable::benign_words() const {
  std::string reasons;
  std::size_t told = 0;
  for (const auto* item : ranked(benign_, [](const auto& each) { return each.second; })) {
    if (told++ == kMaxReasons) break;
    reasons += format("{}{} {}", reasons.empty() ? "" : "; ", escape_text(item->first),
                      with_thousands(item->second));
  }
  if (benign_.size() > kMaxReasons)
    reasons += format("; {}", counted(benign_.size() - kMaxReasons, "other kind"));
  return format("{} of WMI {} not shown ({}): --show-benign",
                counted(hidden_benign_, "known harmless use"), hidden_benign_ == 1 ? "is" : "are",
                reasons);
}

std::string ActivityTable::user_words() const {
  std::string out;
  std::size_t told = 0;
  for (const auto* item : ranked(users_, [](const auto& each) { return each.second.risk; })) {
    if (told++ == kMaxUsers) break;
    const User& user = item->second;
    out += format("{}{} risk {} in {}", out.empty() ? "" : ", ", user.name, user.risk,
                  counted(user.activities, "activity", "activities"));
  }
  if (users_.size() > kMaxUsers) out += format(" and {} more", users_.size() - kMaxUsers);
  return out;
}

}  // namespace wmiscope
