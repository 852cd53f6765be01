// SPDX-License-Identifier: Apache-2.0
#include "context/recognise/origin.h"

#include <optional>

#include "base/filetime.h"
#include "base/format.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

constexpr std::uint8_t kNetworkLogon = 3;
constexpr std::int64_t kYoung = 3;  // seconds; seen at most 2 (wmi-knowledge, fact 2)
constexpr std::uint64_t kSessionWindow = 2 * kTicksPerSecond;  // logons of one connection

std::string_view logon_type_words(std::uint8_t type) {
  switch (type) {
    case 2:
      return "interactive";
    case 3:
      return "network";
    case 4:
      return "batch";
    case 7:
      return "unlock";
    case 8:
      return "network, clear text";
    case 9:
      return "other credentials";
    case 10:
      return "remote desktop";
    case 11:
      return "cached interactive";
    default:
      return "other";
  }
}

bool is_desktop_logon(std::uint8_t type) {
  return type == 2 || type == 7 || type == 10 || type == 11;
}

// Fills in what the 4624 of the session says, whatever the verdict.
void take_logon(const Case& work, const LogonFact& logon, Origin& origin) {
  origin.logon_id = logon_text(logon.logon_id);
  origin.logon_type = logon.type;
  const std::string_view address = work.text(logon.address);
  if (!address.empty() && !work.is_from_itself(logon)) origin.source_ip = plain_address(address);
  const std::string_view workstation = work.text(logon.workstation);
  if (!workstation.empty() && !work.is_own_name(logon.record.host, workstation)) {
    origin.source_host = workstation;
  }
}

void decide(Origin& origin, OriginKind kind, Confidence confidence) {
  origin.kind = kind;
  origin.confidence = confidence;
}

// NTLM gives the name of the other host, if not always its address; a name is the other's own word.
bool decide_by_workstation(const Case& work, const LogonFact& logon, Origin& origin) {
  const bool unnamed = logon.type != kNetworkLogon || logon.by_authz || origin.source_host.empty();
  if (unnamed || logon.address != kNoText) return false;
  add_reason(origin, "logon-network",
             format("logon {} is type 3 from the workstation {}", origin.logon_id,
                    work.text(logon.workstation)));
  decide(origin, OriginKind::kRemote, Confidence::kMedium);
  return true;
}

// Whether the 4624 of the session decides; the reasons are added either way.
bool decide_by_logon(const Case& work, const LogonFact& logon, std::uint64_t when, Origin& origin) {
  take_logon(work, logon, origin);
  if (decide_by_workstation(work, logon, origin)) return true;
  const std::uint64_t began = logon.record.when();
  const std::uint64_t age = when > began ? (when - began) / kTicksPerSecond : 0;
  const std::string_view address = work.text(logon.address);
  if (logon.type == kNetworkLogon && !logon.by_authz && !address.empty()) {
    if (work.is_from_itself(logon)) {
      add_reason(origin, "logon-loopback",
                 format("logon {} is type 3 from the host itself ({})", origin.logon_id, address));
      decide(origin, OriginKind::kLocal, Confidence::kMedium);
      return true;
    }
    const std::string port = logon.port != 0 ? format(":{}", logon.port) : std::string();
    add_reason(origin, "logon-network",
               format("logon {} is type 3 from {}{}, {} s old", origin.logon_id, origin.source_ip,
                      port, age));
    if (work.logons.is_privileged(logon.record.host, logon.logon_id, began)) {
      add_reason(origin, "privileged", "that logon has an administrator's privileges (4672)");
    }
    decide(origin, OriginKind::kRemote, Confidence::kHigh);
    return true;
  }
  if (is_desktop_logon(logon.type)) {
    add_reason(origin, "logon-desktop",
               format("logon {} is type {} ({})", origin.logon_id, logon.type,
                      logon_type_words(logon.type)));
    decide(origin, OriginKind::kLocal, Confidence::kHigh);
    return true;
  }
  return false;
}

// A session in which a program of this host runs: that asked, be it a script of a task or of a WinRM
// session from elsewhere. The logon of a WMI request from the network is that request's alone.
bool decide_by_session_program(const Case& work, ProcessIndex child, const LogonFact* logon,
                               Origin& origin) {
  const ProcessFact& fact = work.process(child);
  const ProcessIndex p =
      work.program_of_session(fact.record.host, work.logon_of(child), work.when(child));
  if (p == kNoProcess || work.tree.chief(p) == work.tree.chief(child)) return false;
  if (logon != nullptr) take_logon(work, *logon, origin);
  add_reason(
      origin, "program-of-session",
      format("{} {} ran before in its logon session {}",
             file_name(work.text(work.process(p).image)), work.process(p).pid, origin.logon_id));
  decide(origin, OriginKind::kLocal, Confidence::kMedium);
  return true;
}

// Seconds between the creation of the logon session and that of the process; the age says nothing
// where it is negative (a clock set between the two).
std::optional<std::int64_t> logon_age(const ProcessFact& fact) {
  if (fact.logon_seconds == 0 || fact.record.ticks < kUnixEpochTicks) return std::nullopt;
  const auto started =
      static_cast<std::int64_t>((fact.record.ticks - kUnixEpochTicks) / kTicksPerSecond);
  return started - std::int64_t{fact.logon_seconds};
}

bool decide_by_age(const ProcessFact& fact, Origin& origin) {
  const auto age = logon_age(fact);
  if (fact.session != 0 || !age) return false;
  if (*age < 0) {
    add_reason(origin, "clock-set",
               "its logon seems younger than the process: a clock was set, its age says nothing");
    return false;
  }
  if (*age > kYoung) {
    add_reason(origin, "old-logon", format("session 0, and its logon was {} s old", *age));
    return false;
  }
  add_reason(origin, "young-logon",
             format("session 0, and its logon was {} s old: made for this request", *age));
  decide(origin, OriginKind::kRemote, Confidence::kMedium);
  return true;
}

bool is_service_account(const Case& work, const ProcessFact& fact, std::string_view user) {
  const std::string_view sid = work.text(fact.user_sid);
  return is_service_logon(fact.logon_id) && !fact.maker_only &&
         (fact.audited ? sid.starts_with("S-1-5-1") || sid.starts_with("S-1-5-2") : true) &&
         (user.empty() || user == work.text(fact.user));
}

void take_address_of(const Case& work, const LogonFact& logon, Origin& origin) {
  if (origin.source_ip.empty()) {
    const std::string logon_id = std::move(origin.logon_id);
    take_logon(work, logon, origin);
    if (!logon_id.empty()) origin.logon_id = logon_id;
  }
}

// The address for a verdict that came without one: logons of the account just before.
void look_for_address(const Case& work, TextId host, std::string_view user, std::uint64_t when,
                      Origin& origin) {
  if (!origin.source_ip.empty() || user.empty()) return;
  const auto near = work.logons.network(host, user, when - kSessionWindow, when + kTicksPerSecond);
  for (const LogonFact* logon : near) {
    if (work.is_from_itself(*logon)) continue;
    take_address_of(work, *logon, origin);
    add_reason(
        origin, "near-logon",
        format("the account logged on over the network from {} at that moment", origin.source_ip));
    return;
  }
}

}  // namespace

void add_reason(Origin& origin, std::string_view code, std::string text) {
  origin.why.push_back({std::string(code), std::move(text)});
}

std::string logon_text(std::uint64_t logon_id) { return format("{:#x}", logon_id); }

Origin origin_of_caller(const Case& work, ProcessIndex p) {
  Origin origin;
  decide(origin, OriginKind::kLocal, Confidence::kHigh);
  const ProcessFact& fact = work.process(p);
  const std::string_view name = file_name(work.text(fact.image));
  std::string reason = format("{} {} ran on this host", name, fact.pid);
  if (fact.session > 0) reason += format(" in session {}", fact.session);
  add_reason(origin, "caller-here", std::move(reason));
  const std::uint64_t logon_id = work.logon_of(p);
  if (logon_id != kNoNumber) origin.logon_id = logon_text(logon_id);
  if (const LogonFact* logon = work.logons.find(fact.record.host, logon_id, work.when(p))) {
    take_logon(work, *logon, origin);
    if (!origin.source_ip.empty()) {
      add_reason(origin, "caller-came-from",
                 format("its logon {} (type {}) came from {}", origin.logon_id, logon->type,
                        origin.source_ip));
    }
  }
  return origin;
}

Origin origin_of_child(const Case& work, ProcessIndex p, std::string_view user, bool remote_tool) {
  Origin origin;
  const ProcessFact& fact = work.process(p);
  const std::uint64_t when = work.when(p);
  const std::uint64_t logon_id = work.logon_of(p);
  const bool makers = fact.maker_only && is_service_logon(logon_id);
  if (logon_id != kNoNumber && !makers) origin.logon_id = logon_text(logon_id);
  if (is_service_account(work, fact, user)) {
    add_reason(origin, "service-account",
               "it ran as a service account, whose session tells nothing of the caller");
    return origin;
  }
  if (fact.session > 0) {
    add_reason(origin, "desktop-session", format("it ran in desktop session {}", fact.session));
    decide(origin, OriginKind::kLocal, Confidence::kMedium);
    return origin;
  }
  const LogonFact* logon = work.logons.find(fact.record.host, logon_id, when);
  if (decide_by_session_program(work, p, logon, origin)) return origin;
  if (logon != nullptr && decide_by_logon(work, *logon, when, origin)) {
    if (fact.session == 0 && origin.kind == OriginKind::kRemote) {
      add_reason(origin, "session-0", "it ran in session 0, without a desktop");
    }
    return origin;
  }
  if (decide_by_age(fact, origin)) {
    look_for_address(work, fact.record.host, user, when, origin);
    return origin;
  }
  if (remote_tool) {
    add_reason(origin, "remote-tool",
               "inferred: its command line is one of a tool that works over "
               "the network");
    decide(origin, OriginKind::kRemote, Confidence::kMedium);
    look_for_address(work, fact.record.host, user, when, origin);
    return origin;
  }
  const bool session_known = logon != nullptr || fact.session == 0;
  if (session_known) return origin;
  Origin near = origin_by_network_logon(work, fact.record.host, user, when, kSessionWindow);
  return near.kind == OriginKind::kUnknown ? origin : near;
}

Origin origin_of_session(const Case& work, TextId host, std::uint64_t logon_id,
                         std::uint64_t when) {
  Origin origin;
  const LogonFact* logon = work.logons.find(host, logon_id, when);
  if (logon != nullptr) decide_by_logon(work, *logon, when, origin);
  return origin;
}

Origin origin_by_network_logon(const Case& work, TextId host, std::string_view user,
                               std::uint64_t when, std::uint64_t window) {
  Origin origin;
  if (user.empty()) return origin;
  look_for_address(work, host, user, when, origin);
  if (origin.source_ip.empty()) {
    for (const LogonFact* logon :
         work.logons.network(host, user, when - window, when + kTicksPerSecond)) {
      if (!work.is_from_itself(*logon)) take_address_of(work, *logon, origin);
    }
    if (origin.source_ip.empty()) return origin;
    add_reason(
        origin, "near-logon",
        format("the account logged on over the network from {} shortly before", origin.source_ip));
  }
  decide(origin, OriginKind::kRemote, Confidence::kLow);
  return origin;
}

void add_logon_evidence(Case& work, DraftIndex draft, std::uint64_t logon_id, std::uint64_t when) {
  const TextId host = work.drafts[draft].host;
  const LogonFact* logon = work.logons.find(host, logon_id, when);
  if (logon == nullptr) return;
  const std::string_view user = work.text(logon->user);
  work.add_logon(draft, *logon,
                 format("{} logged on (type {})", user.empty() ? "an account" : user, logon->type));
  if (logon->type != kNetworkLogon || logon->address == kNoText) return;
  const std::uint64_t began = logon->record.when();
  for (const LogonFact* other :
       work.logons.network(host, user, began - kSessionWindow, began + kSessionWindow)) {
    if (other == logon || other->address != logon->address) continue;
    work.add_logon(draft, *other, format("the same connection from {}", work.text(logon->address)));
  }
}

}  // namespace wmiscope
