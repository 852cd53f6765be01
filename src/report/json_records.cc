// SPDX-License-Identifier: Apache-2.0
#include "report/json_records.h"

#include <array>

#include "report/json_object.h"
#include "report/level.h"

namespace wmiscope {
void append_event_json(const EventRef& event, std::string& out) {
  JsonObject object(out);
  object.known("provider", event.provider);
  object.known("channel", event.channel);
  object.known("event_id", event.event_id);
  object.known("record_id", event.record_id);
  object.known("computer", event.computer);
  object.close();
}

void append_source_json(const SourceRef& source, std::string& out) {
  JsonObject object(out);
  object.text("path", source.path);
  object.known("member", source.member);
  object.known("offset", source.offset);
  object.known("line", source.line);
  object.number("index", source.index);
  if (source.recovered) object.boolean("recovered", true);
  if (source.bad_checksum) object.text("checksum", "bad");
  object.close();
}

namespace {

void append_risk_object(const RiskObject& risk, std::string& out) {
  JsonObject object(out);
  object.text("name", risk.name);
  object.text("type", risk.type);
  object.close();
}

void append_issue_source(const Issue& issue, std::string& out) {
  JsonObject object(out);
  object.text("path", issue.path);
  object.known("member", issue.member);
  object.known("offset", issue.offset);
  object.known("chunk", issue.chunk);
  object.known("record_id", issue.record_id);
  object.known("line", issue.line);
  object.close();
}

std::string_view state_name(DetectionState state) {
  static constexpr std::array<std::string_view, 4> kNames = {"ran", "no-events", "fields-missing",
                                                             "off"};
  return kNames[static_cast<std::size_t>(state)];
}

void append_event_count(const EventCount& events, std::string& out) {
  JsonObject object(out);
  object.known("channel", events.channel);
  object.known("provider", events.provider);
  object.number("event_id", events.event_id);
  object.number("count", events.count);
  object.close();
}

void append_detection(const DetectionCoverage& detection, std::string& out) {
  JsonObject object(out);
  object.text("detection_id", detection.detection_id);
  object.text("detection", detection.detection);
  object.text("state", state_name(detection.state));
  object.known("missing_fields", detection.missing_fields);
  object.known("remedies", detection.remedies);
  object.number("findings", detection.findings);
  object.number("excluded", detection.excluded);
  object.close();
}

void append_hash(const FileHash& hash, std::string& out) {
  JsonObject object(out);
  object.text("path", hash.path);
  object.text("sha256", hash.sha256);
  object.close();
}

void append_files(const Coverage& coverage, std::string& out) {
  JsonObject object(out);
  object.number("read", coverage.files.read);
  object.number("skipped", coverage.files.skipped);
  object.number("with_issues", coverage.files.with_issues);
  object.close();
}

void append_record_counts(const Coverage& coverage, std::string& out) {
  JsonObject object(out);
  object.number("read", coverage.records.read);
  object.number("demanded", coverage.records.demanded);
  object.number("damaged", coverage.records.damaged);
  object.number("recovered", coverage.records.recovered);
  object.close();
}

void append_activity_counts(const Coverage& coverage, std::string& out) {
  JsonObject object(out);
  object.number("total", coverage.activities_total);
  object.number("benign", coverage.activities_benign);
  object.close();
}

}  // namespace

void append_fields_json(const Fields& fields, std::string& out) {
  JsonObject object(out);
  for (const auto& [name, text] : fields) append_json_string(text, object.hostile_key(name));
  object.close();
}

void append_json(const Finding& finding, std::string& out) {
  JsonObject object(out);
  object.text("schema", "wmiscope.finding/1");
  object.text("id", finding.id);
  object.known("time", finding.time.text);
  if (finding.time_zone_assumed) object.boolean("time_assumed_utc", true);
  object.text("detection_id", finding.detection_id);
  object.text("detection", finding.detection);
  object.known("story", finding.story);
  object.known("type", finding.type);
  object.text("level", level_name(finding.level));
  object.known("risk_score", finding.risk_score);
  object.known("mitre_attack", finding.mitre_attack);
  object.known("message", finding.message);
  if (!finding.risk_objects.empty()) {
    object.list("risk_objects", finding.risk_objects, append_risk_object);
  }
  object.known("dest", finding.dest);
  object.known("user", finding.user);
  append_fields_json(finding.fields, object.value("fields"));
  append_event_json(finding.event, object.value("event"));
  append_source_json(finding.source, object.value("source"));
  object.known("activity", finding.activity);
  object.known("excluded", finding.excluded);
  object.close();
}

void append_json(const Group& group, std::string& out) {
  JsonObject object(out);
  object.text("schema", "wmiscope.group/1");
  object.text("detection_id", group.detection_id);
  object.text("detection", group.detection);
  object.number("count", group.count);
  object.known("firstTime", group.first_time.text);
  object.known("lastTime", group.last_time.text);
  append_fields_json(group.fields, object.value("fields"));
  object.close();
}

void append_json(const Issue& issue, std::string& out) {
  JsonObject object(out);
  object.text("schema", "wmiscope.issue/1");
  object.text("severity", issue.severity == Severity::kNote ? "note" : "issue");
  object.text("code", issue.code);
  append_issue_source(issue, object.value("source"));
  object.known("what", issue.what);
  object.known("need", issue.need);
  object.known("have", issue.have);
  object.close();
}

void append_json(const Coverage& coverage, std::string& out) {
  JsonObject object(out);
  object.text("schema", "wmiscope.coverage/1");
  object.text("wmiscope", coverage.version);
  object.known("content", coverage.content);
  object.boolean("complete", coverage.complete);
  append_files(coverage, object.value("files"));
  object.number("bytes", coverage.bytes);
  append_record_counts(coverage, object.value("records"));
  object.list("events", coverage.events, append_event_count);
  object.list("detections", coverage.detections, append_detection);
  append_activity_counts(coverage, object.value("activities"));
  object.number("duplicates_dropped", coverage.duplicates_dropped);
  object.number("issues_total", coverage.issues_total);
  object.number("issues_shown", coverage.issues_shown);
  if (!coverage.hashes.empty()) object.list("hashes", coverage.hashes, append_hash);
  object.close();
}

}  // namespace wmiscope
