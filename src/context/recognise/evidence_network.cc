// SPDX-License-Identifier: Apache-2.0
//
// What crosses the network: explicit logons of wmic (4648), output files of remote shells and files
// for a hijack (5145), refused DCOM launches (10016), hosts that DCOM could not reach (10028). Facts: wmi-knowledge 1.5, 1.6, section 3.
#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/facts/marks.h"
#include "context/language/command_text.h"
#include "context/language/host_list.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

// The interactive DCOM servers that can be told to run a program.
bool is_exec_server(std::string_view clsid) {
  static constexpr std::string_view kServers[] = {
      "{49b2791a-b1ae-4c90-9b8e-e860ba07f889}",  // MMC20.Application
      "{9ba05972-f6a8-11cf-a442-00a0c90a8f39}",  // ShellWindows
      "{c08afd90-f2a1-11d1-8455-00a0c91f3880}",  // ShellBrowserWindow
      "{8bc3f05e-d86b-11d0-a075-00c04fb68820}",  // WMI itself
  };
  return std::ranges::any_of(kServers, [&](std::string_view s) { return equals_nocase(clsid, s); });
}

class NetworkTraces : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    for_each_free([this](std::uint32_t t) { add(t); });
  }

 private:
  void add(std::uint32_t t) {
    switch (kind_of(work_.trace(t))) {
      case TraceKind::kExplicitLogon:
        return add_explicit_logon(t);
      case TraceKind::kShareAccess:
        return add_share(t);
      case TraceKind::kFile:
        return add_output_file(t);
      case TraceKind::kDcomRefused:
        return add_refused(t);
      case TraceKind::kDcomUnreachable:
        return add_unreachable(t);
      default:
        return;
    }
  }

  // scrcons checks the rights of whoever made the subscription that fires, by a logon to the host
  // itself (wmi-knowledge 1.5).
  void add_creator_check(std::uint32_t t) {
    const DraftIndex draft = explicit_caller(t);
    if (draft == kNoDraft) return;
    const std::string creator =
        joined_account(text(t, "TargetDomainName"), text(t, "TargetUserName"));
    work_.add_trace(draft, t, format("scrcons.exe checked the rights of {}", creator));
    Draft& d = work_.drafts[draft];
    const bool nobody = d.user.empty() || is_windows_account(d.user);
    if (nobody && !d.subscription && !account_name(creator).ends_with('$')) d.user = creator;
  }

  // The source side of wmic /node /user: which host, with whose credentials.
  void add_explicit_logon(std::uint32_t t) {
    if (ends_with_nocase(text(t, "ProcessName"), "\\scrcons.exe")) return add_creator_check(t);
    const bool by_wmic = ends_with_nocase(text(t, "ProcessName"), "\\wmic.exe");
    const std::string_view server = text(t, "TargetServerName");
    const TextId host = record(t).host;
    if (work_.is_own_name(host, server)) return;
    DraftIndex draft = by_wmic ? explicit_caller(t) : kNoDraft;
    if (draft == kNoDraft) draft = beside_wmic(t, server);
    if (draft == kNoDraft && !by_wmic) return;
    if (draft == kNoDraft) {
      draft = series(format("explicit {} {} {}", host, text(t, "SubjectLogonId"), server), t,
                     "wmic-remote");
    }
    work_.add_trace(draft, t,
                    format("{} used the credentials of {} for {}",
                           file_name(text(t, "ProcessName")), text(t, "TargetUserName"), server));
    Draft& d = work_.drafts[draft];
    if (d.vector == "wmic-local") d.vector = "wmic-remote";
    d.name_target(server);
    if (d.user.empty()) {
      d.user = joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
    }
    if (d.origin.kind == OriginKind::kUnknown) {
      d.origin.kind = OriginKind::kLocal;
      d.origin.confidence = Confidence::kHigh;
      add_reason(d.origin, "caller-here", "WMIC.exe on this host used other credentials");
    }
    if (d.deed.empty()) d.deed = "ran wmic";
    add_act(payload_act::kLogon, true, server, d.payloads);
  }

  DraftIndex explicit_caller(std::uint32_t t) const {
    const ProcessIndex p =
        work_.tree.find(record(t).host, number_of(text(t, "ProcessId")), record(t).when());
    return p == kNoProcess ? kNoDraft : work_.owner(work_.tree.chief(p));
  }

  // RPCSS/host by svchost: part of the wmic call of the same session to that host.
  DraftIndex beside_wmic(std::uint32_t t, std::string_view server) {
    const std::string user =
        joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
    return find_beside(t, kTicksPerSecond, [&](const Draft& draft) {
      return may_ask(draft, server) && same_account(draft.user, user);
    });
  }

  // Whether a caller may have asked that host: it named it, or nobody knows which one it named.
  bool may_ask(const Draft& draft, std::string_view server) const {
    static constexpr std::string_view kCallers[] = {"wmic-remote", "powershell-wmi", "odd-client"};
    if (!draft.target.empty()) return is_among(draft.target, server);
    if (std::ranges::find(kCallers, draft.vector) != std::end(kCallers)) return true;
    if (draft.vector != "wmic-local") return false;
    return std::ranges::any_of(draft.processes, [&](const DraftProcess& each) {
      return each.role == Role::kCaller && work_.process(each.process).command == kNoText;
    });
  }

  // DCOM could not reach a host (10006, 10009, 10028): an attempt of the caller that asked it. The
  // newest of them names the program.
  void add_unreachable(std::uint32_t t) {
    const std::string_view server = text(t, "param1");
    DraftIndex draft =
        find_beside(t, kTicksPerSecond, [&](const Draft& d) { return is_among(d.target, server); });
    const bool by_wmic = find_nocase(text(t, "param3"), "\\wmic.exe") != std::string_view::npos;
    if (draft == kNoDraft && by_wmic) {
      draft = series(format("unreachable {} {}", record(t).host, server), t, "wmic-remote");
      Draft& d = work_.drafts[draft];
      d.name_target(server);
      if (!is_service_sid(work_.text(work_.trace(t).writer_sid))) {
        d.user_sid = work_.text(work_.trace(t).writer_sid);
        d.user = work_.logons.name_of_sid(d.user_sid);
      }
      d.deed = "ran wmic";
      d.origin.kind = OriginKind::kLocal;
      d.origin.confidence = Confidence::kHigh;
      d.origin.why.clear();
      add_reason(d.origin, "caller-here", "WMIC.exe on this host asked for another one");
    }
    if (draft != kNoDraft) work_.add_trace(draft, t, format("DCOM could not reach {}", server));
  }

  static bool is_among(std::string_view targets, std::string_view server) {
    return std::ranges::any_of(
        hosts_of(targets), [&](std::string_view target) { return short_equal(target, server); });
  }

  static bool short_equal(std::string_view a, std::string_view b) {
    const auto label = [](std::string_view name) {
      return is_address(name) ? name : name.substr(0, name.find('.'));
    };
    return equals_nocase(label(a), label(b));
  }

  // The output file of a remote shell, read by the attacker, written by the child.
  void add_share(std::uint32_t t) {
    const std::string_view file = text(t, "RelativeTargetName");
    const std::string_view address = text(t, "IpAddress");
    if (ends_with_nocase(file, "\\wbem\\wbemcomn.dll")) {
      return add_hijack(t, file, address,
                        joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName")));
    }
    DraftIndex draft = shell_of(t, file);
    if (draft == kNoDraft) {
      draft = lone_shell(t, file,
                         joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName")));
      if (draft == kNoDraft) return;
    }
    work_.add_trace(draft, t,
                    format("output file {} on {} from {}", file, text(t, "ShareName"), address));
    Draft& d = work_.drafts[draft];
    if (address.empty() || is_loopback(address)) return;
    if (d.origin.source_ip.empty()) d.origin.source_ip = plain_address(address);
    if (d.origin.kind == OriginKind::kRemote && d.origin.confidence == Confidence::kHigh) return;
    d.origin.kind = OriginKind::kRemote;
    d.origin.confidence = Confidence::kHigh;
    add_reason(d.origin, "output-file", format("its output file was read from {}", address));
  }

  // The same file as Sysmon 11 shows it: written by cmd, or by System over the loopback share.
  void add_output_file(std::uint32_t t) {
    const std::string_view path = text(t, "TargetFilename");
    DraftIndex draft = shell_of(t, path);
    if (draft == kNoDraft) draft = lone_shell(t, file_name(path), text(t, "User"));
    if (draft != kNoDraft) work_.add_trace(draft, t, format("output file {}", path));
  }

  DraftIndex shell_of(std::uint32_t t, std::string_view file) {
    if (!shells_known_) index_shells();
    const auto at = shells_.find({record(t).host, to_ascii_lower(file_name(file))});
    return at == shells_.end() ? kNoDraft : work_.live(at->second);
  }

  // Output files by host and name, as the commands of the shells give them.
  void index_shells() {
    shells_known_ = true;
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      for (const DraftProcess& each : draft.processes) {
        if (each.role != Role::kMain) continue;
        const std::string_view to = redirect_of(work_.text(work_.process(each.process).command));
        if (!to.empty()) shells_[{draft.host, to_ascii_lower(file_name(to))}] = i;
      }
    }
  }

  // No start names the file: the name alone tells, where a tool leaves it.
  DraftIndex lone_shell(std::uint32_t t, std::string_view file, std::string_view user) {
    const std::pair key{record(t).host, std::string(file)};
    if (const auto at = lone_.find(key); at != lone_.end()) return work_.live(at->second);
    ActTexts texts;
    texts.share_file = file;
    const DraftIndex draft = work_.add_draft(record(t).host, "wmi-process-create");
    work_.judge_part(draft, texts);
    if (work_.drafts[draft].tool.empty()) {
      work_.drafts.pop_back();
      return kNoDraft;
    }
    Draft& d = work_.drafts[draft];
    if (!is_windows_account(user)) d.user = user;
    d.deed = "worked in a remote shell whose commands are not in these records";
    d.origin.kind = OriginKind::kRemote;
    d.origin.confidence = Confidence::kMedium;
    add_reason(d.origin, "remote-tool",
               "inferred: the file is one of a tool that works over the network");
    add_act(payload_act::kChild, true, "", d.payloads);
    lone_[key] = draft;
    return draft;
  }

  void add_refused(std::uint32_t t) {
    if (!is_exec_server(text(t, "param4"))) return;
    const std::string_view address = text(t, "param9");
    const std::string user = joined_account(text(t, "param6"), text(t, "param7"));
    const DraftIndex draft =
        series(format("refused {} {} {}", record(t).host, user, address), t, "dcom");
    work_.add_trace(draft, t,
                    format("remote {} of {} refused", text(t, "param3"), text(t, "param4")));
    Draft& d = work_.drafts[draft];
    d.user = user;
    d.user_sid = text(t, "param8");
    d.deed = "was refused the launch of a DCOM server that runs programs";
    if (d.origin.kind != OriginKind::kUnknown) return;
    d.origin.kind = OriginKind::kRemote;
    d.origin.confidence = Confidence::kHigh;
    if (!is_loopback(address)) d.origin.source_ip = plain_address(address);
    add_reason(
        d.origin, "dcom-remote",
        format("Windows calls it a remote {} from {}", to_ascii_lower(text(t, "param3")), address));
    add_act(payload_act::kLaunch, true, address, d.payloads);
  }

  using File = std::pair<TextId, std::string>;  // host and name

  std::map<File, DraftIndex> shells_;
  bool shells_known_ = false;
  // Shells of which only the output file is known.
  std::map<File, DraftIndex> lone_;
};

}  // namespace

void find_network_traces(Case& work) { NetworkTraces(work).run(); }

}  // namespace wmiscope
