// SPDX-License-Identifier: Apache-2.0
//
// What WmiPrvSE, scrcons and wmic did on the host by other records than starts: registry values,
// firewall rules, files, modules, connections. Facts: wmi-knowledge 1.1 to 1.3, 1.6.
#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"
#include "context/command_text.h"
#include "context/decode.h"
#include "context/recognisers.h"
#include "context/trace_reader.h"

namespace wmiscope {
namespace {

class HostChanges : TraceReader {
 public:
  using TraceReader::TraceReader;

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
      case TraceKind::kFirewallRule:
        return add_firewall(t);
      default:
        return;
    }
  }

  // Sysmon 3, 7, 11, 22 of wmic and scrcons, and the file or module of a hijack by any process.
  void add_of_process(std::uint32_t t) {
    const TraceKind kind = kind_of(work_.trace(t));
    const std::string_view path = kind == TraceKind::kModule ? text(t, "ImageLoaded")
                                  : kind == TraceKind::kFile ? text(t, "TargetFilename")
                                                             : std::string_view();
    const std::string_view image = file_name(text(t, "Image"));
    if (ends_with_nocase(path, "\\wbem\\wbemcomn.dll")) return add_hijack(t, path, "", "");
    const ProcessIndex p = process_of(t);
    const DraftIndex draft = p == kNoProcess ? kNoDraft : work_.owner(p);
    if (draft == kNoDraft) return;
    switch (kind) {
      case TraceKind::kNetwork:
        work_.add_trace(draft, t, format("{} connected to {}", image, text(t, "DestinationIp")));
        add_act(payload_act::kNetwork, true,
                format("{}:{}", text(t, "DestinationIp"), text(t, "DestinationPort")),
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

  void add_firewall(std::uint32_t t) {
    const DraftIndex draft = series(
        format("firewall {} {}", record(t).host, text(t, "ModifyingUser")), t, "provider-change");
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
};

}  // namespace

void find_host_changes(Case& work) { HostChanges(work).run(); }

}  // namespace wmiscope
