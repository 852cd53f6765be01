// SPDX-License-Identifier: Apache-2.0
//
// Clients of WMI that show themselves by the modules that they load (Sysmon 7): a program of an odd
// folder that is no usual client, a script host with WMI's scripting interface. Such a process is the
// caller of the child of WmiPrvSE or of the subscription that follows in its session. Facts:
// wmi-knowledge 1.2, 4.1 (V4, V13), fact 1.
#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/facts/marks.h"
#include "context/facts/odd_program.h"
#include "context/language/command_text.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kBefore = 2 * kTicksPerSecond;  // whole seconds of some forms
constexpr std::uint64_t kAfter = 15 * kTicksPerSecond;  // as of any caller
constexpr std::uint64_t kOpen = 600 * kTicksPerSecond;  // that wbemtest is used

class OddClients : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    for_each_free([this](std::uint32_t t) {
      if (kind_of(work_.trace(t)) != TraceKind::kModule) return;
      if (is_wmi_client_load(text(t, "Image"), text(t, "ImageLoaded"))) add(t);
    });
    add_wbemtests();
    add_blind_callers();
    if (!clients_.empty()) find_effects();
    for (const Client& client : clients_) join_effects(client);
  }

 private:
  struct Client {
    DraftIndex draft = kNoDraft;
    ProcessIndex process = kNoProcess;
    std::uint64_t first = 0;  // of its loads
    std::uint64_t last = 0;
    bool proved = false;
    bool by_loads = false;  // nothing but its loads shows it
  };

  struct Effect {
    TextId host = kNoText;
    std::uint64_t when = 0;
    DraftIndex draft = kNoDraft;
    ProcessIndex process = kNoProcess;  // of a child

    auto order() const { return std::tuple(host, when, draft, process); }
  };

  // A tester is used by hand: what its session has WMI start while it is open is its doing.
  void add_wbemtests() {
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.vector != "wbemtest" || draft.processes.empty()) continue;
      const ProcessIndex p = draft.processes.front().process;
      clients_.push_back(
          {.draft = i, .process = p, .first = work_.when(p), .last = work_.when(p) + kOpen});
    }
  }

  // Callers that asked for a process by a command that only their script knew ("$cmd"): it is what WMI
  // started in their session right then.
  void add_blind_callers() {
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.evidence.empty() || !is_client_vector(draft.vector)) continue;
      const auto asks = [](const Payload& payload) {
        return payload.act == payload_act::kCreate && payload.target == "local";
      };
      const auto caller = std::ranges::find(draft.processes, Role::kCaller, &DraftProcess::role);
      const bool started = std::ranges::find(draft.processes, Role::kMain, &DraftProcess::role) !=
                           draft.processes.end();
      if (started || std::ranges::none_of(draft.payloads, asks)) continue;
      clients_.push_back({.draft = i,
                          .process = caller == draft.processes.end() ? kNoProcess : caller->process,
                          .first = std::max(draft.start(), draft.end() - kBeside),
                          .last = draft.end()});
    }
  }

  void add(std::uint32_t t) {
    const ProcessIndex p = process_of(t);
    if (p != kNoProcess && !may_be_client(p)) return;
    Client& client = client_of(t, p);
    client.last = record(t).when();
    client.proved = client.proved || proves_wmi_client(text(t, "ImageLoaded"));
    const std::string_view image = file_name(text(t, "Image"));
    work_.add_trace(client.draft, t,
                    format("{} loaded {}", image, file_name(text(t, "ImageLoaded"))));
    // A script host asks WMI all day long: only with what it caused is that an act.
    if (client.by_loads) {
      work_.drafts[client.draft].weak = !client.proved || runs_scripts(image);
    }
  }

  static bool runs_scripts(std::string_view image) {
    return is_script_host(image) || is_office(image) || is_powershell(file_name(image));
  }

  static std::string_view vector_of(std::string_view image) {
    if (is_powershell(file_name(image))) return "powershell-wmi";
    return runs_scripts(image) ? "script-com" : "odd-client";
  }

  // What WMI started belongs to that request, and what a draft holds to that.
  bool may_be_client(ProcessIndex p) const {
    const DraftIndex owner = work_.owner(p);
    if (owner != kNoDraft)
      return work_.drafts[owner].vector != "powershell-wmi" &&
             is_client_vector(work_.drafts[owner].vector);
    return !work_.is_below_wmi(p);
  }

  static bool is_client_vector(std::string_view vector) {
    return vector == "odd-client" || vector == "script-com" || vector == "powershell-wmi";
  }

  Client& client_of(std::uint32_t t, ProcessIndex p) {
    const auto [at, first] = by_process_.try_emplace(
        {record(t).host, std::string(text(t, "ProcessGuid")), number_of(text(t, "ProcessId"))},
        clients_.size());
    if (!first) {
      if (record(t).when() <= clients_[at->second].last + kBeside) return clients_[at->second];
      // It asks again, later: what was in between is not its doing.
      clients_.push_back(clients_[at->second]);
      clients_.back().first = record(t).when();
      at->second = clients_.size() - 1;
      return clients_.back();
    }
    Client client{.process = p, .first = record(t).when(), .last = record(t).when()};
    if (p != kNoProcess) client.draft = work_.owner(p);
    client.by_loads = client.draft == kNoDraft;
    if (client.by_loads) {
      client.draft = add_client(t, p, vector_of(text(t, "Image")));
    }
    clients_.push_back(client);
    return clients_.back();
  }

  // What may be the effect of a client: children of WmiPrvSE and subscriptions, by host and time.
  void find_effects() {
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.evidence.empty()) continue;
      if (draft.subscription) effects_.push_back({draft.host, draft.start(), i, kNoProcess});
      if (draft.vector != "wmi-process-create") continue;
      for (const DraftProcess& each : draft.processes) {
        if (each.role != Role::kMain) continue;
        effects_.push_back({draft.host, work_.when(each.process), i, each.process});
      }
    }
    std::ranges::sort(effects_, {}, &Effect::order);
  }

  // Its children are one act with it; a subscription is another intent than what it has started, and
  // the first of the two is the one that its loads belong to.
  void join_effects(const Client& client) {
    const TextId host = work_.drafts[work_.live(client.draft)].host;
    auto at = std::ranges::lower_bound(effects_, std::pair(host, client.first - kBefore), {},
                                       [](const Effect& e) { return std::pair(e.host, e.when); });
    std::optional<bool> joined;  // to children
    for (; at != effects_.end() && at->host == host && at->when <= client.last + kAfter; ++at) {
      const DraftIndex own = work_.live(client.draft);
      const DraftIndex effect = work_.live(at->draft);
      if (effect == own || !is_of(client, *at)) continue;
      // Where it was asked is known now, whatever a logon beside it suggested.
      Draft& d = work_.drafts[effect];
      if (d.origin.confidence != Confidence::kHigh) d.origin = work_.drafts[own].origin;
      const bool child = at->process != kNoProcess;
      if (joined.value_or(child) == child) {
        joined = child;
        work_.merge(effect, own);
      } else if (client.process != kNoProcess) {
        work_.add_process(effect, client.process, Role::kCaller, "");
      }
    }
  }

  bool is_of(const Client& client, const Effect& effect) const {
    const Draft& draft = work_.drafts[work_.live(effect.draft)];
    if (effect.process == kNoProcess) {
      // A caller that is known already is not this one.
      const auto caller = std::ranges::find(draft.processes, Role::kCaller, &DraftProcess::role);
      return caller == draft.processes.end() && same_user(client, draft.user);
    }
    if (draft.origin.kind == OriginKind::kRemote) return false;
    const std::uint64_t session =
        client.process == kNoProcess ? kNoNumber : work_.logon_of(client.process);
    if (session != kNoNumber) return session == work_.logon_of(effect.process);
    return same_user(client, work_.user_of(effect.process));
  }

  bool same_user(const Client& client, std::string_view user) const {
    const std::string& own = work_.drafts[work_.live(client.draft)].user;
    return !own.empty() && equals_nocase(own, user);
  }

  std::vector<Client> clients_;
  std::map<std::tuple<TextId, std::string, std::uint32_t>, std::size_t> by_process_;  // places
  std::vector<Effect> effects_;
};

}  // namespace

void find_odd_clients(Case& work) { OddClients(work).run(); }

}  // namespace wmiscope
