// SPDX-License-Identifier: Apache-2.0
//
// The two halves of one act on two hosts: the call on one, and the child of WmiPrvSE with the same
// command that it caused on the other. Seen 490 ms apart (wmi-knowledge, fact 1); clocks of two
// hosts and forms that stamp reception need more. Where the call's command is not recorded, the
// connection tells: the logon on one host names the port from which the program on the other came.
#include <algorithm>
#include <map>

#include "base/filetime.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/language/host_list.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kWindow = 30 * kTicksPerSecond;

// What a local caller asked another host to start.
struct Call {
  DraftIndex draft = kNoDraft;
  std::string_view command;
};

bool fits_target(const Case& work, const Draft& call, const Draft& effect) {
  // Variables and lists in files name nobody.
  constexpr std::string_view kUnnamed = "@$(";
  if (call.target.empty() || kUnnamed.find(call.target.front()) != std::string_view::npos) {
    return true;
  }
  return std::ranges::any_of(hosts_of(call.target), [&](std::string_view host) {
    // An address says nothing of the name.
    return is_address(host) || work.is_own_name(effect.host, host);
  });
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

void link_commands(Case& work) {
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
    // A PowerShell that was there for hours calls at any time of its life.
    const Draft& caller = work.drafts[call.draft];
    auto at = std::ranges::lower_bound(effects, std::pair(caller.start() - kWindow, DraftIndex{0}));
    for (; at != effects.end() && at->first <= caller.end() + kWindow; ++at) {
      const Draft& effect = work.drafts[at->second];
      if (effect.host == caller.host) continue;
      if (!fits_target(work, caller, effect)) continue;
      if (is_effect_of(work, effect, call)) link(work, call.draft, at->second);
    }
  }
}

// A connection by its end on the side that began it.
using End = std::pair<std::string_view, std::uint32_t>;  // address and port

// Calls of programs that nothing else explains, each with the record of its connection.
class Connections : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    index_calls();
    if (calls_.empty()) return;
    const std::size_t count = work_.drafts.size();
    for (DraftIndex effect = 0; effect < count; ++effect) {
      const Draft& draft = work_.drafts[effect];
      if (!draft.is_live() || draft.evidence.empty()) continue;
      if (draft.origin.kind == OriginKind::kRemote && !draft.user.empty()) find_call(effect);
    }
  }

 private:
  void index_calls() {
    for (const std::uint32_t t : work_.traces) {
      if (kind_of(work_.trace(t)) != TraceKind::kNetwork) continue;
      calls_.emplace(End(text(t, "SourceIp"), number_of(text(t, "SourcePort"))), t);
    }
  }

  // The logons of the effect's connection name the address and port from which it came.
  void find_call(DraftIndex effect) {
    const Draft& draft = work_.drafts[effect];
    const auto logons = work_.logons.network(draft.host, draft.user, draft.start() - kConnection,
                                             draft.end() + kConnection);
    for (const LogonFact* logon : logons) {
      const End end(plain_address(work_.text(logon->address)), logon->port);
      for (auto [at, last] = calls_.equal_range(end); at != last; ++at) {
        if (is_near(at->second, *logon)) return link(work_, caller_of(at->second), effect);
      }
    }
  }

  bool is_near(std::uint32_t t, const LogonFact& logon) const {
    const std::uint64_t a = record(t).when(), b = logon.record.when();
    return record(t).host != logon.record.host && (a > b ? a - b : b - a) <= kConnection;
  }

  // The draft of the program that made the connection; its own where it has none.
  DraftIndex caller_of(std::uint32_t t) {
    const ProcessIndex p = process_of(t);
    DraftIndex draft = work_.trace_owner(t);
    if (draft == kNoDraft && p != kNoProcess) draft = work_.owner(p);
    if (draft == kNoDraft) draft = add_client(t, p, "odd-client");
    work_.add_trace(
        draft, t,
        format("{} connected to {}", file_name(text(t, "Image")), text(t, "DestinationIp")));
    Draft& d = work_.drafts[draft];
    if (d.vector == "odd-client") {
      // What it had the other host do is known from there alone.
      d.name_target(text(t, "DestinationIp"));
      add_act(payload_act::kCreate, true, text(t, "DestinationIp"), d.payloads);
    }
    return draft;
  }

  static constexpr std::uint64_t kConnection = 10 * kTicksPerSecond;

  std::multimap<End, std::uint32_t> calls_;
};

}  // namespace

void link_hosts(Case& work) {
  link_commands(work);
  Connections(work).run();
}

}  // namespace wmiscope
