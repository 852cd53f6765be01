// SPDX-License-Identifier: Apache-2.0
//
// Defender's rules of attack surface reduction that speak of WMI: 1121 blocked, 1122 would have. One is
// about processes that PSExec and WMI create, one about subscriptions. Facts: wmi-knowledge 1.6.
#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

constexpr std::uint32_t kBlocked = 1121;
constexpr std::string_view kProcessRule = "d1e49aac";

class DefenderRules : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    for_each_free([this](std::uint32_t t) {
      if (kind_of(work_.trace(t)) == TraceKind::kAsrRule) add(t);
    });
  }

 private:
  void add(std::uint32_t t) {
    const bool process = find_nocase(text(t, "ID"), kProcessRule) != std::string_view::npos;
    // The same rule is about PSEXESVC.exe.
    if (process && !ends_with_nocase(text(t, "Process Name"), "\\wmiprvse.exe")) return;
    const DraftIndex known = process ? child_of(t) : subscription_of(t);
    const DraftIndex draft = known != kNoDraft ? known : lone_rule(t, process);
    const std::string_view verb = record(t).event_id == kBlocked ? "blocked" : "noticed";
    work_.add_trace(draft, t, format("Defender {} {}", verb, text(t, "Path")));
  }

  DraftIndex child_of(std::uint32_t t) {
    const std::string_view name = file_name(text(t, "Path"));
    return find_beside(t, kBeside, [&](const Draft& draft) {
      return std::ranges::any_of(draft.processes, [&](const DraftProcess& each) {
        return each.role == Role::kMain &&
               equals_nocase(file_name(work_.text(work_.process(each.process).image)), name);
      });
    });
  }

  DraftIndex subscription_of(std::uint32_t t) {
    return find_beside(t, kBeside,
                       [](const Draft& draft) { return draft.subscription.has_value(); });
  }

  DraftIndex lone_rule(std::uint32_t t, bool process) {
    const std::string user(text(t, "User"));
    const DraftIndex draft =
        series(format("defender {} {} {}", record(t).host, process, to_ascii_lower(user)), t,
               process ? "wmi-process-create" : "other-consumer");
    Draft& d = work_.drafts[draft];
    if (!d.deed.empty()) return draft;
    d.user = user;
    if (!process) {
      d.deed = "made a subscription that Defender's rule is about";
      add_consumer(ConsumerKind::kUnknown, "", d.payloads);
      return draft;
    }
    d.deed = format("had WMI ask for {}", text(t, "Path"));
    d.origin = origin_by_network_logon(work_, d.host, user, record(t).when(), kTicksPerSecond);
    add_child("", text(t, "Path"), d.origin.kind == OriginKind::kRemote, d.payloads);
    return draft;
  }
};

}  // namespace

void find_defender_rules(Case& work) { DefenderRules(work).run(); }

}  // namespace wmiscope
