// SPDX-License-Identifier: Apache-2.0
//
// wmiscope.activity/1, keys in the order of contracts.md section 3.
#include "report/json_object.h"
#include "report/json_records.h"

namespace wmiscope {
namespace {

std::string_view kind_name(OriginKind kind) {
  switch (kind) {
    case OriginKind::kRemote:
      return "remote";
    case OriginKind::kLocal:
      return "local";
    case OriginKind::kUnknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view confidence_name(Confidence confidence) {
  switch (confidence) {
    case Confidence::kHigh:
      return "high";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kLow:
      return "low";
  }
  return "low";
}

void append_reason(const Reason& reason, std::string& out) {
  JsonObject object(out);
  object.text("code", reason.code);
  object.text("text", reason.text);
  object.close();
}

void append_origin(const Origin& origin, std::string& out) {
  JsonObject object(out);
  object.text("kind", kind_name(origin.kind));
  object.text("confidence", confidence_name(origin.confidence));
  object.list("why", origin.why, append_reason);
  object.known("source_ip", origin.source_ip);
  object.known("source_host", origin.source_host);
  object.known("source_user", origin.source_user);
  object.known("logon_id", origin.logon_id);
  object.known("logon_type", origin.logon_type);
  object.close();
}

void append_purpose(const Purpose& purpose, std::string& out) {
  JsonObject object(out);
  object.text("purpose", purpose.purpose);
  object.known("mitre_attack", purpose.mitre_attack);
  object.known("why", purpose.why);
  object.close();
}

void append_benign(const std::string& reason, std::string& out) {
  JsonObject object(out);
  object.text("reason", reason);
  object.close();
}

void append_evidence(const EvidenceRecord& evidence, std::string& out) {
  JsonObject object(out);
  append_event_json(evidence.event, object.value("event"));
  append_source_json(evidence.source, object.value("source"));
  object.known("time", evidence.time.text);
  object.known("shows", evidence.shows);
  object.close();
}

void append_process(const ActivityProcess& process, std::string& out) {
  JsonObject object(out);
  object.text("role", process.role);
  object.known("image", process.image);
  object.known("command_line", process.command_line);
  object.known("user", process.user);
  object.known("process_id", process.process_id);
  object.known("process_guid", process.process_guid);
  object.known("time", process.time.text);
  object.close();
}

void append_filter(const Subscription& subscription, std::string& out) {
  JsonObject object(out);
  object.known("name", subscription.filter.name);
  object.known("namespace", subscription.filter.name_space);
  object.known("query", subscription.filter.query);
  object.known("kind", subscription.filter.kind);
  object.close();
}

void append_consumer(const Subscription& subscription, std::string& out) {
  JsonObject object(out);
  object.known("name", subscription.consumer.name);
  object.known("class", subscription.consumer.class_name);
  object.known("payload", subscription.consumer.payload);
  object.close();
}

void append_subscription(const Subscription& subscription, std::string& out) {
  JsonObject object(out);
  append_filter(subscription, object.value("filter"));
  append_consumer(subscription, object.value("consumer"));
  if (subscription.bound) object.boolean("bound", *subscription.bound);
  object.known("created", subscription.created.text);
  object.known("deleted", subscription.deleted.text);
  object.known("creator", subscription.creator);
  if (!subscription.fired.empty()) {
    object.list("fired", subscription.fired,
                [](const Time& time, std::string& to) { append_json_string(time.text, to); });
  }
  object.close();
}

void append_decoded(const Decoded& decoded, std::string& out) {
  JsonObject object(out);
  object.text("from", decoded.from);
  object.text("text", decoded.text);
  object.close();
}

void append_who(const Activity& activity, JsonObject& object) {
  object.known("user", activity.user);
  object.known("user_sid", activity.user_sid);
  object.known("tool", activity.tool);
}

void append_verdict(const Activity& activity, JsonObject& object) {
  object.list("purposes", activity.purposes, append_purpose);
  if (!activity.benign.empty()) append_benign(activity.benign, object.value("benign"));
  object.known("summary", activity.summary);
  object.number("risk_score", activity.risk_score);
}

}  // namespace

void append_json(const Activity& activity, std::string& out) {
  JsonObject object(out);
  object.text("schema", "wmiscope.activity/1");
  object.text("id", activity.id);
  object.known("host", activity.host);
  object.known("start", activity.start.text);
  object.known("end", activity.end.text);
  object.text("vector", activity.vector);
  append_origin(activity.origin, object.value("origin"));
  append_who(activity, object);
  append_verdict(activity, object);
  object.list("findings", activity.findings);
  object.list("evidence", activity.evidence, append_evidence);
  object.number("evidence_total", activity.evidence_total);
  if (!activity.processes.empty()) object.list("processes", activity.processes, append_process);
  if (activity.subscription) {
    append_subscription(*activity.subscription, object.value("subscription"));
  }
  if (!activity.decoded.empty()) object.list("decoded", activity.decoded, append_decoded);
  object.known("linked", activity.linked);
  object.close();
}

}  // namespace wmiscope
