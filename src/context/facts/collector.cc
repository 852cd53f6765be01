// SPDX-License-Identifier: Apache-2.0
#include "context/facts/collector.h"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/sid.h"
#include "base/utf16.h"
#include "context/facts/marks.h"
#include "context/facts/odd_program.h"
#include "context/language/command_text.h"
#include "context/language/powershell_wmi.h"

namespace wmiscope {
namespace {

constexpr std::uint8_t kServiceLogonType = 5;

bool serves(const DemandEntry& entry, std::string_view channel, std::string_view provider,
            std::uint32_t id) {
  if (entry.event_id != id) return false;
  if (!entry.channel.empty()) return equals_nocase(entry.channel, channel);
  return equals_nocase(entry.provider, provider);
}

bool is_dash(std::string_view text) { return text.empty() || text == "-"; }

std::uint8_t digits_of(std::string_view time) {
  const std::size_t dot = time.rfind('.');
  if (dot == std::string_view::npos) return 0;
  return static_cast<std::uint8_t>(std::min<std::size_t>(time.size() - dot - 2, 7));
}

// The creation time of the session inside a LogonGuid of Sysmon: Data3 << 16 | Data2.
std::uint32_t seconds_in(const Guid& guid) {
  const std::uint32_t low = guid[4] | static_cast<std::uint32_t>(guid[5]) << 8;
  const std::uint32_t high = guid[6] | static_cast<std::uint32_t>(guid[7]) << 8;
  return high << 16 | low;
}

Guid guid_of(const Value& value, Arena& arena) {
  Guid guid{};
  if (value.type() == ValueType::kGuid) {
    if (value.view().has(0, kGuidSize)) {
      std::copy_n(value.view().data(), kGuidSize, guid.begin());
    }
  } else if (const auto parsed = parse_guid(value_text(value, arena))) {
    guid = *parsed;
  }
  return guid;
}

bool is_host_of_wmi(std::string_view image) {
  return ends_with_nocase(image, "\\wmic.exe") || ends_with_nocase(image, "\\scrcons.exe");
}

// Of other programs only a connection that may be DCOM's, begun by one of an odd folder.
bool may_be_call(std::string_view image, std::string_view initiated, std::uint64_t port) {
  constexpr std::uint64_t kFirstDynamic = 49152, kPorts = 65536;
  return port >= kFirstDynamic && port < kPorts && equals_nocase(initiated, "true") &&
         is_odd_program(image);
}

}  // namespace

std::uint64_t guid_key(const Guid& guid) {
  const ByteView bytes(guid.data(), guid.size());
  return bytes.load<std::uint64_t>(0) * 0x9E3779B97F4A7C15ULL ^ bytes.load<std::uint64_t>(8);
}

FactCollector::FactCollector(const Demand& demand, const FieldNames& names) {
  hints_.resize(kSystemFieldCount);
  for (std::size_t i = 0; i < demand.size(); ++i) {
    Plan& plan = plans_.emplace_back(plan_of(demand[i], names));
    plan.first_hint = hints_.size();
    hints_.resize(hints_.size() + plan.slots.size());
  }
}

FactCollector::Plan FactCollector::plan_of(const DemandEntry& entry,
                                           const FieldNames& names) const {
  Plan plan;
  std::vector<std::string_view> fields;
  for (const CoreSpec& spec : core_specs()) {
    if (!serves(entry, spec.channel, spec.provider, spec.event_id)) continue;
    plan.core = &spec;
    fields.assign(spec.fields.begin(), spec.fields.end());
  }
  for (std::size_t i = 0; i < trace_specs().size(); ++i) {
    const TraceSpec& spec = trace_specs()[i];
    if (!serves(entry, spec.channel, spec.provider, spec.event_id)) continue;
    plan.trace = &spec;
    plan.trace_kind = static_cast<std::uint8_t>(i);
    fields.assign(spec.fields.begin(), spec.fields.end());
    for (const TraceCondition& c : spec.any_of) {
      plan.any_of.emplace_back(spec.field(c.field),
                               RawCondition{*names.find(c.field), c.test, std::string(c.literal)});
    }
  }
  if (plan.core == nullptr && plan.trace == nullptr) return plan;
  for (const std::string_view name : clock_fields()) fields.push_back(name);
  for (const std::string_view name : fields) plan.slots.push_back(*entry.slot(*names.find(name)));
  return plan;
}

void FactCollector::collect(const Event& event, Arena& arena, FactBatch& out) {
  const Plan& plan = plans_[event.entry];
  if (plan.core == nullptr && plan.trace == nullptr) return;
  event_ = &event;
  arena_ = &arena;
  // The ids of another batch, or of one that was cleared, mean nothing here.
  if (out_ != &out || out.empty()) {
    memo_.begin_batch();
    host_ = kNoText;
  }
  memo_.begin_event();
  out_ = &out;
  escaped_ = !event.fields[plan.slots.back()].absent();
  if (plan.core != nullptr) {
    collect_core(plan);
  } else {
    collect_trace(plan);
  }
}

void FactCollector::collect_core(const Plan& plan) {
  switch (plan.core->kind) {
    case CoreKind::kSysmonProcess:
      return collect_sysmon_process(plan);
    case CoreKind::kAuditProcess:
      return collect_audit_process(plan);
    case CoreKind::kLogon:
      return collect_logon(plan);
    case CoreKind::kLogoff:
      return collect_session(plan, SessionFact::Kind::kEnd);
    case CoreKind::kPrivileges:
      return collect_session(plan, SessionFact::Kind::kPrivileged);
    case CoreKind::kBoot:
      return collect_session(plan, SessionFact::Kind::kBoot);
  }
}

std::uint64_t FactCollector::number(const Plan& plan, std::size_t n) const {
  std::uint64_t number = 0;
  return value_number(value(plan, n), number) ? number : kNoNumber;
}

TextId FactCollector::keep(const Value& value, TextMemo::Hint& hint) {
  if (value.absent()) return kNoText;
  return memo_.id(known(value, hint), out_->texts);
}

TextId FactCollector::account(const Plan& plan, std::size_t domain, std::size_t name) {
  scratch_.clear();
  const std::string_view before = text(plan, domain);
  if (!is_dash(before)) {
    scratch_ += before;
    scratch_ += '\\';
  }
  const std::string_view behind = text(plan, name);
  if (is_dash(behind)) return kNoText;
  scratch_ += behind;
  return keep(scratch_);
}

TextId FactCollector::start_text(const Plan& plan, std::size_t n, TextRole role,
                                 TextTraits& traits) {
  TextMemo::Entry& entry = known(plan, n);
  traits[role] = TextMemo::traits(entry, role);
  return memo_.id(entry, out_->texts);
}

FactRecord FactCollector::record_of(const Plan& plan) {
  const Event& event = *event_;
  FactRecord record;
  record.ticks = event.time_ticks;
  record.has_time = !event.time_text.empty();
  record.digits = digits_of(event.time_text);
  record.event_id = event.event_id;
  std::uint64_t id = 0;
  if (value_number(event[SystemField::kRecordId], id)) record.record_id = id;
  record.offset = event.position.offset.value_or(kNoNumber);
  record.line = static_cast<std::uint32_t>(event.position.line.value_or(0));
  record.index = static_cast<std::uint32_t>(event.position.index);
  record.recovered = event.position.recovered;
  record.bad_checksum = event.position.bad_checksum;
  record.computer = keep(SystemField::kComputer);
  if (lowered_ != record.computer || host_ == kNoText) {
    lowered_ = record.computer;
    host_ = keep(to_ascii_lower(out_->texts[record.computer]));
  }
  record.host = host_;
  record.channel = keep(SystemField::kChannel);
  record.provider = keep(SystemField::kProvider);
  if (escaped_) record.skew_ms = skew_of(plan);
  return record;
}

// NXLog stamps reception: the event's own time is EventTime, in a zone that the difference of the
// two clocks of the record tells (wmi-knowledge, fact 8). Sysmon's UtcTime needs none of this.
std::int32_t FactCollector::skew_of(const Plan& plan) const {
  constexpr std::int64_t kQuarter = 15 * 60 * std::int64_t{kTicksPerSecond};
  constexpr std::int64_t kTicksPerMs = 10'000;
  const bool sysmon = plan.core != nullptr ? plan.core->kind == CoreKind::kSysmonProcess
                                           : plan.trace->channel.ends_with("Sysmon/Operational");
  if (sysmon) return 0;
  const auto happened =
      parse_time(value_text(event_->fields[plan.slots[plan.slots.size() - 2]], *arena_));
  const auto received = parse_time(value_text(event_->fields[plan.slots.back()], *arena_));
  if (!happened || !received) return 0;
  const auto stamped = static_cast<std::int64_t>(event_->time_ticks);
  const std::int64_t apart = stamped - static_cast<std::int64_t>(received->ticks);
  const std::int64_t zone = (apart + (apart < 0 ? -kQuarter : kQuarter) / 2) / kQuarter * kQuarter;
  const std::int64_t skew = static_cast<std::int64_t>(happened->ticks) + zone - stamped;
  constexpr std::int64_t kMost = 24 * 3600 * std::int64_t{kTicksPerSecond};
  return std::abs(skew) > kMost ? 0 : static_cast<std::int32_t>(skew / kTicksPerMs);
}

void FactCollector::collect_sysmon_process(const Plan& plan) {
  enum : std::size_t {
    kImage,
    kCommand,
    kUser,
    kGuid,
    kPid,
    kLogonGuid,
    kLogonId,
    kSession,
    kParentImage,
    kParentCommand,
    kParentGuid,
    kParentPid,
    kOriginalName
  };
  ProcessFact fact;
  fact.record = record_of(plan);
  TextTraits traits;
  fact.image = start_text(plan, kImage, TextRole::kImage, traits);
  fact.command = start_text(plan, kCommand, TextRole::kCommand, traits);
  fact.parent_image = start_text(plan, kParentImage, TextRole::kParentImage, traits);
  fact.parent_command = start_text(plan, kParentCommand, TextRole::kParentCommand, traits);
  start_text(plan, kOriginalName, TextRole::kOriginalName, traits);
  fact.marks = marks_of(traits);
  fact.user = keep(plan, kUser);
  fact.guid = guid_of(value(plan, kGuid), *arena_);
  fact.parent_key = guid_key(guid_of(value(plan, kParentGuid), *arena_));
  fact.logon_seconds = seconds_in(guid_of(value(plan, kLogonGuid), *arena_));
  fact.logon_id = number(plan, kLogonId);
  fact.pid = static_cast<std::uint32_t>(number(plan, kPid));
  fact.parent_pid = static_cast<std::uint32_t>(number(plan, kParentPid));
  const std::uint64_t session = number(plan, kSession);
  if (session <= 65535) fact.session = static_cast<std::int32_t>(session);
  out_->processes.push_back(fact);
}

void FactCollector::collect_audit_process(const Plan& plan) {
  enum : std::size_t {
    kImage,
    kCommand,
    kPid,
    kParentPid,
    kSubjectSid,
    kSubjectName,
    kSubjectDomain,
    kSubjectLogon,
    kTargetSid,
    kTargetName,
    kTargetDomain,
    kTargetLogon,
    kParentImage
  };
  ProcessFact fact;
  fact.record = record_of(plan);
  fact.audited = true;
  TextTraits traits;
  fact.image = start_text(plan, kImage, TextRole::kImage, traits);
  fact.command = start_text(plan, kCommand, TextRole::kCommand, traits);
  fact.parent_image = start_text(plan, kParentImage, TextRole::kParentImage, traits);
  fact.marks = marks_of(traits);
  fact.pid = static_cast<std::uint32_t>(number(plan, kPid));
  fact.parent_pid = static_cast<std::uint32_t>(number(plan, kParentPid));
  const std::uint64_t subject = number(plan, kSubjectLogon);
  fact.names_target = !is_dash(text(plan, kTargetName));
  if (fact.names_target) {
    fact.user = account(plan, kTargetDomain, kTargetName);
    if (text(plan, kTargetSid) != "S-1-0-0") fact.user_sid = keep(plan, kTargetSid);
    fact.logon_id = number(plan, kTargetLogon);
  } else {
    // What NETWORK SERVICE makes may be another's: version 1 does not say. Windows' own accounts
    // stand in the record as the machine's.
    fact.maker_only = subject == kNetworkServiceLogon && text(plan, kTargetName).empty();
    const std::string_view own = windows_account(text(plan, kSubjectSid));
    const bool named = own.empty() || fact.maker_only;
    fact.user = named ? account(plan, kSubjectDomain, kSubjectName) : keep(own);
    fact.user_sid = keep(plan, kSubjectSid);
    fact.logon_id = subject;
  }
  if (subject == kNetworkServiceLogon) fact.marks |= kMarkByService;
  out_->processes.push_back(fact);
}

void FactCollector::collect_logon(const Plan& plan) {
  enum : std::size_t { kSid, kName, kDomain, kLogon, kType, kAddress, kPort, kHost, kProcess };
  const std::uint64_t type = number(plan, kType);
  const std::uint64_t id = number(plan, kLogon);
  if (type == kServiceLogonType || type > 255 || id == kNoNumber) return;
  LogonFact fact;
  fact.record = record_of(plan);
  fact.logon_id = id;
  fact.type = static_cast<std::uint8_t>(type);
  fact.user = account(plan, kDomain, kName);
  fact.user_sid = keep(plan, kSid);
  const std::string_view address = text(plan, kAddress);
  if (!is_dash(address) && address != "0.0.0.0" && address != "::") fact.address = keep(address);
  const std::string_view workstation = trimmed(text(plan, kHost));
  if (!is_dash(workstation)) fact.workstation = keep(workstation);
  const std::uint64_t port = number(plan, kPort);
  if (port <= 65535) fact.port = static_cast<std::uint32_t>(port);
  fact.by_authz = equals_nocase(trimmed(text(plan, kProcess)), "authz");
  out_->logons.push_back(fact);
}

void FactCollector::collect_session(const Plan& plan, SessionFact::Kind kind) {
  const FactRecord record = record_of(plan);
  SessionFact fact;
  fact.when = record.when();
  fact.host = record.host;
  fact.kind = kind;
  if (kind != SessionFact::Kind::kBoot) {
    fact.logon_id = number(plan, 0);
    if (fact.logon_id == kNoNumber || is_service_logon(fact.logon_id)) return;
  }
  out_->sessions.push_back(fact);
}

// The conditions of the demand are wider than what is kept: "decimal" holds "cim", and most programs
// that load WMI's client or connect to somewhere are Windows' own or installed.
bool FactCollector::may_be_use(const Plan& plan) {
  switch (plan.trace->kind) {
    case TraceKind::kScriptBlock: {
      const std::uint64_t parts = number(plan, plan.trace->field("MessageTotal"));
      return (parts != kNoNumber && parts > 1) || script_may_use_wmi(plan);
    }
    case TraceKind::kPipeline:
    case TraceKind::kClassicPipeline:
      return script_may_use_wmi(plan);
    case TraceKind::kPrivilegeUse:
      // Its own inventory, all day long.
      return !is_service_logon(number(plan, plan.trace->field("SubjectLogonId")));
    case TraceKind::kModule: {
      const std::string_view image = text(plan, plan.trace->field("Image"));
      const std::string_view dll = text(plan, plan.trace->field("ImageLoaded"));
      return is_host_of_wmi(image) || ends_with_nocase(dll, "\\wbemcomn.dll") ||
             is_wmi_client_load(image, dll);
    }
    case TraceKind::kNetwork: {
      const std::string_view image = text(plan, plan.trace->field("Image"));
      return is_host_of_wmi(image) ||
             may_be_call(image, text(plan, plan.trace->field("Initiated")),
                         number(plan, plan.trace->field("DestinationPort")));
    }
    default:
      return true;
  }
}

bool FactCollector::script_may_use_wmi(const Plan& plan) {
  const std::size_t n = script_field(plan.trace->kind);
  return TextMemo::traits(known(trace_value(plan, n), hint(plan, n)), TextRole::kScript) != 0;
}

Value FactCollector::trace_value(const Plan& plan, std::size_t n) const {
  if (!plan.trace->unnamed) return value(plan, n);
  return n < unnamed_.size() ? unnamed_[n] : Value();
}

// A part of a script without a word of WMI's is only kept to join the others: a word may be parted.
TextId FactCollector::keep_of_trace(const Plan& plan, std::size_t n) {
  constexpr std::size_t kEnd = 512;
  const bool part =
      plan.trace->kind == TraceKind::kScriptBlock && n == script_field(TraceKind::kScriptBlock);
  if (!part || script_may_use_wmi(plan)) return keep(trace_value(plan, n), hint(plan, n));
  const std::string_view whole = text(plan, n);
  if (whole.size() <= 2 * kEnd) return keep(trace_value(plan, n), hint(plan, n));
  scratch_.assign(whole.substr(0, kEnd));
  scratch_ += '\n';
  scratch_ += whole.substr(whole.size() - kEnd);
  return keep(std::string_view(scratch_));
}

void FactCollector::collect_trace(const Plan& plan) {
  const auto fits = [&](const auto& test) { return meets(test.second, value(plan, test.first)); };
  if (!plan.any_of.empty() && std::ranges::none_of(plan.any_of, fits)) return;
  if (plan.trace->unnamed) read_unnamed();
  if (!may_be_use(plan)) return;
  Trace trace;
  trace.kind = plan.trace_kind;
  for (std::size_t i = 0; i < plan.trace->fields.size(); ++i) {
    trace.fields[i] = keep_of_trace(plan, i);
  }
  trace.record = record_of(plan);
  std::uint64_t writer = 0;
  if (value_number((*event_)[SystemField::kProcessId], writer)) {
    trace.writer_pid = static_cast<std::uint32_t>(writer);
  }
  trace.writer_sid = keep(SystemField::kUserId);
  out_->traces.push_back(trace);
}

// EVTX keeps them as one list, text forms one by one.
void FactCollector::read_unnamed() {
  unnamed_.clear();
  for (const NamedValue& named : event_->all) {
    if (!named.name.empty() || unnamed_.size() > kTraceFields) continue;
    if (named.value.type() == ValueType::kUtf16List) {
      add_items(named.value.view());
    } else {
      unnamed_.push_back(named.value);
    }
  }
}

// Each text of the list is closed by a NUL.
void FactCollector::add_items(ByteView list) {
  while (!list.empty() && unnamed_.size() <= kTraceFields) {
    const std::size_t end = find_nul_utf16(list);
    unnamed_.push_back(Value::utf16(list.first(end)));
    list = list.from(std::min(end + 2, list.size()));
  }
}

}  // namespace wmiscope
