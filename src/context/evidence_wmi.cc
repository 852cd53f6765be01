// SPDX-License-Identifier: Apache-2.0
//
// WMI's own log and its namespace audits: who asked for what (5857, 5858, 5860, 4662), and what is
// active without a known maker (5859). Facts: wmi-knowledge 1.4, 1.5.
#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"
#include "context/command_text.h"
#include "context/origin.h"
#include "context/recognisers.h"
#include "context/subscription_text.h"
#include "context/trace_reader.h"
#include "context/wmi_operation.h"

namespace wmiscope {
namespace {

class WmiLog : TraceReader {
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
      case TraceKind::kProvider:
        return add_provider(t);
      case TraceKind::kOperation:
      case TraceKind::kNamespaceAudit:
        return add_call(t);
      case TraceKind::kTemporary:
        return add_temporary(t);
      case TraceKind::kFilterActive:
        return add_active(t);
      default:
        return;
    }
  }

  // Providers that start belong to whatever asked for them; only a foreign one is an act.
  void add_provider(std::uint32_t t) {
    ActTexts texts;
    texts.provider_name = text(t, "ProviderName");
    texts.provider_path = text(t, "ProviderPath");
    if (!is_foreign(texts.provider_path)) return;
    const DraftIndex draft =
        series(format("provider {} {}", record(t).host, to_ascii_lower(texts.provider_path)), t,
               "provider-hijack");
    work_.add_trace(
        draft, t, format("provider {} started from {}", texts.provider_name, texts.provider_path));
    work_.drafts[draft].deed = format("had WMI load the provider {}", texts.provider_path);
    add_act(payload_act::kHijack, false, texts.provider_path, work_.drafts[draft].payloads);
    work_.judge_part(draft, texts);
  }

  static bool is_foreign(std::string_view path) {
    static constexpr std::string_view kHomes[] = {"%systemroot%\\",
                                                  "c:\\windows\\system32\\",
                                                  "c:\\windows\\syswow64\\",
                                                  "%programfiles%\\",
                                                  "c:\\program files\\",
                                                  "c:\\program files (x86)\\",
                                                  "%programfiles(x86)%\\",
                                                  "%windir%\\",
                                                  "c:\\programdata\\microsoft\\windows defender\\",
                                                  "c:\\windows\\microsoft.net\\",
                                                  "\"c:\\program files"};
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
      add_reason(d.origin, "client-machine",
                 format("its client ran on {}, the host itself", machine));
    } else {
      d.origin.kind = OriginKind::kRemote;
      d.origin.source_host = machine;
      add_reason(d.origin, "client-machine", format("its client ran on {}", machine));
    }
  }

  void add_call(std::uint32_t t) {
    const bool audit = kind_of(work_.trace(t)) == TraceKind::kNamespaceAudit;
    const std::string raw(audit ? text(t, "AdditionalInfo2") : text(t, "Operation"));
    const auto operation =
        audit ? parse_audited_operation(text(t, "AdditionalInfo"), raw) : parse_wmi_operation(raw);
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
    const bool writes = operation && operation->is_write;
    if (draft == kNoDraft && !writes && is_service(texts) && !work_.is_harmless(texts)) return;
    if (draft == kNoDraft) {
      const std::string who =
          audit ? std::string(text(t, "SubjectLogonId")) : std::string(text(t, "ClientProcessId"));
      draft =
          series(format("operation {} {} {} {}", record(t).host, audit, who, to_ascii_lower(user)),
                 t, "wmi-query");
      work_.drafts[draft].weak = true;
    }
    work_.add_trace(draft, t,
                    format("{}: {}", audit ? "WMI namespace audit" : "WMI operation", raw));
    Draft& d = work_.drafts[draft];
    if (d.deed.empty()) d.deed = format("asked WMI for {}", operation ? operation->text : raw);
    set_client(d, t, audit ? audited_client(t) : text(t, "ClientMachine"), user);
    const bool remote = d.origin.kind == OriginKind::kRemote;
    if (operation) ::wmiscope::add_operation(*operation, remote, d.payloads);
    work_.judge_part(draft, texts);
  }

  // Windows' services and agents read all day long; what they read is no act of anybody.
  static bool is_service(const ActTexts& texts) {
    static constexpr std::string_view kSids[] = {"S-1-5-18", "S-1-5-19", "S-1-5-20"};
    return std::ranges::find(kSids, texts.user_sid) != std::end(kSids) ||
           starts_with_nocase(texts.user, "nt authority\\");
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
    const ProcessIndex p =
        work_.tree.find(record(t).host, number_of(text(t, "ClientProcessId")), record(t).when());
    return p == kNoProcess ? kNoDraft : work_.owner(work_.tree.chief(p));
  }

  void add_temporary(std::uint32_t t) {
    const std::string_view query = text(t, "Query");
    const std::string_view user = text(t, "User");
    const DraftIndex draft = series(
        format("temporary {} {} {}", record(t).host, text(t, "Processid"), to_ascii_lower(query)),
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
    // What a program does that WMI started is an act of its own, made on this host.
    const bool started_by_wmi =
        owner != kNoDraft && work_.drafts[owner].vector == "wmi-process-create";
    if (owner != kNoDraft && !started_by_wmi) return work_.merge(draft, owner);
    work_.add_process(draft, chief, Role::kCaller,
                      format("{} started", file_name(work_.text(work_.process(chief).image))));
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
};

}  // namespace

void find_wmi_log(Case& work) { WmiLog(work).run(); }

}  // namespace wmiscope
