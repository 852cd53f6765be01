// SPDX-License-Identifier: Apache-2.0
//
// Events told like a story. One builder is one event: its envelope (Windows' System element) and
// its data, in the order of its manifest and with the manifest's types.
//
//   sysmon_1().image("C:\\Windows\\System32\\wbem\\WMIC.exe").command_line("wmic os get")
//       .parent("C:\\Windows\\explorer.exe").user("EXAMPLE\\anna").record_id(7)
//       .at("2026-11-01T10:00:00.1234567Z")
//   event("Application", "Example", 1).data("Path", "C:\\a").unnamed("loose text")
//
// windows_events.h has the events by name, filled with unremarkable values. Setters with a meaning
// (image, user, logon …) find the field that carries it in that event; `data` sets any field by
// name and keeps the type that the manifest gives it. Copies are cheap; nothing is shared.
//
// What Sysmon derives is derived here too, unless it was set: UtcTime from the time, and
// ProcessGuid, ParentProcessGuid and LogonGuid with the moment of their beginning inside (Data3 <<
// 16 | Data2 is Unix time). A process that is not created by the event, a parent or a logon of
// which nothing is said began at midnight of that day.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/xml_node.h"

namespace wmiscope::testkit {

inline constexpr std::string_view kEventNamespace =
    "http://schemas.microsoft.com/win/2004/08/events/event";

class EventBuilder {
 public:
  EventBuilder(std::string_view channel, std::string_view provider, std::uint16_t event_id);

  // The envelope.
  EventBuilder& at(std::string_view rfc3339);
  EventBuilder& record_id(std::uint64_t id);
  EventBuilder& computer(std::string_view name);
  EventBuilder& channel(std::string_view name);
  EventBuilder& provider_guid(std::string_view guid);
  EventBuilder& version(std::uint8_t n);
  EventBuilder& level(std::uint8_t n);
  EventBuilder& task(std::uint16_t n);
  EventBuilder& opcode(std::uint8_t n);
  EventBuilder& keywords(std::uint64_t bits);
  EventBuilder& qualifiers(std::uint16_t n);
  EventBuilder& activity(std::string_view guid);
  EventBuilder& writer(std::string_view sid);  // Security UserID: the account that wrote it
  EventBuilder& execution(std::uint32_t process_id, std::uint32_t thread_id);

  // Data. An unknown name is added at the end; text is read as the type that is there already.
  EventBuilder& data(std::string_view name, std::string_view text);
  EventBuilder& data(std::string_view name, BinValue value);
  EventBuilder& unnamed(std::string_view text);
  EventBuilder& unnamed(BinValue value);
  EventBuilder& without(std::string_view name);
  // Element <Binary> beside the Data, as classic events have it.
  EventBuilder& binary_data(std::string_view bytes);
  // From now on the data is the content of <UserData><root xmlns="…">.
  EventBuilder& user_data(std::string_view root, std::string_view xml_namespace);
  // No templates: all tokens straight in the record.
  EventBuilder& plain();

  // Meanings. DOMAIN\name is split where the event keeps the two apart.
  EventBuilder& image(std::string_view path);
  EventBuilder& command_line(std::string_view text);
  EventBuilder& original_file_name(std::string_view name);
  EventBuilder& process_id(std::uint32_t pid);
  EventBuilder& process_began(std::string_view rfc3339);
  EventBuilder& parent(std::string_view path, std::string_view command_line = "",
                       std::uint32_t pid = 1234, std::string_view began = "");
  EventBuilder& parent_image(std::string_view path);
  EventBuilder& parent_command_line(std::string_view text);
  EventBuilder& user(std::string_view account);
  EventBuilder& subject(std::string_view account, std::string_view sid, std::uint64_t logon_id);
  EventBuilder& logon(std::uint64_t logon_id, std::string_view began = "",
                      std::uint32_t session = 0);
  EventBuilder& source(std::string_view ip, std::uint16_t port = 0);
  EventBuilder& query(std::string_view wql);

  // What was built.
  XmlFragment fragment(std::uint64_t record_id) const;
  std::optional<std::uint64_t> wanted_record_id() const { return record_id_; }
  std::uint64_t ticks() const { return ticks_; }
  // The text of a field as a decoder must show it; empty where there is none.
  std::string shown(std::string_view name) const;

 private:
  struct Field {
    std::string name;
    BinValue value;
    BinType type = BinType::kString;
    bool set = false;
  };

  Field* find(std::string_view name);
  const Field* find(std::string_view name) const;
  // Sets the first of the names that the event has, else adds the first.
  EventBuilder& meaning(std::initializer_list<std::string_view> names, std::string_view text);
  EventBuilder& account(std::string_view prefix, std::string_view domain_and_name);
  EventBuilder derived() const;
  void derive_guid(std::string_view name, std::uint64_t ticks, std::uint32_t number);

  XmlElement system(std::uint64_t record_id) const;
  XmlElement payload() const;

  std::string channel_;
  std::string provider_;
  std::string provider_guid_;
  std::string computer_ = "WS01.example.org";
  std::string writer_ = "S-1-5-18";
  std::string activity_;
  std::uint16_t event_id_;
  std::uint16_t task_ = 0;
  std::uint8_t version_ = 0;
  std::uint8_t level_ = 4;
  std::uint8_t opcode_ = 0;
  std::uint64_t keywords_ = 0x8000000000000000;
  std::uint32_t writer_pid_ = 2100;
  std::uint32_t writer_tid_ = 3144;
  std::optional<std::uint16_t> qualifiers_;
  std::optional<std::uint64_t> record_id_;
  std::uint64_t ticks_;
  // 0: not said.
  std::uint64_t process_ticks_ = 0;
  std::uint64_t parent_ticks_ = 0;
  std::uint64_t logon_ticks_ = 0;
  bool plain_ = false;
  std::string user_data_root_;
  std::string user_data_namespace_;
  std::optional<std::string> binary_;
  std::vector<Field> fields_;

  friend EventBuilder from_manifest(EventBuilder, std::initializer_list<struct FieldSpec>);
};

// One field of a manifest: name, type and the value it has until it is set.
struct FieldSpec {
  std::string_view name;
  BinType type = BinType::kString;
  std::string_view text = "";
};
EventBuilder from_manifest(EventBuilder event, std::initializer_list<FieldSpec> fields);

EventBuilder event(std::string_view channel, std::string_view provider, std::uint16_t event_id);

}  // namespace wmiscope::testkit
