// SPDX-License-Identifier: Apache-2.0
#include "context/collector.h"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.h"
#include "base/filetime.h"
#include "context/command_text.h"
#include "context/marks.h"
#include "context/odd_program.h"
#include "context/powershell_wmi.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxText = 64 * 1024;  // of one value; longer ones are cut
constexpr std::uint8_t kServiceLogonType = 5;

bool serves(const DemandEntry& entry, std::string_view channel, std::string_view provider,
            std::uint32_t id) {
  if (entry.event_id != id) return false;
  if (!entry.channel.empty()) return equals_nocase(entry.channel, channel);
  return equals_nocase(entry.provider, provider);
}

bool is_dash(std::string_view text) { return text.empty() || text == "-"; }

// NXLog writes XML's entities into its JSON (wmi-knowledge, fact 8).
std::string unescaped(std::string_view text) {
  struct Entity {
    std::string_view written;
    char meant;
  };
  static constexpr Entity kEntities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto entity = std::ranges::find_if(
        kEntities, [&](const Entity& e) { return text.substr(at).starts_with(e.written); });
    const bool found = text[at] == '&' && entity != std::end(kEntities);
    out += found ? entity->meant : text[at];
    at += found ? entity->written.size() : 1;
  }
  return out;
}

// The texts of a list, each closed by a NUL.
std::vector<ByteView> items_of(ByteView list) {
  std::vector<ByteView> items;
  std::size_t begin = 0;
  for (std::size_t at = 0; list.has(at, 2); at += 2) {
    if (list.load<std::uint16_t>(at) != 0) continue;
    items.push_back(list.sub(begin, at - begin));
    begin = at + 2;
  }
  if (begin < list.size()) items.push_back(list.from(begin));
  return items;
}

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
  for (std::size_t i = 0; i < demand.size(); ++i) plans_.push_back(plan_of(demand[i], names));
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
  if (out_ != &out || out.empty()) computer_.id = channel_.id = provider_.id = host_ = kNoText;
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

std::string_view FactCollector::text(const Plan& plan, std::size_t n) {
  std::string_view found = value_text(value(plan, n), *arena_);
  if (found.size() > kMaxText) found = found.substr(0, kMaxText);
  if (escaped_ && found.find('&') != std::string_view::npos) {
    return arena_->copy(unescaped(found));
  }
  return found;
}

std::uint64_t FactCollector::number(const Plan& plan, std::size_t n) const {
  std::uint64_t number = 0;
  return value_number(value(plan, n), number) ? number : kNoNumber;
}

TextId FactCollector::account(std::string_view domain, std::string_view name) {
  if (is_dash(name)) return kNoText;
  scratch_.clear();
  if (!is_dash(domain)) {
    scratch_ += domain;
    scratch_ += '\\';
  }
  scratch_ += name;
  return keep(scratch_);
}

// Computer, channel and provider are mostly those of the record before.
TextId FactCollector::keep_recurring(SystemField field, Recurring& last) {
  const Value& value = (*event_)[field];
  const bool text = value.is_text();
  if (text && last.id != kNoText && last.raw == value.view().chars()) return last.id;
  last.id = keep(value_text(value, *arena_));
  last.raw = text ? std::string(value.view().chars()) : std::string();
  return last.id;
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
  record.computer = keep_recurring(SystemField::kComputer, computer_);
  if (lowered_ != record.computer || host_ == kNoText) {
    lowered_ = record.computer;
    host_ = keep(to_ascii_lower(out_->texts[record.computer]));
  }
  record.host = host_;
  record.channel = keep_recurring(SystemField::kChannel, channel_);
  record.provider = keep_recurring(SystemField::kProvider, provider_);
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
  StartTexts texts;
  texts.image = text(plan, kImage);
  texts.command = text(plan, kCommand);
  texts.original_name = text(plan, kOriginalName);
  texts.parent_image = text(plan, kParentImage);
  texts.parent_command = text(plan, kParentCommand);
  fact.marks = marks_of(texts);
  fact.image = keep(texts.image);
  fact.command = out_->texts.append(texts.command);
  fact.parent_image = keep(texts.parent_image);
  fact.parent_command = out_->texts.append(texts.parent_command);
  fact.user = keep(text(plan, kUser));
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
  StartTexts texts;
  texts.image = text(plan, kImage);
  texts.command = text(plan, kCommand);
  texts.parent_image = text(plan, kParentImage);
  fact.marks = marks_of(texts);
  fact.image = keep(texts.image);
  fact.command = out_->texts.append(texts.command);
  fact.parent_image = keep(texts.parent_image);
  fact.pid = static_cast<std::uint32_t>(number(plan, kPid));
  fact.parent_pid = static_cast<std::uint32_t>(number(plan, kParentPid));
  const std::uint64_t subject = number(plan, kSubjectLogon);
  fact.names_target = !is_dash(text(plan, kTargetName));
  if (fact.names_target) {
    fact.user = account(text(plan, kTargetDomain), text(plan, kTargetName));
    const std::string_view sid = text(plan, kTargetSid);
    if (sid != "S-1-0-0") fact.user_sid = keep(sid);
    fact.logon_id = number(plan, kTargetLogon);
  } else {
    fact.user = account(text(plan, kSubjectDomain), text(plan, kSubjectName));
    fact.user_sid = keep(text(plan, kSubjectSid));
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
  fact.user = account(text(plan, kDomain), text(plan, kName));
  fact.user_sid = keep(text(plan, kSid));
  const std::string_view address = text(plan, kAddress);
  if (!is_dash(address)) fact.address = keep(address);
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
      return (parts != kNoNumber && parts > 1) ||
             may_use_wmi(text(plan, script_field(plan.trace->kind)));
    }
    case TraceKind::kPipeline:
      return may_use_wmi(text(plan, script_field(plan.trace->kind)));
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
    case TraceKind::kClassicPipeline:
      return unnamed_.size() > script_field(plan.trace->kind) &&
             may_use_wmi(unnamed_[script_field(plan.trace->kind)]);
    default:
      return true;
  }
}

// A part of a script without a word of WMI's is only kept to join the others: a word may be parted.
std::string_view FactCollector::kept_text(const Plan& plan, std::size_t n) {
  constexpr std::size_t kEnd = 512;
  const std::string_view whole = text(plan, n);
  const bool part = plan.trace->kind == TraceKind::kScriptBlock &&
                    n == script_field(TraceKind::kScriptBlock) && whole.size() > 2 * kEnd;
  if (!part || may_use_wmi(whole)) return whole;
  std::string ends(whole.substr(0, kEnd));
  ends += '\n';
  ends += whole.substr(whole.size() - kEnd);
  return arena_->copy(ends);
}

void FactCollector::collect_trace(const Plan& plan) {
  // Numbers, which the demand lets pass, are compared as they would be written.
  const auto fits = [&](const auto& test) {
    const Value& raw = value(plan, test.first);
    return meets(test.second, raw.is_text() ? raw : Value::utf8(value_text(raw, *arena_)));
  };
  if (!plan.any_of.empty() && std::ranges::none_of(plan.any_of, fits)) return;
  if (plan.trace->unnamed) read_unnamed();
  if (!may_be_use(plan)) return;
  Trace trace;
  trace.kind = plan.trace_kind;
  for (std::size_t i = 0; i < plan.trace->fields.size(); ++i) {
    if (plan.trace->unnamed) {
      trace.fields[i] = i < unnamed_.size() ? keep(unnamed_[i]) : kNoText;
    } else {
      trace.fields[i] = keep(kept_text(plan, i));
    }
  }
  trace.record = record_of(plan);
  std::uint64_t writer = 0;
  if (value_number((*event_)[SystemField::kProcessId], writer)) {
    trace.writer_pid = static_cast<std::uint32_t>(writer);
  }
  trace.writer_sid = keep(value_text((*event_)[SystemField::kUserId], *arena_));
  out_->traces.push_back(trace);
}

// EVTX keeps them as one list, text forms one by one.
void FactCollector::read_unnamed() {
  unnamed_.clear();
  const auto take = [&](const Value& value) {
    unnamed_.push_back(value_text(value, *arena_).substr(0, kMaxText));
  };
  for (const NamedValue& named : event_->all) {
    if (!named.name.empty() || unnamed_.size() > kTraceFields) continue;
    if (named.value.type() != ValueType::kUtf16List) {
      take(named.value);
      continue;
    }
    for (const ByteView item : items_of(named.value.view())) take(Value::utf16(item));
  }
}

}  // namespace wmiscope
