// SPDX-License-Identifier: Apache-2.0
//
// The two halves of one act on two hosts: the call on one, and the child of WmiPrvSE with the same
// command that it caused on the other. Seen 490 ms apart (wmi-knowledge, fact 1); clocks of two
// hosts and forms that stamp reception need more.
#include <algorithm>

#include "base/filetime.h"
#include "context/command_text.h"
#include "context/recognisers.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kWindow = 30 * kTicksPerSecond;

// What a local caller asked another host to start.
struct Call {
  DraftIndex draft = kNoDraft;
  std::string_view command;
};

bool fits_target(const Case& work, const Draft& call, const Draft& effect) {
  if (call.target.empty() || call.target.starts_with('@') || call.target.starts_with('$')) {
    return true;
  }
  // An address says nothing of the name.
  const bool address =
      call.target.find_first_not_of("0123456789.:abcdefABCDEF") == std::string::npos;
  return address || work.is_own_name(effect.host, call.target);
}

void link(Case& work, DraftIndex a, DraftIndex b) {
  const auto add = [](std::vector<DraftIndex>& to, DraftIndex other) {
    if (std::ranges::find(to, other) == to.end()) to.push_back(other);
  };
  add(work.drafts[a].linked, b);
  add(work.drafts[b].linked, a);
  Origin& origin = work.drafts[b].origin;
  if (origin.source_host.empty()) origin.source_host = work.short_name(work.drafts[a].host);
  if (origin.source_user.empty()) origin.source_user = work.drafts[a].user;
}

bool is_effect_of(const Case& work, const Draft& effect, const Call& call) {
  return std::ranges::any_of(effect.processes, [&](const DraftProcess& each) {
    return each.role == Role::kMain &&
           same_command(work.text(work.process(each.process).command), call.command);
  });
}

}  // namespace

void link_hosts(Case& work) {
  std::vector<Call> calls;
  std::vector<std::pair<std::uint64_t, DraftIndex>> effects;  // by time
  for (DraftIndex i = 0; i < work.drafts.size(); ++i) {
    const Draft& draft = work.drafts[i];
    if (!draft.is_live()) continue;
    if (draft.vector == "wmi-process-create") effects.emplace_back(draft.start(), i);
    for (const Payload& payload : draft.payloads) {
      if (payload.act == payload_act::kCreate && payload.target == "remote" &&
          !payload.command_line.empty()) {
        calls.push_back({i, payload.command_line});
      }
    }
  }
  std::ranges::sort(effects);
  for (const Call& call : calls) {
    const std::uint64_t when = work.drafts[call.draft].start();
    auto at = std::ranges::lower_bound(effects, std::pair(when - kWindow, DraftIndex{0}));
    for (; at != effects.end() && at->first <= when + kWindow; ++at) {
      const Draft& effect = work.drafts[at->second];
      if (effect.host == work.drafts[call.draft].host) continue;
      if (!fits_target(work, work.drafts[call.draft], effect)) continue;
      if (is_effect_of(work, effect, call)) link(work, call.draft, at->second);
    }
  }
}

}  // namespace wmiscope
