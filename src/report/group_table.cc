// SPDX-License-Identifier: Apache-2.0
#include "report/group_table.h"

#include <algorithm>
#include <initializer_list>

#include "base/format.h"
#include "report/numbers.h"
#include "report/telling.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

// The first of these fields that is known.
std::string first_known(const Fields& fields, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto at = std::find_if(fields.begin(), fields.end(),
                                 [&](const auto& field) { return field.first == name; });
    if (at == fields.end()) continue;
    if (at->second != "null" && at->second != "unknown") return escape_text(at->second);
  }
  return {};
}

std::string time_span(const Group& group, const TableStyle& style) {
  std::string day = date_text(group.first_time, style);
  const std::string last_day = date_text(group.last_time, style);
  const std::string first = clock_text(group.first_time, style);
  const std::string last = clock_text(group.last_time, style);
  if (!group.first_time.known()) return day;
  if (day == last_day && first == last) return format("{} {}", day, first);
  if (day == last_day) return format("{} {} to {}", day, first, last);
  return format("{} {} to {} {}", day, first, last_day, last);
}

}  // namespace

void GroupTable::append_entry(const Group& group, std::string& out) const {
  const std::string host = first_known(group.fields, {"dest", "ComputerName", "Computer"});
  const std::string user = first_known(group.fields, {"User", "user"});
  std::string text = format("{}  {}", time_span(group, style_), counted(group.count, "event"));
  if (!host.empty()) text += "  on " + host;
  if (!user.empty()) text += "  by " + user;
  hanging("", 0, text, style_, out);
  const std::vector<Telling> tellings = telling_fields(group.fields);
  const std::size_t labels = label_width(tellings);
  for (const Telling& telling : tellings) detail(telling, labels, style_, out);
  const std::string others = other_fields(group.fields);
  if (!others.empty()) detail({"and", others}, labels, style_, out);
}

void GroupTable::add(const Group& group) {
  const auto [at, is_new] = by_id_.try_emplace(group.detection_id, sections_.size());
  if (is_new) sections_.push_back({escape_text(group.detection), 0, 0, {}});
  Section& section = sections_[at->second];
  ++section.groups;
  section.events += group.count;
  append_entry(group, section.lines);
}

std::string GroupTable::total_words() const {
  std::uint64_t groups = 0;
  std::uint64_t events = 0;
  for (const Section& section : sections_) {
    groups += section.groups;
    events += section.events;
  }
  return format("{} of {} by {}", counted(groups, "group"), counted(events, "event"),
                counted(sections_.size(), "detection"));
}

void GroupTable::render(std::string& out) const {
  for (const Section& section : sections_) {
    if (&section != &sections_.front()) out += '\n';
    std::string left = section.detection;
    if (!style_.zone.empty()) left += format("   ({})", escape_text(style_.zone));
    heading(left,
            format("{}, {}", counted(section.groups, "group"), counted(section.events, "event")),
            style_, out);
    out += section.lines;
  }
}

}  // namespace wmiscope
