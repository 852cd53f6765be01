// SPDX-License-Identifier: Apache-2.0
//
// What consumers did: scrcons.exe for scripts, children of an unsecured WmiPrvSE as SYSTEM for
// command lines. Tied to the subscription of the same host whose consumer explains it, else an
// activity of its own. Facts: wmi-knowledge 2.2 (firing), fact 3.
#include <map>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/language/subscription_text.h"
#include "context/recognise/recognisers.h"

namespace wmiscope {
namespace {

bool is_after(const Draft& subscription, std::uint64_t when) {
  return subscription.start() <= when + kTicksPerSecond;
}

bool is_before_end(const Draft& subscription, std::uint64_t when) {
  const Time& deleted = subscription.subscription->deleted;
  return !deleted.known() || deleted.ticks + 60 * kTicksPerSecond > when;
}

class Firings {
 public:
  explicit Firings(Case& work) : work_(work) {}

  void run() {
    note_subscriptions();
    for (const ProcessIndex p : work_.candidates) {
      if (!work_.is_free(p)) continue;
      const std::uint32_t marks = work_.process(p).marks;
      if ((marks & kMarkScrcons) != 0) {
        add_script_host(p);
      } else if ((marks & kMarkOfScrcons) != 0) {
        add_script_child(p);
      } else if (is_system_child(p)) {
        add_command(p);
      }
    }
  }

 private:
  void note_subscriptions() {
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || !draft.subscription) continue;
      const ConsumerKind kind = consumer_kind(draft.subscription->consumer.class_name);
      subscriptions_[{draft.host, kind}].push_back(i);
    }
  }

  // The latest live subscription of the kind on the host that was there at `when`.
  template <typename Fits>
  DraftIndex find(TextId host, ConsumerKind kind, std::uint64_t when, Fits fits) const {
    DraftIndex best = kNoDraft;
    const auto known = subscriptions_.find({host, kind});
    if (known == subscriptions_.end()) return best;
    for (const DraftIndex i : known->second) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || !draft.subscription) continue;
      if (!is_after(draft, when) || !is_before_end(draft, when) || !fits(draft)) continue;
      if (best == kNoDraft || draft.start() >= work_.drafts[best].start()) best = i;
    }
    return best;
  }

  void note_firing(DraftIndex draft, ProcessIndex p) {
    if (work_.drafts[draft].subscription) {
      work_.drafts[draft].subscription->fired.push_back(
          work_.store.time_of(work_.process(p).record));
    }
  }

  void add_script_host(ProcessIndex p) {
    const TextId host = work_.process(p).record.host;
    const auto any = [](const Draft&) { return true; };
    DraftIndex draft = find(host, ConsumerKind::kScript, work_.when(p), any);
    if (draft == kNoDraft) draft = lone_draft(p, host);
    work_.add_process(draft, p, Role::kMain, "scrcons.exe started: a script consumer fired");
    work_.add_ancestors(draft, p);
    note_firing(draft, p);
    work_.add_descendants(draft, p, false);
  }

  // scrcons alone shows that a script consumer fired, and no more: its starts are one activity.
  DraftIndex lone_draft(ProcessIndex p, TextId host) {
    const auto at = lone_.find(host);
    if (at != lone_.end()) return work_.live(at->second);
    const DraftIndex draft = work_.add_draft(host, "script-consumer");
    lone_[host] = draft;
    Draft& d = work_.drafts[draft];
    d.user = work_.user_of(p);
    d.user_sid = work_.text(work_.process(p).user_sid);
    d.deed = "had a script consumer fire";
    add_consumer(ConsumerKind::kScript, "", d.payloads);
    ActTexts texts = child_texts(work_, p, work_.text(work_.process(p).command));
    work_.judge_part(draft, texts);
    return draft;
  }

  void add_script_child(ProcessIndex p) {
    const ProcessFact& fact = work_.process(p);
    const auto any = [](const Draft&) { return true; };
    const ProcessIndex parent = work_.tree.parent(p);
    DraftIndex draft = parent == kNoProcess ? kNoDraft : work_.owner(parent);
    if (draft == kNoDraft) {
      draft = find(fact.record.host, ConsumerKind::kScript, work_.when(p), any);
    }
    if (draft == kNoDraft) draft = lone_draft(p, fact.record.host);
    add_fired(draft, p, "scrcons.exe");
  }

  void add_fired(DraftIndex draft, ProcessIndex p, std::string_view by) {
    const ProcessFact& fact = work_.process(p);
    work_.add_process(
        draft, p, Role::kMain,
        format("{} started {}: the consumer fired", by, file_name(work_.text(fact.image))));
    work_.add_ancestors(draft, p);
    work_.add_command(draft, p, false);
    work_.drafts[draft].decode(collapse_percents(work_.text(fact.command)));
    work_.add_descendants(draft, p, false);
  }

  bool is_system_child(ProcessIndex p) const {
    const ProcessFact& fact = work_.process(p);
    return fact.logon_id == kSystemLogon && is_child_of_provider_host(work_, p);
  }

  void add_command(ProcessIndex p) {
    const ProcessFact& fact = work_.process(p);
    const std::string command = collapse_percents(work_.text(fact.command));
    const DraftIndex known =
        find(fact.record.host, ConsumerKind::kCommandLine, work_.when(p), [&](const Draft& draft) {
          return matches_template(command, draft.subscription->consumer.payload);
        });
    if (known != kNoDraft) {
      add_fired(known, p, "WmiPrvSE.exe");
      note_firing(known, p);
      return;
    }
    add_lone_command(p, command);
  }

  // A provider host without -secured, as SYSTEM, is where command line consumers run; a bare
  // command line of the parent is no proof either way (wmi-knowledge, fact 3). Providers of agents run
  // there too: what they are known to start is no consumer's doing.
  void add_lone_command(ProcessIndex p, const std::string& command) {
    const ActTexts texts = child_texts(work_, p, command);
    const bool unsecured =
        find_nocase(texts.parent_command_line, "-embedding") != std::string_view::npos &&
        find_nocase(texts.parent_command_line, "-secured") == std::string_view::npos;
    if (!unsecured || work_.is_harmless(texts)) return;
    const ProcessFact& fact = work_.process(p);
    const auto key = std::pair(fact.record.host, fact.command);
    const auto [at, first] = commands_.emplace(key, kNoDraft);
    if (first) {
      at->second = work_.add_draft(fact.record.host, "command-line-consumer");
      Draft& d = work_.drafts[at->second];
      d.user = work_.user_of(p);
      d.deed = format("had a command line consumer run {}",
                      command.empty() ? file_name(work_.text(fact.image)) : command);
      add_consumer(ConsumerKind::kCommandLine, command, d.payloads);
      work_.judge_part(at->second, texts);
    }
    add_fired(work_.live(at->second), p, "WmiPrvSE.exe");
  }

  Case& work_;
  std::map<std::pair<TextId, ConsumerKind>, std::vector<DraftIndex>> subscriptions_;
  std::map<TextId, DraftIndex> lone_;  // by host
  std::map<std::pair<TextId, TextId>, DraftIndex> commands_;
};

}  // namespace

void find_firings(Case& work) { Firings(work).run(); }

}  // namespace wmiscope
