// SPDX-License-Identifier: Apache-2.0
#include "context/case/process_tree.h"

#include <algorithm>
#include <tuple>

#include "base/ascii.h"
#include "context/language/command_text.h"

namespace wmiscope {
ProcessTree::ProcessTree(const FactStore& store) : store_(store) {
  for (Moments* moments : {&by_pid_, &by_parent_}) moments->reserve(store.processes().size());
  ProcessIndex at = 0;
  for (const ProcessFact& fact : store.processes()) {
    const std::uint64_t when = fact.record.when();
    by_pid_.add(fact.record.host, fact.pid, when, at);
    by_parent_.add(fact.record.host, fact.parent_pid, when, at);
    if (!fact.audited) by_key_.add(kNoText, guid_key(fact.guid), when, at);
    ++at;
  }
  for (Moments* moments : {&by_pid_, &by_parent_, &by_key_}) moments->order();
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
  const Moment* const found = by_pid_.last_until(host, pid, when + kClockSlack);
  if (found == nullptr || booted_between(host, found->when, when)) return kNoProcess;
  return found->fact;
}

ProcessIndex ProcessTree::find_key(std::uint64_t key) const {
  if (key == 0) return kNoProcess;
  const auto all = by_key_.of(kNoText, key);
  return all.empty() ? kNoProcess : all.front().fact;
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
  const auto next = by_pid_.since(fact.record.host, fact.pid, begun + 1);
  return next.empty() ? kNoNumber : next.front().when + kClockSlack;
}

std::vector<ProcessIndex> ProcessTree::children(ProcessIndex p, std::size_t limit) const {
  std::vector<ProcessIndex> found;
  const ProcessFact& fact = (*this)[p];
  const std::uint64_t until = replaced_at(p);
  for (const Moment& start : by_parent_.since(fact.record.host, fact.pid, fact.record.when())) {
    if (found.size() >= limit || start.when > until) break;
    const ProcessIndex child = start.fact;
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
  for (const Moment& start : by_pid_.since(fact.record.host, fact.pid, when - kClockSlack)) {
    if (start.when > when + kClockSlack) break;
    if (start.fact != p && same_start(fact, (*this)[start.fact])) return start.fact;
  }
  return kNoProcess;
}

ProcessIndex ProcessTree::chief(ProcessIndex p) const {
  if (!(*this)[p].audited) return p;
  const ProcessIndex other = twin(p);
  return other == kNoProcess ? p : other;
}

}  // namespace wmiscope
