// SPDX-License-Identifier: Apache-2.0
//
// Permanent subscriptions and those who made them, over whole scans of made events.
#include "engine/test_scan.h"

namespace wmiscope {
namespace {

using namespace scantest;

EventBuilder permanent(std::string_view at, std::string_view name) {
  const std::string n(name);
  return wmi_5861()
      .at(at)
      .data("ESS", n)
      .data("CONSUMER", "CommandLineEventConsumer=\"" + n + "\"")
      .data("PossibleCause",
            "Binding EventFilter: \ninstance of __EventFilter\n{\n\tEventNamespace = "
            "\"root/cimv2\";\n\tName = \"" +
                n +
                "\";\n\tQuery = \"SELECT * FROM Win32_ProcessStartTrace\";\n};\nPerm. Consumer: "
                "\ninstance of CommandLineEventConsumer\n{\n\tCommandLineTemplate = "
                "\"C:\\\\t\\\\a.exe\";\n\tName = \"" +
                n + "\";\n};\n");
}

EventBuilder wmic_binding(std::string_view at, std::string_view name) {
  const std::string n(name);
  return wmic(at,
              "wmic /NAMESPACE:\"\\\\root\\subscription\" PATH __FilterToConsumerBinding CREATE "
              "Filter=\"__EventFilter.Name=\\\"" +
                  n + "\\\"\", Consumer=\"CommandLineEventConsumer.Name=\\\"" + n + "\\\"\"");
}

// Without Sysmon's 19 to 21 the log of WMI alone shows what wmic made.
TEST(ActivitySubscriptions, CallerThatNamesItMadeThePermanentOne) {
  const Results r = scan_events({{wmic_binding("2026-11-01T10:00:00Z", "BotFilter82"),
                                  permanent("2026-11-01T10:00:01Z", "BotFilter82")}});
  const Activity& a = r.only();
  EXPECT_EQ(a.vector, "command-line-consumer");
  EXPECT_EQ(a.origin.kind, OriginKind::kLocal);
  EXPECT_EQ(a.user, "EXAMPLE\\bob");
  EXPECT_TRUE(a.subscription.has_value());
}

// WMI writes a 5861 for every subscription when it starts.
TEST(ActivitySubscriptions, CallerThatNamesAnotherDidNotMakeIt) {
  const Results r = scan_events({{wmic_binding("2026-11-01T10:00:00Z", "BotFilter82"),
                                  permanent("2026-11-01T10:00:01Z", "Updater")}});
  EXPECT_EQ(r.activities.size(), 2U);
}

TEST(ActivitySubscriptions, ScriptThatNamesItMinutesBeforeIsPartOfIt) {
  const Results r = scan_events({{
      powershell_4104()
          .at("2026-11-01T10:00:00Z")
          .data("ScriptBlockText",
                "function wmi-persist { New-CimInstance -Namespace root/subscription -ClassName "
                "__EventFilter -Property @{name='ParentalControlMigration'; EventNameSpace="
                "'root\\CimV2'; QueryLanguage='WQL'; Query='SELECT * FROM Win32_LocalTime'} }"),
      sysmon_19()
          .at("2026-11-01T10:05:00Z")
          .data("User", "EXAMPLE\\bob")
          .data("Name", " \"ParentalControlMigration\""),
  }});
  const Activity& a = r.only();
  EXPECT_TRUE(a.subscription.has_value());
  EXPECT_EQ(a.origin.kind, OriginKind::kLocal);
}

TEST(ActivitySubscriptions, FiringInTheAuditLogIsSystems) {
  const Results r =
      scan_events({{security_4688_v2()
                        .at("2026-11-01T10:00:00Z")
                        .subject("EXAMPLE\\WS01$", "S-1-5-18", 0x3e7)
                        .data("ParentProcessName", "C:\\Windows\\System32\\svchost.exe")
                        .data("NewProcessName", "C:\\Windows\\System32\\wbem\\scrcons.exe")}});
  EXPECT_EQ(r.only().vector, "script-consumer");
  EXPECT_EQ(r.only().user, "NT AUTHORITY\\SYSTEM");
}

}  // namespace
}  // namespace wmiscope
