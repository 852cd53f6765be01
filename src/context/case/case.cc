// SPDX-License-Identifier: Apache-2.0
#include "context/case/case.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/facts/duplicates.h"
#include "context/language/command_text.h"
#include "context/language/wmic_command.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxAncestors = 8;
constexpr std::size_t kMaxDepth = 6;
constexpr std::uint64_t kLongestSession = 24 * 3600 * kTicksPerSecond;
constexpr std::size_t kMaxChildren = 32;      // of one process
constexpr std::size_t kMaxDescendants = 200;  // of one activity

// By host, time, record id and index. Facts of one log are in order already.
template <typename RecordOf>
void order(std::vector<std::uint32_t>& indices, const RecordOf& record_of) {
  std::vector<std::tuple<TextId, std::uint64_t, std::uint64_t, std::uint32_t>> keys;
  keys.reserve(indices.size());
  for (const std::uint32_t i : indices) {
    const FactRecord& record = record_of(i);
    keys.emplace_back(record.host, record.when(), record.record_id, i);
  }
  if (std::ranges::is_sorted(keys)) return;
  std::ranges::sort(keys);
  std::ranges::transform(keys, indices.begin(), [](const auto& key) { return std::get<3>(key); });
}

}  // namespace

Case::Case(FactStore& facts, unsigned threads)
    : Case(facts, std::async(threads > 1 ? std::launch::async : std::launch::deferred,
                             [&facts] { return LogonSessions(facts); })) {}

Case::Case(FactStore& facts, std::future<LogonSessions> sessions)
    : store(facts),
      tree(facts),
      candidates(find_candidates()),
      traces(order_traces()),
      logons(sessions.get()),
      owners_(facts.processes().size(), kNoDraft),
      trace_owners_(facts.traces().size(), kNoDraft) {}

std::vector<ProcessIndex> Case::find_candidates() const {
  Duplicates met;
  std::vector<ProcessIndex> found;
  std::vector<bool> chosen(store.processes().size());
  ProcessIndex at = 0;
  for (const ProcessFact& fact : store.processes()) {
    const ProcessIndex p = at++;
    if ((fact.marks & kActMarks) == 0 || !met.add(fact.record)) continue;
    const ProcessIndex chief = tree.chief(p);
    if (!chosen[chief]) found.push_back(chief);
    chosen[chief] = true;
  }
  order(found, [&](ProcessIndex p) -> const FactRecord& { return tree[p].record; });
  return found;
}

std::vector<std::uint32_t> Case::order_traces() const {
  Duplicates met;
  std::vector<std::uint32_t> found;
  std::uint32_t t = 0;
  for (const Trace& trace : store.traces()) {
    if (met.add(trace.record)) found.push_back(t);
    ++t;
  }
  order(found, [&](std::uint32_t each) -> const FactRecord& { return trace(each).record; });
  return found;
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

bool Case::is_from_itself(const LogonFact& logon) const {
  const std::string_view workstation = text(logon.workstation);
  return is_loopback(text(logon.address)) ||
         (!workstation.empty() && is_own_name(logon.record.host, workstation));
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
  drafts[into].take(std::move(drafts[from]));
  drafts[from] = Draft();
  drafts[from].merged_into = into;
}

DraftIndex Case::live(DraftIndex draft) const {
  while (draft != kNoDraft && !drafts[draft].is_live()) draft = drafts[draft].merged_into;
  return draft;
}

DraftIndex Case::owner(ProcessIndex p) const {
  const DraftIndex draft = p == kNoProcess ? kNoDraft : owners_[p];
  return draft == kNoDraft ? kNoDraft : live(draft);
}

DraftIndex Case::trace_owner(std::uint32_t t) const {
  const DraftIndex draft = trace_owners_[t];
  return draft == kNoDraft ? kNoDraft : live(draft);
}

void Case::add_process(DraftIndex draft, ProcessIndex p, Role role, std::string_view shows) {
  const ProcessIndex other = tree.twin(p);
  for (const ProcessIndex each : {p, other}) {
    if (each == kNoProcess || owner(each) != kNoDraft) continue;
    if (role != Role::kAncestor && owners_[each] == kNoDraft) owners_[each] = draft;
    drafts[draft].show(process(each).record, store.intern(shows));
  }
  drafts[draft].processes.push_back({p, role});
}

void Case::add_trace(DraftIndex draft, std::uint32_t t, std::string_view shows) {
  if (trace_owners_[t] != kNoDraft) return;
  trace_owners_[t] = draft;
  drafts[draft].show(trace(t).record, store.intern(shows));
}

void Case::add_logon(DraftIndex draft, const LogonFact& logon, std::string_view shows) {
  const bool known = std::ranges::any_of(drafts[draft].evidence, [&](const Shown& each) {
    return each.record->record_id == logon.record.record_id &&
           each.record->channel == logon.record.channel && each.record->index == logon.record.index;
  });
  if (!known) drafts[draft].show(logon.record, store.intern(shows));
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
    if ((fact.marks & kMarkConhost) == 0) add_command(draft, child, remote);
    add_process(draft, child, Role::kChild,
                format("{} started below it", file_name(text(fact.image))));
    add_descendants_of(draft, child, remote, depth + 1);
  }
}

std::size_t Case::command_hash(ProcessIndex p) const {
  const auto [at, is_new] = command_hashes_.try_emplace(p, 0);
  if (is_new) at->second = wmiscope::command_hash(text(process(p).command));
  return at->second;
}

// A shell gives the same few commands again and again: each is taken apart once, unless it is too long
// to be remembered.
void Case::add_command(DraftIndex draft, ProcessIndex p, bool remote) {
  constexpr std::size_t kMaxCommands = 4096;
  constexpr std::size_t kMaxLength = 4096;
  const ProcessFact& fact = process(p);
  const std::string_view command = text(fact.command);
  std::vector<Payload>& payloads = drafts[draft].payloads;
  if (command.size() > kMaxLength) return add_child(command, text(fact.image), remote, payloads);
  if (commands_.size() == kMaxCommands) commands_.clear();
  const auto [at, is_new] = commands_.try_emplace({fact.command, fact.image, remote});
  if (is_new) add_child(command, text(fact.image), remote, at->second);
  std::ranges::copy(at->second, std::back_inserter(payloads));
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

bool Case::is_harmless(const ActTexts& texts) { return !verdict(texts).harmless.empty(); }

// The same few acts are done all day long by agents and scripts: each is judged once, unless it is
// too long to be remembered.
Case::Verdict Case::verdict(const ActTexts& texts) {
  constexpr std::size_t kMaxVerdicts = 4096;
  constexpr std::size_t kMaxKey = 4096;
  if (!load_catalogues()) return {};
  const auto judge = [&] { return Verdict{tools_->best(texts), benign_->reason(texts)}; };
  std::string key = joined(texts);
  if (key.size() > kMaxKey) return judge();
  if (verdicts_.size() == kMaxVerdicts) verdicts_.clear();
  const auto [at, is_new] = verdicts_.try_emplace(std::move(key));
  if (is_new) at->second = judge();
  return at->second;
}

const TextPattern* Case::tool_of(const ActTexts& texts) {
  return load_catalogues() ? tools_->best(texts) : nullptr;
}

void Case::judge_part(DraftIndex draft, const ActTexts& texts) {
  Draft& to = drafts[draft];
  const auto [tool, harmless] = verdict(texts);
  if (tool != nullptr && tool->rank < to.tool_rank) {
    to.tool = tool->name;
    to.tool_rank = tool->rank;
  }
  ++to.parts;
  if (harmless.empty()) return;
  ++to.harmless_parts;
  if (to.harmless.empty()) to.harmless = harmless;
}

ProcessIndex Case::console_host_of(ProcessIndex p) const {
  constexpr std::uint64_t kWithin = 2 * kTicksPerSecond;
  const auto [known, is_new] = console_hosts_.try_emplace(p, kNoProcess);
  if (!is_new) return known->second;
  for (const ProcessIndex child : tree.children(p)) {
    const bool soon = when(child) < when(p) + kWithin;
    if ((process(child).marks & kMarkConhost) == 0 || !soon) continue;
    known->second = child;
    break;
  }
  return known->second;
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

// Below the service host of the task scheduler or of DCOM: a task's program, WinRM's hosts; the
// other servers of DCOM are there for whoever asks, also from another host.
bool Case::is_program_of_session(ProcessIndex p) const {
  const ProcessFact& fact = process(p);
  const std::uint64_t logon_id = logon_of(p);
  if (logon_id == kNoNumber || is_service_logon(logon_id)) return false;
  const ProcessIndex above = tree.parent(p);
  std::string_view parent = text(fact.parent_image);
  if (parent.empty() && above != kNoProcess) parent = text(process(above).image);
  parent = file_name(parent);
  if (!equals_nocase(parent, "svchost.exe") && !equals_nocase(parent, "taskeng.exe")) return false;
  const std::string_view image = file_name(text(fact.image));
  if (equals_nocase(image, "wsmprovhost.exe") || equals_nocase(image, "winrshost.exe")) return true;
  const std::string_view command = text(fact.command);
  constexpr std::uint32_t kOthers = kMarkProviderHost | kMarkScrcons | kMarkConhost;
  return (fact.marks & kOthers) == 0 && !equals_nocase(image, "dllhost.exe") && !command.empty() &&
         find_nocase(command, "-embedding") == std::string_view::npos;
}

ProcessIndex Case::program_of_session(TextId host, std::uint64_t logon_id,
                                      std::uint64_t when) const {
  if (logon_id == kNoNumber || is_service_logon(logon_id)) return kNoProcess;
  if (!session_programs_) {
    session_programs_.emplace();
    for (ProcessIndex p = 0; p < store.processes().size(); ++p) {
      if (!is_program_of_session(p)) continue;
      session_programs_->add(process(p).record.host, logon_of(p), this->when(p), p);
    }
    session_programs_->order();
  }
  const Moment* const found = session_programs_->last_until(host, logon_id, when);
  if (found == nullptr) return kNoProcess;
  // Logon ids begin anew with each boot.
  const bool same = logons.find(host, logon_id, found->when) == logons.find(host, logon_id, when);
  return same && when - found->when < kLongestSession ? found->fact : kNoProcess;
}

bool Case::is_below_wmi(ProcessIndex p) const {
  constexpr std::size_t kMaxSteps = 6;
  for (std::size_t n = 0; n < kMaxSteps && p != kNoProcess; ++n) {
    if ((process(p).marks & (kMarkOfProviderHost | kMarkOfScrcons)) != 0) return true;
    p = tree.parent(p);
  }
  return false;
}

}  // namespace wmiscope
