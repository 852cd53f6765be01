// SPDX-License-Identifier: Apache-2.0
#include "context/finish.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/ascii.h"
#include "base/format.h"
#include "base/sha256.h"
#include "context/facts/duplicates.h"
#include "context/finding_join.h"
#include "context/judge/risk.h"
#include "context/language/command_text.h"
#include "context/summary.h"

namespace wmiscope {
namespace {

constexpr std::size_t kIdLength = 32;

// Host, vector, and the id of the earliest evidence: computer, channel and record id, or its time.
std::string activity_id(const Activity& activity) {
  constexpr std::string_view kSeparator = "\x1F";
  Sha256 hash;
  hash.update(to_ascii_lower(activity.host));
  hash.update(kSeparator);
  hash.update(activity.vector);
  if (!activity.evidence.empty()) {
    const EvidenceRecord& first = activity.evidence.front();
    const std::string number =
        first.event.record_id ? format("{}", *first.event.record_id) : first.time.text;
    for (const std::string& part :
         {to_ascii_lower(first.event.computer), to_ascii_lower(first.event.channel), number}) {
      hash.update(kSeparator);
      hash.update(part);
    }
  }
  return hash.hex().substr(0, kIdLength);
}

std::string_view role_name(Role role) {
  switch (role) {
    case Role::kCaller:
      return "caller";
    case Role::kMain:
      return "main";
    case Role::kAncestor:
      return "ancestor";
    case Role::kChild:
      return "child";
  }
  return "";
}

// Findings of one draft while the activity is not yet made.
struct FindingsOf {
  std::vector<Finding*> all;
  std::set<std::pair<std::uint64_t, std::string>> records;  // record id, channel in lower case
};

class Finisher {
 public:
  Finisher(Case& work, const PurposesOf& purposes_of) : work_(work), purposes_of_(purposes_of) {}

  std::vector<Activity> run(std::span<Finding> findings) {
    join(findings);
    std::map<DraftIndex, std::string> ids;
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      if (!work_.drafts[i].is_live() || work_.drafts[i].evidence.empty()) continue;
      if (auto activity = make(i)) {
        ids[i] = activity->id;
        made_.push_back({i, std::move(*activity)});
      }
    }
    std::vector<Activity> activities = std::move(lone_);
    for (auto& [draft, activity] : made_) {
      for (const DraftIndex other : work_.drafts[draft].linked) {
        const auto at = ids.find(work_.live(other));
        if (at != ids.end()) activity.linked.push_back(at->second);
      }
      std::ranges::sort(activity.linked);
      activities.push_back(std::move(activity));
    }
    std::ranges::sort(activities, {},
                      [](const Activity& a) { return std::tie(a.start.ticks, a.host, a.id); });
    return activities;
  }

 private:
  void join(std::span<Finding> findings) {
    const FindingJoin joins(work_, findings);
    for (Finding& finding : findings) {
      const DraftIndex draft = joins.find(finding);
      if (draft == kNoDraft) {
        if (!finding.story.empty()) add_lone(finding);
        continue;
      }
      FindingsOf& of = findings_[draft];
      of.all.push_back(&finding);
      of.records.insert(record_key(finding.event));
    }
  }

  static std::pair<std::uint64_t, std::string> record_key(const EventRef& event) {
    return {event.record_id.value_or(kNoNumber), to_ascii_lower(event.channel)};
  }

  std::optional<Activity> make(DraftIndex i) {
    Draft& draft = work_.drafts[i];
    FindingsOf& of = findings_[i];
    Activity activity;
    activity.vector = draft.vector;
    activity.purposes = purposes_of_(draft.payloads);
    const bool harmless = draft.is_harmless();
    const bool says_something =
        !activity.purposes.empty() || !of.all.empty() || !draft.tool.empty();
    if (draft.weak && !says_something && !harmless) return std::nullopt;
    if (harmless) {
      activity.benign = draft.harmless;
      activity.purposes.clear();
    }
    add_evidence(draft, of, activity);
    activity.host = host_name(draft);
    activity.origin = std::move(draft.origin);
    activity.user = std::move(draft.user);
    activity.user_sid = std::move(draft.user_sid);
    activity.tool = std::move(draft.tool);
    activity.subscription = std::move(draft.subscription);
    add_processes(draft, activity);
    add_decoded(draft, activity);
    activity.id = activity_id(activity);
    add_findings(of, activity);
    write_summary(deed_of(draft), draft.target, activity);
    return activity;
  }

  // As the records spell it.
  std::string host_name(const Draft& draft) const {
    for (const Shown& shown : draft.evidence) {
      const std::string_view computer = work_.text(shown.record->computer);
      if (equals_nocase(computer, work_.text(draft.host))) return std::string(computer);
    }
    return std::string(work_.text(draft.host));
  }

  void add_evidence(Draft& draft, const FindingsOf& of, Activity& activity) {
    order_evidence(draft.evidence);
    activity.evidence_total = draft.evidence.size();
    activity.start = work_.store.time_of(*draft.evidence.front().record);
    activity.end = work_.store.time_of(*draft.evidence.back().record);
    std::size_t others = kMaxEvidence;
    std::size_t of_findings = 0;
    for (const Shown& s : draft.evidence) of_findings += is_of(s, of) ? 1 : 0;
    others -= std::min(others, of_findings);
    for (const Shown& shown : draft.evidence) {
      const bool found = is_of(shown, of);
      if (!found && others == 0) continue;
      if (activity.evidence.size() == kMaxEvidence) break;
      if (!found) --others;
      EvidenceRecord record;
      record.event = work_.store.event_ref(*shown.record);
      record.source = work_.store.source_ref(*shown.record);
      record.time = work_.store.time_of(*shown.record);
      record.shows = work_.text(shown.shows);
      activity.evidence.push_back(std::move(record));
    }
  }

  // By the time that is printed, each record once: what merged drafts both held, and copies of files.
  void order_evidence(std::vector<Shown>& evidence) const {
    const auto rest = [this](const Shown& s) {
      const FactRecord& r = *s.record;
      return std::tuple(work_.text(r.channel), r.record_id, r.source, r.index, work_.text(s.shows));
    };
    const auto before = [&](const Shown& a, const Shown& b) {
      if (a.record->ticks != b.record->ticks) return a.record->ticks < b.record->ticks;
      return rest(a) < rest(b);
    };
    if (!std::ranges::is_sorted(evidence, before)) std::ranges::sort(evidence, before);
    Duplicates met;
    std::erase_if(evidence, [&met](const Shown& s) { return !met.add(*s.record); });
  }

  bool is_of(const Shown& shown, const FindingsOf& of) const {
    const std::uint64_t id = shown.record->record_id;
    const std::string_view channel = work_.text(shown.record->channel);
    for (auto at = of.records.lower_bound({id, {}}); at != of.records.end(); ++at) {
      if (at->first != id) return false;
      if (equals_nocase(at->second, channel)) return true;
    }
    return false;
  }

  void add_processes(const Draft& draft, Activity& activity) const {
    std::set<std::pair<ProcessIndex, Role>> seen;
    for (const DraftProcess& each : draft.processes) {
      if (activity.processes.size() == kMaxProcesses) break;
      if (!seen.emplace(each.process, each.role).second) continue;
      activity.processes.push_back(process_of(each));
    }
    if (!std::ranges::any_of(activity.processes,
                             [](const ActivityProcess& p) { return p.role == "ancestor"; })) {
      add_named_parent(draft, activity);
    }
  }

  ActivityProcess process_of(const DraftProcess& each) const {
    const ProcessFact& fact = work_.process(each.process);
    ActivityProcess process;
    process.role = role_name(each.role);
    process.image = work_.text(fact.image);
    process.command_line = work_.text(fact.command);
    process.user = work_.user_of(each.process);
    process.process_id = format("{}", fact.pid);
    if (!fact.audited)
      append_guid(ByteView(fact.guid.data(), fact.guid.size()), process.process_guid);
    process.time = work_.store.time_of(fact.record);
    return process;
  }

  // The parent as the child's record names it, where its own start is not in the data.
  void add_named_parent(const Draft& draft, Activity& activity) const {
    for (const DraftProcess& each : draft.processes) {
      if (each.role != Role::kMain && each.role != Role::kCaller) continue;
      const ProcessFact& fact = work_.process(each.process);
      if (fact.parent_image == kNoText) continue;
      ActivityProcess parent;
      parent.role = role_name(Role::kAncestor);
      parent.image = work_.text(fact.parent_image);
      parent.command_line = work_.text(fact.parent_command);
      parent.process_id = format("{}", fact.parent_pid);
      activity.processes.push_back(std::move(parent));
      return;
    }
  }

  static void add_decoded(Draft& draft, Activity& activity) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const Decoded& each : draft.decoded) {
      if (activity.decoded.size() == kMaxDecodedTexts) return;
      if (seen.emplace(each.from, each.text).second) activity.decoded.push_back(each);
    }
  }

  void add_findings(const FindingsOf& of, Activity& activity) const {
    RiskFacts facts;
    std::set<std::string_view> detections;
    for (Finding* finding : of.all) {
      finding->activity = activity.id;
      if (!finding->excluded.empty()) continue;
      activity.findings.push_back(finding->id);
      facts.finding_risk = std::max(facts.finding_risk, finding->risk_score.value_or(0));
      detections.insert(finding->detection_id);
    }
    facts.detections = detections.size();
    activity.risk_score = activity_risk(activity, facts);
  }

  // A shell with several commands is told by how many they are.
  std::string deed_of(const Draft& draft) const {
    std::set<ProcessIndex> started;
    for (const DraftProcess& each : draft.processes) {
      if (each.role == Role::kMain) started.insert(each.process);
    }
    if (draft.vector != "wmi-process-create" || started.size() < 2) return draft.deed;
    const auto last = std::ranges::max_element(
        started, {}, [&](ProcessIndex p) { return std::pair(work_.when(p), p); });
    return format("had WMI start {} commands, the last of them {}", started.size(),
                  collapse_percents(work_.text(work_.process(*last).command)));
  }

  // A finding whose record no recogniser took: an activity of what the finding alone says.
  void add_lone(Finding& finding) {
    Activity activity;
    activity.host = finding.event.computer;
    activity.start = activity.end = finding.time;
    activity.vector = lone_vector(finding);
    activity.user = finding.user;
    activity.evidence.push_back({finding.event, finding.source, finding.time, finding.message});
    activity.evidence_total = 1;
    activity.id = activity_id(activity);
    FindingsOf of;
    of.all.push_back(&finding);
    add_findings(of, activity);
    write_summary(format("matched \"{}\"", finding.detection), {}, activity);
    const auto [known, is_new] = lone_by_id_.emplace(activity.id, lone_.size());
    if (is_new) {
      lone_.push_back(std::move(activity));
    } else if (finding.excluded.empty()) {
      lone_[known->second].findings.push_back(finding.id);
    }
  }

  static std::string lone_vector(const Finding& finding) {
    if (finding.event.event_id == 4104) return "powershell-wmi";
    if (finding.event.event_id == 5860) return "temporary-subscription";
    const bool process = finding.event.event_id == 1 || finding.event.event_id == 4688;
    return process ? "wmi-process-create" : "other-consumer";
  }

  Case& work_;
  const PurposesOf& purposes_of_;
  std::map<DraftIndex, FindingsOf> findings_;
  std::vector<std::pair<DraftIndex, Activity>> made_;
  std::vector<Activity> lone_;
  std::unordered_map<std::string, std::size_t> lone_by_id_;
};

}  // namespace

std::vector<Activity> finish(Case& work, std::span<Finding> findings,
                             const PurposesOf& purposes_of) {
  return Finisher(work, purposes_of).run(findings);
}

}  // namespace wmiscope
