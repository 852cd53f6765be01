// SPDX-License-Identifier: Apache-2.0
//
// The tables of tests/acts: what one act of using WMI is for and which tool it shows, held against
// whole scans. Each row is a host of its own; tests/acts/README.md says how rows are written.
#include <array>
#include <map>
#include <set>

#include "content/yaml.h"
#include "engine/test_scan.h"

namespace wmiscope {
namespace {

using namespace scantest;

constexpr std::uint32_t kProcess = 4120;  // that a row is about
constexpr std::string_view kTime = "2026-11-01T10:00:01Z";
constexpr std::string_view kFreshLogon = "2026-11-01T10:00:00Z";
constexpr std::string_view kOldLogon = "2026-11-01T09:00:00Z";
constexpr std::string_view kOwnHost = "own host";  // in ClientMachine, until a row has its host
constexpr std::string_view kScrcons = "C:\\Windows\\System32\\wbem\\scrcons.exe";

std::string text_of(const YamlNode& row, std::string_view key, std::string_view otherwise = "") {
  const YamlNode* node = row.find(key);
  return std::string(node == nullptr ? otherwise : std::string_view(node->text));
}

// ASCII as PowerShell's -EncodedCommand takes it: UTF-16LE in base64.
std::string encoded_command(std::string_view ascii) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  for (const char c : ascii) bytes.append({c, '\0'});
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : kDigits[bits >> (18 - 6 * k) & 0x3F];
    }
  }
  return out;
}

// What stands between the brackets of the tables is encoded.
std::string with_encoded(std::string text) {
  constexpr std::string_view kOpen = "⟦", kClose = "⟧";
  for (std::size_t at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
    const std::size_t end = text.find(kClose, at);
    if (end == std::string::npos) break;
    const std::size_t from = at + kOpen.size();
    const std::string code = encoded_command(std::string_view(text).substr(from, end - from));
    text.replace(at, end + kClose.size() - at, code);
  }
  return text;
}

// The image of a command line whose program may lack a folder.
std::string image_of(const YamlNode& row, std::string_view line) {
  if (row.find("image") != nullptr) return text_of(row, "image");
  const bool quoted = line.starts_with('"');
  std::string program(line.substr(quoted ? 1 : 0));
  program = program.substr(0, program.find_first_of(quoted ? "\"" : " "));
  if (program.find('\\') == std::string::npos) program = "C:\\Windows\\System32\\" + program;
  return program.ends_with(".exe") ? program : program + ".exe";
}

EventBuilder start(const YamlNode& row, std::string_view line) {
  EventBuilder event = sysmon_1();
  return event.at(kTime)
      .image(image_of(row, line))
      .command_line(line)
      .user(text_of(row, "user", "EXAMPLE\\bob"));
}

EventBuilder child_of(const YamlNode& row, std::string_view line, std::string_view parent,
                      std::string_view parent_line) {
  return start(row, line).parent(text_of(row, "by", parent), text_of(row, "by_line", parent_line),
                                 3460);
}

Events remote_child(const YamlNode& row, std::string_view line) {
  return {child_of(row, line, kWmiPrvSE, kSecured).logon(0xc93745, kFreshLogon, 0)};
}

Events local_child(const YamlNode& row, std::string_view line) {
  return {child_of(row, line, kWmiPrvSE, kSecured).logon(0x51f2a, kOldLogon, 1)};
}

Events system_child(const YamlNode& row, std::string_view line) {
  return {child_of(row, line, kWmiPrvSE, kUnsecured)
              .user("NT AUTHORITY\\SYSTEM")
              .logon(0x3e7, kOldLogon, 0)};
}

Events dcom_child(const YamlNode& row, std::string_view line) {
  return {child_of(row, line, "C:\\Windows\\System32\\mmc.exe",
                   "C:\\Windows\\system32\\mmc.exe -Embedding")
              .logon(0x51f2a, kOldLogon, 1)};
}

Events script_child(const YamlNode& row, std::string_view line) {
  const std::string parent_line = std::string(kScrcons) + " -Embedding";
  return {child_of(row, line, kScrcons, parent_line)
              .user("NT AUTHORITY\\SYSTEM")
              .logon(0x3e7, kOldLogon, 0)};
}

Events caller(const YamlNode& row, std::string_view line) {
  return {child_of(row, line, kCmd, "cmd.exe").logon(0x51f2a, kOldLogon, 1)};
}

Events wmic_caller(const YamlNode& row, std::string_view line) {
  Events events = caller(row, line);
  events.front().image(kWmic).original_file_name("wmic.exe");
  return events;
}

Events script_block(const YamlNode&, std::string_view script) {
  return {powershell_4104().at(kTime).data("ScriptBlockText", script)};
}

Events bound_call(const YamlNode&, std::string_view payload) {
  return {powershell_4103().at(kTime).data("Payload", payload)};
}

EventBuilder part(EventBuilder event) {
  return event.at(kTime).data("Operation", "Created").data("User", "EXAMPLE\\bob");
}

Events subscription(const YamlNode& row, std::string_view payload) {
  const std::string filter = text_of(row, "filter", "Up"), name = text_of(row, "name", "Up");
  const std::string type = text_of(row, "type", "Command Line");
  const std::string consumer_class = text_of(row, "class", "CommandLineEventConsumer");
  return {part(sysmon_19())
              .data("Name", filter)
              .data("EventNamespace", "root\\cimv2")
              .data("Query", text_of(row, "query", "SELECT * FROM Win32_ProcessStartTrace")),
          part(sysmon_20()).data("Name", name).data("Type", type).data("Destination", payload),
          part(sysmon_21())
              .data("Consumer", consumer_class + ".Name=\"" + name + "\"")
              .data("Filter", "__EventFilter.Name=\"" + filter + "\"")};
}

Events bound_mof(const YamlNode& row, std::string_view mof) {
  return {wmi_5861()
              .at(kTime)
              .data("ESS", text_of(row, "filter"))
              .data("CONSUMER", text_of(row, "name"))
              .data("PossibleCause", mof)};
}

Events operation(const YamlNode& row, std::string_view text) {
  return {wmi_5858()
              .at(kTime)
              .data("ClientMachine", text_of(row, "from", kOwnHost))
              .data("User", text_of(row, "user", "EXAMPLE\\bob"))
              .data("Id", "{0000172D-0000-0000-0000-000000000000}")
              .data("Operation", "Start IWbemServices::" + std::string(text))
              .data("ResultCode", text_of(row, "result", "0x80041032"))};
}

Events query(const YamlNode& row, std::string_view wql) {
  return operation(
      row, "ExecQuery - " + text_of(row, "namespace", "root\\cimv2") + " : " + std::string(wql));
}

Events watch(const YamlNode& row, std::string_view wql) {
  return {wmi_5860()
              .at(kTime)
              .data("Query", wql)
              .data("User", text_of(row, "user", "EXAMPLE\\bob"))
              .data("ClientMachine", text_of(row, "from", kOwnHost))};
}

Events registry(const YamlNode& row, std::string_view key) {
  return {sysmon_13()
              .at(kTime)
              .image("C:\\Windows\\system32\\wbem\\wmiprvse.exe")
              .data("TargetObject", key)
              .data("Details", text_of(row, "value", "1"))};
}

Events provider(const YamlNode& row, std::string_view path) {
  return {wmi_5857()
              .at(kTime)
              .data("ProviderName", text_of(row, "name", "Example"))
              .data("ProviderPath", path)};
}

Events output_file(const YamlNode&, std::string_view name) {
  return {security_5145()
              .at(kTime)
              .data("ShareName", "\\\\*\\ADMIN$")
              .data("RelativeTargetName", name)
              .data("IpAddress", "192.0.2.9")};
}

// What the started process connected to (Sysmon 3), ADDRESS:PORT.
EventBuilder connection(const YamlNode& row, std::string_view image) {
  const std::string to = text_of(row, "reaches");
  const std::size_t colon = to.rfind(':');
  EventBuilder event = sysmon_3();
  return event.at(kTime)
      .image(image)
      .process_id(kProcess)
      .process_began(kTime)
      .data("DestinationIp", to.substr(0, colon))
      .data("DestinationPort", to.substr(colon + 1));
}

struct Kind {
  std::string_view key;
  Events (*events)(const YamlNode& row, std::string_view text);
};
constexpr std::array kKinds = {Kind{"wmic", wmic_caller},       Kind{"caller", caller},
                               Kind{"remote", remote_child},    Kind{"local", local_child},
                               Kind{"system", system_child},    Kind{"dcom", dcom_child},
                               Kind{"scrcons", script_child},   Kind{"script", script_block},
                               Kind{"bound", bound_call},       Kind{"consumer", subscription},
                               Kind{"mof", bound_mof},          Kind{"query", query},
                               Kind{"operation", operation},    Kind{"watch", watch},
                               Kind{"registry", registry},      Kind{"provider", provider},
                               Kind{"output_file", output_file}};

Events events_of(const YamlNode& row) {
  for (const Kind& kind : kKinds) {
    if (const YamlNode* text = row.find(kind.key)) {
      return kind.events(row, with_encoded(text->text));
    }
  }
  ADD_FAILURE() << "line " << row.place.line << ": no kind of act";
  return {};
}

std::set<std::string> words(const std::string& text) {
  std::set<std::string> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) out.insert(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string joined(const std::set<std::string>& all) {
  std::string out;
  for (const std::string& each : all) out += (out.empty() ? "" : " ") + each;
  return out;
}

// All that is required and nothing but what is allowed.
bool purposes_fit(const std::set<std::string>& found, const YamlNode& row) {
  const std::set<std::string> required = words(text_of(row, "for"));
  const std::set<std::string> allowed = words(text_of(row, "maybe"));
  return std::ranges::includes(found, required) &&
         std::ranges::all_of(found, [&](const std::string& each) {
           return required.contains(each) || allowed.contains(each);
         });
}

void expect_row(const YamlNode& row, const std::vector<const Activity*>& activities,
                const std::string& where) {
  if (row.find("none") != nullptr) {
    EXPECT_TRUE(activities.empty()) << where << "\n  purposes " << joined(purposes(*activities[0]));
    return;
  }
  ASSERT_EQ(activities.size(), 1U) << where;
  const Activity& a = *activities.front();
  EXPECT_TRUE(purposes_fit(purposes(a), row))
      << where << "\n  for    " << text_of(row, "for") << "\n  maybe  " << text_of(row, "maybe")
      << "\n  found  " << joined(purposes(a));
  EXPECT_EQ(a.tool, text_of(row, "tool")) << where;
  EXPECT_EQ(a.benign.empty(), row.find("benign") == nullptr) << where << "\n  " << a.benign;
  if (row.find("vector") != nullptr) {
    EXPECT_EQ(a.vector, text_of(row, "vector")) << where;
  }
}

std::string short_host(std::size_t row) { return "H" + std::to_string(row); }
std::string host_of(std::size_t row) { return short_host(row) + ".example.org"; }

// The records of a row, on its own host.
void add_events(const YamlNode& row, std::size_t number, Events& all) {
  for (EventBuilder& event : events_of(row)) {
    event.computer(host_of(number));
    if (event.shown("ClientMachine") == kOwnHost) event.data("ClientMachine", short_host(number));
    all.push_back(event);
  }
  if (row.find("reaches") != nullptr) {
    all.push_back(connection(row, all.back().shown("Image")).computer(host_of(number)));
  }
}

void check_table(const std::string& name) {
  const std::string path = std::string(WMISCOPE_SOURCE_DIR) + "/tests/acts/" + name + ".yml";
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto documents = parse_yaml(text);
  ASSERT_TRUE(documents.has_value())
      << path << ":" << documents.error().place.line << " " << documents.error().message;
  const std::vector<YamlNode>& rows = documents->front().items;
  ASSERT_FALSE(rows.empty()) << path;
  Events events;
  for (std::size_t i = 0; i < rows.size(); ++i) add_events(rows[i], i, events);
  const Results results = scan_events({events});
  std::map<std::string, std::vector<const Activity*>> by_host;
  for (const Activity& activity : results.activities) by_host[activity.host].push_back(&activity);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    expect_row(rows[i], by_host[host_of(i)],
               name + ".yml:" + std::to_string(rows[i].place.line) + " " +
                   rows[i].entries.front().value.text.substr(0, 160));
  }
}

TEST(Acts, OfWmic) { check_table("wmic"); }
TEST(Acts, OfChildren) { check_table("children"); }
TEST(Acts, OfPowershell) { check_table("powershell"); }
TEST(Acts, OfSubscriptions) { check_table("subscriptions"); }
TEST(Acts, OfRequests) { check_table("requests"); }
TEST(Acts, ThatAreHarmless) { check_table("harmless"); }

}  // namespace
}  // namespace wmiscope
