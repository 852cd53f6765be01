// SPDX-License-Identifier: Apache-2.0
#include "tests/event_builder.h"

#include <algorithm>

#include "base/filetime.h"
#include "base/format.h"
#include "tests/raw_bytes.h"

namespace wmiscope::testkit {
namespace {

constexpr std::string_view kDefaultTime = "2026-11-01T10:00:00.0000000Z";

// Windows' numbers of the substitutions of its System template, the same in every log.
enum SystemSlot : std::uint16_t {
  kLevel = 0,
  kOpcode = 1,
  kTask = 2,
  kEventId = 3,
  kQualifiers = 4,
  kKeywords = 5,
  kTimeCreated = 6,
  kActivityId = 7,
  kProcessId = 8,
  kThreadId = 9,
  kRecordId = 10,
  kVersion = 11,
  kUserId = 12,
  kRelatedActivityId = 13,
  kProviderName = 14,
  kProviderGuid = 15,
  kChannel = 16,
  kPayload = 17,
};

XmlNode slot(std::uint16_t index, BinType declared, BinValue value) {
  return Slot{.value = std::move(value), .optional = true, .declared = declared, .index = index};
}

XmlElement leaf(std::string name, XmlNode content) {
  return {.name = std::move(name), .children = {std::move(content)}};
}

XmlElement holder(std::string name, std::vector<XmlAttribute> attributes) {
  return {.name = std::move(name), .attributes = std::move(attributes)};
}

BinValue text_or_null(BinType type, const std::string& s) {
  return s.empty() ? null() : value_of(type, s);
}

std::string decimal(std::uint64_t n) { return format("{}", n); }

}  // namespace

EventBuilder::EventBuilder(std::string_view channel, std::string_view provider,
                           std::uint16_t event_id)
    : channel_(channel), provider_(provider), event_id_(event_id), ticks_(ticks_of(kDefaultTime)) {}

EventBuilder event(std::string_view channel, std::string_view provider, std::uint16_t event_id) {
  return EventBuilder(channel, provider, event_id);
}

EventBuilder from_manifest(EventBuilder event, std::initializer_list<FieldSpec> fields) {
  for (const FieldSpec& f : fields) {
    event.fields_.push_back(
        {.name = std::string(f.name), .value = value_of(f.type, f.text), .type = f.type});
  }
  return event;
}

EventBuilder& EventBuilder::at(std::string_view rfc3339) {
  ticks_ = ticks_of(rfc3339);
  return *this;
}
EventBuilder& EventBuilder::record_id(std::uint64_t id) {
  record_id_ = id;
  return *this;
}
EventBuilder& EventBuilder::computer(std::string_view name) {
  computer_ = name;
  return *this;
}
EventBuilder& EventBuilder::channel(std::string_view name) {
  channel_ = name;
  return *this;
}
EventBuilder& EventBuilder::provider_guid(std::string_view guid) {
  provider_guid_ = guid;
  return *this;
}
EventBuilder& EventBuilder::version(std::uint8_t n) {
  version_ = n;
  return *this;
}
EventBuilder& EventBuilder::level(std::uint8_t n) {
  level_ = n;
  return *this;
}
EventBuilder& EventBuilder::task(std::uint16_t n) {
  task_ = n;
  return *this;
}
EventBuilder& EventBuilder::opcode(std::uint8_t n) {
  opcode_ = n;
  return *this;
}
EventBuilder& EventBuilder::keywords(std::uint64_t bits) {
  keywords_ = bits;
  return *this;
}
EventBuilder& EventBuilder::qualifiers(std::uint16_t n) {
  qualifiers_ = n;
  return *this;
}
EventBuilder& EventBuilder::activity(std::string_view guid) {
  activity_ = guid;
  return *this;
}
EventBuilder& EventBuilder::writer(std::string_view sid) {
  writer_ = sid;
  return *this;
}
EventBuilder& EventBuilder::execution(std::uint32_t process_id, std::uint32_t thread_id) {
  writer_pid_ = process_id;
  writer_tid_ = thread_id;
  return *this;
}

EventBuilder::Field* EventBuilder::find(std::string_view name) {
  const auto at = std::ranges::find(fields_, name, &Field::name);
  return at == fields_.end() ? nullptr : &*at;
}
const EventBuilder::Field* EventBuilder::find(std::string_view name) const {
  const auto at = std::ranges::find(fields_, name, &Field::name);
  return at == fields_.end() ? nullptr : &*at;
}

EventBuilder& EventBuilder::data(std::string_view name, std::string_view text) {
  const Field* field = find(name);
  return data(name, value_of(field ? field->type : BinType::kString, text));
}

EventBuilder& EventBuilder::data(std::string_view name, BinValue value) {
  Field* field = find(name);
  if (!field) field = &fields_.emplace_back(Field{.name = std::string(name), .value = {}});
  if (value.type != BinType::kNull) field->type = value.type;
  field->value = std::move(value);
  field->set = true;
  return *this;
}

EventBuilder& EventBuilder::unnamed(std::string_view s) { return unnamed(text(s)); }
EventBuilder& EventBuilder::unnamed(BinValue value) {
  const BinType type = value.type;
  fields_.push_back({.name = "", .value = std::move(value), .type = type, .set = true});
  return *this;
}

EventBuilder& EventBuilder::without(std::string_view name) {
  std::erase_if(fields_, [&](const Field& f) { return f.name == name; });
  return *this;
}

EventBuilder& EventBuilder::binary_data(std::string_view bytes) {
  binary_ = bytes;
  return *this;
}

EventBuilder& EventBuilder::user_data(std::string_view root, std::string_view xml_namespace) {
  user_data_root_ = root;
  user_data_namespace_ = xml_namespace;
  return *this;
}

EventBuilder& EventBuilder::plain() {
  plain_ = true;
  return *this;
}

EventBuilder& EventBuilder::meaning(std::initializer_list<std::string_view> names,
                                    std::string_view text) {
  const auto known = std::ranges::find_if(names, [&](std::string_view n) { return find(n); });
  return data(known == names.end() ? *names.begin() : *known, text);
}

EventBuilder& EventBuilder::account(std::string_view prefix, std::string_view domain_and_name) {
  const std::size_t slash = domain_and_name.find('\\');
  const bool split = slash != std::string_view::npos;
  data(format("{}UserName", prefix), split ? domain_and_name.substr(slash + 1) : domain_and_name);
  return data(format("{}DomainName", prefix), split ? domain_and_name.substr(0, slash) : "-");
}

EventBuilder& EventBuilder::image(std::string_view path) {
  return meaning({"Image", "NewProcessName", "ProcessName", "SourceImage"}, path);
}
EventBuilder& EventBuilder::command_line(std::string_view text) {
  return meaning({"CommandLine"}, text);
}
EventBuilder& EventBuilder::original_file_name(std::string_view name) {
  return meaning({"OriginalFileName"}, name);
}
EventBuilder& EventBuilder::process_id(std::uint32_t pid) {
  return meaning({"NewProcessId", "ProcessId", "ClientProcessId", "Processid"}, decimal(pid));
}
EventBuilder& EventBuilder::process_began(std::string_view rfc3339) {
  process_ticks_ = ticks_of(rfc3339);
  return *this;
}
EventBuilder& EventBuilder::parent_image(std::string_view path) {
  return meaning({"ParentImage", "ParentProcessName"}, path);
}
EventBuilder& EventBuilder::parent_command_line(std::string_view text) {
  return meaning({"ParentCommandLine"}, text);
}

// 4688 calls the parent's id ProcessId and knows no command line of the parent; before its version
// 2 it does not know the parent's path either.
EventBuilder& EventBuilder::parent(std::string_view path, std::string_view command_line,
                                   std::uint32_t pid, std::string_view began) {
  parent_ticks_ = began.empty() ? 0 : ticks_of(began);
  meaning({"ParentProcessId", "ProcessId"}, decimal(pid));
  if (find("ParentImage") || find("ParentProcessName")) parent_image(path);
  if (!find("ParentCommandLine")) return *this;
  return parent_command_line(command_line.empty() ? path : command_line);
}

EventBuilder& EventBuilder::user(std::string_view name) {
  if (find("TargetUserName")) return account("Target", name);
  if (find("SubjectUserName")) return account("Subject", name);
  return meaning({"User"}, name);
}

EventBuilder& EventBuilder::subject(std::string_view name, std::string_view sid,
                                    std::uint64_t logon_id) {
  data("SubjectUserSid", sid);
  account("Subject", name);
  return data("SubjectLogonId", decimal(logon_id));
}

EventBuilder& EventBuilder::logon(std::uint64_t logon_id, std::string_view began,
                                  std::uint32_t session) {
  logon_ticks_ = began.empty() ? 0 : ticks_of(began);
  if (find("TerminalSessionId")) data("TerminalSessionId", decimal(session));
  return meaning({"LogonId", "TargetLogonId", "SubjectLogonId"}, decimal(logon_id));
}

EventBuilder& EventBuilder::source(std::string_view ip, std::uint16_t port) {
  meaning({"SourceIp", "IpAddress"}, ip);
  return meaning({"SourcePort", "IpPort"}, decimal(port));
}

EventBuilder& EventBuilder::query(std::string_view wql) { return meaning({"Query"}, wql); }

std::string EventBuilder::shown(std::string_view name) const {
  const EventBuilder complete = derived();
  const Field* field = complete.find(name);
  return field ? field->value.shown : "";
}

void EventBuilder::derive_guid(std::string_view name, std::uint64_t ticks, std::uint32_t number) {
  const Field* field = find(name);
  if (!field || field->set || field->type != BinType::kGuid) return;
  const std::uint64_t unix_s =
      ticks > kUnixEpochTicks ? (ticks - kUnixEpochTicks) / kTicksPerSecond : 0;
  std::uint32_t machine = 0;
  for (const char c : computer_) machine = machine * 31 + static_cast<unsigned char>(c);
  data(name, format("{:08X}-{:04X}-{:04X}-0000-0010{:08X}", machine, unix_s & 0xFFFF,
                    unix_s >> 16 & 0xFFFF, number));
}

EventBuilder EventBuilder::derived() const {
  EventBuilder e = *this;
  const Field* utc = find("UtcTime");
  if (!utc) return e;
  if (!utc->set) {
    std::string s = filetime_text(ticks_).substr(0, 23);
    s[10] = ' ';
    e.data("UtcTime", s);
  }
  const auto pid = [&](std::string_view name) {
    const Field* f = find(name);
    return f ? get_at<std::uint32_t>(f->value.bytes, 0) : 0;
  };
  const std::uint64_t midnight = ticks_ - ticks_ % (86400 * kTicksPerSecond);
  const std::uint64_t unsaid = find("ParentProcessGuid") ? ticks_ : midnight;
  e.derive_guid("ProcessGuid", process_ticks_ ? process_ticks_ : unsaid, pid("ProcessId"));
  e.derive_guid("ParentProcessGuid", parent_ticks_ ? parent_ticks_ : midnight,
                pid("ParentProcessId"));
  e.derive_guid("LogonGuid", logon_ticks_ ? logon_ticks_ : midnight, 0);
  return e;
}

XmlElement EventBuilder::system(std::uint64_t id) const {
  const BinValue qualifiers = qualifiers_ ? u16(*qualifiers_) : null();
  const BinValue provider_guid = text_or_null(BinType::kGuid, provider_guid_);
  const BinValue activity = text_or_null(BinType::kGuid, activity_);
  const BinValue writer = text_or_null(BinType::kSid, writer_);
  XmlElement event_id = leaf("EventID", slot(kEventId, BinType::kUint16, u16(event_id_)));
  event_id.attributes = {{"Qualifiers", {slot(kQualifiers, BinType::kUint16, qualifiers)}}};
  return {
      .name = "System",
      .children = {
          holder("Provider", {{"Name", {slot(kProviderName, BinType::kString, text(provider_))}},
                              {"Guid", {slot(kProviderGuid, BinType::kGuid, provider_guid)}}}),
          event_id, leaf("Version", slot(kVersion, BinType::kUint8, u8(version_))),
          leaf("Level", slot(kLevel, BinType::kUint8, u8(level_))),
          leaf("Task", slot(kTask, BinType::kUint16, u16(task_))),
          leaf("Opcode", slot(kOpcode, BinType::kUint8, u8(opcode_))),
          leaf("Keywords", slot(kKeywords, BinType::kHex64, hex64(keywords_))),
          holder("TimeCreated",
                 {{"SystemTime", {slot(kTimeCreated, BinType::kFiletime, filetime(ticks_))}}}),
          leaf("EventRecordID", slot(kRecordId, BinType::kUint64, u64(id))),
          holder("Correlation",
                 {{"ActivityID", {slot(kActivityId, BinType::kGuid, activity)}},
                  {"RelatedActivityID", {slot(kRelatedActivityId, BinType::kGuid, null())}}}),
          holder("Execution",
                 {{"ProcessID", {slot(kProcessId, BinType::kUint32, u32(writer_pid_))}},
                  {"ThreadID", {slot(kThreadId, BinType::kUint32, u32(writer_tid_))}}}),
          leaf("Channel", slot(kChannel, BinType::kString, text(channel_))),
          leaf("Computer", Text{computer_}),
          holder("Security", {{"UserID", {slot(kUserId, BinType::kSid, writer)}}})}};
}

XmlElement EventBuilder::payload() const {
  XmlElement list{.name = "EventData"};
  const bool user = !user_data_root_.empty();
  if (user) list.name = user_data_root_;
  for (const Field& f : fields_) {
    const Slot value{.value = f.value,
                     .declared = f.value.array ? std::nullopt : std::optional(f.type)};
    XmlElement element = leaf(user ? f.name : "Data", value);
    if (!user && !f.name.empty()) element.attributes = {{"Name", {Text{f.name}}}};
    list.children.emplace_back(std::move(element));
  }
  if (binary_) list.children.emplace_back(leaf("Binary", Slot{.value = binary(*binary_)}));
  if (!user) return list;
  list.attributes = {{"xmlns", {Text{user_data_namespace_}}}};
  return {.name = "UserData", .children = {list}};
}

XmlFragment EventBuilder::fragment(std::uint64_t id) const {
  const EventBuilder complete = derived();
  XmlElement root{.name = "Event",
                  .attributes = {{"xmlns", {Text{std::string(kEventNamespace)}}}},
                  .children = {complete.system(id)}};
  const bool has_payload = !fields_.empty() || binary_ || !user_data_root_.empty();
  BinValue payload = has_payload ? xml({.root = complete.payload()}) : null();
  root.children.emplace_back(slot(kPayload, BinType::kBinXml, std::move(payload)));
  root.dependency = has_payload ? std::optional<std::uint16_t>(kPayload) : std::nullopt;
  return {.root = std::move(root), .templated = !plain_};
}

}  // namespace wmiscope::testkit
