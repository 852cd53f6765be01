// SPDX-License-Identifier: Apache-2.0
//
// Uses of WMI that other records show: WMI's own log, namespace audits, what WmiPrvSE wrote to the
// registry and the firewall, files and modules, the output files of remote shells, explicit logons
// of wmic, refused DCOM launches. Each completes the activity that it belongs to or makes one.
// Facts: wmi-knowledge section 1.
#include <algorithm>
#include <charconv>
#include <map>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/command_text.h"
#include "context/decode.h"
#include "context/origin.h"
#include "context/recognisers.h"
#include "context/subscription_text.h"
#include "context/wmi_operation.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kSeries = 10 * 60 * kTicksPerSecond;  // pause within one series
constexpr std::uint64_t kBeside = 60 * kTicksPerSecond;  // a write of WmiPrvSE beside its child

std::uint32_t number_of(std::string_view text) {
  const bool hex = starts_with_nocase(text, "0x");
  if (hex) text.remove_prefix(2);
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
  return number;
}

std::string joined_account(std::string_view domain, std::string_view name) {
  if (name.empty() || name == "-") return {};
  if (domain.empty() || domain == "-") return std::string(name);
  return format("{}\\{}", domain, name);
}

// The interactive DCOM servers that can be told to run a program.
bool is_exec_server(std::string_view clsid) {
  static constexpr std::string_view kServers[] = {
      "{49b2791a-b1ae-4c90-9b8e-e860ba07f889}",  // MMC20.Application
      "{9ba05972-f6a8-11cf-a442-00a0c90a8f39}",  // ShellWindows
      "{c08afd90-f2a1-11d1-8455-00a0c91f3880}",  // ShellBrowserWindow
      "{8bc3f05e-d86b-11d0-a075-00c04fb68820}",  // WMI itself
  };
  return std::ranges::any_of(kServers,
                             [&](std::string_view s) { return equals_nocase(clsid, s); });
}

class Evidence {
 public:
  explicit Evidence(Case& work) : work_(work) {}

  void run() {
    for (const std::uint32_t t : work_.traces) {
      if (work_.trace_owner(t) == kNoDraft) add(t);
    }
  }

 private:
  void add(std::uint32_t t) {
    switch (kind_of(work_.trace(t))) {
      case TraceKind::kNetwork:
      case TraceKind::kDns:
      case TraceKind::kModule:
      case TraceKind::kFile:
        return add_of_process(t);
      case TraceKind::kRegistry:
        return add_registry(t);
      case TraceKind::kProvider:
        return add_provider(t);
      case TraceKind::kOperation:
      case TraceKind::kNamespaceAudit:
        return add_operation(t);
      case TraceKind::kTemporary:
        return add_temporary(t);
      case TraceKind::kFilterActive:
        return add_active(t);
      case TraceKind::kExplicitLogon:
        return add_explicit_logon(t);
      case TraceKind::kShareAccess:
        return add_share(t);
      case TraceKind::kDcomRefused:
        return add_refused(t);
      case TraceKind::kFirewallRule:
        return add_firewall(t);
      default:
        return;  // subscriptions and PowerShell have recognisers of their own
    }
  }

  std::string_view text(std::uint32_t t, std::string_view field) const {
    return work_.text(work_.trace(t), field);
  }
  const FactRecord& record(std::uint32_t t) const { return work_.trace(t).record; }

  // The process that a Sysmon record is about.
  ProcessIndex process_of(std::uint32_t t) const {
    if (const auto guid = parse_guid(text(t, "ProcessGuid"))) {
      const ProcessIndex p = work_.tree.find_key(guid_key(*guid));
      if (p != kNoProcess) return p;
    }
    const ProcessIndex p = work_.tree.find(record(t).host, number_of(text(t, "ProcessId")),
                                           record(t).when());
    if (p == kNoProcess) return p;
    const bool same = equals_nocase(file_name(work_.text(work_.process(p).image)),
                                    file_name(text(t, "Image")));
    return same ? work_.tree.chief(p) : kNoProcess;
  }

  // A draft for each key, begun anew after a pause.
  DraftIndex series(const std::string& key, std::uint32_t t, std::string_view vector,
                    std::uint64_t pause = kSeries) {
    const std::uint64_t when = record(t).when();
    const auto at = series_.find(key);
    if (at != series_.end() && when <= at->second.last + pause) {
      at->second.last = when;
      return work_.live(at->second.draft);
    }
    const DraftIndex draft = work_.add_draft(record(t).host, vector);
    series_[key] = {draft, when};
    return draft;
  }

  // Sysmon 3, 7, 11, 22 of wmic and scrcons, and the file or module of a hijack by any process.
  void add_of_process(std::uint32_t t) {
    const TraceKind kind = kind_of(work_.trace(t));
    const std::string_view path = kind == TraceKind::kModule ? text(t, "ImageLoaded")
                                  : kind == TraceKind::kFile ? text(t, "TargetFilename")
                                                             : std::string_view();
    const std::string_view image = file_name(text(t, "Image"));
    if (ends_with_nocase(path, "\\wbem\\wbemcomn.dll")) return add_hijack(t, path, "");
    const ProcessIndex p = process_of(t);
    const DraftIndex draft = p == kNoProcess ? kNoDraft : work_.owner(p);
    if (draft == kNoDraft) return;
    switch (kind) {
      case TraceKind::kNetwork:
        work_.add_trace(draft, t, format("{} connected to {}", image, text(t, "DestinationIp")));
        add_act(payload_act::kNetwork, true, text(t, "DestinationIp"),
                work_.drafts[draft].payloads);
        return;
      case TraceKind::kDns:
        return work_.add_trace(draft, t, format("{} looked up {}", image, text(t, "QueryName")));
      case TraceKind::kModule:
        return work_.add_trace(draft, t, format("{} loaded {}", image, file_name(path)));
      default:
        return work_.add_trace(draft, t, format("{} wrote {}", image, path));
    }
  }

  // A DLL in wbem's folder that WmiPrvSE takes for Windows' own (wmi-knowledge 1.2).
  void add_hijack(std::uint32_t t, std::string_view path, std::string_view address) {
    const DraftIndex draft = hijack_of(t);
    work_.add_trace(draft, t, format("{} beside WmiPrvSE.exe", path));
    Draft& d = work_.drafts[draft];
    if (d.deed.empty()) d.deed = format("put {} where WmiPrvSE.exe loads it", path);
    add_act(payload_act::kHijack, false, path, d.payloads);
    if (address.empty() || is_loopback(address)) return;
    d.origin.kind = OriginKind::kRemote;
    d.origin.confidence = Confidence::kHigh;
    d.origin.source_ip = plain_address(address);
    add_reason(d.origin, "share-write", format("the file came over a share from {}", address));
    if (d.user.empty() || account_name(d.user).ends_with('$')) {
      d.user = joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
    }
  }

  DraftIndex hijack_of(std::uint32_t t) {
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.host != record(t).host) continue;
      if (draft.vector == "provider-hijack") return i;
    }
    return work_.add_draft(record(t).host, "provider-hijack");
  }

  // The draft of a child of the same WmiPrvSE at that moment.
  DraftIndex beside_child(std::uint32_t t) const {
    const std::uint64_t when = record(t).when();
    const ProcessIndex host_process = process_of(t);
    const std::uint32_t pid = number_of(text(t, "ProcessId"));
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.host != record(t).host || draft.evidence.empty()) continue;
      if (draft.start() > when + kBeside || draft.end() + kBeside < when) continue;
      const bool same_host = std::ranges::any_of(draft.processes, [&](const DraftProcess& each) {
        if (each.role != Role::kMain) return false;
        const ProcessFact& fact = work_.process(each.process);
        const ProcessIndex parent = work_.tree.parent(each.process);
        return (fact.marks & kMarkOfProviderHost) != 0 &&
               (parent != kNoProcess ? parent == host_process : fact.parent_pid == pid);
      });
      if (same_host) return i;
    }
    return kNoDraft;
  }

  void add_registry(std::uint32_t t) {
    if (!ends_with_nocase(text(t, "Image"), "\\wmiprvse.exe")) {
      const ProcessIndex p = process_of(t);
      const DraftIndex owner = p == kNoProcess ? kNoDraft : work_.owner(p);
      if (owner != kNoDraft) {
        work_.add_trace(owner, t, format("it set {}", text(t, "TargetObject")));
      }
      return;
    }
    DraftIndex draft = beside_child(t);
    const bool own = draft == kNoDraft;
    if (own) {
      draft = series(format("registry {} {}", record(t).host, text(t, "ProcessId")), t,
                     "provider-change");
    }
    const std::string details = collapse_percents(text(t, "Details"));
    work_.add_trace(draft, t, format("WmiPrvSE.exe set {}", text(t, "TargetObject")));
    Draft& d = work_.drafts[draft];
    add_registry_write(text(t, "TargetObject"), details, d.payloads);
    if (own && d.deed.empty()) {
      d.deed = format("had WMI set {} to {}", text(t, "TargetObject"), details);
      d.weak = true;
    }
    if (ends_with_nocase(text(t, "TargetObject"), "\\crashcontrol\\dumpfile")) {
      add_channel(t, details, d);
    }
    ActTexts texts;
    texts.registry_key = text(t, "TargetObject");
    texts.registry_value = details;
    work_.judge_part(draft, texts);
  }

  // CrashControl\DumpFile as the way back for a command's output (wmi-knowledge 1.3).
  void add_channel(std::uint32_t t, const std::string& details, Draft& d) {
    auto output = decode_number_list(details);
    if (!output) return;
    if (vector_rank("wmi-data-channel") < vector_rank(d.vector)) {
      d.vector = "wmi-data-channel";
      d.deed = format("left the output of a command in {}", text(t, "TargetObject"));
    }
    d.weak = false;
    add_output(*output, d.payloads);
    d.decoded.push_back({details, std::move(*output)});
  }

  // Providers that start belong to whatever asked for them; only a foreign one is an act.
  void add_provider(std::uint32_t t) {
    ActTexts texts;
    texts.provider_name = text(t, "ProviderName");
    texts.provider_path = text(t, "ProviderPath");
    if (!is_foreign(texts.provider_path)) return;
    const DraftIndex draft = series(
        format("provider {} {}", record(t).host, to_ascii_lower(texts.provider_path)), t,
        "provider-hijack");
    work_.add_trace(draft, t, format("provider {} started from {}", texts.provider_name,
                                     texts.provider_path));
    work_.drafts[draft].deed = format("had WMI load the provider {}", texts.provider_path);
    add_act(payload_act::kHijack, false, texts.provider_path, work_.drafts[draft].payloads);
    work_.judge_part(draft, texts);
  }

  static bool is_foreign(std::string_view path) {
    static constexpr std::string_view kHomes[] = {
        "%systemroot%\\",          "c:\\windows\\system32\\", "c:\\windows\\syswow64\\",
        "%programfiles%\\",        "c:\\program files\\",     "c:\\program files (x86)\\",
        "%programfiles(x86)%\\",   "%windir%\\",              "c:\\programdata\\microsoft\\windows defender\\",
        "c:\\windows\\microsoft.net\\", "\"c:\\program files"};
    if (path.find('\\') == std::string_view::npos) return false;
    return std::ranges::none_of(
        kHomes, [&](std::string_view home) { return starts_with_nocase(path, home); });
  }

  // Where a client of WMI's own log or audit sat.
  void set_client(Draft& d, std::uint32_t t, std::string_view machine, std::string_view user) {
    if (d.user.empty()) d.user = user;
    if (d.origin.kind != OriginKind::kUnknown || machine.empty()) return;
    d.origin.confidence = Confidence::kHigh;
    // Names are cut to 15 letters somewhere on the way.
    const std::string_view own = work_.short_name(record(t).host).substr(0, 15);
    const std::string_view client = machine.substr(0, machine.find('.')).substr(0, 15);
    if (equals_nocase(own, client) || is_loopback(machine)) {
      d.origin.kind = OriginKind::kLocal;
      add_reason(d.origin, "client-machine", format("its client ran on {}, the host itself",
                                                    machine));
    } else {
      d.origin.kind = OriginKind::kRemote;
      d.origin.source_host = machine;
      add_reason(d.origin, "client-machine", format("its client ran on {}", machine));
    }
  }

  void add_operation(std::uint32_t t) {
    const bool audit = kind_of(work_.trace(t)) == TraceKind::kNamespaceAudit;
    const std::string raw(audit ? text(t, "AdditionalInfo2") : text(t, "Operation"));
    const auto operation = audit ? parse_audited_operation(text(t, "AdditionalInfo"), raw)
                                 : parse_wmi_operation(raw);
    const std::string user =
        audit ? joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"))
              : std::string(text(t, "User"));
    ActTexts texts;
    texts.operation = raw;
    texts.user = user;
    if (audit) {
      texts.user_sid = text(t, "SubjectUserSid");
    } else {
      texts.result_code = text(t, "ResultCode");
    }
    DraftIndex draft = client_draft(t, audit);
    if (draft == kNoDraft) {
      const std::string who = audit ? std::string(text(t, "SubjectLogonId"))
                                    : std::string(text(t, "ClientProcessId"));
      draft = series(format("operation {} {} {} {}", record(t).host, audit, who,
                            to_ascii_lower(user)), t, "wmi-query");
      work_.drafts[draft].weak = true;
    }
    work_.add_trace(draft, t, format("{}: {}", audit ? "WMI namespace audit" : "WMI operation",
                                     raw));
    Draft& d = work_.drafts[draft];
    if (d.deed.empty()) d.deed = format("asked WMI for {}", operation ? operation->text : raw);
    set_client(d, t, audit ? audited_client(t) : text(t, "ClientMachine"), user);
    if (operation) {
      add_operation_payload(*operation, d);
    }
    work_.judge_part(draft, texts);
  }

  static void add_operation_payload(const WmiOperation& operation, Draft& d) {
    ::wmiscope::add_operation(operation, false, d.payloads);
  }

  // 4662 says Local or Remote in front of what was done.
  std::string_view audited_client(std::uint32_t t) const {
    return starts_with_nocase(text(t, "AdditionalInfo"), "local") ? work_.short_name(record(t).host)
                                                                  : std::string_view();
  }

  // The draft of the client's own start, where the client is a known caller of this host.
  DraftIndex client_draft(std::uint32_t t, bool audit) const {
    if (audit) return kNoDraft;
    const std::string_view machine = text(t, "ClientMachine");
    const std::string_view own = work_.short_name(record(t).host);
    if (!equals_nocase(machine.substr(0, machine.find('.')).substr(0, 15), own.substr(0, 15))) {
      return kNoDraft;
    }
    const ProcessIndex p = work_.tree.find(record(t).host, number_of(text(t, "ClientProcessId")),
                                           record(t).when());
    return p == kNoProcess ? kNoDraft : work_.owner(work_.tree.chief(p));
  }

  void add_temporary(std::uint32_t t) {
    const std::string_view query = text(t, "Query");
    const std::string_view user = text(t, "User");
    const DraftIndex draft =
        series(format("temporary {} {} {}", record(t).host, text(t, "Processid"),
                      to_ascii_lower(query)),
               t, "temporary-subscription");
    work_.add_trace(draft, t, "temporary subscription");
    Draft& d = work_.drafts[draft];
    d.deed = format("subscribed for a while to {}", query);
    set_client(d, t, text(t, "ClientMachine"), user);
    Subscription s;
    s.filter.query = query;
    s.filter.name_space = normal_namespace(text(t, "NamespaceName"));
    s.filter.kind = filter_kind(query);
    s.created = work_.store.time_of(record(t));
    s.creator = user;
    if (!d.subscription) d.subscription = std::move(s);
    ActTexts texts;
    texts.filter_query = query;
    texts.user = user;
    work_.judge_part(draft, texts);
    join_client(draft, t);
  }

  // The start of the subscribing program, where the record knows it.
  void join_client(DraftIndex draft, std::uint32_t t) {
    const ProcessIndex p =
        work_.tree.find(record(t).host, number_of(text(t, "Processid")), record(t).when());
    if (p == kNoProcess || work_.drafts[draft].origin.kind == OriginKind::kRemote) return;
    const ProcessIndex chief = work_.tree.chief(p);
    const DraftIndex owner = work_.owner(chief);
    if (owner != kNoDraft) return work_.merge(draft, owner);
    work_.add_process(draft, chief, Role::kCaller, format("{} started",
        file_name(work_.text(work_.process(chief).image))));
    work_.add_ancestors(draft, chief);
  }

  // A 5859 that no 5861 or Sysmon 19 explains.
  void add_active(std::uint32_t t) {
    const std::string_view query = text(t, "Query");
    const DraftIndex draft =
        series(format("active {} {}", record(t).host, to_ascii_lower(query)), t, "other-consumer");
    work_.add_trace(draft, t, "a permanent filter's query was activated");
    Draft& d = work_.drafts[draft];
    d.weak = true;
    d.deed = "has a permanent subscription active";
    Subscription s;
    s.filter.query = query;
    s.filter.name_space = normal_namespace(text(t, "NamespaceName"));
    s.filter.kind = filter_kind(query);
    if (!d.subscription) d.subscription = std::move(s);
    ActTexts texts;
    texts.filter_query = query;
    texts.user_sid = text(t, "User");
    work_.judge_part(draft, texts);
  }

  // The source side of wmic /node /user: which host, with whose credentials.
  void add_explicit_logon(std::uint32_t t) {
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
    work_.add_trace(draft, t, format("{} used the credentials of {} for {}",
                                     file_name(text(t, "ProcessName")),
                                     text(t, "TargetUserName"), server));
    Draft& d = work_.drafts[draft];
    if (vector_rank("wmic-remote") < vector_rank(d.vector)) d.vector = "wmic-remote";
    if (d.target.empty()) d.target = server;
    if (d.user.empty()) {
      d.user = joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
    }
    if (d.origin.kind == OriginKind::kUnknown) {
      d.origin.kind = OriginKind::kLocal;
      d.origin.confidence = Confidence::kHigh;
      add_reason(d.origin, "caller-here", "WMIC.exe on this host used other credentials");
    }
    if (d.deed.empty()) d.deed = format("ran wmic against {}", server);
    add_act(payload_act::kLogon, true, server, d.payloads);
  }

  DraftIndex explicit_caller(std::uint32_t t) const {
    const ProcessIndex p = work_.tree.find(record(t).host, number_of(text(t, "ProcessId")),
                                           record(t).when());
    return p == kNoProcess ? kNoDraft : work_.owner(work_.tree.chief(p));
  }

  // RPCSS/host by svchost: part of the wmic call of the same session to that host.
  DraftIndex beside_wmic(std::uint32_t t, std::string_view server) const {
    const std::uint64_t when = record(t).when();
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.host != record(t).host || draft.evidence.empty()) continue;
      const bool caller = draft.vector == "wmic-remote" || draft.vector == "wmic-local" ||
                          draft.vector == "powershell-wmi";
      if (!caller || draft.start() > when + kTicksPerSecond || draft.end() + kBeside < when) {
        continue;
      }
      const bool fits = draft.target.empty() || short_equal(draft.target, server);
      const auto user =
          joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
      if (fits && same_account(draft.user, user)) return i;
    }
    return kNoDraft;
  }

  static bool short_equal(std::string_view a, std::string_view b) {
    return equals_nocase(a.substr(0, a.find('.')), b.substr(0, b.find('.')));
  }

  // The output file of a remote shell, read by the attacker, written by the child.
  void add_share(std::uint32_t t) {
    const std::string_view file = text(t, "RelativeTargetName");
    const std::string_view address = text(t, "IpAddress");
    if (ends_with_nocase(file, "\\wbem\\wbemcomn.dll")) return add_hijack(t, file, address);
    DraftIndex draft = shell_of(t, file);
    if (draft == kNoDraft) {
      draft = lone_shell(t, file);
      if (draft == kNoDraft) return;
    }
    work_.add_trace(draft, t, format("output file {} on {} from {}", file, text(t, "ShareName"),
                                     address));
    Draft& d = work_.drafts[draft];
    if (address.empty() || is_loopback(address)) return;
    if (d.origin.source_ip.empty()) d.origin.source_ip = plain_address(address);
    if (d.origin.kind == OriginKind::kRemote && d.origin.confidence == Confidence::kHigh) return;
    d.origin.kind = OriginKind::kRemote;
    d.origin.confidence = Confidence::kHigh;
    add_reason(d.origin, "output-file", format("its output file was read from {}", address));
  }

  DraftIndex shell_of(std::uint32_t t, std::string_view file) const {
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.host != record(t).host) continue;
      const bool names = std::ranges::any_of(draft.processes, [&](const DraftProcess& each) {
        return each.role == Role::kMain &&
               find_nocase(work_.text(work_.process(each.process).command),
                           to_ascii_lower(file)) != std::string_view::npos;
      });
      if (names) return i;
    }
    return kNoDraft;
  }

  // No start names the file: the name alone tells, where a tool leaves it.
  DraftIndex lone_shell(std::uint32_t t, std::string_view file) {
    const std::string key = format("share {} {}", record(t).host, file);
    if (const auto at = series_.find(key); at != series_.end()) return work_.live(at->second.draft);
    ActTexts texts;
    texts.share_file = file;
    const DraftIndex draft = work_.add_draft(record(t).host, "wmi-process-create");
    work_.judge_part(draft, texts);
    if (work_.drafts[draft].tool.empty()) {
      work_.drafts.pop_back();
      return kNoDraft;
    }
    Draft& d = work_.drafts[draft];
    d.user = joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
    d.deed = "worked in a remote shell whose commands are not in these records";
    add_act(payload_act::kChild, true, "", d.payloads);
    series_[key] = {draft, record(t).when()};
    return draft;
  }

  void add_refused(std::uint32_t t) {
    if (!is_exec_server(text(t, "param4"))) return;
    const std::string_view address = text(t, "param9");
    const std::string user = joined_account(text(t, "param6"), text(t, "param7"));
    const DraftIndex draft =
        series(format("refused {} {} {}", record(t).host, user, address), t, "dcom");
    work_.add_trace(draft, t, format("remote {} of {} refused", text(t, "param3"),
                                     text(t, "param4")));
    Draft& d = work_.drafts[draft];
    d.user = user;
    d.user_sid = text(t, "param8");
    d.deed = "was refused the launch of a DCOM server that runs programs";
    if (d.origin.kind != OriginKind::kUnknown) return;
    d.origin.kind = OriginKind::kRemote;
    d.origin.confidence = Confidence::kHigh;
    if (!is_loopback(address)) d.origin.source_ip = plain_address(address);
    add_reason(d.origin, "dcom-remote", format("Windows calls it a remote {} from {}",
                                               to_ascii_lower(text(t, "param3")), address));
    add_act(payload_act::kLaunch, true, address, d.payloads);
  }

  void add_firewall(std::uint32_t t) {
    const DraftIndex draft =
        series(format("firewall {} {}", record(t).host, text(t, "ModifyingUser")), t,
               "provider-change");
    work_.add_trace(draft, t, "WmiPrvSE.exe changed a firewall rule");
    Draft& d = work_.drafts[draft];
    d.weak = true;
    d.user_sid = text(t, "ModifyingUser");
    if (d.user.empty()) d.user = work_.logons.name_of_sid(d.user_sid);
    d.deed = format("had WMI add a firewall rule for {}", text(t, "ApplicationPath"));
    // 3 allows, 2 blocks.
    if (text(t, "Action") != "3") return;
    add_act(payload_act::kFirewall, false, text(t, "ApplicationPath"), d.payloads);
  }

  struct Series {
    DraftIndex draft = kNoDraft;
    std::uint64_t last = 0;
  };

  Case& work_;
  std::map<std::string, Series> series_;
};

}  // namespace

void find_other_evidence(Case& work) { Evidence(work).run(); }

}  // namespace wmiscope
