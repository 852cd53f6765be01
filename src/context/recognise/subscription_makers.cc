// SPDX-License-Identifier: Apache-2.0
//
// Callers that make the parts of a subscription whose events are not in the data: those of one
// account at one moment are one subscription, of the kind of the consumer that they name.
#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/language/subscription_text.h"
#include "context/recognise/recognisers.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kTogether = 60 * kTicksPerSecond;

bool makes_subscription(const Payload& payload) {
  if (payload.method.empty() || equals_nocase(payload.method, "delete")) return false;
  const std::string_view name = payload.class_name;
  return starts_with_nocase(name, "__eventfilter") || starts_with_nocase(name, "__filterto") ||
         ends_with_nocase(name, "eventconsumer");
}

void name_vector(Draft& draft) {
  for (const Payload& payload : draft.payloads) {
    if (makes_subscription(payload) && ends_with_nocase(payload.class_name, "eventconsumer")) {
      draft.vector = consumer_vector(consumer_kind(payload.class_name));
    }
  }
}

}  // namespace

void join_subscription_makers(Case& work) {
  std::map<std::string, DraftIndex> last;  // by host and account
  for (DraftIndex i = 0; i < work.drafts.size(); ++i) {
    Draft& draft = work.drafts[i];
    if (!draft.is_live() || draft.subscription || draft.evidence.empty()) continue;
    if (std::ranges::none_of(draft.payloads, makes_subscription)) continue;
    name_vector(draft);
    const std::string key = format("{} {}", draft.host, to_ascii_lower(draft.user));
    const auto before = last.find(key);
    const bool together =
        before != last.end() && work.drafts[before->second].end() + kTogether >= draft.start();
    if (together) {
      work.merge(before->second, i);
    } else {
      last[key] = i;
    }
  }
}

}  // namespace wmiscope
