// SPDX-License-Identifier: Apache-2.0
#include "context/facts/collector.h"

#include <gtest/gtest.h>

#include <map>

#include "base/filetime.h"
#include "context/facts/fact_store.h"

namespace wmiscope {
namespace {

// One event through a collector, by the names of its fields.
class Collected {
 public:
  Collected(std::string_view channel, std::uint32_t id, std::string_view time,
            const std::map<std::string, std::string>& fields)
      : demand_(Demand::build(context_wants(table_))), collector_(demand_, table_.names) {
    const auto entry = demand_.find(Value::utf8(channel), Value(), id);
    EXPECT_TRUE(entry.has_value());
    if (!entry) return;
    Event event;
    event.entry = *entry;
    event.event_id = id;
    event.time_text = time;
    event.time_ticks = parse_time(time)->ticks;
    event.system[static_cast<std::size_t>(SystemField::kChannel)] = Value::utf8(channel);
    event.system[static_cast<std::size_t>(SystemField::kComputer)] = Value::utf8("WS01.Example");
    event.system[static_cast<std::size_t>(SystemField::kRecordId)] = Value::utf8("77");
    std::vector<Value> values;
    for (const FieldId field : demand_[*entry].fields) {
      const auto at = fields.find(std::string(table_.names.name(field)));
      values.push_back(at == fields.end() ? Value() : Value::utf8(at->second));
    }
    event.fields = values;
    collector_.collect(event, arena_, batch_);
  }

  const FactBatch& batch() const { return batch_; }
  std::string_view text(TextId id) const { return batch_.texts[id]; }

 private:
  FieldTable table_;
  Demand demand_;
  FactCollector collector_;
  Arena arena_;
  FactBatch batch_;
};

constexpr const char* kSysmon = "Microsoft-Windows-Sysmon/Operational";

TEST(FactCollector, SysmonProcess) {
  const Collected c(kSysmon, 1, "2021-11-08T15:00:00.1234567Z",
                    {{"Image", "C:\\Windows\\System32\\cmd.exe"},
                     {"CommandLine", "cmd"},
                     {"User", "EXAMPLE\\anna"},
                     {"ProcessId", "4120"},
                     {"ParentProcessId", "1234"},
                     {"LogonId", "0x51f2a"},
                     {"LogonGuid", "{A57649D1-3BC7-6189-0000-00202baf0a00}"},
                     {"TerminalSessionId", "0"},
                     {"ParentImage", "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe"}});
  ASSERT_EQ(c.batch().processes.size(), 1U);
  const ProcessFact& fact = c.batch().processes[0];
  EXPECT_EQ(fact.logon_seconds, 0x61893BC7U) << "the session's creation, inside the GUID";
  EXPECT_EQ(fact.pid, 4120U);
  EXPECT_EQ(fact.logon_id, 0x51f2aU);
  EXPECT_EQ(fact.session, 0);
  EXPECT_TRUE(fact.marks & kMarkOfProviderHost);
  EXPECT_EQ(c.text(fact.record.host), "ws01.example");
  EXPECT_EQ(fact.record.record_id, 77U);
  EXPECT_EQ(fact.record.digits, 7);
}

TEST(FactCollector, AuditNamesTheTargetWhereThereIsOne) {
  const std::map<std::string, std::string> common = {
      {"NewProcessId", "0x1dc"},       {"ProcessId", "0xe8c"},      {"SubjectUserName", "WIND10$"},
      {"SubjectDomainName", "WINLAB"}, {"SubjectLogonId", "0x3e4"}, {"SubjectUserSid", "S-1-5-20"}};
  auto with_target = common;
  with_target["TargetUserName"] = "Administrator";
  with_target["TargetDomainName"] = "WINLAB.LOCAL";
  with_target["TargetLogonId"] = "0x82215a";
  with_target["TargetUserSid"] = "S-1-0-0";
  const Collected v2("Security", 4688, "2022-05-01T04:42:06.65Z", with_target);
  const ProcessFact& fact = v2.batch().processes.at(0);
  EXPECT_EQ(v2.text(fact.user), "WINLAB.LOCAL\\Administrator");
  EXPECT_EQ(fact.user_sid, kNoText) << "S-1-0-0 names nobody";
  EXPECT_EQ(fact.logon_id, 0x82215aU);
  EXPECT_EQ(fact.pid, 0x1dcU);
  EXPECT_EQ(fact.record.digits, 2);
  EXPECT_TRUE(fact.marks & kMarkByService);
  const Collected v1("Security", 4688, "2022-05-01T04:42:06Z", common);
  EXPECT_EQ(v1.text(v1.batch().processes.at(0).user), "WINLAB\\WIND10$");
  EXPECT_FALSE(v1.batch().processes.at(0).names_target);
  EXPECT_EQ(v1.batch().processes.at(0).record.digits, 0);
}

// wmi-knowledge, fact 8: `@timestamp` is reception, EventTime is local, the difference to
// EventReceivedTime tells the zone.
TEST(FactCollector, NxlogTellsTheTimeOfTheEvent) {
  const Collected c("Security", 4688, "2020-08-06T07:57:30.100Z",
                    {{"NewProcessId", "0x1"},
                     {"CommandLine", "cmd /c a 2&gt;nul &amp;&amp; b"},
                     {"EventTime", "2020-08-06 03:56:41"},
                     {"EventReceivedTime", "2020-08-06 03:57:25"}});
  const ProcessFact& fact = c.batch().processes.at(0);
  EXPECT_EQ(fact.record.when(), parse_time("2020-08-06T07:56:41Z")->ticks);
  EXPECT_EQ(fact.record.ticks, parse_time("2020-08-06T07:57:30.100Z")->ticks);
  EXPECT_EQ(c.text(fact.command), "cmd /c a 2>nul && b") << "XML's entities are resolved";
}

TEST(FactCollector, LogonsOfServicesAreLeftOut) {
  const std::map<std::string, std::string> service = {
      {"LogonType", "5"}, {"TargetLogonId", "0x3e7"}, {"TargetUserName", "SYSTEM"}};
  EXPECT_TRUE(Collected("Security", 4624, "2020-08-06T07:57:30Z", service).batch().empty());
  const Collected c("Security", 4624, "2020-08-06T07:57:30Z",
                    {{"LogonType", "3"},
                     {"TargetLogonId", "0x99"},
                     {"TargetUserName", "anna"},
                     {"TargetDomainName", "EXAMPLE"},
                     {"IpAddress", "-"},
                     {"LogonProcessName", "Authz   "}});
  ASSERT_EQ(c.batch().logons.size(), 1U);
  EXPECT_TRUE(c.batch().logons[0].by_authz);
  EXPECT_EQ(c.batch().logons[0].address, kNoText);
}

TEST(FactCollector, TracesOnlyUnderTheirConditions) {
  const auto file = [](const char* name) {
    return Collected("Security", 5145, "2020-08-06T07:57:30Z", {{"RelativeTargetName", name}})
        .batch()
        .traces.size();
  };
  EXPECT_EQ(file("__1619090610.0007844"), 1U);
  EXPECT_EQ(file("Windows\\System32\\wbem\\wbemcomn.dll"), 1U);
  EXPECT_EQ(file("plan.xlsx"), 0U);
  const auto script = [](const char* text) {
    return Collected("Microsoft-Windows-PowerShell/Operational", 4104, "2020-08-06T07:57:30Z",
                     {{"ScriptBlockText", text}})
        .batch()
        .traces.size();
  };
  EXPECT_EQ(script("Get-WmiObject Win32_Service"), 1U);
  EXPECT_EQ(script("Get-Management"), 0U) << "meets the demand's condition, but holds no word";
}

}  // namespace
}  // namespace wmiscope
