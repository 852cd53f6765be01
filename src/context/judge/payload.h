// SPDX-License-Identifier: Apache-2.0
//
// What an act of WMI use carried, as an event that the purpose rules (content/purposes) look at:
// logsource `category: wmi_payload, product: windows`, one field for each member of Payload.
//
//   std::vector<Payload> payloads;
//   add_payloads(parse_wmic(line), line, wmic_is_remote, payloads);     // a wmic call
//   add_payloads(call, call_is_remote, payloads);                       // a PowerShell call
//   add_child(command_line, image, origin_is_remote, payloads);         // a child of WmiPrvSE
//   add_query("SELECT …", payloads);                                    // 5858, 4662: reads state
//   add_consumer(kind, payload, payloads);                              // a subscription
//   const auto purposes = judge.purposes(payloads);                     // engine/purpose_judge.h
//
// The query of an event filter (Sysmon 19, 5859, 5860) is a trigger and no purpose: it goes into no
// payload. Texts hidden in CommandLine and Script are decoded by add_… (DecodedText). An act on
// several classes gives several payloads, one a class. Values own their text. Pure functions, any
// thread. Facts: wmi-knowledge 4.2.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "context/language/powershell_wmi.h"
#include "context/language/subscription_text.h"
#include "context/language/wmi_operation.h"
#include "context/language/wmic_command.h"
#include "event/field_table.h"

namespace wmiscope {

// Values of Payload::act.
namespace payload_act {
inline constexpr std::string_view kChild = "child";        // a process was started through WMI
inline constexpr std::string_view kCreate = "create";      // a caller asked for one
inline constexpr std::string_view kCall = "call";          // another call, query or method
inline constexpr std::string_view kConsumer = "consumer";  // a permanent consumer was made
inline constexpr std::string_view kStyleSheet = "xsl";     // wmic ran a style sheet
inline constexpr std::string_view kRegistry = "registry";  // WmiPrvSE wrote a registry value
inline constexpr std::string_view kOutput = "output";      // the decoded output of a command
inline constexpr std::string_view kLogon = "logon";        // wmic used other credentials (4648)
inline constexpr std::string_view kLaunch = "launch";      // DCOM launch from the network (10016)
inline constexpr std::string_view kNetwork = "network";    // wmic or scrcons went to the Internet
inline constexpr std::string_view kMof = "mof";            // mofcomp compiled a file
inline constexpr std::string_view kHijack = "hijack";      // a foreign provider or DLL in WMI
inline constexpr std::string_view kService = "service";    // WMI made a service or task
inline constexpr std::string_view kFirewall = "firewall";  // WMI changed a firewall rule
}  // namespace payload_act

struct Payload {
  std::string act;           // Act: one of payload_act
  std::string target;        // Target: "remote" where it runs on another host than its caller's:
                             //   a child of remote origin, a call to another host; else "local"
  std::string command_line;  // CommandLine: of the child, of what is to be started, of the caller
  std::string image;         // Image
  std::string decoded_text;  // DecodedText
  std::string query;         // Query: WQL that reads state
  std::string script;        // Script: script consumer, script block
  std::string class_name;    // Class
  std::string method;        // Method: of a method call; Delete, Set, Create for wmic's verbs
  std::string name_space;    // Namespace, normal form
  std::string where;         // Where: clause that chooses instances
  std::string arguments;     // Arguments
  std::string consumer;      // Consumer: class of the consumer
  std::string registry_key;  // TargetObject
  std::string details;       // Details: registry value
  std::string destination;   // Destination: file, share, URL or address that data goes to
  std::string url;           // Url: of a style sheet
};

// Name and member of each field, as rules and evidence call it.
struct PayloadField {
  std::string_view name;
  std::string Payload::* member;
};
std::span<const PayloadField> payload_fields();

// All that it says, to know it again.
std::string key_of(const Payload& payload);

// The table with the one kind of event that rules over payloads know, for rules' front end.
inline constexpr std::string_view kPayloadCategory = "wmi_payload";
inline constexpr std::string_view kPayloadChannel = "wmiscope/payload";
FieldTable payload_field_table();

// `remote`: the call goes to another host.
void add_payloads(const WmicCommand& wmic, std::string_view command_line, bool remote,
                  std::vector<Payload>& out);
void add_payloads(const WmiCall& call, bool remote, std::vector<Payload>& out);
// `remote`: the request came over the network.
void add_child(std::string_view command_line, std::string_view image, bool remote,
               std::vector<Payload>& out);
void add_query(std::string_view query, std::string_view name_space, std::vector<Payload>& out);
void add_operation(const WmiOperation& operation, bool remote, std::vector<Payload>& out);
void add_consumer(ConsumerKind kind, std::string_view payload, std::vector<Payload>& out);
// The words of a script of PowerShell that uses WMI, beside its calls: what it compares results
// with, what else it does. A long one is a library, of which its words do not say what ran.
inline constexpr std::size_t kLongestActScript = 8 << 10;
void add_script_words(std::string_view script, std::vector<Payload>& out);
// What a command gave, as decoded from CrashControl and its like.
void add_output(std::string_view text, std::vector<Payload>& out);
void add_registry_write(std::string_view key, std::string_view details, std::vector<Payload>& out);
// kLogon, kLaunch, kNetwork, kHijack …: an act without a text of its own; `destination` may be
// empty.
void add_act(std::string_view act, bool remote, std::string_view destination,
             std::vector<Payload>& out);

}  // namespace wmiscope
