// SPDX-License-Identifier: Apache-2.0
//
// Children of WmiPrvSE that no caller of this host explains: what somebody had WMI start. The
// commands of one remote shell are one act: they share the file of their redirect, the logon
// session of their connection, or the tool with account and address. Facts: wmi-knowledge 3 and
// facts 2 to 6.
#include <algorithm>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/facts/marks.h"
#include "context/language/command_text.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"

namespace wmiscope {
namespace {

// Between commands of one shell that only the tool joins, and of one account without any mark.
constexpr std::uint64_t kShellPause = 30 * 60 * kTicksPerSecond;
constexpr std::uint64_t kBurstPause = 60 * kTicksPerSecond;

enum class Host : std::uint8_t { kWmi, kDcom };  // what started the child

struct Child {
  ProcessIndex process = kNoProcess;
  Host by = Host::kWmi;
  std::string command;  // "%%" collapsed
  std::string user;
  std::string_view user_sid;
  std::uint64_t logon_id = kNoNumber;
  std::string tool;
  Origin origin;
};

bool is_network_logon(const Case& work, TextId host, std::uint64_t logon_id, std::uint64_t when) {
  const LogonFact* logon = work.logons.find(host, logon_id, when);
  return logon != nullptr && logon->type == 3 && logon->address != kNoText && !logon->by_authz;
}

// Hosts that WinRM and Remote Desktop start for whoever comes over the network.
bool is_of_other_service(std::string_view image) {
  static constexpr std::string_view kHosts[] = {"wsmprovhost.exe", "winrshost.exe", "rdpclip.exe"};
  return std::ranges::any_of(
      kHosts, [&](std::string_view name) { return equals_nocase(file_name(image), name); });
}

// A start by NETWORK SERVICE for another account is the form of a WMI child in 4688, but not only
// of one (rdpclip.exe): the account must have come over the network.
bool came_by_network(const Case& work, ProcessIndex p) {
  const TextId host = work.process(p).record.host;
  const std::uint64_t logon_id = work.logon_of(p);
  if (is_service_logon(logon_id) || is_of_other_service(work.text(work.process(p).image))) {
    return false;
  }
  return is_network_logon(work, host, logon_id, work.when(p));
}

// The account of a child whose record names the machine alone and that has no console host: of the
// logons over the network just before (wmi-knowledge, fact 5).
void find_user(const Case& work, Child& child) {
  const ProcessFact& fact = work.process(child.process);
  child.user = work.user_of(child.process);
  child.user_sid = work.sid_of(child.process);
  child.logon_id = work.logon_of(child.process);
  const bool machine_only = fact.audited && !fact.names_target && is_service_logon(child.logon_id);
  if (!machine_only) return;
  const std::uint64_t when = work.when(child.process);
  const auto near = work.logons.network(fact.record.host, "", when - 2 * kTicksPerSecond, when);
  // Hosts log on to each other all day long.
  const auto is_person = [&](const LogonFact* logon) {
    const std::string_view user = work.text(logon->user);
    return !user.ends_with('$') && !is_windows_account(user) && !work.is_from_itself(*logon);
  };
  const auto last = std::find_if(near.rbegin(), near.rend(), is_person);
  if (last == near.rend() && !fact.maker_only) return;
  if (last == near.rend()) {
    child.user.clear();
    child.user_sid = {};
    child.logon_id = kNoNumber;
    return;
  }
  child.user = work.text((*last)->user);
  child.user_sid = work.text((*last)->user_sid);
  child.logon_id = (*last)->logon_id;
}

// Ids of tools whose command line shows that they work from another host.
bool is_remote_tool(std::string_view tool) {
  static constexpr std::string_view kRemote[] = {
      "impacket-wmiexec", "impacket-dcomexec", "crackmapexec", "netexec-wmi", "smbmap", "lsassy"};
  return std::ranges::find(kRemote, tool) != std::end(kRemote);
}

class Children {
 public:
  explicit Children(Case& work) : work_(work) {}

  void run() {
    find_hosts();
    for (const ProcessIndex p : work_.candidates) {
      if (!work_.is_free(p)) continue;
      if (is_wmi_child(p)) {
        add(p, Host::kWmi);
      } else if (is_dcom_child(p)) {
        add(p, Host::kDcom);
      }
    }
  }

 private:
  using Pid = std::pair<TextId, std::uint32_t>;

  // Pids that are WmiPrvSE's by what is sure of their children: then their other children are too.
  void find_hosts() {
    for (const ProcessIndex p : work_.candidates) {
      const ProcessFact& fact = work_.process(p);
      if ((fact.marks & kMarkByService) == 0 || (fact.marks & kMarkHasParentName) != 0) continue;
      if ((fact.marks & kMarkToolLine) != 0 || came_by_network(work_, p)) {
        hosts_.insert({fact.record.host, fact.parent_pid});
      }
    }
  }

  bool is_wmi_child(ProcessIndex p) const {
    if (is_child_of_provider_host(work_, p)) return true;
    const ProcessFact& fact = work_.process(p);
    if ((fact.marks & kMarkByService) == 0 || (fact.marks & kMarkHasParentName) != 0) return false;
    return hosts_.contains({fact.record.host, fact.parent_pid});
  }

  // mmc.exe -Embedding, or a redirect of a remote shell below the desktop's explorer.exe.
  bool is_dcom_child(ProcessIndex p) const {
    const ProcessFact& fact = work_.process(p);
    if ((fact.marks & kMarkOfDcom) != 0) return true;
    if ((fact.marks & kMarkToolLine) == 0) return false;
    const std::string_view parent = file_name(work_.text(fact.parent_image));
    return equals_nocase(parent, "explorer.exe") || equals_nocase(parent, "mmc.exe") ||
           equals_nocase(parent, "dllhost.exe");
  }

  void add(ProcessIndex p, Host by) {
    Child child;
    child.process = p;
    child.by = by;
    child.command = collapse_percents(work_.text(work_.process(p).command));
    find_user(work_, child);
    // A draft of its own first: what it is decides whether it joins another.
    const DraftIndex draft = make_draft(child);
    const DraftIndex session = session_of(child, draft);
    if (session == draft) return;
    work_.merge(session, draft);
  }

  DraftIndex make_draft(Child& child) {
    const ProcessFact& fact = work_.process(child.process);
    const std::string_view image = work_.text(fact.image);
    const DraftIndex draft = work_.add_draft(fact.record.host, vector_of(child));
    work_.judge_part(draft, child_texts(work_, child.process, child.command));
    child.tool = work_.drafts[draft].tool;
    child.origin = child.by == Host::kDcom ? dcom_origin(child)
                                           : origin_of_child(work_, child.process, child.user,
                                                             is_remote_tool(child.tool));
    const bool remote = child.origin.kind == OriginKind::kRemote;
    const std::string_view by = child.by == Host::kWmi ? "WmiPrvSE.exe" : "a DCOM server";
    work_.add_process(draft, child.process, Role::kMain,
                      format("{} started {}", by, file_name(image)));
    work_.add_ancestors(draft, child.process);
    Draft& d = work_.drafts[draft];
    d.user = child.user;
    d.user_sid = child.user_sid;
    d.origin = child.origin;
    d.deed = format("had {} start {}", child.by == Host::kWmi ? "WMI" : "DCOM",
                    child.command.empty() ? std::string(file_name(image)) : child.command);
    work_.add_command(draft, child.process, remote);
    d.decode(child.command);
    work_.add_descendants(draft, child.process, remote);
    add_logon_evidence(work_, draft, child.logon_id, work_.when(child.process));
    return draft;
  }

  std::string_view vector_of(const Child& child) const {
    if (child.by == Host::kDcom) return "dcom";
    const ProcessFact& fact = work_.process(child.process);
    const bool in_host =
        fact.logon_id == kNetworkServiceLogon && child.user == work_.text(fact.user);
    const bool secured =
        find_nocase(work_.text(fact.parent_command), "-secured") != std::string_view::npos;
    // Code inside the host itself: nobody was impersonated (wmi-knowledge, fact 4).
    if (in_host && (secured || fact.audited)) return "provider-hijack";
    return "wmi-process-create";
  }

  // MMC's object runs as who asks, in a session of their own, as WmiPrvSE's children do. The others
  // run in the desktop session of whoever is there: the request came with a logon over the network,
  // or the tool's redirect says so.
  Origin dcom_origin(const Child& child) const {
    const ProcessFact& fact = work_.process(child.process);
    const std::uint64_t when = work_.when(child.process);
    if ((fact.marks & kMarkOfDcom) != 0 && fact.session <= 0) {
      Origin own = origin_of_child(work_, child.process, child.user, false);
      if (own.kind != OriginKind::kUnknown) return own;
    }
    Origin origin =
        origin_by_network_logon(work_, fact.record.host, child.user, when, 10 * kTicksPerSecond);
    if (origin.kind == OriginKind::kUnknown &&
        (is_remote_tool(child.tool) || (fact.marks & kMarkToolLine) != 0)) {
      origin.kind = OriginKind::kRemote;
      origin.confidence = Confidence::kMedium;
      add_reason(origin, "remote-tool",
                 "inferred: its command line is one of a tool that works over the network");
    }
    return origin;
  }

  // The draft that the child belongs to: an earlier one of the same shell, or its own.
  DraftIndex session_of(const Child& child, DraftIndex draft) {
    const TextId host = work_.process(child.process).record.host;
    std::vector<Key> keys;
    const std::string_view redirect = redirect_of(child.command);
    // impacket names the file when a shell begins: another file is another shell.
    const bool names_shell = find_nocase(redirect, "\\__") != std::string_view::npos;
    if (names_shell) {
      keys.push_back({format("redirect {} {}", host, to_ascii_lower(redirect))});
    }
    if (child.logon_id != kNoNumber && !is_service_logon(child.logon_id) &&
        child.origin.kind != OriginKind::kLocal) {
      keys.push_back({format("logon {} {:x}", host, child.logon_id)});
    }
    // What runs inside WmiPrvSE, whatever it starts, is one implant.
    if (work_.drafts[draft].vector == "provider-hijack")
      keys.push_back({format("hijack {}", host)});
    const std::string account = to_ascii_lower(account_name(child.user));
    if (is_remote_tool(child.tool) && !names_shell) {
      keys.push_back({format("tool {} {} {} {}", host, child.tool, account, child.origin.source_ip),
                      kShellPause});
    }
    // A tool that opens a logon for each command and leaves no mark.
    const bool marked = !redirect.empty() || is_remote_tool(child.tool);
    if (!marked && child.by == Host::kWmi && child.origin.kind == OriginKind::kRemote &&
        !account.empty()) {
      keys.push_back({format("burst {} {} {} {}", host, work_.process(child.process).parent_pid,
                             account, child.origin.source_ip),
                      kBurstPause});
    }
    return join(keys, draft, work_.when(child.process));
  }

  // What the commands of one shell share, and how long it may stay quiet.
  struct Key {
    std::string text;
    std::uint64_t pause = kNoNumber;
  };

  DraftIndex join(const std::vector<Key>& keys, DraftIndex draft, std::uint64_t when) {
    DraftIndex session = draft;
    for (const Key& key : keys) {
      const auto at = sessions_.find(key.text);
      if (at == sessions_.end()) continue;
      if (when > at->second.last && when - at->second.last > key.pause) continue;
      session = work_.live(at->second.draft);
      break;
    }
    for (const Key& key : keys) sessions_[key.text] = {session, when};
    return session;
  }

  struct Session {
    DraftIndex draft = kNoDraft;
    std::uint64_t last = 0;
  };

  Case& work_;
  std::set<Pid> hosts_;
  std::map<std::string, Session> sessions_;
};

}  // namespace

bool is_child_of_provider_host(const Case& work, ProcessIndex p) {
  if ((work.process(p).marks & kMarkOfProviderHost) != 0) return true;
  const ProcessIndex twin = work.tree.twin(p);
  if (twin != kNoProcess && (work.process(twin).marks & kMarkOfProviderHost) != 0) return true;
  if ((work.process(p).marks & kMarkHasParentName) != 0) return false;
  const ProcessIndex parent = work.tree.parent(p);
  return parent != kNoProcess && (work.process(parent).marks & kMarkProviderHost) != 0;
}

void find_children(Case& work) { Children(work).run(); }

}  // namespace wmiscope
