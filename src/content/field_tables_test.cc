// SPDX-License-Identifier: Apache-2.0
#include "content/field_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace wmiscope {
namespace {

constexpr std::string_view kSysmon = "Microsoft-Windows-Sysmon/Operational";
constexpr std::string_view kSecurity = "Security";
constexpr std::string_view kWmi = "Microsoft-Windows-WMI-Activity/Operational";

const FieldTable& builtin() {
  static const FieldTable table = [] {
    auto loaded = load_builtin_field_table();
    EXPECT_TRUE(loaded.has_value()) << loaded.error();
    return loaded ? std::move(*loaded) : FieldTable();
  }();
  return table;
}

using RawFields = std::map<std::string, std::string>;

// The value of a row over an event with these fields; "" where it is absent. Computer is of the
// envelope.
std::string value_of(std::string_view channel, std::uint32_t id, std::string_view field,
                     const RawFields& fields) {
  const EventKind* kind = builtin().kind(channel, id);
  const FieldRow* row = kind == nullptr ? nullptr : kind->row(field);
  if (row == nullptr) {
    ADD_FAILURE() << channel << " " << id << " has no row " << field;
    return "";
  }
  FieldExpr expr = row->expr;
  DemandEntry entry;
  collect_fields(expr, entry.fields);
  bind(expr, entry);
  std::vector<Value> values;
  for (const FieldId needed : entry.fields) {
    const auto found = fields.find(std::string(builtin().names.name(needed)));
    values.push_back(found == fields.end() ? Value() : Value::utf8(found->second));
  }
  Event event;
  event.fields = values;
  if (const auto found = fields.find("Computer"); found != fields.end()) {
    event.system[static_cast<std::size_t>(SystemField::kComputer)] = Value::utf8(found->second);
  }
  Arena arena;
  return std::string(value_text(evaluate(expr, event, arena), arena));
}

struct RowCase {
  std::string_view channel;
  std::uint32_t id;
  const char* field;
  RawFields event;
  const char* value;
};

void check(const std::vector<RowCase>& cases) {
  for (const RowCase& c : cases) {
    EXPECT_EQ(value_of(c.channel, c.id, c.field, c.event), c.value)
        << c.channel << " " << c.id << " " << c.field;
  }
}

TEST(FieldTables, ProcessCreationOfSysmon) {
  const RawFields whole = {{"Computer", "WS01.example.org"},
                           {"User", "EXAMPLE\\anna"},
                           {"Image", "C:\\Windows\\System32\\wbem\\WMIC.exe"},
                           {"CommandLine", "wmic os get"},
                           {"ProcessId", "4312"},
                           {"ProcessGuid", "3f2a91c4-5d10-69a4-0101-00000000a101"},
                           {"OriginalFileName", "wmic.exe"},
                           {"ParentImage", "C:\\Windows\\System32\\cmd.exe"},
                           {"ParentCommandLine", "\"cmd.exe\" "},
                           {"ParentProcessId", "3120"}};
  check({
      {kSysmon, 1, "dest", whole, "WS01.example.org"},
      {kSysmon, 1, "user", whole, "anna"},
      {kSysmon, 1, "process", whole, "wmic os get"},
      {kSysmon, 1, "process_name", whole, "WMIC.exe"},
      {kSysmon, 1, "process_path", whole, "C:\\Windows\\System32\\wbem\\WMIC.exe"},
      {kSysmon, 1, "process_id", whole, "4312"},
      {kSysmon, 1, "process_guid", whole, "{3F2A91C4-5D10-69A4-0101-00000000A101}"},
      {kSysmon, 1, "original_file_name", whole, "wmic.exe"},
      {kSysmon, 1, "parent_process", whole, "\"cmd.exe\" "},
      {kSysmon, 1, "parent_process_name", whole, "cmd.exe"},
      {kSysmon, 1, "parent_process_path", whole, "C:\\Windows\\System32\\cmd.exe"},
      {kSysmon, 1, "parent_process_id", whole, "3120"},
  });
}

// Corpus README, choice 4.
TEST(FieldTables, WordsForWhatIsMissing) {
  for (const auto& [channel, id] : {std::pair(kSysmon, 1u), std::pair(kSecurity, 4688u)}) {
    for (const char* field : {"dest", "user", "process", "parent_process"}) {
      EXPECT_EQ(value_of(channel, id, field, {}), "unknown") << id << field;
    }
    for (const char* field :
         {"process_name", "process_path", "process_id", "process_guid", "original_file_name",
          "parent_process_name", "parent_process_path", "parent_process_id"}) {
      EXPECT_EQ(value_of(channel, id, field, {}), "null") << id << field;
    }
  }
  check({
      {kSysmon, 1, "process_name", {{"CommandLine", "wmic.exe os get"}}, "wmic.exe"},
      {kSysmon, 1, "original_file_name", {{"OriginalFileName", "-"}}, "null"},
      {kSecurity, 4688, "process", {{"NewProcessName", "C:\\x.exe"}}, "C:\\x.exe"},
      {kSecurity, 4688, "process_name", {{"CommandLine", "x.exe -a"}}, "x.exe"},
  });
}

TEST(FieldTables, ProcessCreationOfSecurity) {
  const RawFields v1 = {{"SubjectUserName", "WS01$"},
                        {"SubjectDomainName", "EXAMPLE"},
                        {"SubjectLogonId", "0x3e4"},
                        {"NewProcessId", "0x10d8"},
                        {"NewProcessName", "C:\\Windows\\System32\\calc.exe"},
                        {"ProcessId", "0xc30"},
                        {"CommandLine", "calc.exe"}};
  RawFields same = v1;
  same.insert({{"TargetUserName", "-"}, {"TargetDomainName", "-"}, {"TargetLogonId", "0x0"}});
  RawFields other = v1;
  other.insert({{"TargetUserName", "anna"},
                {"TargetDomainName", "CORP"},
                {"TargetLogonId", "0x5516f2"},
                {"ParentProcessName", "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe"},
                {"MandatoryLabel", "S-1-16-12288"}});
  check({
      {kSecurity, 4688, "user", v1, "WS01$"},
      {kSecurity, 4688, "User", v1, "EXAMPLE\\WS01$"},
      {kSecurity, 4688, "LogonId", v1, "0x3e4"},
      {kSecurity, 4688, "user", same, "WS01$"},
      {kSecurity, 4688, "User", same, "EXAMPLE\\WS01$"},
      {kSecurity, 4688, "LogonId", same, "0x3e4"},
      {kSecurity, 4688, "user", other, "anna"},
      {kSecurity, 4688, "User", other, "CORP\\anna"},
      {kSecurity, 4688, "LogonId", other, "0x5516f2"},
      {kSecurity, 4688, "User", {}, ""},
      {kSecurity, 4688, "process_id", v1, "4312"},
      {kSecurity, 4688, "ProcessId", v1, "4312"},
      {kSecurity, 4688, "parent_process_id", v1, "3120"},
      {kSecurity, 4688, "ParentProcessId", v1, "3120"},
      {kSecurity, 4688, "parent_process", v1, "unknown"},
      {kSecurity, 4688, "parent_process", other, "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe"},
      {kSecurity, 4688, "parent_process_name", other, "WmiPrvSE.exe"},
      {kSecurity, 4688, "Image", v1, "C:\\Windows\\System32\\calc.exe"},
      {kSecurity, 4688, "ParentImage", other, "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe"},
      {kSecurity, 4688, "IntegrityLevel", other, "High"},
      {kSecurity, 4688, "IntegrityLevel", {{"MandatoryLabel", "s-1-16-4096"}}, "Low"},
      {kSecurity, 4688, "IntegrityLevel", {{"MandatoryLabel", "S-1-16-8192"}}, "Medium"},
      {kSecurity, 4688, "IntegrityLevel", {{"MandatoryLabel", "S-1-16-16384"}}, "System"},
      {kSecurity, 4688, "IntegrityLevel", {{"MandatoryLabel", "S-1-16-1"}}, ""},
  });
}

TEST(FieldTables, SubscriptionsOfSysmon) {
  check({
      {kSysmon, 20, "dest", {{"Computer", "WS01"}}, "WS01"},
      {kSysmon, 20, "dest", {}, ""},
      {kSysmon, 20, "user", {{"User", "EXAMPLE\\anna"}}, "anna"},
      {kSysmon, 21, "user", {{"User", "EXAMPLE\\anna"}}, "anna"},
      {kSysmon, 21, "user", {}, ""},
  });
}

// Corpus README, choice 5.
TEST(FieldTables, TemporarySubscription) {
  const RawFields event = {{"Computer", "WS01"},           {"NamespaceName", "root\\cimv2"},
                           {"Query", "SELECT * FROM X"},   {"User", "EXAMPLE\\anna"},
                           {"Processid", "6420"},          {"ClientMachine", "WS01"},
                           {"PossibleCause", "Temporary"}, {"Message", "in another language"}};
  const char* message =
      "Namespace = root\\cimv2; NotificationQuery = SELECT * FROM X; UserName = EXAMPLE\\anna; "
      "ClientProcessID = 6420, ClientMachine = WS01; PossibleCause = Temporary";
  const RawFields rendered = {{"Message", message}};
  check({
      {kWmi, 5860, "Message", event, message},
      {kWmi, 5860, "Message", rendered, message},
      {kWmi, 5860, "Message", {}, ""},
      {kWmi, 5860, "query", event, "SELECT * FROM X"},
      {kWmi, 5860, "query", rendered, "SELECT * FROM X"},
      {kWmi, 5860, "query", {{"Query", "a; b"}}, "a"},
      {kWmi, 5860, "query", {{"Query", "a "}}, "a "},
      {kWmi, 5860, "query", {{"NamespaceName", "root"}}, ""},
      {kWmi, 5860, "query", {{"Message", "notificationquery = x"}}, ""},
      {kWmi, 5860, "user", event, "anna"},
      {kWmi, 5860, "user", rendered, "anna"},
      {kWmi, 5860, "ComputerName", event, "WS01"},
  });
}

TEST(FieldTables, PermanentSubscription) {
  const RawFields event = {{"Computer", "WS01"},
                           {"Namespace", "//./root/subscription"},
                           {"ESS", "F"},
                           {"CONSUMER", "CommandLineEventConsumer=\"C\""},
                           {"PossibleCause", "Binding EventFilter: \nPerm. Consumer: \n"}};
  const char* message =
      "Namespace = //./root/subscription; Eventfilter = F (refer to its activate eventid:5859); "
      "Consumer = CommandLineEventConsumer=\"C\"; PossibleCause = Binding EventFilter: \n"
      "Perm. Consumer: \n";
  check({
      {kWmi, 5861, "Message", event, message},
      {kWmi, 5861, "consumer", event, "CommandLineEventConsumer=\"C\""},
      {kWmi, 5861, "consumer", {{"Message", message}}, "CommandLineEventConsumer=\"C\""},
      {kWmi, 5861, "consumer", {{"ESS", "F"}}, ""},
      {kWmi, 5861, "dest", event, "WS01"},
  });
}

TEST(FieldTables, SigmaCategories) {
  struct Case {
    const char* category;
    std::vector<const char*> kinds;
  };
  const Case cases[] = {
      {"process_creation", {"Security 4688", "Sysmon 1"}},
      {"registry_event", {"Sysmon 12", "Sysmon 13", "Sysmon 14"}},
      {"registry_set", {"Sysmon 13"}},
      {"registry_add", {"Sysmon 12"}},
      {"registry_delete", {"Sysmon 12"}},
      {"registry_rename", {"Sysmon 14"}},
      {"pipe_created", {"Sysmon 17", "Sysmon 18"}},
      {"wmi_event", {"Sysmon 19", "Sysmon 20", "Sysmon 21"}},
      {"file_delete", {"Sysmon 23", "Sysmon 26"}},
      {"file_executable_detected", {"Sysmon 29"}},
      {"ps_script", {"PowerShell 4104", "PowerShell Core 4104"}},
      {"ps_classic_start", {"PowerShell classic 400"}},
      {"antivirus", {}},
  };
  for (const Case& c : cases) {
    std::vector<std::string> names;
    for (const EventKind* kind : builtin().category(c.category)) names.push_back(kind->name);
    EXPECT_EQ(names, std::vector<std::string>(c.kinds.begin(), c.kinds.end())) << c.category;
  }
}

TEST(FieldTables, SigmaServices) {
  for (const char* name : {"sysmon", "security", "system", "application", "powershell",
                           "powershell-classic", "wmi", "windefend", "taskscheduler", "dns-server",
                           "applocker", "bits-client", "firewall-as", "ntlm"}) {
    const LogService* service = builtin().service(name);
    ASSERT_NE(service, nullptr) << name;
    EXPECT_NE(builtin().kind(service->channel, std::nullopt), nullptr) << name;
  }
  EXPECT_EQ(builtin().service("nothing"), nullptr);
}

TEST(FieldTables, EveryRowHasHelpAndEveryKindADest) {
  ASSERT_FALSE(builtin().kinds.empty());
  for (const EventKind& kind : builtin().kinds) {
    EXPECT_NE(kind.row("dest"), nullptr) << kind.name;
    for (const FieldRow& row : kind.rows) EXPECT_FALSE(row.help.empty()) << kind.name << row.name;
  }
}

// What a detection asks for can be missing: then somebody must be told what to switch on.
TEST(FieldTables, TheStorysEventsHaveRemedies) {
  const std::pair<std::string_view, std::uint32_t> events[] = {
      {kSysmon, 1},  {kSysmon, 19},
      {kSysmon, 20}, {kSysmon, 21},
      {kWmi, 5860},  {kSecurity, 4688},
      {kWmi, 5861},  {"Microsoft-Windows-PowerShell/Operational", 4104}};
  for (const auto& [channel, id] : events) {
    const EventKind* kind = builtin().kind(channel, id);
    ASSERT_NE(kind, nullptr) << channel << id;
    EXPECT_FALSE(kind->remedy.empty()) << kind->name;
  }
  const EventKind* created = builtin().kind(kSecurity, 4688);
  const auto missing = std::ranges::find(created->missing, "CommandLine", &FieldRemedy::field);
  ASSERT_NE(missing, created->missing.end());
  EXPECT_TRUE(missing->remedy.contains("Include command line in process creation events"));
}

TEST(FieldTables, EventsWithoutARemedyHaveThatOfTheirLog) {
  constexpr std::string_view text =
      "log: L\nchannel: C\nremedy: collect it\nrows: {}\n"
      "events:\n  - id: 7\n    remedy: switch it on\n    missing: {F: fill it in}\n  - id: 8\n";
  const EmbeddedFile file{"fields/x.yml", text, {}};
  const auto table = load_field_table({&file, 1});
  ASSERT_TRUE(table.has_value()) << table.error();
  EXPECT_EQ(table->kind("c", 7)->remedy, "switch it on");
  ASSERT_EQ(table->kind("c", 7)->missing.size(), 1U);
  EXPECT_EQ(table->kind("c", 7)->missing[0].remedy, "fill it in");
  EXPECT_EQ(table->kind("c", 8)->remedy, "collect it");
  EXPECT_TRUE(table->kind("c", 8)->missing.empty());
}

TEST(FieldTables, EventsOwnRowWins) {
  constexpr std::string_view text =
      "log: L\nchannel: C\nservices: [s]\nrows:\n  a: {from: Wide, help: h}\n"
      "events:\n  - id: 7\n    rows:\n      a: {from: Own, help: h}\n"
      "      b: {from: 'basename({a})', help: h}\n  - id: 8\n";
  const EmbeddedFile file{"fields/x.yml", text, {}};
  const auto table = load_field_table({&file, 1});
  ASSERT_TRUE(table.has_value()) << table.error();
  const auto from = [&](std::optional<std::uint32_t> id, std::string_view row) {
    return to_string(table->kind("c", id)->row(row)->expr, table->names);
  };
  EXPECT_EQ(from(7, "a"), "Own");
  EXPECT_EQ(from(7, "b"), "basename(Own)");
  EXPECT_EQ(from(8, "a"), "Wide");
  EXPECT_EQ(from(9, "a"), "Wide");
  EXPECT_EQ(table->service("s")->channel, "C");
}

TEST(FieldTables, RefusesWithFileAndLine) {
  struct Case {
    const char* text;
    const char* error;
  };
  const Case cases[] = {
      {"log: L\n", "fields/x.yml:1: a log needs"},
      {"log: L\nchannel: C\nevents:\n  - id: x\n", "fields/x.yml:4: an event needs a number"},
      {"log: L\nchannel: C\nrows:\n  a: {from: 'first(', help: h}\n", "fields/x.yml:4: a: "},
      {"log: L\nchannel: C\nrows:\n  a: {help: h}\n", "fields/x.yml:4: a: "},
      {"logs:\n  - [only]\n", "fields/x.yml:2: a log needs a service"},
      {"a: [\n", "fields/x.yml:"},
  };
  for (const Case& c : cases) {
    const EmbeddedFile file{"fields/x.yml", c.text, {}};
    const auto table = load_field_table({&file, 1});
    ASSERT_FALSE(table.has_value()) << c.text;
    EXPECT_TRUE(table.error().starts_with(c.error)) << table.error();
  }
}

}  // namespace
}  // namespace wmiscope
