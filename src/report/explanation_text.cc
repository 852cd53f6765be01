// SPDX-License-Identifier: Apache-2.0
#include "report/explanation_text.h"

#include <algorithm>

#include "base/format.h"
#include "report/activity_block.h"
#include "report/activity_words.h"
#include "report/finding_lines.h"
#include "report/investigation_text.h"
#include "report/level.h"
#include "report/numbers.h"
#include "report/secrets.h"
#include "report/telling.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kLabel = 12;
constexpr std::size_t kRole = 10;

class Page {
 public:
  explicit Page(const TableStyle& style) : style_(style) {}

  void section(std::string_view title) { out_ += format("\n{}\n", title); }

  // "  label       text", wrapped; nothing where the text is empty. Raw text.
  void fact(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    const std::string first = "  " + padded(label, kLabel) + (label.size() < kLabel ? "" : " ");
    hanging(first, display_width(first), safe_text(text, style_), style_, out_);
  }

  // Every line of a text whole, indented. Raw text.
  void whole(std::string_view text) {
    const std::string shown = style_.show_secrets ? std::string(text) : mask_secrets(text);
    std::string_view rest = shown;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      out_ += "    ";
      out_ += escape_text(line);
      out_ += '\n';
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  std::string moment(const Time& time) const { return moment_text(time, true, style_); }
  const TableStyle& style() const { return style_; }
  std::string& out() { return out_; }

 private:
  const TableStyle& style_;
  std::string out_;
};

std::string list_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : " ") + text;
  return out;
}

void answer(const Activity& activity, Page& page) {
  const std::string risk =
      format("{}, risk {}", severity_word(level_of_risk(activity.risk_score)), activity.risk_score);
  heading(format("{}   {}", escape_text(activity.host), page.moment(activity.start)), risk,
          page.style(), page.out());
  hanging("", 0, safe_text(activity.summary, page.style()), page.style(), page.out());
  page.out() += '\n';
  page.fact("id", activity.id);
  page.fact("vector", activity.vector);
  page.fact("ended", activity.end.text == activity.start.text ? "" : page.moment(activity.end));
  page.fact("user", activity.user_sid.empty()
                        ? activity.user
                        : format("{} ({})", activity.user, activity.user_sid));
  page.fact("tool", activity.tool);
  page.fact("harmless", activity.benign);
}

std::string logon_words(const Origin& origin) {
  if (origin.logon_id.empty()) return {};
  std::string out = origin.logon_id;
  if (origin.logon_type) out += format(", type {}", *origin.logon_type);
  return out;
}

void origin(const Origin& origin, Page& page) {
  page.section("Where it came from");
  page.fact("origin", format("{}, confidence {}", origin_word(origin.kind),
                             confidence_word(origin.confidence)));
  for (const Reason& reason : origin.why) page.fact(reason.code, reason.text);
  page.fact("address", origin.source_ip);
  page.fact("host", origin.source_host);
  page.fact("user", origin.source_user);
  page.fact("logon", logon_words(origin));
}

void purposes(const Activity& activity, Page& page) {
  if (activity.purposes.empty()) return;
  page.section("To what end");
  for (const Purpose& purpose : activity.purposes) {
    hanging(
        "  ", 2,
        safe_text(format("{} {}: {}", purpose.purpose, list_of(purpose.mitre_attack), purpose.why),
                  page.style()),
        page.style(), page.out());
  }
}

void processes(const Activity& activity, Page& page) {
  if (activity.processes.empty()) return;
  page.section("Processes");
  for (const ActivityProcess& process : activity.processes) {
    std::string line =
        format("{} {}", process.image.empty() ? "(not known)" : process.image, process.process_id);
    if (!process.user.empty()) line += format("  as {}", process.user);
    if (process.time.known()) line += format("  at {}", page.moment(process.time));
    if (!process.process_guid.empty()) line += format("  {}", process.process_guid);
    hanging("  " + padded(escape_text(process.role), kRole), kRole + 2,
            safe_text(line, page.style()), page.style(), page.out());
    page.whole(process.command_line);
  }
}

void subscription(const Subscription& subscription, Page& page) {
  page.section("Subscription");
  page.fact("filter", subscription.filter.name);
  page.fact("  namespace", subscription.filter.name_space);
  page.fact("  kind", subscription.filter.kind);
  page.fact("  query", subscription.filter.query);
  page.fact("consumer", subscription.consumer.name);
  page.fact("  class", subscription.consumer.class_name);
  if (subscription.bound) page.fact("bound", *subscription.bound ? "yes" : "no binding was seen");
  page.fact("creator", subscription.creator);
  if (subscription.created.known()) page.fact("created", page.moment(subscription.created));
  if (subscription.deleted.known()) page.fact("deleted", page.moment(subscription.deleted));
  for (const Time& time : subscription.fired) page.fact("fired", page.moment(time));
  if (subscription.consumer.payload.empty()) return;
  page.out() += "  payload\n";
  page.whole(subscription.consumer.payload);
}

void decoded(const Activity& activity, Page& page) {
  if (!activity.decoded.empty()) page.section("Decoded");
  for (const Decoded& each : activity.decoded) {
    page.out() += "  from\n";
    page.whole(each.from);
    page.out() += "  is\n";
    page.whole(each.text);
  }
  const std::vector<std::string> addresses = web_addresses(activity);
  if (addresses.empty()) return;
  page.section("Addresses");
  for (const std::string& address : addresses) page.whole(address);
}

void found_by(const Explanation& explanation, Page& page) {
  if (explanation.findings.empty()) return;
  page.section("Findings");
  for (const Finding& finding : explanation.findings) {
    const std::string line = format("{}  {}  {}  {}", page.moment(finding.time), finding.id,
                                    level_name(finding.level), finding.detection);
    hanging("  ", 2, escape_text(line), page.style(), page.out());
  }
}

void evidence(const Activity& activity, Page& page) {
  page.section(format("Evidence ({})", counted(activity.evidence_total, "record")));
  for (const EvidenceRecord& record : activity.evidence) {
    const std::string line =
        format("{}  {}  {}", page.moment(record.time), record_words(record.event), record.shows);
    hanging("  ", 2, safe_text(line, page.style()), page.style(), page.out());
    page.whole(source_words(record.source));
  }
  if (activity.evidence_total > activity.evidence.size()) {
    page.fact("", format("and {} more",
                         with_thousands(activity.evidence_total - activity.evidence.size())));
  }
}

void linked(const Explanation& explanation, Page& page) {
  if (explanation.linked.empty()) return;
  page.section("The other half");
  for (const LinkedActivity& other : explanation.linked) {
    hanging("  ", 2, safe_text(format("{}  {}", short_id(other.id), other.summary), page.style()),
            page.style(), page.out());
  }
}

}  // namespace

std::string explanation_text(const Explanation& explanation, const TableStyle& style) {
  Page page(style);
  const Activity& activity = explanation.activity;
  answer(activity, page);
  origin(activity.origin, page);
  purposes(activity, page);
  processes(activity, page);
  if (activity.subscription) subscription(*activity.subscription, page);
  decoded(activity, page);
  found_by(explanation, page);
  evidence(activity, page);
  linked(explanation, page);
  append_investigation_text(explanation.investigation, activity.host, style, page.out());
  return std::move(page.out());
}

}  // namespace wmiscope
