// SPDX-License-Identifier: Apache-2.0
#include "report/investigation_json.h"

#include "report/json_object.h"
#include "report/json_records.h"

namespace wmiscope {
namespace {

constexpr std::string_view kSchema = "wmiscope.investigation/1";

void append_row(const WmiActivityRow& row, std::string& out) {
  JsonObject object(out);
  object.text("schema", kSchema);
  object.text("investigation", "wmi-activity");
  object.known("time", row.time.text);
  object.known("dest", row.dest);
  object.known("user", row.user);
  object.known("Name", row.name);
  object.known("Operation", row.operation);
  object.known("EventType", row.event_type);
  object.known("Type", row.type);
  object.known("Query", row.query);
  object.known("Consumer", row.consumer);
  object.known("Filter", row.filter);
  append_event_json(row.event, object.value("event"));
  object.close();
  out += '\n';
}

void append_count(std::string_view name, const ProcessCount& row, std::string& out) {
  JsonObject object(out);
  object.text("schema", kSchema);
  object.text("investigation", name);
  object.number("count", row.count);
  object.known("firstTime", row.first_time.text);
  object.known("lastTime", row.last_time.text);
  object.known("user", row.user);
  object.known("parent_process_name", row.parent_process_name);
  object.known("process_name", row.process_name);
  object.known("dest", row.dest);
  object.known("processes", row.processes);
  if (row.more_processes) object.boolean("more_processes", true);
  object.close();
  out += '\n';
}

}  // namespace

void append_investigation_lines(const Investigation& investigation, std::string& out) {
  for (const WmiActivityRow& row : investigation.wmi_activity) append_row(row, out);
  for (const ProcessCount& row : investigation.parent_process) {
    append_count("parent-process", row, out);
  }
  for (const ProcessCount& row : investigation.process) append_count("process", row, out);
}

}  // namespace wmiscope
