// SPDX-License-Identifier: Apache-2.0
#include "input/rendered_message.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

namespace wmiscope {
namespace {

const char* const kWmi = "Microsoft-Windows-WMI-Activity/Operational";

struct MessageCase {
  const char* name;
  MessageKind kind;
  const char* text;
  std::map<std::string, std::string> fields;
};

std::vector<MessageCase> sysmon_and_security() {
  return {
      {"Sysmon",
       {"Microsoft-Windows-Sysmon/Operational", "", 1},
       "Process Create:\r\nRuleName: \r\nUtcTime: 2020-01-01 00:00:00.1\nImage: C:\\a: b.exe\r\n"
       "CommandLine: x \r y\r\nUser: D\\u\r\nUser: late",
       {{"RuleName", ""},
        {"UtcTime", "2020-01-01 00:00:00.1"},
        {"Image", "C:\\a: b.exe"},
        {"CommandLine", "x \r y"},
        {"User", "D\\u"},
        {"Process", ""}}},
      {"Sysmon by its provider", {"", "microsoft-windows-sysmon", 7}, "x:\nA:  b", {{"A", " b"}}},
      {"4688 with its old heading",
       {"Security", "", 4688},
       "A new process has been created.\n\nSubject:\n\tAccount Name:\t\tH$\n\tLogon "
       "ID:\t\t0x3E4\n\n"
       "Process Information:\n\tNew Process ID:\t0x1\n\tNew Process Name:\tC:\\x y.exe\n"
       "\tCreator Process ID:\t0x2\n\tProcess Command Line:\t\"C:\\x\" /a:b\n",
       {{"SubjectUserName", "H$"},
        {"SubjectLogonId", "0x3E4"},
        {"NewProcessId", "0x1"},
        {"NewProcessName", "C:\\x y.exe"},
        {"ProcessId", "0x2"},
        {"CommandLine", "\"C:\\x\" /a:b"},
        {"TargetUserName", ""}}},
      {"another event of Security",
       {"Security", "", 4624},
       "Subject:\n\tAccount Name:\tx",
       {{"SubjectUserName", ""}}},
  };
}

std::vector<MessageCase> use_of_wmi() {
  return {
      {"5857",
       {kWmi, "", 5857},
       "CIMWin32 provider started with result code 0x0. HostProcess = wmiprvse.exe; ProcessID = "
       "3460; "
       "ProviderPath = %systemroot%\\system32\\wbem\\cimwin32.dll",
       {{"ProviderName", "CIMWin32"},
        {"Code", "0x0"},
        {"HostProcess", "wmiprvse.exe"},
        {"ProcessID", "3460"},
        {"ProviderPath", "%systemroot%\\system32\\wbem\\cimwin32.dll"}}},
      {"5858 whose operation holds its own separators",
       {kWmi, "", 5858},
       "Id = {0}; ClientMachine = H; User = ; ClientProcessId = 7; Component = Unknown; Operation "
       "= Start "
       "IWbemServices::ExecQuery - root\\cimv2 : select * from x where y='; ResultCode = 0x1'; "
       "ResultCode = 0x80041032; PossibleCause = Unknown",
       {{"ClientMachine", "H"},
        {"User", ""},
        {"Operation",
         "Start IWbemServices::ExecQuery - root\\cimv2 : select * from x where y='; ResultCode = "
         "0x1'"},
        {"ResultCode", "0x80041032"},
        {"PossibleCause", "Unknown"}}},
      {"5859",
       {kWmi, "", 5859},
       "Namespace = //./root/CIMV2; NotificationQuery = select * from A; OwnerName = S-1-5-32-544; "
       "HostProcessID = 900;  Provider= SCM Event Provider, queryID = 0; PossibleCause = Permanent",
       {{"NamespaceName", "//./root/CIMV2"},
        {"Query", "select * from A"},
        {"User", "S-1-5-32-544"},
        {"Processid", "900"},
        {"Provider", "SCM Event Provider"},
        {"queryid", "0"},
        {"PossibleCause", "Permanent"}}},
      {"5860",
       {kWmi, "", 5860},
       "Namespace = ROOT\\Subscription; NotificationQuery = SELECT 'a; UserName = b' FROM c; "
       "UserName = NT "
       "AUTHORITY\\SYSTEM; ClientProcessID = 1204, ClientMachine = H; PossibleCause = Temporary",
       {{"Query", "SELECT 'a; UserName = b' FROM c"},
        {"User", "NT AUTHORITY\\SYSTEM"},
        {"Processid", "1204"},
        {"ClientMachine", "H"}}},
  };
}

std::vector<MessageCase> subscriptions_and_powershell() {
  return {
      {"5861",
       {kWmi, "", 5861},
       "Namespace = //./root/subscription; Eventfilter = Evil (refer to its activate "
       "eventid:5859); Consumer = "
       "CommandLineEventConsumer=\"Evil\"; PossibleCause = Binding EventFilter: \ninstance of "
       "x\n{\n};\n",
       {{"ESS", "Evil"},
        {"CONSUMER", "CommandLineEventConsumer=\"Evil\""},
        {"PossibleCause", "Binding EventFilter: \ninstance of x\n{\n};\n"}}},
      {"5861 in another language gives nothing",
       {kWmi, "", 5861},
       "Namensraum = //./root/subscription; Eventfilter = E",
       {{"ESS", ""}, {"Namespace", ""}}},
      {"4104",
       {"Microsoft-Windows-PowerShell/Operational", "", 4104},
       "Creating Scriptblock text (1 of 2):\r\nfunction a {\r\n}\r\n\r\nScriptBlock ID: g\r\n\r\n"
       "ScriptBlock ID: 1-2\r\nPath: C:\\x.ps1",
       {{"MessageNumber", "1"},
        {"MessageTotal", "2"},
        {"ScriptBlockText", "function a {\r\n}\r\n\r\nScriptBlock ID: g"},
        {"ScriptBlockId", "1-2"},
        {"Path", "C:\\x.ps1"}}},
  };
}

std::vector<MessageCase> cases() {
  std::vector<MessageCase> all = sysmon_and_security();
  for (auto* const more : {use_of_wmi, subscriptions_and_powershell}) {
    for (MessageCase& each : more()) all.push_back(std::move(each));
  }
  return all;
}

TEST(RenderedMessage, Fields) {
  for (const MessageCase& c : cases()) {
    const RenderedMessage message(c.text, c.kind);
    for (const auto& [name, value] : c.fields) {
      EXPECT_EQ(message.field(name), value) << c.name << ": " << name;
    }
  }
}

// The published searches read the message of 5860 and 5861; it is rebuilt from its parts, so that
// nothing may get lost between them.
TEST(RenderedMessage, PartsOfSubscriptionsMakeTheMessageAgain) {
  for (const MessageCase& c : cases()) {
    if (c.kind.event_id != 5861) continue;
    const RenderedMessage m(c.text, c.kind);
    if (m.fields().empty()) continue;
    const std::string again =
        "Namespace = " + std::string(m.field("Namespace")) +
        "; Eventfilter = " + std::string(m.field("ESS")) +
        " (refer to its activate eventid:5859); Consumer = " + std::string(m.field("CONSUMER")) +
        "; PossibleCause = " + std::string(m.field("PossibleCause"));
    EXPECT_EQ(again, c.text);
  }
}

TEST(RenderedMessage, KnownKinds) {
  EXPECT_TRUE(RenderedMessage::is_known({"security", "", 4688}));
  EXPECT_FALSE(RenderedMessage::is_known({"Security", "", 4624}));
  EXPECT_FALSE(RenderedMessage::is_known({"System", "Microsoft-Windows-Sysmon", 1}));
}

}  // namespace
}  // namespace wmiscope
