// SPDX-License-Identifier: Apache-2.0
#include "context/language/subscription_text.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(SubscriptionText, RawStringsOfSysmon) {
  struct Case {
    const char* raw;
    const char* text;
  };
  constexpr Case kCases[] = {
      {R"( "Evil")", "Evil"},
      {R"( "AtomicRedTeam-WMIPersistence-Example")", "AtomicRedTeam-WMIPersistence-Example"},
      {R"( "cmd.exe /c echo %ProcessId% >> c:\\\\temp\\\\log.txt")",
       R"(cmd.exe /c echo %ProcessId% >> c:\\temp\\log.txt)"},
      {R"( "var u=\"http://x\";")", R"(var u="http://x";)"},
      {"plain", "plain"},
      {R"( "name LIKE '%%x%%'")", "name LIKE '%x%'"},
      {R"(\\.\ROOT\subscription)", R"(\\.\ROOT\subscription)"},
      {"\"", "\""},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(normal_text(c.raw), c.text) << c.raw;
}

TEST(SubscriptionText, Namespaces) {
  struct Case {
    const char* raw;
    const char* name;
  };
  constexpr Case kCases[] = {
      {"root/cimv2", R"(root\cimv2)"},
      {R"( "root\\CimV2")", R"(root\cimv2)"},
      {R"(\\root\\cimv2)", R"(root\cimv2)"},
      {"//./root/subscription", R"(root\subscription)"},
      {R"(\\.\ROOT\default)", R"(root\default)"},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(normal_namespace(c.raw), c.name) << c.raw;
}

TEST(SubscriptionText, References) {
  struct Case {
    const char* raw;
    const char* class_name;
    const char* name;
    const char* name_space;
  };
  constexpr Case kCases[] = {
      {R"( "CommandLineEventConsumer.Name=\"Evil Persistence\"")", "CommandLineEventConsumer",
       "Evil Persistence", ""},
      {R"( "\\\\.\\root\\subscription:ActiveScriptEventConsumer.Name=\"ProbeScriptFint\"")",
       "ActiveScriptEventConsumer", "ProbeScriptFint", R"(root\subscription)"},
      {R"(\\.\ROOT\subscription:__EventFilter.Name="a.b {c}-d")", "__EventFilter", "a.b {c}-d",
       R"(root\subscription)"},
      {R"(NTEventLogEventConsumer="SCM Event Log Consumer")", "NTEventLogEventConsumer",
       "SCM Event Log Consumer", ""},
      {R"(__EventFilter.Name=\"x\")", "__EventFilter", "x", ""},
      {R"('__EventFilter.Name="x"')", "", "", ""},
      {"CommandLineEventConsumer", "", "", ""},
      {"=", "", "", ""},
      {"", "", "", ""},
  };
  for (const Case& c : kCases) {
    const auto found = parse_reference(c.raw);
    ASSERT_EQ(found.has_value(), *c.class_name != '\0') << c.raw;
    if (!found) continue;
    EXPECT_EQ(found->class_name, c.class_name) << c.raw;
    EXPECT_EQ(found->name, c.name) << c.raw;
    EXPECT_EQ(found->name_space, c.name_space) << c.raw;
  }
}

TEST(SubscriptionText, Consumers) {
  EXPECT_EQ(consumer_kind("Command Line"), ConsumerKind::kCommandLine);
  EXPECT_EQ(consumer_kind("activescripteventconsumer"), ConsumerKind::kScript);
  EXPECT_EQ(consumer_class("Script"), "ActiveScriptEventConsumer");
  EXPECT_EQ(consumer_class("EvilEventConsumer"), "EvilEventConsumer");
  EXPECT_EQ(consumer_risk(consumer_kind("EvilEventConsumer")), "high");
  EXPECT_EQ(consumer_risk(ConsumerKind::kLogFile), "medium");
  EXPECT_EQ(consumer_risk(ConsumerKind::kEventLog), "low");
  EXPECT_EQ(consumer_vector(ConsumerKind::kCommandLine), "command-line-consumer");
  EXPECT_EQ(consumer_vector(ConsumerKind::kScript), "script-consumer");
  EXPECT_EQ(consumer_vector(ConsumerKind::kUnknown), "other-consumer");
}

TEST(SubscriptionText, FilterKinds) {
  struct Case {
    const char* query;
    const char* kind;
  };
  constexpr Case kCases[] = {
      {"SELECT * FROM __TimerEvent WHERE TimerID = 'TI_x'", "timer"},
      {"SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "
       "'Win32_LocalTime' AND TargetInstance.Hour = 10 GROUP WITHIN 60",
       "daily-time"},
      {"SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "
       "'Win32_PerfFormattedData_PerfOS_System' AND TargetInstance.SystemUpTime >= 240 AND "
       "TargetInstance.SystemUpTime < 325",
       "uptime"},
      {"SELECT * FROM __InstanceModificationEvent WITHIN 10 WHERE TargetInstance ISA "
       "'Win32_PerfFormattedData_PerfOS_System'",
       "almost-at-once"},
      {"SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName='notepad.exe'", "process-start"},
      {"SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA \"Win32_Process\"",
       "process-start"},
      {"select * from __instancedeletionevent within 5 where targetinstance isa 'win32_process'",
       "process-end"},
      {"SELECT * FROM __InstanceCreationEvent WITHIN 15 WHERE TargetInstance ISA "
       "'Win32_LogonSession' AND TargetInstance.LogonType = 2",
       "logon"},
      {"SELECT * FROM Win32_VolumeChangeEvent WHERE EventType = 2", "usb-insert"},
      {"SELECT * FROM __InstanceCreationEvent WITHIN 60 WHERE TargetInstance ISA "
       "'Win32_NTLogEvent' "
       "AND Targetinstance.EventCode = '4625' AND Targetinstance.Message Like '%user%'",
       "failed-logon"},
      {"select * from MSFT_SCMEventLogEvent", "event-log"},
      {"SELECT * FROM RegistryKeyChangeEvent WHERE Hive='HKLM'", "registry"},
      {"SELECT * FROM __InstanceOperationEvent WITHIN 5 WHERE TargetInstance ISA '__EventConsumer'",
       "other"},
      {"garbage", "other"},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(filter_kind(c.query), c.kind) << c.query;
  EXPECT_EQ(filter_kind_words("process-start"), "when a process starts");
}

TEST(SubscriptionText, BindingOf5861) {
  const auto bound = parse_binding(
      "Namespace = //./root/subscription; Eventfilter = Evil Persistence (refer to its activate "
      "eventid:5859); Consumer = CommandLineEventConsumer=\"Evil Persistence\"; PossibleCause = "
      "Binding EventFilter: \ninstance of __EventFilter\n{\n\tCreatorSID = {1, 5, 0, 0, 0, 0, 0, "
      "5, "
      "21, 0, 0, 0, 148, 201, 44, 47, 92, 247, 22, 107, 113, 39, 52, 166, 88, 4, 0, 0};\n"
      "\tEventNamespace = \"root/cimv2\";\n\tName = \"Evil Persistence\";\n\tQuery = \"select * "
      "from "
      "Win32_ProcessStartTrace where ProcessName='notepad.exe'\";\n};\nPerm. Consumer: \ninstance "
      "of "
      "CommandLineEventConsumer\n{\n\tCommandLineTemplate = \"powershell -Sta -EncodedCommand "
      "<blah>\";\n\tName = \"Evil Persistence\";\n\tRunInteractively = FALSE;\n};\n");
  ASSERT_TRUE(bound.has_value());
  EXPECT_EQ(bound->filter.name, "Evil Persistence");
  EXPECT_EQ(bound->filter.name_space, R"(root\cimv2)");
  EXPECT_EQ(bound->filter.creator_sid, "S-1-5-21-791464340-1796667228-2788435825-1112");
  EXPECT_EQ(bound->consumer.class_name, "CommandLineEventConsumer");
  EXPECT_EQ(bound->consumer.payload, "powershell -Sta -EncodedCommand <blah>");
  EXPECT_FALSE(parse_binding("no mof").has_value());
}

TEST(SubscriptionText, ConsumersOfTheirOwnMaking) {
  const auto bound =
      parse_binding("instance of EvilEventConsumer { Name = \"n\"; Payload = \"p\"; Level = 3; };");
  ASSERT_TRUE(bound.has_value());
  EXPECT_TRUE(bound->filter.name.empty());
  EXPECT_EQ(bound->consumer.payload, "Payload=p; Level=3");
}

TEST(SubscriptionText, Firings) {
  struct Case {
    const char* command;
    const char* command_template;
    bool fired;
  };
  constexpr Case kCases[] = {
      {R"(cmd.exe /c echo 4711 >> c:\temp\log.txt)",
       R"(cmd.exe /c echo %ProcessId% >> c:\\temp\\log.txt)", true},
      {R"("C:\Windows\System32\notepad.exe")", R"(C:\Windows\System32\notepad.exe)", true},
      {R"(cmd /c echo %%PATH%%)", R"(cmd /c echo %PATH%)", true},
      {"cmd /c x.bat started notepad.exe", "cmd /c x.bat started %TargetInstance.Name%", true},
      {"cmd /c y.bat", "cmd /c x.bat", false},
      {"anything", "%Command%", false},
      {"", "", false},
      {"copy 50% done", "copy 50% done", true},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(matches_template(c.command, c.command_template), c.fired) << c.command;
  }
}

}  // namespace
}  // namespace wmiscope
