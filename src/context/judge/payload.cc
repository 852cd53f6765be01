// SPDX-License-Identifier: Apache-2.0
#include "context/judge/payload.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/counted.h"
#include "context/language/command_text.h"
#include "context/language/decode.h"
#include "context/language/wql.h"

namespace wmiscope {
namespace {

constexpr std::array kFields = {
    PayloadField{"Act", &Payload::act},
    PayloadField{"Target", &Payload::target},
    PayloadField{"CommandLine", &Payload::command_line},
    PayloadField{"Image", &Payload::image},
    PayloadField{"DecodedText", &Payload::decoded_text},
    PayloadField{"Query", &Payload::query},
    PayloadField{"Script", &Payload::script},
    PayloadField{"Class", &Payload::class_name},
    PayloadField{"Method", &Payload::method},
    PayloadField{"Namespace", &Payload::name_space},
    PayloadField{"Where", &Payload::where},
    PayloadField{"Arguments", &Payload::arguments},
    PayloadField{"Consumer", &Payload::consumer},
    PayloadField{"TargetObject", &Payload::registry_key},
    PayloadField{"Details", &Payload::details},
    PayloadField{"Destination", &Payload::destination},
    PayloadField{"Url", &Payload::url},
};

constexpr std::string_view kPut = "Put";
constexpr std::string_view kDelete = "Delete";

Payload made(std::string_view act, bool remote) {
  Payload payload;
  payload.act = act;
  payload.target = remote ? "remote" : "local";
  return payload;
}

std::string decoded(std::string_view text) {
  std::string all;
  for (const DecodedText& each : decode_text(text)) {
    if (!all.empty()) all += '\n';
    all += each.text;
  }
  return all;
}

// The classes that a text names, each as a payload of its own that reads it.
void add_classes(std::string_view text, std::string_view act, std::vector<Payload>& out) {
  for (std::string& name : wmi_class_names(text)) {
    Payload payload = made(act, false);
    payload.class_name = std::move(name);
    out.push_back(std::move(payload));
  }
}

// The verbs of wmic that change by themselves.
constexpr std::pair<WmicVerb, std::string_view> kVerbMethods[] = {
    {WmicVerb::kSet, kPut}, {WmicVerb::kCreate, kPut}, {WmicVerb::kDelete, kDelete}};

std::string method_of(const WmicCommand& wmic) {
  for (const auto& [verb, method] : kVerbMethods) {
    if (wmic.verb == verb) return std::string(method);
  }
  const bool named = wmic.verb == WmicVerb::kCall || wmic.verb == WmicVerb::kOther;
  return named ? wmic.method : std::string();
}

std::string method_of(const WmiCall& call) {
  if (!call.method.empty() || !call.changes()) return call.method;
  return std::string(starts_with_nocase(call.word, "Remove") ? kDelete : kPut);
}

std::string method_of(const WmiOperation& operation) {
  if (!operation.method.empty() || !operation.is_write) return operation.method;
  return std::string(starts_with_nocase(operation.interface_method, "Delete") ? kDelete : kPut);
}

// Asked for, and not to be read as a purpose: triggers, sessions, class objects that nothing uses.
bool says_nothing(const WmiCall& call) {
  const bool trigger =
      call.word == "Register-WmiEvent" || call.word == "Register-CimIndicationEvent" ||
      call.word == "New-CimSession" || equals_nocase(call.word, "ManagementEventWatcher");
  const bool class_object = equals_nocase(call.word, "[wmiclass]") ||
                            find_nocase(call.word, "managementclass") != std::string_view::npos;
  return trigger || (class_object && call.method.empty());
}

struct ConsumerForm {
  ConsumerKind kind;
  std::string_view class_name;
  std::string Payload::* payload;  // where what it carries goes; nullptr: nowhere
};

constexpr ConsumerForm kConsumerForms[] = {
    {ConsumerKind::kUnknown, "unknown", &Payload::script},
    {ConsumerKind::kCommandLine, "CommandLineEventConsumer", &Payload::command_line},
    {ConsumerKind::kScript, "ActiveScriptEventConsumer", &Payload::script},
    {ConsumerKind::kLogFile, "LogFileEventConsumer", &Payload::destination},
    {ConsumerKind::kSmtp, "SMTPEventConsumer", &Payload::destination},
    {ConsumerKind::kEventLog, "NTEventLogEventConsumer", nullptr},
};

bool starts_process(std::string_view class_name, std::string_view method) {
  return equals_nocase(class_name, "Win32_Process") && equals_nocase(method, "Create");
}

// How deep calls start commands that call again.
constexpr std::size_t kMaxCallDepth = 4;

void add_calls_within(std::string_view command, std::size_t depth, std::vector<Payload>& out);

void add_style_sheet(const WmicCommand& wmic, std::vector<Payload>& out) {
  if (wmic.style_sheet().empty()) return;
  Payload sheet = made(payload_act::kStyleSheet, false);
  if (wmic.style_sheet_is_remote()) sheet.url = wmic.style_sheet();
  sheet.arguments = wmic.style_sheet();
  out.push_back(std::move(sheet));
}

void add_wmic(const WmicCommand& wmic, std::string_view command_line, bool remote,
              std::size_t depth, std::vector<Payload>& out) {
  add_style_sheet(wmic, out);
  // What is listed is the pretext for the script in the sheet.
  if (!wmic.style_sheet().empty() && method_of(wmic).empty()) return;
  const bool creates = !wmic.created_command.empty();
  Payload payload = made(creates ? payload_act::kCreate : payload_act::kCall, remote);
  payload.class_name = wmic.class_name;
  payload.method = method_of(wmic);
  payload.name_space = normal_namespace(wmic.name_space);
  payload.where = wmic.where;
  payload.arguments = wmic.arguments;
  payload.destination = wmic.output;
  // What was understood is judged by its parts: names in a clause are no commands.
  payload.command_line = creates                   ? wmic.created_command
                         : wmic.class_name.empty() ? collapse_percents(command_line)
                                                   : std::string();
  payload.decoded_text = decoded(payload.command_line);
  out.push_back(std::move(payload));
  if (creates) add_calls_within(wmic.created_command, depth + 1, out);
}

void add_call(const WmiCall& call, bool remote, std::size_t depth, std::vector<Payload>& out) {
  if (says_nothing(call)) return;
  const std::string command = call.created_command();
  const bool creates = !command.empty() || starts_process(call.class_name, call.method);
  Payload payload = made(creates ? payload_act::kCreate : payload_act::kCall, remote);
  payload.class_name = call.class_name;
  payload.method = method_of(call);
  payload.query = call.query;
  payload.name_space = normal_namespace(call.name_space);
  payload.arguments = call.arguments;
  payload.where = call.filter;
  payload.command_line = command;
  payload.decoded_text = decoded(command);
  out.push_back(std::move(payload));
  if (creates) add_calls_within(command, depth + 1, out);
}

// Calls of wmic and PowerShell in a command that WMI starts.
void add_calls_within(std::string_view command, std::size_t depth, std::vector<Payload>& out) {
  if (depth >= kMaxCallDepth) return;
  for (const std::string& call : find_wmic_calls(command)) {
    const WmicCommand wmic = parse_wmic(call);
    add_wmic(wmic, call, wmic.is_remote(), depth, out);
  }
  for (const WmiCall& call : find_wmi_calls_of_command(command)) {
    add_call(call, is_remote(call), depth, out);
  }
}

}  // namespace

std::span<const PayloadField> payload_fields() { return kFields; }

std::string key_of(const Payload& payload) {
  std::string key;
  for (const PayloadField& field : kFields) append_counted(payload.*field.member, key);
  return key;
}

FieldTable payload_field_table() {
  FieldTable table;
  EventKind kind;
  kind.name = "WMI payload";
  kind.channel = kPayloadChannel;
  kind.event_id = 1;
  kind.categories = {std::string(kPayloadCategory)};
  table.kinds.push_back(std::move(kind));
  return table;
}

void add_payloads(const WmicCommand& wmic, std::string_view command_line, bool remote,
                  std::vector<Payload>& out) {
  add_wmic(wmic, command_line, remote, 0, out);
}

void add_payloads(const WmiCall& call, bool remote, std::vector<Payload>& out) {
  add_call(call, remote, 0, out);
}

void add_child(std::string_view command_line, std::string_view image, bool remote,
               std::vector<Payload>& out) {
  Payload child = made(payload_act::kChild, remote);
  child.command_line = collapse_percents(command_line);
  child.image = image;
  child.decoded_text = decoded(child.command_line);
  const std::string command = child.command_line;
  out.push_back(std::move(child));
  add_calls_within(command, 0, out);
}

void add_query(std::string_view query, std::string_view name_space, std::vector<Payload>& out) {
  const WqlQuery parsed = parse_wql(query);
  if (parsed.from.empty() || parsed.is_notification()) return;
  Payload payload = made(payload_act::kCall, false);
  payload.query = query;
  payload.class_name = parsed.from;
  payload.where = parsed.where;
  payload.name_space = normal_namespace(name_space);
  out.push_back(std::move(payload));
}

void add_operation(const WmiOperation& operation, bool remote, std::vector<Payload>& out) {
  if (operation.is_notification) return;
  if (!operation.query.empty()) return add_query(operation.query, operation.name_space, out);
  // The definition of a class is read before every call of its methods.
  const bool definition = equals_nocase(operation.interface_method, "GetObject") &&
                          operation.text.find('=') == std::string::npos;
  if (definition) return;
  const bool creates = starts_process(operation.class_name, operation.method);
  Payload payload = made(creates ? payload_act::kCreate : payload_act::kCall, remote);
  payload.class_name = operation.class_name;
  payload.method = method_of(operation);
  payload.name_space = operation.name_space;
  payload.where = operation.text;
  out.push_back(std::move(payload));
}

void add_consumer(ConsumerKind kind, std::string_view payload, std::vector<Payload>& out) {
  Payload consumer = made(payload_act::kConsumer, false);
  const auto form = std::ranges::find(kConsumerForms, kind, &ConsumerForm::kind);
  consumer.consumer = form->class_name;
  if (form->payload != nullptr) consumer.*form->payload = payload;
  consumer.decoded_text = decoded(payload);
  const std::string hidden = consumer.decoded_text;
  out.push_back(std::move(consumer));
  if (kind == ConsumerKind::kCommandLine) add_calls_within(payload, 0, out);
  add_classes(payload, payload_act::kConsumer, out);
  add_classes(hidden, payload_act::kConsumer, out);
}

void add_script_words(std::string_view script, std::vector<Payload>& out) {
  if (script.empty() || script.size() > kLongestActScript) return;
  Payload payload = made(payload_act::kCall, false);
  payload.script = script;
  payload.decoded_text = decoded(script);
  out.push_back(std::move(payload));
}

void add_output(std::string_view text, std::vector<Payload>& out) {
  Payload payload = made(payload_act::kOutput, false);
  payload.decoded_text = text;
  out.push_back(std::move(payload));
}

void add_registry_write(std::string_view key, std::string_view details, std::vector<Payload>& out) {
  Payload payload = made(payload_act::kRegistry, false);
  payload.registry_key = key;
  payload.details = collapse_percents(details);
  out.push_back(std::move(payload));
}

void add_act(std::string_view act, bool remote, std::string_view destination,
             std::vector<Payload>& out) {
  Payload payload = made(act, remote);
  payload.destination = destination;
  out.push_back(std::move(payload));
}

}  // namespace wmiscope
