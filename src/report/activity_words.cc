// SPDX-License-Identifier: Apache-2.0
#include "report/activity_words.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"

namespace wmiscope {
namespace {

constexpr std::size_t kShortId = 8;

// Texts are looked through up to here: a script may have megabytes.
constexpr std::size_t kMaxSearched = 256 * 1024;

const ActivityProcess* process_of(const Activity& activity, std::string_view role) {
  const auto at = std::ranges::find(activity.processes, role, &ActivityProcess::role);
  return at == activity.processes.end() ? nullptr : &*at;
}

std::string whence(const Activity& activity) {
  const Origin& origin = activity.origin;
  if (origin.kind == OriginKind::kRemote) {
    const std::string& from = origin.source_ip.empty() ? origin.source_host : origin.source_ip;
    return from.empty() ? std::string() : format(" from {}", from);
  }
  const ActivityProcess* caller = process_of(activity, "caller");
  return caller == nullptr ? std::string() : format(" by {}", image_name(caller->image));
}

void add_once(const std::string& text, std::vector<std::string>& to) {
  if (std::ranges::find(to, text) == to.end()) to.push_back(text);
}

bool ends_address(char c) {
  return static_cast<unsigned char>(c) <= ' ' ||
         std::string_view("\"'<>()[]{}|,;^`").find(c) != std::string_view::npos;
}

void find_addresses(std::string_view text, std::vector<std::string>& found) {
  text = text.substr(0, kMaxSearched);
  const std::string lower = to_ascii_lower(text);
  std::size_t at = 0;
  while (found.size() < kMaxAddresses && (at = lower.find("http", at)) != std::string::npos) {
    const std::string_view rest = std::string_view(lower).substr(at);
    if (!rest.starts_with("http://") && !rest.starts_with("https://")) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !ends_address(text[end])) ++end;
    while (text[end - 1] == '\\' || text[end - 1] == '.') --end;
    add_once(std::string(text.substr(at, end - at)), found);
    at = end;
  }
}

}  // namespace

std::string_view origin_word(OriginKind kind) {
  switch (kind) {
    case OriginKind::kRemote:
      return "REMOTE";
    case OriginKind::kLocal:
      return "LOCAL";
    case OriginKind::kUnknown:
      break;
  }
  return "UNKNOWN";
}

std::string_view confidence_word(Confidence confidence) {
  switch (confidence) {
    case Confidence::kHigh:
      return "high";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kLow:
      break;
  }
  return "low";
}

std::string who_and_whence(const Activity& activity) {
  const std::string who = activity.user.empty() ? "(user not known)" : activity.user;
  return who + whence(activity);
}

std::string purposes_text(const Activity& activity) {
  std::string out;
  for (const Purpose& purpose : activity.purposes) {
    if (!out.empty()) out += ", ";
    std::string words = purpose.purpose == "vm-detection" ? "VM detection" : purpose.purpose;
    std::ranges::replace(words, '-', ' ');
    if (words.ends_with(" recon")) words += "naissance";
    if (words == "collection exfiltration") words = "collection and exfiltration";
    out += words;
  }
  return out;
}

std::vector<std::string> attack_ids(const Activity& activity,
                                    const std::vector<std::string>& first) {
  std::vector<std::string> ids;
  for (const std::string& id : first) add_once(id, ids);
  for (const Purpose& purpose : activity.purposes) {
    for (const std::string& id : purpose.mitre_attack) add_once(id, ids);
  }
  return ids;
}

std::string reasons_text(const Origin& origin) {
  std::string out;
  for (const Reason& reason : origin.why) {
    if (!out.empty()) out += "; ";
    out += reason.text;
  }
  if (out.empty()) return out;
  if (origin.confidence == Confidence::kHigh) return out;
  return format("{} (confidence {})", out, confidence_word(origin.confidence));
}

std::string_view consumer_class(std::string_view class_name) {
  constexpr std::string_view kSuffix = "EventConsumer";
  if (ends_with_nocase(class_name, kSuffix) && class_name.size() > kSuffix.size()) {
    class_name.remove_suffix(kSuffix.size());
  }
  return class_name;
}

std::vector<std::string> web_addresses(const Activity& activity) {
  std::vector<std::string> found;
  for (const ActivityProcess& process : activity.processes) {
    if (process.role != "ancestor") find_addresses(process.command_line, found);
  }
  for (const Decoded& decoded : activity.decoded) find_addresses(decoded.text, found);
  if (activity.subscription) find_addresses(activity.subscription->consumer.payload, found);
  return found;
}

std::string_view image_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("\\/");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view short_id(std::string_view id) { return id.substr(0, kShortId); }

}  // namespace wmiscope
