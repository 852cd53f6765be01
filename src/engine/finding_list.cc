// SPDX-License-Identifier: Apache-2.0
#include "engine/finding_list.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/ascii.h"
#include "base/filetime.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kSameEventTicks = 120 * kTicksPerSecond;

auto order_of(const Finding& f) {
  return std::tie(f.time.ticks, f.event.computer, f.event.channel, f.event.record_id,
                  f.detection_id, f.source.path, f.source.member, f.source.index);
}

// What makes two findings tell of the same event.
std::string event_key(const Finding& f) {
  constexpr char kSeparator = '\x1F';
  std::string key = f.detection_id;
  key += kSeparator;
  key += to_ascii_lower(f.event.computer);
  key += kSeparator;
  key += to_ascii_lower(f.event.channel);
  key += kSeparator;
  key += std::to_string(f.event.record_id.value_or(0));
  key += f.excluded.empty() ? '+' : '-';
  return key;
}

bool group_before(const Group& a, const Group& b) {
  return std::tie(a.first_time.ticks, a.detection_id, a.fields) <
         std::tie(b.first_time.ticks, b.detection_id, b.fields);
}

}  // namespace

bool finding_before(const Finding& a, const Finding& b) { return order_of(a) < order_of(b); }

void FindingList::sort() { std::sort(findings_.begin(), findings_.end(), finding_before); }

std::uint64_t FindingList::drop_duplicates(const TimeWindow& window) {
  std::uint64_t dropped = 0;
  std::unordered_map<std::string, std::uint64_t> last_kept;
  const auto told_before = [&](const Finding& f) {
    if (!f.event.record_id) return false;
    const auto [known, fresh] = last_kept.try_emplace(event_key(f), f.time.ticks);
    if (fresh) return false;
    if (f.time.ticks - known->second <= kSameEventTicks) return true;
    known->second = f.time.ticks;
    return false;
  };
  std::erase_if(findings_, [&](const Finding& f) {
    if (!told_before(f)) return false;
    dropped += window.holds(f.time.ticks) ? 1 : 0;
    return true;
  });
  return dropped;
}

void FindingList::keep(const TimeWindow& window) {
  std::erase_if(findings_, [&](const Finding& f) { return !window.holds(f.time.ticks); });
}

std::vector<Group> FindingList::groups(const std::vector<std::string>& rows) const {
  std::map<std::pair<std::string, Fields>, Group> tuples;
  std::vector<Group> groups;
  for (const Finding& f : findings_) {
    if (!f.excluded.empty()) continue;
    const Group fresh{f.detection_id, f.detection, f.level, 1, f.time, f.time, f.fields};
    if (std::find(rows.begin(), rows.end(), f.detection_id) != rows.end()) {
      groups.push_back(fresh);
      continue;
    }
    const auto [known, added] = tuples.try_emplace({f.detection_id, f.fields}, fresh);
    if (added) continue;
    ++known->second.count;
    known->second.last_time = f.time;
  }
  for (auto& [key, group] : tuples) groups.push_back(std::move(group));
  // Groups that compare equal are equal.
  std::sort(groups.begin(), groups.end(), group_before);
  return groups;
}

}  // namespace wmiscope
