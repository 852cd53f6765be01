// SPDX-License-Identifier: Apache-2.0
//
// WMI's own log and its namespace audits: who asked for what (5857, 5858, 5860, 4662), and what is
// active without a known maker (5859). Facts: wmi-knowledge 1.4, 1.5.
#include <algorithm>
#include <set>
#include <span>

#include "base/ascii.h"
#include "base/format.h"
#include "context/facts/marks.h"
#include "context/facts/odd_program.h"
#include "context/language/command_text.h"
#include "context/language/subscription_text.h"
#include "context/language/wmi_operation.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kLogon = 5 * kTicksPerSecond;  // of a client before its first query

class WmiLog : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    for_each_free([this](std::uint32_t t) { add(t); });
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

  // Providers live in Windows' own folders, with installed software or beside Defender.
  static bool is_foreign(std::string_view path) {
    static constexpr std::string_view kHomes[] = {"system32\\",      "syswow64\\", "winsxs\\",
                                                  "microsoft.net\\", "assembly\\", "ccm\\"};
    static constexpr std::string_view kWindows[] = {"%systemroot%\\", "%windir%\\", "\\windows\\"};
    static constexpr std::string_view kInstalled[] = {
        "%programfiles%\\",
        "%programfiles(x86)%\\",
        "%programw6432%\\",
        "\\program files\\",
        "\\program files (x86)\\",
        "\\programdata\\microsoft\\windows defender\\",
        "%programdata%\\microsoft\\windows defender\\"};
    if (path.find('\\') == std::string_view::npos) return false;
    if (path.starts_with('"')) path.remove_prefix(1);
    if (path.size() > 2 && path[1] == ':') path.remove_prefix(2);
    const auto begins = [](std::string_view text, std::span<const std::string_view> with) {
      const auto at = std::ranges::find_if(
          with, [&](std::string_view each) { return starts_with_nocase(text, each); });
      return at == with.end() ? std::size_t{0} : at->size();
    };
    if (begins(path, kInstalled) != 0) return false;
    const std::size_t windows = begins(path, kWindows);
    return windows == 0 || begins(path.substr(windows), kHomes) == 0;
  }

  // Where a client of WMI's own log or audit sat.
  void set_client(Draft& d, std::uint32_t t, std::string_view machine, std::string_view user) {
    if (d.user.empty()) d.user = user;
    if (d.origin.kind != OriginKind::kUnknown || machine.empty()) return;
    d.origin.confidence = Confidence::kHigh;
    if (is_own_machine(t, machine)) {
      d.origin.kind = OriginKind::kLocal;
      add_reason(d.origin, "client-machine",
                 format("its client ran on {}, the host itself", machine));
    } else {
      d.origin.kind = OriginKind::kRemote;
      d.origin.source_host = machine;
      add_reason(d.origin, "client-machine", format("its client ran on {}", machine));
    }
  }

  // Names are cut to 15 letters somewhere on the way.
  bool is_own_machine(std::uint32_t t, std::string_view machine) const {
    const std::string_view own = work_.short_name(record(t).host).substr(0, 15);
    const std::string_view client = machine.substr(0, machine.find('.')).substr(0, 15);
    return equals_nocase(own, client) || is_loopback(machine);
  }

  void add_call(std::uint32_t t) {
    const bool audit = kind_of(work_.trace(t)) == TraceKind::kNamespaceAudit;
    const std::string raw(audit ? text(t, "AdditionalInfo2") : text(t, "Operation"));
    const auto operation =
        audit ? parse_audited_operation(text(t, "AdditionalInfo"), raw) : parse_wmi_operation(raw);
    const ActTexts texts = texts_of(t, audit, raw);
    const DraftIndex effect = operation ? effect_of(t, *operation) : kNoDraft;
    const DraftIndex draft =
        effect != kNoDraft ? effect : draft_of(t, audit, texts, operation && operation->is_write);
    if (draft == kNoDraft) return;
    work_.add_trace(draft, t,
                    format("{}: {}", audit ? "WMI namespace audit" : "WMI operation", raw));
    Draft& d = work_.drafts[draft];
    if (d.deed.empty()) d.deed = format("asked WMI for {}", operation ? operation->text : raw);
    // The record of the call knows where its client sat; what was inferred for its effect gives way.
    if (effect != kNoDraft && d.origin.confidence != Confidence::kHigh) d.origin = Origin();
    if (audit) {
      set_audited_client(d, t);
    } else {
      set_client(d, t, text(t, "ClientMachine"), texts.user);
    }
    if (d.origin.kind == OriginKind::kRemote) add_logon_beside(draft, t);
    if (effect != kNoDraft) return d.mark_remote();
    if (!operation) return;
    name_vector(*operation, d);
    add_operation(*operation, d.origin.kind == OriginKind::kRemote, d.payloads);
    work_.judge_part(draft, texts);
  }

  // What the call made: the subscription of which it put a part, the child that it had created.
  DraftIndex effect_of(std::uint32_t t, const WmiOperation& operation) {
    constexpr std::uint64_t kEffect = 5 * kTicksPerSecond;
    const bool part = operation.is_write && is_subscription_class(operation.class_name);
    const bool creates = equals_nocase(operation.class_name, "Win32_Process") &&
                         equals_nocase(operation.method, "Create");
    if (!part && !creates) return kNoDraft;
    const std::uint64_t when = record(t).when();
    return find_beside(t, kEffect, [&](const Draft& draft) {
      if (!same_account(draft.user, user_)) return false;
      if (part) return draft.subscription.has_value();
      return std::ranges::any_of(draft.processes, [&](const DraftProcess& each) {
        return each.role == Role::kMain && work_.when(each.process) + kEffect >= when &&
               work_.when(each.process) <= when + kEffect;
      });
    });
  }

  static bool is_subscription_class(std::string_view name) {
    return starts_with_nocase(name, "__eventfilter") || starts_with_nocase(name, "__filterto") ||
           ends_with_nocase(name, "eventconsumer");
  }

  // A part of a subscription that nothing else shows.
  static void name_vector(const WmiOperation& operation, Draft& d) {
    if (!operation.is_write || !is_subscription_class(operation.class_name)) return;
    const bool consumer = ends_with_nocase(operation.class_name, "eventconsumer");
    const std::string_view vector =
        consumer ? consumer_vector(consumer_kind(operation.class_name)) : "other-consumer";
    if (vector_rank(vector) < vector_rank(d.vector)) d.vector = vector;
  }

  // `raw` and the account are kept by the caller and by this object.
  ActTexts texts_of(std::uint32_t t, bool audit, std::string_view raw) {
    user_ = audit ? joined_account(text(t, "SubjectDomainName"), text(t, "SubjectUserName"))
                  : std::string(text(t, "User"));
    ActTexts texts;
    texts.operation = raw;
    texts.user = user_;
    if (audit) {
      texts.user_sid = text(t, "SubjectUserSid");
    } else {
      texts.result_code = text(t, "ResultCode");
      texts.operation_id = text(t, "Id");
    }
    return texts;
  }

  // The draft of the client that asked; kNoDraft where what it reads is no act of anybody.
  DraftIndex draft_of(std::uint32_t t, bool audit, const ActTexts& texts, bool writes) {
    const ProcessIndex client = audit ? kNoProcess : client_process(t);
    const DraftIndex known = client == kNoProcess ? kNoDraft : work_.owner(client);
    // What its program subscribes to for a while is another intent than what it reads.
    if (known != kNoDraft && work_.drafts[known].vector != "temporary-subscription") return known;
    const std::string_view vector = client == kNoProcess ? "wmi-query" : client_vector(client);
    const bool software = client != kNoProcess && vector == "wmi-query";
    const bool reads = !writes && !work_.is_harmless(texts);
    if (reads && (software || is_service(t, texts))) return kNoDraft;
    const std::string_view who = audit ? text(t, "SubjectLogonId") : text(t, "ClientProcessId");
    const DraftIndex draft =
        series(format("operation {} {} {} {}", record(t).host, audit, who, to_ascii_lower(user_)),
               t, vector);
    if (client != kNoProcess && work_.is_free(client)) name_caller(draft, client);
    work_.drafts[draft].weak = vector != "odd-client";
    readers_.insert(draft);
    return draft;
  }

  // How a program asks that has no other sign of it: by what it is. Others are software that reads.
  std::string_view client_vector(ProcessIndex client) const {
    const std::string_view image = work_.text(work_.process(client).image);
    const std::string_view name = file_name(image);
    if (is_powershell(name)) return "powershell-wmi";
    if (is_script_host(name)) return "script-com";
    if (equals_nocase(name, "wbemtest.exe")) return "wbemtest";
    return is_odd_program(image) ? "odd-client" : "wmi-query";
  }

  void name_caller(DraftIndex draft, ProcessIndex client) {
    const ProcessFact& fact = work_.process(client);
    work_.add_process(draft, client, Role::kCaller,
                      format("{} started", file_name(work_.text(fact.image))));
    work_.add_ancestors(draft, client);
    Draft& d = work_.drafts[draft];
    d.origin = origin_of_caller(work_, client);
    d.user = work_.user_of(client);
    d.user_sid = work_.text(fact.user_sid);
    const std::string command = collapse_percents(work_.text(fact.command));
    work_.judge_part(draft, caller_texts(work_, client, command));
  }

  // The address behind a client on another host: the account's logon at that moment.
  void add_logon_beside(DraftIndex draft, std::uint32_t t) {
    Draft& d = work_.drafts[draft];
    if (!d.origin.source_ip.empty()) return;
    const std::uint64_t when = record(t).when();
    for (const LogonFact* logon :
         work_.logons.network(d.host, d.user, when - kLogon, when + kTicksPerSecond)) {
      if (work_.is_from_itself(*logon)) continue;
      d.origin.source_ip = plain_address(work_.text(logon->address));
      d.origin.logon_id = logon_text(logon->logon_id);
      d.origin.logon_type = logon->type;
      return work_.add_logon(draft, *logon, format("{} logged on (type 3)", d.user));
    }
  }

  // Windows' services and agents read all day long; what they read is no act of anybody. Some of their
  // calls come without a name, or with that of the host itself.
  bool is_service(std::uint32_t t, const ActTexts& texts) const {
    if (is_service_sid(texts.user_sid) || is_windows_account(texts.user)) return true;
    if (kind_of(work_.trace(t)) == TraceKind::kNamespaceAudit) return false;
    const std::string_view machine = text(t, "ClientMachine");
    if (machine.empty() || !is_own_machine(t, machine)) return false;
    const std::string_view name = account_name(texts.user);
    return name.empty() ||
           (name.ends_with('$') && is_own_machine(t, name.substr(0, name.size() - 1)));
  }

  // 4662 says Local or Remote in front of what was done; its session, from where.
  void set_audited_client(Draft& d, std::uint32_t t) {
    const bool remote = starts_with_nocase(text(t, "AdditionalInfo"), "remote");
    if (!remote) return set_client(d, t, work_.short_name(record(t).host), user_);
    if (d.user.empty()) d.user = user_;
    if (d.origin.kind != OriginKind::kUnknown) return;
    Origin session = origin_of_session(work_, record(t).host,
                                       long_number_of(text(t, "SubjectLogonId")), record(t).when());
    if (session.kind == OriginKind::kRemote) d.origin = std::move(session);
    d.origin.kind = OriginKind::kRemote;
    d.origin.confidence = Confidence::kHigh;
    add_reason(d.origin, "audit-remote", "the audit of the namespace calls it remote");
  }

  // The start of the client, where it ran on this host.
  ProcessIndex client_process(std::uint32_t t) const {
    if (!is_own_machine(t, text(t, "ClientMachine"))) return kNoProcess;
    const ProcessIndex p =
        work_.tree.find(record(t).host, number_of(text(t, "ClientProcessId")), record(t).when());
    return p == kNoProcess ? p : work_.tree.chief(p);
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
    if (owner != kNoDraft && !started_by_wmi && !readers_.contains(owner)) {
      return work_.merge(draft, owner);
    }
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
    d.user_sid = text(t, "User");
    d.user = work_.logons.name_of_sid(d.user_sid);
    if (d.deed.empty()) add_consumer(ConsumerKind::kUnknown, "", d.payloads);
    d.deed = "has a permanent subscription active";
    Subscription s;
    s.creator = d.user.empty() ? d.user_sid : d.user;
    s.filter.query = query;
    s.filter.name_space = normal_namespace(text(t, "NamespaceName"));
    s.filter.kind = filter_kind(query);
    if (!d.subscription) d.subscription = std::move(s);
    ActTexts texts;
    texts.filter_query = query;
    texts.user_sid = text(t, "User");
    work_.judge_part(draft, texts);
  }

  std::string user_;              // of the call at hand
  std::set<DraftIndex> readers_;  // made of calls alone
};

}  // namespace

void find_wmi_log(Case& work) { WmiLog(work).run(); }

}  // namespace wmiscope
