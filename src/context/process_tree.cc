// SPDX-License-Identifier: Apache-2.0
#include "context/process_tree.h"

#include <algorithm>
#include <tuple>

#include "base/ascii.h"
#include "context/command_text.h"

namespace wmiscope {
namespace {

std::uint64_t apart(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; }

}  // namespace

ProcessTree::ProcessTree(const FactStore& store) : store_(store) {
  const std::size_t count = store.processes().size();
  by_pid_.reserve(count);
  by_parent_.reserve(count);
  by_key_.reserve(count);
  ProcessIndex at = 0;
  for (const ProcessFact& fact : store.processes()) {
    const std::uint64_t when = fact.record.when();
    by_pid_.push_back({fact.record.host, fact.pid, when, at});
    by_parent_.push_back({fact.record.host, fact.parent_pid, when, at});
    if (!fact.audited) by_key_.push_back({guid_key(fact.guid), at});
    ++at;
  }
  const auto order = [](const ByPid& a) { return std::tuple(a.host, a.pid, a.when, a.process); };
  std::ranges::sort(by_pid_, {}, order);
  std::ranges::sort(by_parent_, {}, order);
  std::ranges::sort(by_key_, {}, [](const ByKey& a) { return std::tuple(a.key, a.process); });
  for (const SessionFact& fact : store.sessions()) {
    if (fact.kind == SessionFact::Kind::kBoot) boots_.push_back(fact);
  }
  std::ranges::sort(boots_, {},
                    [](const SessionFact& boot) { return std::pair(boot.host, boot.when); });
}

bool ProcessTree::booted_between(TextId host, std::uint64_t from, std::uint64_t to) const {
  const auto next = std::ranges::upper_bound(
      boots_, std::pair(host, from), {},
      [](const SessionFact& boot) { return std::pair(boot.host, boot.when); });
  return next != boots_.end() && next->host == host && next->when < to;
}

ProcessIndex ProcessTree::find(TextId host, std::uint32_t pid, std::uint64_t when) const {
  const auto after =
      std::ranges::upper_bound(by_pid_, std::tuple(host, pid, when + kClockSlack), {},
                               [](const ByPid& a) { return std::tuple(a.host, a.pid, a.when); });
  if (after == by_pid_.begin()) return kNoProcess;
  const ByPid& found = *(after - 1);
  if (found.host != host || found.pid != pid) return kNoProcess;
  return booted_between(host, found.when, when) ? kNoProcess : found.process;
}

ProcessIndex ProcessTree::find_key(std::uint64_t key) const {
  if (key == 0) return kNoProcess;
  const auto at = std::ranges::lower_bound(by_key_, key, {}, &ByKey::key);
  return at != by_key_.end() && at->key == key ? at->process : kNoProcess;
}

ProcessIndex ProcessTree::parent(ProcessIndex p) const {
  const ProcessFact& fact = (*this)[p];
  if (!fact.audited) {
    if (const ProcessIndex found = find_key(fact.parent_key); found != kNoProcess) return found;
  }
  // A process is not its own parent, whatever pid it was given.
  const std::uint64_t before = fact.record.when() - 1;
  ProcessIndex found = find(fact.record.host, fact.parent_pid, before - kClockSlack);
  if (found == kNoProcess) found = find(fact.record.host, fact.parent_pid, before);
  if (found == kNoProcess || found == p || found == twin(p)) return kNoProcess;
  const std::string_view named = file_name(store_.text(fact.parent_image));
  const std::string_view is = file_name(store_.text((*this)[found].image));
  const bool contradicts =
      !named.empty() && named != "-" && named != "?" && !equals_nocase(named, is);
  return contradicts ? kNoProcess : chief(found);
}

// When another process was given the pid; the end of time where none was.
std::uint64_t ProcessTree::replaced_at(ProcessIndex p) const {
  const ProcessFact& fact = (*this)[p];
  const std::uint64_t begun = fact.record.when() + kClockSlack;
  const auto next =
      std::ranges::upper_bound(by_pid_, std::tuple(fact.record.host, fact.pid, begun), {},
                               [](const ByPid& a) { return std::tuple(a.host, a.pid, a.when); });
  const bool same =
      next != by_pid_.end() && next->host == fact.record.host && next->pid == fact.pid;
  return same ? next->when + kClockSlack : kNoNumber;
}

std::vector<ProcessIndex> ProcessTree::children(ProcessIndex p, std::size_t limit) const {
  std::vector<ProcessIndex> found;
  const ProcessFact& fact = (*this)[p];
  const std::uint64_t until = replaced_at(p);
  auto at = std::ranges::lower_bound(
      by_parent_, std::tuple(fact.record.host, fact.pid, fact.record.when()), {},
      [](const ByPid& a) { return std::tuple(a.host, a.pid, a.when); });
  for (; at != by_parent_.end() && found.size() < limit; ++at) {
    if (at->host != fact.record.host || at->pid != fact.pid || at->when > until) break;
    const ProcessIndex child = at->process;
    if (chief(child) != child) continue;
    const ProcessIndex its_parent = parent(child);
    if (its_parent == p || (its_parent != kNoProcess && its_parent == twin(p))) {
      found.push_back(child);
    }
  }
  return found;
}

bool ProcessTree::same_start(const ProcessFact& a, const ProcessFact& b) const {
  return a.audited != b.audited &&
         equals_nocase(file_name(store_.text(a.image)), file_name(store_.text(b.image)));
}

ProcessIndex ProcessTree::twin(ProcessIndex p) const {
  const ProcessFact& fact = (*this)[p];
  const std::uint64_t when = fact.record.when();
  auto at = std::ranges::lower_bound(
      by_pid_, std::tuple(fact.record.host, fact.pid, when - kClockSlack), {},
      [](const ByPid& a) { return std::tuple(a.host, a.pid, a.when); });
  for (; at != by_pid_.end(); ++at) {
    if (at->host != fact.record.host || at->pid != fact.pid) break;
    if (at->process != p && apart(at->when, when) <= kClockSlack &&
        same_start(fact, (*this)[at->process])) {
      return at->process;
    }
    if (at->when > when + kClockSlack) break;
  }
  return kNoProcess;
}

ProcessIndex ProcessTree::chief(ProcessIndex p) const {
  if (!(*this)[p].audited) return p;
  const ProcessIndex other = twin(p);
  return other == kNoProcess ? p : other;
}

}  // namespace wmiscope
