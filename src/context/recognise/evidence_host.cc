// SPDX-License-Identifier: Apache-2.0
//
// What WmiPrvSE changed on the host: registry values, firewall rules, services and tasks. Facts:
// wmi-knowledge 1.3, 1.5, 1.6.
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/language/decode.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kCall = 5 * kTicksPerSecond;  // between a call and what it changes
constexpr std::uint32_t kServiceInstalled = 4697;
constexpr std::size_t kLongSetting = 2048;  // PATH has some hundred characters

class HostChanges : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    for_each_free([this](std::uint32_t t) { add(t); });
  }

 private:
  void add(std::uint32_t t) {
    switch (kind_of(work_.trace(t))) {
      case TraceKind::kRegistry:
        return add_registry(t);
      case TraceKind::kFirewallRule:
        return add_firewall(t);
      case TraceKind::kFirewallSetting:
        return add_firewall_setting(t);
      case TraceKind::kServiceOrTask:
        return add_service_or_task(t);
      default:
        return;
    }
  }

  // The draft of a child of WmiPrvSE at that moment that the value belongs to: started by the same
  // WmiPrvSE, or by what the value says.
  DraftIndex beside_child(std::uint32_t t) {
    const ProcessIndex host_process = process_of(t);
    const std::string scheme = class_key(text(t, "TargetObject")) + ":";
    return find_beside(t, kBeside, [&](const Draft& draft) {
      // What an agent is known to start says nothing of what WmiPrvSE writes beside it.
      if (draft.is_harmless()) return false;
      return shares_provider_host(draft, t, host_process) || runs_scheme(draft, scheme);
    });
  }

  // The draft of a caller on this host that asked for such a change a moment before.
  DraftIndex beside_caller(std::uint32_t t, std::string_view key) {
    return find_beside(t, kCall, [&](const Draft& draft) {
      if (draft.start() > record(t).when() + kCall || draft.end() + kCall < record(t).when()) {
        return false;
      }
      return std::ranges::any_of(draft.payloads, [&](const Payload& payload) {
        return payload.target == "local" && !payload.method.empty() &&
               writes_to(payload.class_name, key);
      });
    });
  }

  // Where the providers of classes keep what is set through them.
  static bool writes_to(std::string_view class_name, std::string_view key) {
    static constexpr std::pair<std::string_view, std::string_view> kPlaces[] = {
        {"StdRegProv", "\\"},
        {"Win32_Environment", "\\environment\\"},
        {"Win32_OSRecoveryConfiguration", "\\crashcontrol\\"},
        {"Win32_TerminalServiceSetting", "\\terminal server\\"},
        {"Win32_Service", "service"},
        {"Win32_BaseService", "service"},
        {"Win32_ScheduledJob", "task"}};
    return std::ranges::any_of(kPlaces, [&](const auto& place) {
      return equals_nocase(class_name, place.first) &&
             find_nocase(key, place.second) != std::string_view::npos;
    });
  }

  bool shares_provider_host(const Draft& draft, std::uint32_t t, ProcessIndex host_process) const {
    const std::uint32_t pid = number_of(text(t, "ProcessId"));
    return std::ranges::any_of(draft.processes, [&](const DraftProcess& each) {
      if (each.role != Role::kMain) return false;
      const ProcessFact& fact = work_.process(each.process);
      const ProcessIndex parent = work_.tree.parent(each.process);
      return (fact.marks & kMarkOfProviderHost) != 0 &&
             (parent != kNoProcess ? parent == host_process : fact.parent_pid == pid);
    });
  }

  // The registry provider lives in a WmiPrvSE of its own. A handler of a URL scheme that it writes is
  // run by a command with that scheme (seen with PoisonHandler: ms-browser://).
  bool runs_scheme(const Draft& draft, std::string_view scheme) const {
    if (draft.vector != "wmi-process-create" || scheme.size() < 4) return false;
    return std::ranges::any_of(draft.processes, [&](const DraftProcess& each) {
      const std::string_view command = work_.text(work_.process(each.process).command);
      return find_nocase(command, scheme) != std::string_view::npos;
    });
  }

  // "ms-browser" of HKCR\ms-browser\…, HKU\…_Classes\ms-browser\…; in lower case.
  static std::string class_key(std::string_view key) {
    for (const std::string_view root : {"hkcr\\", "_classes\\", "\\classes\\"}) {
      const std::size_t at = find_nocase(key, root);
      if (at == std::string_view::npos) continue;
      const std::string_view rest = key.substr(at + root.size());
      return to_ascii_lower(rest.substr(0, rest.find('\\')));
    }
    return {};
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
    if (is_bookkeeping(text(t, "TargetObject"))) return;
    DraftIndex draft = beside_child(t);
    if (draft == kNoDraft) draft = beside_caller(t, text(t, "TargetObject"));
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
    if (find_nocase(text(t, "TargetObject"), "\\environment\\") != std::string_view::npos) {
      add_stored_payload(t, details, d);
    }
    ActTexts texts;
    texts.registry_key = text(t, "TargetObject");
    texts.registry_value = details;
    work_.judge_part(draft, texts);
  }

  // What WmiPrvSE and the libraries in it write for themselves.
  static bool is_bookkeeping(std::string_view key) {
    static constexpr std::string_view kOwn[] = {
        "\\microsoft\\wbem\\", "\\perflib\\", "\\internet settings\\", "\\microsoft\\tracing\\",
        "\\muicache\\", "\\systemcertificates\\", "\\currentversion\\tracing\\",
        "\\cryptography\\rng\\",
        // Providers that keep their own state there: configuration (DSC), roles of servers, SCCM.
        "\\currentversion\\dsc\\", "\\servermanager\\servicingstorage\\", "\\microsoft\\ccm\\",
        "\\microsoft\\sms\\"};
    return std::ranges::any_of(kOwn, [&](std::string_view own) {
      return find_nocase(key, own) != std::string_view::npos;
    });
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

  // Win32_Environment as the place where a payload waits for a command that runs it: no setting is so
  // long or hides a text (WMImplant, SharpWMI; wmi-knowledge section 3).
  void add_stored_payload(std::uint32_t t, const std::string& details, Draft& d) {
    std::vector<DecodedText> hidden = decode_text(details);
    if (details.size() < kLongSetting && hidden.empty()) return;
    if (vector_rank("wmi-data-channel") < vector_rank(d.vector)) {
      d.vector = "wmi-data-channel";
      d.deed = format("left a payload in {}", text(t, "TargetObject"));
    }
    d.weak = false;
    for (DecodedText& each : hidden) {
      d.decoded.push_back({std::move(each.from), std::move(each.text)});
    }
  }

  // Where the record names its client, and that is WmiPrvSE: Win32_Service.Create and its like.
  void add_service_or_task(std::uint32_t t) {
    const std::uint32_t pid = number_of(text(t, "ClientProcessId"));
    const ProcessIndex client =
        pid == 0 ? kNoProcess : work_.tree.find(record(t).host, pid, record(t).when());
    if (client == kNoProcess) return;
    if ((work_.process(client).marks & kMarkProviderHost) == 0) return;
    const bool service = record(t).event_id == kServiceInstalled;
    const std::string_view name = text(t, service ? "ServiceName" : "TaskName");
    const std::string user =
        joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"));
    const std::string_view what = service ? "service" : "task";
    const std::string shows = format("WmiPrvSE.exe made the {} {}", what, name);
    if (const DraftIndex caller = beside_caller(t, what); caller != kNoDraft) {
      return work_.add_trace(caller, t, shows);
    }
    const DraftIndex draft =
        series(format("service {} {}", record(t).host, to_ascii_lower(user)), t, "provider-change");
    work_.add_trace(draft, t, shows);
    Draft& d = work_.drafts[draft];
    const bool first = d.deed.empty();
    if (first) {
      d.user = user;
      d.user_sid = text(t, "SubjectUserSid");
      d.deed = format("had WMI make the {} {}", what, name);
      d.origin = origin_of_session(work_, d.host, long_number_of(text(t, "SubjectLogonId")),
                                   record(t).when());
      if (d.origin.kind == OriginKind::kUnknown) {
        d.origin = origin_by_network_logon(work_, d.host, user, record(t).when(), kTicksPerSecond);
      }
    }
    add_act(payload_act::kService, d.origin.kind == OriginKind::kRemote,
            service ? text(t, "ServiceFileName") : name, d.payloads);
  }

  void add_firewall(std::uint32_t t) {
    Draft& d = firewall_draft(t, "WmiPrvSE.exe changed a firewall rule");
    d.deed = format("had WMI add a firewall rule for {}", text(t, "ApplicationPath"));
    // 3 allows, 2 blocks.
    if (text(t, "Action") != "3") return;
    add_act(payload_act::kFirewall, false, text(t, "ApplicationPath"), d.payloads);
  }

  // A profile is switched off ("No", 00000000) or on; others are of no interest.
  void add_firewall_setting(std::uint32_t t) {
    constexpr std::string_view kSwitch = "1";
    if (text(t, "SettingType") != kSwitch) return;
    Draft& d = firewall_draft(t, "WmiPrvSE.exe switched a firewall profile");
    const bool off =
        equals_nocase(text(t, "SettingValueString"), "no") || text(t, "SettingValue") == "00000000";
    d.deed = off ? "had WMI switch the firewall off" : "had WMI switch the firewall on";
    if (off) add_act(payload_act::kFirewall, false, "", d.payloads);
  }

  Draft& firewall_draft(std::uint32_t t, std::string_view shows) {
    const DraftIndex draft = series(
        format("firewall {} {}", record(t).host, text(t, "ModifyingUser")), t, "provider-change");
    work_.add_trace(draft, t, std::string(shows));
    Draft& d = work_.drafts[draft];
    d.weak = true;
    d.user_sid = text(t, "ModifyingUser");
    if (d.user.empty()) d.user = work_.logons.name_of_sid(d.user_sid);
    return d;
  }
};

}  // namespace

void find_host_changes(Case& work) { HostChanges(work).run(); }

}  // namespace wmiscope
