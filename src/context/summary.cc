// SPDX-License-Identifier: Apache-2.0
#include "context/summary.h"

#include <vector>

#include "base/format.h"
#include "context/logon_sessions.h"
#include "context/words.h"

namespace wmiscope {
namespace {

constexpr std::size_t kLongestDeed = 240;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Cut in the middle, not inside a character.
std::string shortened(std::string_view text, std::size_t size) {
  if (text.size() <= size) return std::string(text);
  std::size_t head = size / 2;
  while (head > 0 && continues_character(text[head])) --head;
  std::size_t tail = text.size() - size / 2;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  return format("{} … {}", text.substr(0, head), text.substr(tail));
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
  std::string core =
      format("{}{} {}", who(activity), whence(activity.origin), shortened(deed, kLongestDeed));
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
