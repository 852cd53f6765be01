// SPDX-License-Identifier: Apache-2.0
#include "context/language/wmi_operation.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(WmiOperation, OperationsOf5858) {
  struct Case {
    const char* text;
    const char* interface_method;
    const char* name_space;
    const char* class_name;
    const char* method;
    bool write;
  };
  constexpr Case kCases[] = {
      {"Start IWbemServices::ExecQuery - root\\cimv2 : SELECT * FROM Win32_PhysicalMemory",
       "ExecQuery", "root\\cimv2", "Win32_PhysicalMemory", "", false},
      {R"(Start IWbemServices::ExecMethod - root\cimv2 : \\HOST\ROOT\CIMV2:Win32_NTEventlogFile.Name="C:\\Windows\\System.evtx"::cleareventlog)",
       "ExecMethod", "root\\cimv2", "Win32_NTEventlogFile", "cleareventlog", true},
      {"Start IWbemServices::ExecMethod - root\\cimv2 : Win32_Process::Create", "ExecMethod",
       "root\\cimv2", "Win32_Process", "Create", true},
      {"Start IWbemServices::DeleteInstance - Root\\Rsop\\NS1 : RSOP_ExtensionStatus.ext=\"{1}\"",
       "DeleteInstance", "root\\rsop\\ns1", "RSOP_ExtensionStatus", "", true},
      {"Start IWbemServices::CreateInstanceEnum - root\\SecurityCenter2 : AntiVirusProduct",
       "CreateInstanceEnum", "root\\securitycenter2", "AntiVirusProduct", "", false},
  };
  for (const Case& c : kCases) {
    const auto op = parse_wmi_operation(c.text);
    ASSERT_TRUE(op.has_value()) << c.text;
    EXPECT_EQ(op->interface_method, c.interface_method) << c.text;
    EXPECT_EQ(op->name_space, c.name_space) << c.text;
    EXPECT_EQ(op->class_name, c.class_name) << c.text;
    EXPECT_EQ(op->method, c.method) << c.text;
    EXPECT_EQ(op->is_write, c.write) << c.text;
  }
  EXPECT_FALSE(parse_wmi_operation("").has_value());
  EXPECT_TRUE(parse_wmi_operation("IWbemServices::")->interface_method.empty());
}

TEST(WmiOperation, NotificationsAreTriggers) {
  const auto op = parse_wmi_operation(
      "Start IWbemServices::ExecNotificationQuery - root\\cimv2 : SELECT * FROM "
      "Win32_ProcessStartTrace");
  ASSERT_TRUE(op.has_value());
  EXPECT_TRUE(op->is_notification);
  EXPECT_TRUE(op->query.empty());
  EXPECT_EQ(op->class_name, "Win32_ProcessStartTrace");
}

TEST(WmiOperation, AuditedNamespaces) {
  const auto op = parse_audited_operation(
      "Local Read (ExecQuery)", "root\\CIMV2\\Security\\MicrosoftTPM:select * from Win32_Tpm");
  ASSERT_TRUE(op.has_value());
  EXPECT_EQ(op->name_space, "root\\cimv2\\security\\microsofttpm");
  EXPECT_EQ(op->query, "select * from Win32_Tpm");
  EXPECT_EQ(op->class_name, "Win32_Tpm");
  EXPECT_FALSE(parse_audited_operation("", "root\\cimv2").has_value());
}

}  // namespace
}  // namespace wmiscope
