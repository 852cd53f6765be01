// SPDX-License-Identifier: Apache-2.0
//
// Privileges that WmiPrvSE uses for whom it works (Security 4673, 4674): its subject is the caller, and
// the caller's session joins the 4624, so that a use of WMI shows that starts no process. Part of the
// act of that account at that moment; alone an act only where the session came over the network.
// Facts: wmi-knowledge 1.5.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

class PrivilegeUses : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    for_each_free([this](std::uint32_t t) {
      if (kind_of(work_.trace(t)) == TraceKind::kPrivilegeUse) add(t);
    });
  }

 private:
  void add(std::uint32_t t) {
    const std::string user =
        joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
    DraftIndex draft =
        find_beside(t, kBeside, [&](const Draft& act) { return same_account(act.user, user); });
    if (draft == kNoDraft) draft = lone_use(t, user);
    if (draft == kNoDraft) return;
    const std::string_view object = text(t, "ObjectName");
    work_.add_trace(draft, t,
                    object.empty() || object == "-"
                        ? format("WmiPrvSE.exe used a privilege for {}", user)
                        : format("WmiPrvSE.exe opened {} for {}", object, user));
  }

  DraftIndex lone_use(std::uint32_t t, const std::string& user) {
    if (account_name(user).ends_with('$')) return kNoDraft;
    const std::uint64_t session = long_number_of(text(t, "SubjectLogonId"));
    Origin origin = origin_of_session(work_, record(t).host, session, record(t).when());
    if (origin.kind != OriginKind::kRemote || runs_programs(t, session)) return kNoDraft;
    const DraftIndex draft =
        series(format("privilege {} {} {}", record(t).host, to_ascii_lower(user), origin.source_ip),
               t, "wmi-query");
    Draft& d = work_.drafts[draft];
    if (!d.user.empty()) return draft;
    d.user = user;
    d.user_sid = text(t, "SubjectUserSid");
    d.deed = "used a provider of WMI";
    d.origin = std::move(origin);
    add_logon_evidence(work_, draft, session, record(t).when());
    return draft;
  }

  // A session that came over the network and has programs here (WinRM, a remote PowerShell) may as well
  // have asked from here.
  bool runs_programs(std::uint32_t t, std::uint64_t session) {
    if (!sessions_) {
      sessions_.emplace();
      ProcessIndex p = 0;
      for (const ProcessFact& fact : work_.store.processes()) {
        if (!is_child_of_provider_host(work_, p++))
          sessions_->insert({fact.record.host, fact.logon_id});
      }
    }
    return sessions_->contains({record(t).host, session});
  }

  std::optional<std::set<std::pair<TextId, std::uint64_t>>>
      sessions_;  // with programs on the host; once asked for
};

}  // namespace

void find_privilege_uses(Case& work) { PrivilegeUses(work).run(); }

}  // namespace wmiscope
