// SPDX-License-Identifier: Apache-2.0
#include "context/case.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "base/filetime.h"
#include "base/format.h"
#include "context/command_text.h"
#include "context/duplicates.h"
#include "context/wmic_command.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxAncestors = 8;
constexpr std::size_t kMaxDepth = 6;
constexpr std::size_t kMaxChildren = 32;      // of one process
constexpr std::size_t kMaxDescendants = 200;  // of one activity

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void Draft::show(const FactRecord& record, std::string shows) {
  first = std::min(first, record.when());
  last = std::max(last, record.when());
  evidence.push_back({record, std::move(shows)});
}

void Draft::name_target(std::string_view named) {
  const bool unnamed = target.empty() || (target.starts_with('$') && !named.starts_with('$'));
  if (unnamed) target = named;
}

void Draft::mark_remote() {
  if (origin.kind != OriginKind::kRemote) return;
  for (Payload& payload : payloads) {
    const bool child = payload.act == payload_act::kChild && !subscription;
    if (child || payload.act == payload_act::kConsumer) payload.target = "remote";
  }
}

void Draft::subscribes_for_a_while() {
  constexpr std::string_view kVector = "temporary-subscription";
  if (vector_rank(kVector) < vector_rank(vector)) vector = kVector;
  weak = false;
}

int vector_rank(std::string_view vector) {
  static constexpr std::string_view kOrder[] = {"xsl-script",
                                                "script-consumer",
                                                "command-line-consumer",
                                                "other-consumer",
                                                "mof-compile",
                                                "provider-hijack",
                                                "wmi-data-channel",
                                                "temporary-subscription",
                                                "wmic-remote",
                                                "wmic-local",
                                                "powershell-wmi",
                                                "script-com",
                                                "wbemtest",
                                                "odd-client",
                                                "dcom",
                                                "wmi-process-create",
                                                "provider-change",
                                                "wmi-query"};
  const auto at = std::ranges::find(kOrder, vector);
  return static_cast<int>(at - std::begin(kOrder));
}

Case::Case(FactStore& facts) : store(facts), tree(facts), logons(facts) {
  find_candidates();
  order_traces();
}

void Case::find_candidates() {
  Duplicates met;
  std::unordered_set<ProcessIndex> chosen;
  ProcessIndex at = 0;
  for (const ProcessFact& fact : store.processes()) {
    const ProcessIndex p = at++;
    if ((fact.marks & kActMarks) == 0 || !met.add(fact.record)) continue;
    chosen.insert(tree.chief(p));
  }
  candidates.assign(chosen.begin(), chosen.end());
  std::ranges::sort(candidates, {}, [&](ProcessIndex p) {
    return std::tuple(tree[p].record.host, when(p), tree[p].record.record_id, p);
  });
}

void Case::order_traces() {
  Duplicates met;
  for (std::uint32_t t = 0; t < store.traces().size(); ++t) {
    if (met.add(trace(t).record)) traces.push_back(t);
  }
  std::ranges::sort(traces, {}, [&](std::uint32_t t) {
    const FactRecord& record = trace(t).record;
    return std::tuple(record.host, record.when(), record.record_id, t);
  });
}

std::string_view Case::short_name(TextId host) const {
  const std::string_view name = text(host);
  return name.substr(0, name.find('.'));
}

std::vector<std::string_view> Case::own_names(TextId host) const {
  return {text(host), short_name(host)};
}

bool Case::is_own_name(TextId host, std::string_view name) const {
  const auto names = own_names(host);
  return is_own_host(name, names);
}

DraftIndex Case::add_draft(TextId host, std::string_view vector) {
  Draft draft;
  draft.host = host;
  draft.vector = vector;
  drafts.push_back(std::move(draft));
  return drafts.size() - 1;
}

void Case::merge(DraftIndex into, DraftIndex from) {
  if (into == from) return;
  Draft& to = drafts[into];
  Draft& other = drafts[from];
  if (vector_rank(other.vector) < vector_rank(to.vector)) {
    to.vector = other.vector;
    to.deed = std::move(other.deed);
  }
  if (to.user.empty()) to.user = std::move(other.user);
  if (to.user_sid.empty()) to.user_sid = std::move(other.user_sid);
  if (to.target.empty()) to.target = std::move(other.target);
  if (to.origin.kind == OriginKind::kUnknown) to.origin = std::move(other.origin);
  if (other.tool_rank < to.tool_rank) {
    to.tool = std::move(other.tool);
    to.tool_rank = other.tool_rank;
  }
  if (!to.subscription) to.subscription = std::move(other.subscription);
  if (to.harmless.empty()) to.harmless = std::move(other.harmless);
  to.parts += other.parts;
  to.harmless_parts += other.harmless_parts;
  to.weak = to.weak && other.weak;
  to.first = std::min(to.first, other.first);
  to.last = std::max(to.last, other.last);
  append(to.processes, std::move(other.processes));
  append(to.evidence, std::move(other.evidence));
  append(to.decoded, std::move(other.decoded));
  append(to.payloads, std::move(other.payloads));
  other = Draft();
  other.merged_into = into;
}

DraftIndex Case::live(DraftIndex draft) const {
  while (draft != kNoDraft && !drafts[draft].is_live()) draft = drafts[draft].merged_into;
  return draft;
}

DraftIndex Case::owner(ProcessIndex p) const {
  const auto at = owners_.find(p);
  return at == owners_.end() ? kNoDraft : live(at->second);
}

DraftIndex Case::trace_owner(std::uint32_t t) const {
  const auto at = trace_owners_.find(t);
  return at == trace_owners_.end() ? kNoDraft : live(at->second);
}

void Case::add_process(DraftIndex draft, ProcessIndex p, Role role, const std::string& shows) {
  const ProcessIndex other = tree.twin(p);
  for (const ProcessIndex each : {p, other}) {
    if (each == kNoProcess || owner(each) != kNoDraft) continue;
    if (role != Role::kAncestor) owners_.emplace(each, draft);
    drafts[draft].show(process(each).record, shows);
  }
  drafts[draft].processes.push_back({p, role});
}

void Case::add_trace(DraftIndex draft, std::uint32_t t, std::string shows) {
  if (!trace_owners_.emplace(t, draft).second) return;
  drafts[draft].show(trace(t).record, std::move(shows));
}

void Case::add_logon(DraftIndex draft, const LogonFact& logon, std::string shows) {
  const std::vector<Shown>& evidence = drafts[draft].evidence;
  const bool known = std::ranges::any_of(evidence, [&](const Shown& each) {
    return each.record.record_id == logon.record.record_id &&
           each.record.channel == logon.record.channel && each.record.index == logon.record.index;
  });
  if (!known) drafts[draft].show(logon.record, std::move(shows));
}

void Case::add_ancestors(DraftIndex draft, ProcessIndex p) {
  ProcessIndex above = tree.parent(p);
  for (std::size_t n = 0; n < kMaxAncestors && above != kNoProcess; ++n) {
    drafts[draft].processes.push_back({above, Role::kAncestor});
    const std::uint32_t cuts = kMarkProviderHost | kMarkScrcons;
    if ((process(above).marks & cuts) != 0) return;
    above = tree.parent(above);
  }
}

void Case::add_descendants(DraftIndex draft, ProcessIndex p, bool remote) {
  add_descendants_of(draft, p, remote, 0);
}

void Case::add_descendants_of(DraftIndex draft, ProcessIndex p, bool remote, std::size_t depth) {
  if (depth == kMaxDepth) return;
  for (const ProcessIndex child : tree.children(p, kMaxChildren)) {
    const ProcessFact& fact = process(child);
    if (drafts[draft].processes.size() > kMaxDescendants || !is_free(child)) continue;
    // An act of its own.
    constexpr std::uint32_t kOwnActs =
        kMarkScrcons | kMarkWbemtest | kMarkHousekeeping | kMarkOfProviderHost;
    if ((fact.marks & kOwnActs) != 0) continue;
    if ((fact.marks & kMarkConhost) == 0) {
      add_child(collapse_percents(text(fact.command)), text(fact.image), remote,
                drafts[draft].payloads);
    }
    add_process(draft, child, Role::kChild,
                format("{} started below it", file_name(text(fact.image))));
    add_descendants_of(draft, child, remote, depth + 1);
  }
}

// Once there is something to ask. False where our own content is broken, which its tests show.
bool Case::load_catalogues() {
  if (tools_) return true;
  auto tools = ToolFingerprints::load();
  auto benign = BenignUses::load();
  if (!tools || !benign) return false;
  tools_ = std::make_unique<ToolFingerprints>(std::move(*tools));
  benign_ = std::make_unique<BenignUses>(std::move(*benign));
  return true;
}

bool Case::is_harmless(const ActTexts& texts) {
  return load_catalogues() && !benign_->reason(texts).empty();
}

const TextPattern* Case::tool_of(const ActTexts& texts) {
  return load_catalogues() ? tools_->best(texts) : nullptr;
}

void Case::judge_part(DraftIndex draft, const ActTexts& texts) {
  if (!load_catalogues()) return;
  Draft& to = drafts[draft];
  const TextPattern* tool = tools_->best(texts);
  if (tool != nullptr && tool->rank < to.tool_rank) {
    to.tool = tool->name;
    to.tool_rank = tool->rank;
  }
  ++to.parts;
  const std::string_view reason = benign_->reason(texts);
  if (reason.empty()) return;
  ++to.harmless_parts;
  if (to.harmless.empty()) to.harmless = reason;
}

ProcessIndex Case::console_host_of(ProcessIndex p) const {
  constexpr std::uint64_t kWithin = 2 * kTicksPerSecond;
  for (const ProcessIndex child : tree.children(p)) {
    const bool soon = when(child) < when(p) + kWithin;
    if ((process(child).marks & kMarkConhost) != 0 && soon) return child;
  }
  return kNoProcess;
}

// The start that tells whose a start is.
const ProcessFact& Case::account_fact(ProcessIndex p) const {
  const ProcessFact& fact = process(p);
  const bool machine_only = fact.audited && !fact.names_target && is_service_logon(fact.logon_id);
  const ProcessIndex console = machine_only ? console_host_of(p) : kNoProcess;
  return console == kNoProcess ? fact : process(console);
}

std::string Case::user_of(ProcessIndex p) const { return std::string(text(account_fact(p).user)); }

std::string_view Case::sid_of(ProcessIndex p) const { return text(account_fact(p).user_sid); }

std::uint64_t Case::logon_of(ProcessIndex p) const { return account_fact(p).logon_id; }

bool Case::is_below_wmi(ProcessIndex p) const {
  constexpr std::size_t kMaxSteps = 6;
  for (std::size_t n = 0; n < kMaxSteps && p != kNoProcess; ++n) {
    if ((process(p).marks & (kMarkOfProviderHost | kMarkOfScrcons)) != 0) return true;
    p = tree.parent(p);
  }
  return false;
}

}  // namespace wmiscope
