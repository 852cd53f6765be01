// SPDX-License-Identifier: Apache-2.0
//
// WMI and CIM use in PowerShell's own logs: script blocks (4104, their parts joined), parameter
// bindings (4103) and the classic pipeline record (800). What one PowerShell process reads is one
// series, what it changes another, but for what is done within a minute; where its start is known
// as a caller, all belong to it, and what a PowerShell asks that WMI itself started belongs to that
// request. Facts: wmi-knowledge 1.6.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/facts/marks.h"
#include "context/facts/moments.h"
#include "context/judge/words.h"
#include "context/language/command_text.h"
#include "context/language/host_list.h"
#include "context/language/powershell_wmi.h"
#include "context/language/wmic_command.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kSeries = 30 * 60 * kTicksPerSecond;
constexpr std::uint64_t kOneIntent = 60 * kTicksPerSecond;  // reads and changes that are one
constexpr std::uint64_t kBeside = 10 * kTicksPerSecond;     // the same pipeline in the other log

class PowershellLogs {
 public:
  PowershellLogs(Case& work, PowershellOf writers) : work_(work), writers_(writers) {}

  void run() {
    for (const std::uint32_t t : work_.traces) {
      if (is_ours(t)) traces_.push_back(t);
    }
    join_blocks();
    for (const std::uint32_t t : traces_) {
      switch (kind_of(work_.trace(t))) {
        case TraceKind::kScriptBlock:
          add_block(t);
          break;
        case TraceKind::kPipeline:
          add(t, work_.trace(t).fields[script_field(TraceKind::kPipeline)], true,
              user_in(work_.text(work_.trace(t), "ContextInfo"), "User"));
          break;
        case TraceKind::kClassicPipeline:
          add(t, work_.trace(t).fields[script_field(TraceKind::kClassicPipeline)], true,
              user_in(work_.text(work_.trace(t), "2"), "UserId"));
          break;
        default:
          break;
      }
    }
  }

 private:
  bool is_ours(std::uint32_t t) {
    switch (kind_of(work_.trace(t))) {
      case TraceKind::kScriptBlock:
      case TraceKind::kPipeline:
      case TraceKind::kClassicPipeline:
        return work_.is_below_wmi(writer_of(work_.trace(t))) ==
               (writers_ == PowershellOf::kStartedByWmi);
      default:
        return false;
    }
  }

  // The start of the process that wrote a record; the classic log names its command line only.
  ProcessIndex writer_of(const Trace& trace) {
    const FactRecord& record = trace.record;
    const bool classic = kind_of(trace) == TraceKind::kClassicPipeline;
    const ProcessIndex p =
        classic ? find_start(record, user_in(work_.text(trace, "2"), "HostApplication"))
        : trace.writer_pid == 0 ? kNoProcess
                                : work_.tree.find(record.host, trace.writer_pid, record.when());
    return p == kNoProcess ? p : work_.tree.chief(p);
  }

  // The latest start of PowerShell by that command line.
  ProcessIndex find_start(const FactRecord& record, std::string_view line) {
    if (line.empty()) return kNoProcess;
    if (!starts_) order_starts();
    const std::uint64_t key = command_hash(line);
    const Moment* start =
        starts_->last_until(record.host, key, record.when() + ProcessTree::kClockSlack);
    if (start == nullptr) return kNoProcess;
    const bool same = same_command(work_.text(work_.process(start->fact).command), line);
    return same ? start->fact : kNoProcess;
  }

  void order_starts() {
    starts_.emplace();
    ProcessIndex p = 0;
    for (const ProcessFact& fact : work_.store.processes()) {
      const ProcessIndex at = p++;
      if (!is_powershell(file_name(work_.text(fact.image)))) continue;
      const std::uint64_t key = work_.command_hash(at);
      starts_->add(fact.record.host, key, fact.record.when(), at);
    }
    starts_->order();
  }

  static std::string_view user_in(std::string_view info, std::string_view key) {
    return context_info(info, key);
  }

  // A long script is logged in parts; the text of all that are here goes with the first of them.
  void join_blocks() {
    std::map<std::pair<TextId, TextId>, std::map<std::uint32_t, std::uint32_t>> parts;
    for (const std::uint32_t t : traces_) {
      const Trace& trace = work_.trace(t);
      if (kind_of(trace) != TraceKind::kScriptBlock) continue;
      if (work_.text(trace, "MessageTotal") == "1") continue;
      const std::string number(work_.text(trace, "MessageNumber"));
      parts[{trace.record.host, trace.fields[3]}]
           [static_cast<std::uint32_t>(std::strtoul(number.c_str(), nullptr, 10))] = t;
    }
    for (const auto& [key, numbered] : parts) {
      std::string whole;
      for (const auto& [number, t] : numbered) {
        whole += work_.text(work_.trace(t), "ScriptBlockText");
        if (whole.size() > kMaxScriptSize) break;
      }
      if (!may_use_wmi(whole)) continue;
      const std::uint32_t head = numbered.begin()->second;
      for (const auto& [number, t] : numbered) tail_of_[t] = head;
      tail_of_.erase(head);
      whole_[head] = work_.store.intern(whole);
    }
  }

  const std::vector<WmiCall>& calls_of(TextId text, bool bound) {
    const auto [at, first] = calls_.try_emplace(text);
    if (first) {
      at->second =
          bound ? find_bound_wmi_calls(work_.text(text)) : find_wmi_calls(work_.text(text));
    }
    return at->second;
  }

  void add_block(std::uint32_t t) {
    if (const auto tail = tail_of_.find(t); tail != tail_of_.end()) {
      const DraftIndex draft = work_.trace_owner(tail->second);
      if (draft != kNoDraft) work_.add_trace(draft, t, "another part of the same script");
      return;
    }
    const auto whole = whole_.find(t);
    const TextId text = whole == whole_.end()
                            ? work_.trace(t).fields[script_field(TraceKind::kScriptBlock)]
                            : whole->second;
    if (!add(t, text, false, {}) && !add_wmic(t, text)) name_tool(t, text);
  }

  // A script that calls wmic, where its start is not in the data.
  bool add_wmic(std::uint32_t t, TextId text) {
    const std::string_view script = work_.text(text);
    if (script.size() > kLongestActScript) return false;
    const std::vector<std::string> calls = find_called_wmic(script);
    if (calls.empty() || has_wmic_beside(t)) return false;
    const DraftIndex draft = draft_of(t, Kind::kWmic);
    work_.add_trace(draft, t, format("PowerShell called {}", calls.front()));
    name_user(draft, t, {});
    Draft& d = work_.drafts[draft];
    if (d.deed.empty()) d.deed = format("ran {} in PowerShell", calls.front());
    d.weak = false;
    const auto names = work_.own_names(d.host);
    for (const std::string& call : calls) {
      const WmicCommand wmic = parse_wmic(call);
      const bool remote = wmic.is_remote(names);
      const std::string_view vector = wmic_vector(wmic, remote);
      if (vector_rank(vector) < vector_rank(d.vector)) d.vector = vector;
      if (remote && !wmic.nodes.empty()) d.name_target(host_text(named_nodes(wmic)));
      add_payloads(wmic, call, remote, d.payloads);
      ActTexts texts;
      texts.caller_command_line = call;
      work_.judge_part(draft, texts);
    }
    return true;
  }

  // A start of wmic around the record, of which it is most likely to speak.
  bool has_wmic_beside(std::uint32_t t) const {
    const FactRecord& record = work_.trace(t).record;
    const auto key = [&](ProcessIndex p) {
      return std::tuple(work_.process(p).record.host, work_.when(p));
    };
    auto at = std::ranges::lower_bound(work_.candidates,
                                       std::tuple(record.host, record.when() - kBeside), {}, key);
    for (; at != work_.candidates.end(); ++at) {
      if (key(*at) > std::tuple(record.host, record.when() + kBeside)) return false;
      const DraftIndex owner = work_.owner(*at);
      if ((work_.process(*at).marks & kMarkWmic) != 0) return true;
      if (owner != kNoDraft && work_.drafts[owner].vector.starts_with("wmic")) return true;
    }
    return false;
  }

  // Of a script without calls: where a tool's function is run, its own words stand alone.
  void name_tool(std::uint32_t t, TextId text) {
    ActTexts texts;
    texts.script = looked_at(text);
    const TextPattern* tool = work_.tool_of(texts);
    if (tool == nullptr || !is_wmi_script_tool(tool->name)) return;
    const DraftIndex draft = draft_of(t, Kind::kChanges);
    if (is_known_harmless(draft)) return;
    work_.add_trace(draft, t, format("PowerShell used {}", tool_words(tool->name)));
    name_user(draft, t, {});
    Draft& d = work_.drafts[draft];
    if (d.deed.empty()) d.deed = format("ran {} in PowerShell", tool_words(tool->name));
    work_.judge_part(draft, texts);
  }

  // Scripts that do nothing but through WMI: their functions' names are enough.
  static bool is_wmi_script_tool(std::string_view tool) {
    static constexpr std::string_view kTools[] = {"powerlurk", "invoke-wmiexec", "wmimplant",
                                                  "poshc2", "graeber-wmi-backdoor"};
    return std::ranges::find(kTools, tool) != std::end(kTools);
  }

  std::string_view looked_at(TextId text) const {
    constexpr std::size_t kLookedAt = 64 << 10;
    return work_.text(text).substr(0, kLookedAt);
  }

  // What a script does that an agent is known to run is the same harmless act.
  bool is_known_harmless(DraftIndex draft) const {
    return writers_ == PowershellOf::kStartedByWmi && work_.drafts[draft].is_harmless();
  }

  // `bound`: the text is the bindings of a call, not a script. False where it calls nothing of WMI's.
  bool add(std::uint32_t t, TextId text, bool bound, std::string_view user) {
    const std::vector<WmiCall>& calls = calls_of(text, bound);
    if (calls.empty()) return false;
    const bool changes = std::ranges::any_of(calls, &WmiCall::changes);
    const DraftIndex draft = draft_of(t, changes ? Kind::kChanges : Kind::kReads);
    work_.add_trace(draft, t, format("PowerShell used {}", calls.front().word));
    Draft& d = work_.drafts[draft];
    if (d.deed.empty()) d.deed = format("used {} in PowerShell", describe(calls.front()));
    if (is_known_harmless(draft)) return true;
    name_user(draft, t, user);
    if (!bound) add_script_words(work_.text(text), work_.drafts[draft].payloads);
    judge_script(draft, text, calls);
    add_calls(draft, calls);
    return true;
  }

  void name_user(DraftIndex draft, std::uint32_t t, std::string_view user) {
    Draft& d = work_.drafts[draft];
    if (d.user.empty()) d.user = user;
    if (d.user_sid.empty()) d.user_sid = work_.text(work_.trace(t).writer_sid);
    if (d.user.empty()) d.user = work_.logons.name_of_sid(d.user_sid);
  }

  // Tools come with their functions and payloads in clear, and start commands of their own form.
  void judge_script(DraftIndex draft, TextId text, const std::vector<WmiCall>& calls) {
    std::string created;
    for (const WmiCall& call : calls) {
      if (created.empty()) created = call.created_command();
    }
    ActTexts texts;
    texts.script = looked_at(text);
    texts.child_command_line = created;
    const std::string user = work_.drafts[draft].user;
    texts.user = user;
    work_.judge_part(draft, texts);
  }

  static std::string describe(const WmiCall& call) {
    if (call.class_name.empty()) return call.word;
    if (call.method.empty()) return format("{} on {}", call.word, call.class_name);
    return format("{} for {}.{}", call.word, call.class_name, call.method);
  }

  // Objects of WMI that tools abuse to keep a payload or the output of a command: the path of memory
  // dumps, and variables with more in them than a setting (wmi-knowledge section 3, V12).
  static bool stores_data(const WmiCall& call) {
    constexpr std::size_t kLongSetting = 1024;
    if (!call.changes()) return false;
    if (equals_nocase(call.class_name, "Win32_OSRecoveryConfiguration")) {
      return find_nocase(call.arguments, "debugfilepath") != std::string_view::npos;
    }
    return equals_nocase(call.class_name, "Win32_Environment") &&
           call.arguments.size() >= kLongSetting;
  }

  void add_calls(DraftIndex draft, const std::vector<WmiCall>& calls) {
    const auto names = work_.own_names(work_.drafts[draft].host);
    for (const WmiCall& call : calls) {
      Draft& d = work_.drafts[draft];
      const bool remote = is_remote(call, names);
      add_payloads(call, remote, d.payloads);
      if (remote) d.name_target(call.computer);
      // Whoever changes something through WMI acts, whatever it is for.
      if (call.changes()) d.weak = false;
      if (call.subscribes()) d.subscribes_for_a_while();
      if (stores_data(call) && vector_rank("wmi-data-channel") < vector_rank(d.vector)) {
        d.vector = "wmi-data-channel";
      }
      const std::string created = call.created_command();
      if (remote || created.empty()) continue;
      const ProcessIndex child = find_started(work_, d.host, created, work_.drafts[draft].end());
      if (child != kNoProcess) add_started(work_, draft, child, false);
    }
  }

  // What a record's calls do.
  enum class Kind : std::uint8_t { kReads, kChanges, kWmic };

  // The draft of what the PowerShell process that wrote the record does.
  DraftIndex draft_of(std::uint32_t t, Kind kind) {
    const Trace& trace = work_.trace(t);
    const ProcessIndex p = writer_of(trace);
    const DraftIndex caller = draft_of_caller(p);
    if (caller != kNoDraft) return caller;
    const std::uint32_t pid = p == kNoProcess ? trace.writer_pid : work_.process(p).pid;
    Series& series = series_[{trace.record.host, pid, trace.writer_sid}];
    const bool knows_pid = pid != 0;
    DraftIndex draft = knows_pid ? series.find(kind, trace.record.when()) : kNoDraft;
    if (draft == kNoDraft) draft = beside_other_log(trace);
    if (draft == kNoDraft) draft = series.find(kind, trace.record.when());
    const bool is_new = draft == kNoDraft;
    if (is_new) draft = work_.add_draft(trace.record.host, "powershell-wmi");
    draft = work_.live(draft);
    series.note(kind, draft, trace.record.when());
    last_[trace.record.host] = {draft, trace.record.when(), knows_pid};
    if (is_new) start(draft, p, trace);
    return draft;
  }

  // Where the start of the process is an act already, or WMI started it.
  DraftIndex draft_of_caller(ProcessIndex p) const {
    for (ProcessIndex above = p; above != kNoProcess; above = work_.tree.parent(above)) {
      const DraftIndex owner = work_.owner(above);
      if (owner != kNoDraft && !made_.contains(above)) return owner;
      if (writers_ == PowershellOf::kCallers) break;
    }
    return kNoDraft;
  }

  // The classic log does not say which process wrote it: what is beside a record of the other log
  // is of the same one.
  DraftIndex beside_other_log(const Trace& trace) const {
    const auto at = last_.find(trace.record.host);
    if (at == last_.end() || trace.record.when() > at->second.when + kBeside) return kNoDraft;
    const bool one_is_blind = (trace.writer_pid != 0) != at->second.knows_pid;
    return one_is_blind ? work_.live(at->second.draft) : kNoDraft;
  }

  void start(DraftIndex draft, ProcessIndex p, const Trace& trace) {
    Draft& d = work_.drafts[draft];
    d.weak = true;
    if (p != kNoProcess) {
      made_.insert(p);
      d.origin = origin_of_caller(work_, p);
      d.user = work_.user_of(p);
      work_.add_process(draft, p, Role::kCaller, "PowerShell started");
      work_.add_ancestors(draft, p);
      const std::string command = collapse_percents(work_.text(work_.process(p).command));
      work_.judge_part(draft, caller_texts(work_, p, command));
      return;
    }
    d.origin.kind = OriginKind::kLocal;
    d.origin.confidence = Confidence::kHigh;
    add_reason(d.origin, "caller-here",
               trace.writer_pid != 0 ? format("PowerShell {} ran on this host", trace.writer_pid)
                                     : std::string("PowerShell ran on this host"));
  }

  using Key = std::tuple<TextId, std::uint32_t, TextId>;  // host, pid, account
  struct Last {
    DraftIndex draft = kNoDraft;
    std::uint64_t when = 0;
    bool knows_pid = false;
  };
  // What one process did: its latest act of all, and of each kind.
  struct Series {
    Last latest;
    std::array<Last, 3> of_kind;

    DraftIndex find(Kind kind, std::uint64_t when) const {
      // Each script that calls wmic is an act of its own.
      const std::uint64_t pause = kind == Kind::kWmic ? 0 : kOneIntent;
      const Last& own = of_kind[static_cast<std::size_t>(kind)];
      if (latest.draft != kNoDraft && when <= latest.when + pause) return latest.draft;
      const bool goes_on = own.draft != kNoDraft && kind != Kind::kWmic;
      return goes_on && when <= own.when + kSeries ? own.draft : kNoDraft;
    }
    void note(Kind kind, DraftIndex draft, std::uint64_t when) {
      latest = of_kind[static_cast<std::size_t>(kind)] = {draft, when};
    }
  };

  Case& work_;
  const PowershellOf writers_;
  std::vector<std::uint32_t> traces_;  // of those writers
  std::map<Key, Series> series_;
  std::optional<Moments> starts_;  // of PowerShell, by its command line; once asked for
  std::set<ProcessIndex> made_;    // acts only by these records
  std::map<TextId, Last> last_;    // by host
  std::unordered_map<TextId, std::vector<WmiCall>> calls_;    // by text
  std::unordered_map<std::uint32_t, TextId> whole_;           // first part -> joined script
  std::unordered_map<std::uint32_t, std::uint32_t> tail_of_;  // later part -> first
};

}  // namespace

void find_powershell_logs(Case& work, PowershellOf writers) { PowershellLogs(work, writers).run(); }

}  // namespace wmiscope
