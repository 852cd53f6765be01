// SPDX-License-Identifier: Apache-2.0
#include "input/rendered_message.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.h"

namespace wmiscope {
namespace {

using Fields = std::vector<RenderedMessage::Field>;

struct Log {
  std::string_view channel;
  std::string_view provider;
};
constexpr Log kSysmon = {"microsoft-windows-sysmon/operational", "microsoft-windows-sysmon"};
constexpr Log kSecurity = {"security", "microsoft-windows-security-auditing"};
constexpr Log kWmi = {"microsoft-windows-wmi-activity/operational",
                      "microsoft-windows-wmi-activity"};
constexpr Log kPowerShell = {"microsoft-windows-powershell/operational",
                             "microsoft-windows-powershell"};

// A part of a message of one event: the text in front of a field, and the field. A last part
// without a name is the text behind the last field. `last`: the field ends where the next text
// stands for the last time, since its value may hold that text.
struct Part {
  std::string_view before;
  std::string_view name;
  bool last = false;
};

struct Template {
  Log log;
  std::uint32_t event_id;
  std::array<Part, 9> parts;
};

// wmi-knowledge 1.4: irregular separators are Microsoft's. "\n" stands for CRLF too.
constexpr std::array<Template, 6> kTemplates = {{
    {kWmi,
     5857,
     {{{"", "ProviderName"},
       {" provider started with result code ", "Code"},
       {". HostProcess = ", "HostProcess"},
       {"; ProcessID = ", "ProcessID"},
       {"; ProviderPath = ", "ProviderPath"}}}},
    {kWmi,
     5858,
     {{{"Id = ", "Id"},
       {"; ClientMachine = ", "ClientMachine"},
       {"; User = ", "User"},
       {"; ClientProcessId = ", "ClientProcessId"},
       {"; Component = ", "Component"},
       {"; Operation = ", "Operation", true},
       {"; ResultCode = ", "ResultCode"},
       {"; PossibleCause = ", "PossibleCause"}}}},
    {kWmi,
     5859,
     {{{"Namespace = ", "NamespaceName"},
       {"; NotificationQuery = ", "Query", true},
       {"; OwnerName = ", "User"},
       {"; HostProcessID = ", "Processid"},
       {";  Provider= ", "Provider"},
       {", queryID = ", "queryid"},
       {"; PossibleCause = ", "PossibleCause"}}}},
    {kWmi,
     5860,
     {{{"Namespace = ", "NamespaceName"},
       {"; NotificationQuery = ", "Query", true},
       {"; UserName = ", "User"},
       {"; ClientProcessID = ", "Processid"},
       {", ClientMachine = ", "ClientMachine"},
       {"; PossibleCause = ", "PossibleCause"}}}},
    {kWmi,
     5861,
     {{{"Namespace = ", "Namespace"},
       {"; Eventfilter = ", "ESS"},
       {" (refer to its activate eventid:5859); Consumer = ", "CONSUMER"},
       {"; PossibleCause = ", "PossibleCause"}}}},
    {kPowerShell,
     4104,
     {{{"Creating Scriptblock text (", "MessageNumber"},
       {" of ", "MessageTotal"},
       {"):\n", "ScriptBlockText", true},
       {"\n\nScriptBlock ID: ", "ScriptBlockId"},
       {"\nPath: ", "Path"}}}},
}};

struct Label {
  std::string_view heading;
  std::string_view label;
  std::string_view field;
};
constexpr Label kLabels4688[] = {
    {"Creator Subject", "Security ID", "SubjectUserSid"},
    {"Creator Subject", "Account Name", "SubjectUserName"},
    {"Creator Subject", "Account Domain", "SubjectDomainName"},
    {"Creator Subject", "Logon ID", "SubjectLogonId"},
    {"Subject", "Security ID", "SubjectUserSid"},
    {"Subject", "Account Name", "SubjectUserName"},
    {"Subject", "Account Domain", "SubjectDomainName"},
    {"Subject", "Logon ID", "SubjectLogonId"},
    {"Target Subject", "Security ID", "TargetUserSid"},
    {"Target Subject", "Account Name", "TargetUserName"},
    {"Target Subject", "Account Domain", "TargetDomainName"},
    {"Target Subject", "Logon ID", "TargetLogonId"},
    {"Process Information", "New Process ID", "NewProcessId"},
    {"Process Information", "New Process Name", "NewProcessName"},
    {"Process Information", "Token Elevation Type", "TokenElevationType"},
    {"Process Information", "Mandatory Label", "MandatoryLabel"},
    {"Process Information", "Creator Process ID", "ProcessId"},
    {"Process Information", "Creator Process Name", "ParentProcessName"},
    {"Process Information", "Process Command Line", "CommandLine"},
};
constexpr std::uint32_t kProcessCreated = 4688;

bool is_log(const MessageKind& kind, const Log& log) {
  return kind.channel.empty() ? equals_nocase(kind.provider, log.provider)
                              : equals_nocase(kind.channel, log.channel);
}

const Template* template_of(const MessageKind& kind) {
  for (const Template& t : kTemplates) {
    if (t.event_id == kind.event_id && is_log(kind, t.log)) return &t;
  }
  return nullptr;
}

// Takes the next line, without its end, off the text.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Fields named_lines(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    fields.emplace_back(line.substr(0, colon), value);
  }
  return fields;
}

std::string_view trim(std::string_view text, std::string_view blanks) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string_view label_field(std::string_view heading, std::string_view label) {
  for (const Label& known : kLabels4688) {
    if (known.heading == heading && known.label == label) return known.field;
  }
  return {};
}

// "Heading:" at the begin of a line, "\tLabel:\t\tvalue" below it.
Fields labelled_lines(std::string_view text) {
  Fields fields;
  std::string_view heading;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view label = trim(line.substr(0, colon), " \t");
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    if (!line.starts_with('\t') && !line.starts_with(' ')) {
      heading = label;
    } else if (const auto field = label_field(heading, label); !field.empty()) {
      fields.emplace_back(field, value);
    }
  }
  return fields;
}

struct Found {
  std::size_t begin = std::string_view::npos;
  std::size_t end = 0;
};

// Whether `literal`, its line ends LF or CRLF, stands at `at`; where it ends.
bool stands_at(std::string_view text, std::size_t at, std::string_view literal, std::size_t& end) {
  for (const char c : literal) {
    if (c == '\n' && text.substr(at).starts_with('\r')) ++at;
    if (at >= text.size() || text[at] != c) return false;
    ++at;
  }
  end = at;
  return true;
}

// Where `literal` stands first, or last, from `from` on.
Found find_literal(std::string_view text, std::size_t from, std::string_view literal, bool last) {
  Found found;
  for (std::size_t at = from; at <= text.size(); ++at) {
    std::size_t end = 0;
    if (!stands_at(text, at, literal, end)) continue;
    found = {at, end};
    if (!last) break;
    at = end > at ? end - 1 : at;
  }
  return found;
}

Fields by_template(std::string_view text, std::span<const Part> parts) {
  Fields fields;
  bool last = false;
  std::size_t value = 0;
  for (const Part& part : parts) {
    if (part.name.empty()) break;
    const Found before = find_literal(text, value, part.before, last);
    if (before.begin == std::string_view::npos || (fields.empty() && before.begin != 0)) return {};
    if (!fields.empty()) fields.back().second = text.substr(value, before.begin - value);
    fields.emplace_back(part.name, std::string_view());
    value = before.end;
    last = part.last;
  }
  if (!fields.empty()) fields.back().second = text.substr(value);
  return fields;
}

}  // namespace

RenderedMessage::RenderedMessage(std::string_view text, const MessageKind& kind) {
  if (is_log(kind, kSysmon)) {
    fields_ = named_lines(text);
  } else if (kind.event_id == kProcessCreated && is_log(kind, kSecurity)) {
    fields_ = labelled_lines(text);
  } else if (const Template* t = template_of(kind)) {
    fields_ = by_template(text, t->parts);
  }
}

std::string_view RenderedMessage::field(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::first);
  return found == fields_.end() ? std::string_view() : found->second;
}

bool RenderedMessage::is_known(const MessageKind& kind) {
  return is_log(kind, kSysmon) || (kind.event_id == kProcessCreated && is_log(kind, kSecurity)) ||
         template_of(kind) != nullptr;
}

}  // namespace wmiscope
