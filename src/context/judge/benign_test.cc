// SPDX-License-Identifier: Apache-2.0
#include "context/judge/benign.h"

#include <gtest/gtest.h>

#include <array>

namespace wmiscope {
namespace {

const BenignUses& uses() {
  static const auto loaded = BenignUses::load();
  EXPECT_TRUE(loaded.has_value()) << loaded.error();
  return *loaded;
}

ActTexts scm() {
  ActTexts texts;
  texts.filter_name = "SCM Event Log Filter";
  texts.filter_query = "select * from MSFT_SCMEventLogEvent";
  texts.consumer_name = "SCM Event Log Consumer";
  texts.consumer_class = "NTEventLogEventConsumer";
  return texts;
}

TEST(Benign, DefaultSubscriptionByNameQueryAndClass) {
  EXPECT_FALSE(uses().reason(scm()).empty());
  ActTexts copied_name = scm();
  copied_name.consumer_class = "CommandLineEventConsumer";
  EXPECT_TRUE(uses().reason(copied_name).empty());
  ActTexts other_query = scm();
  other_query.filter_query = "select * from Win32_ProcessStartTrace";
  EXPECT_TRUE(uses().reason(other_query).empty());
  ActTexts second = scm();
  second.filter_name = "SCM Event Log Filter2";
  EXPECT_TRUE(uses().reason(second).empty());
}

TEST(Benign, BusyProcessorLeftover) {
  ActTexts texts;
  texts.filter_name = "BVTFilter";
  texts.filter_query =
      "SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "
      "\"Win32_Processor\" AND TargetInstance.LoadPercentage > 99";
  texts.consumer_name = "BVTConsumer";
  texts.consumer_class = "CommandLineEventConsumer";
  texts.consumer_payload = "cscript KernCap.vbs";
  EXPECT_FALSE(uses().reason(texts).empty());
  texts.consumer_payload = "cscript evil.vbs";
  EXPECT_TRUE(uses().reason(texts).empty());
}

TEST(Benign, QueriesOfWindows) {
  struct Case {
    const char* query;
    const char* user;
    bool harmless;
  };
  constexpr const char* kSysmon =
      "SELECT * FROM __InstanceOperationEvent WITHIN 5WHERE TargetInstance ISA '__EventConsumer' "
      "OR "
      "TargetInstance ISA '__EventFilter' OR TargetInstance ISA '__FilterToConsumerBinding'";
  constexpr const char* kWinrm =
      "SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName = 'wsmprovhost.exe'";
  constexpr Case kCases[] = {
      {kSysmon, R"(NT AUTHORITY\SYSTEM)", true},
      {kWinrm, R"(NT AUTHORITY\SYSTEM)", true},
      {kWinrm, R"(CORP\anna)", false},
      {"SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName = 'lsass.exe'",
       R"(NT AUTHORITY\SYSTEM)", false},
  };
  for (const Case& c : kCases) {
    ActTexts texts;
    texts.filter_query = c.query;
    texts.user = c.user;
    EXPECT_EQ(!uses().reason(texts).empty(), c.harmless) << c.query << c.user;
  }
}

TEST(Benign, Processes) {
  struct Case {
    const char* image;
    const char* parent;
    const char* command_line;
    bool harmless;
  };
  constexpr const char* kHost = R"(C:\Windows\System32\wbem\WmiPrvSE.exe)";
  constexpr Case kCases[] = {
      {R"(C:\Windows\System32\WerFault.exe)", kHost, "WerFault.exe -u", true},
      {R"(C:\Windows\Temp\4D3E\dismhost.exe)", kHost, "dismhost.exe {1}", true},
      {R"(C:\Users\Public\WerFault.exe)", kHost, "WerFault.exe", false},
      {R"(C:\Windows\CCM\CcmExec.exe)", kHost, "CcmExec.exe", true},
      {R"(C:\Windows\System32\cmd.exe)", kHost,
       R"(cmd /c netstat -ano > C:\WINDOWS\TEMP\nessus_AB12.TMP)", true},
      {R"(C:\Windows\System32\cmd.exe)", kHost,
       R"(cmd /c evil.exe & echo > C:\WINDOWS\TEMP\nessus_AB12.TMP)", false},
      {R"(C:\Windows\System32\cmd.exe)", kHost, "cmd /c whoami", false},
  };
  for (const Case& c : kCases) {
    ActTexts texts;
    texts.child_image = c.image;
    texts.parent_image = c.parent;
    texts.child_command_line = c.command_line;
    EXPECT_EQ(!uses().reason(texts).empty(), c.harmless) << c.image << " " << c.command_line;
  }
}

TEST(Benign, ClientsAndProviders) {
  ActTexts adap;
  adap.caller_image = R"(C:\Windows\System32\wbem\WMIADAP.exe)";
  EXPECT_FALSE(uses().reason(adap).empty());
  ActTexts splunk;
  splunk.caller_image = R"(C:\Program Files\SplunkUniversalForwarder\bin\splunk-wmi.exe)";
  splunk.caller_parent_image = R"(C:\Users\Public\splunkd.exe)";
  EXPECT_TRUE(uses().reason(splunk).empty());
  splunk.caller_parent_image = R"(C:\Program Files\SplunkUniversalForwarder\bin\splunkd.exe)";
  EXPECT_FALSE(uses().reason(splunk).empty());
  ActTexts provider;
  provider.provider_name = "CIMWin32";
  provider.provider_path = R"(%systemroot%\system32\wbem\cimwin32.dll)";
  EXPECT_FALSE(uses().reason(provider).empty());
  provider.provider_path = R"(C:\Users\Public\cimwin32.dll)";
  EXPECT_TRUE(uses().reason(provider).empty());
}

TEST(Benign, RequestsOfWindows) {
  ActTexts texts;
  texts.operation =
      R"(Start IWbemServices::DeleteInstance - Root\Rsop\NSx : RSOP_ExtensionStatus.x)";
  texts.result_code = "0x80041002";
  EXPECT_FALSE(uses().reason(texts).empty());
  texts.result_code = "0x80041003";
  EXPECT_TRUE(uses().reason(texts).empty());
}

TEST(Benign, OnlyWhereEveryPartIs) {
  const std::array all = {scm(), scm()};
  EXPECT_FALSE(uses().every(all).empty());
  const std::array some = {scm(), ActTexts()};
  EXPECT_TRUE(uses().every(some).empty());
  EXPECT_TRUE(uses().every({}).empty());
}

}  // namespace
}  // namespace wmiscope
