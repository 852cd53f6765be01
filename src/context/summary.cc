// SPDX-License-Identifier: Apache-2.0
#include "context/summary.h"

#include <vector>

#include "base/format.h"
#include "context/case/logon_sessions.h"
#include "context/judge/words.h"

namespace wmiscope {
namespace {

constexpr std::size_t kLongestDeed = 240;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The beginning, whole characters. Never a later part: what tells a secret stands before it on a command
// line, so that the forms for people would show the rest of one that a cut has parted from its switch.
std::string shortened(std::string_view text) {
  if (text.size() <= kLongestDeed) return std::string(text);
  std::size_t size = kLongestDeed;
  while (size > 0 && continues_character(text[size])) --size;
  return format("{} …", text.substr(0, size));
}

std::string_view clock_of(const Time& time) {
  constexpr std::size_t kDate = 11;  // "2020-08-06T"
  constexpr std::size_t kClock = 8;
  return time.text.size() >= kDate + kClock ? std::string_view(time.text).substr(kDate, kClock)
                                            : std::string_view();
}

std::string who(const Activity& activity) {
  if (activity.user.empty()) return "an account that the records do not name";
  return std::string(account_name(activity.user));
}

std::string whence(const Origin& origin) {
  if (origin.kind != OriginKind::kRemote) return {};
  const std::string& from = origin.source_ip.empty() ? origin.source_host : origin.source_ip;
  const std::string_view inferred = origin.confidence == Confidence::kHigh ? "" : " (inferred)";
  if (from.empty()) return format(", coming over the network{},", inferred);
  return format(", coming over the network from {}{},", from, inferred);
}

std::string purposes_of(const Activity& activity) {
  std::vector<std::string_view> phrases;
  for (const Purpose& purpose : activity.purposes) {
    phrases.push_back(purpose_phrase(purpose.purpose));
  }
  std::string text;
  for (const std::string_view phrase : phrases) {
    if (!text.empty()) text += ", ";
    text += phrase;
  }
  return text;
}

std::string firings_of(const Activity& activity) {
  if (!activity.subscription || activity.subscription->fired.empty()) return {};
  const std::size_t count = activity.subscription->fired.size();
  return count == 1 ? ", and it fired once" : format(", and it fired {} times", count);
}

}  // namespace

void write_summary(const std::string& deed, std::string_view target, Activity& activity) {
  std::string core = format("{}{} {}", who(activity), whence(activity.origin), shortened(deed));
  if (!target.empty()) core += format(", against {}", target);
  if (!activity.tool.empty()) core += format(", with {}", tool_words(activity.tool));
  core += firings_of(activity);
  activity.sentence = core + '.';
  const std::string purposes = purposes_of(activity);
  const std::string_view clock = clock_of(activity.start);
  activity.summary = clock.empty() ? format("On {} ", activity.host)
                                   : format("On {} at {} UTC ", activity.host, clock);
  activity.summary += core;
  if (!purposes.empty()) activity.summary += format("; purpose: {}", purposes);
  activity.summary += '.';
}

}  // namespace wmiscope
