// SPDX-License-Identifier: Apache-2.0
//
// Programs that ask WMI for something, known by their own start. What Win32_Process.Create starts
// is never their child (wmi-knowledge, fact 1): it is found by its command line and the moment.
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/facts/marks.h"
#include "context/language/command_text.h"
#include "context/language/host_list.h"
#include "context/language/powershell_wmi.h"
#include "context/language/tool_client.h"
#include "context/language/winrm_command.h"
#include "context/language/wmic_command.h"
#include "context/language/wql.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"

namespace wmiscope {
namespace {

// A child is there 88 ms after its caller in a real record; wmic may take seconds to start up, and
// some forms keep whole seconds only.
constexpr std::uint64_t kBefore = 2 * kTicksPerSecond;
constexpr std::uint64_t kAfter = 15 * kTicksPerSecond;

std::string command_of(const Case& work, ProcessIndex p) {
  return collapse_percents(work.text(work.process(p).command));
}

// What every caller has: who, from where, its place in the tree.
DraftIndex add_caller(Case& work, ProcessIndex p, std::string_view vector,
                      std::string_view command) {
  const ProcessFact& fact = work.process(p);
  const DraftIndex draft = work.add_draft(fact.record.host, vector);
  const std::string_view name = file_name(work.text(fact.image));
  work.add_process(draft, p, Role::kCaller, format("{} started", name));
  work.add_ancestors(draft, p);
  Draft& d = work.drafts[draft];
  d.user = work.user_of(p);
  d.user_sid = work.text(fact.user_sid);
  d.origin = origin_of_caller(work, p);
  d.deed = format("ran {}", command.empty() ? name : command);
  d.decode(command);
  work.judge_part(draft, caller_texts(work, p, command));
  return draft;
}

void join_started(Case& work, DraftIndex draft, ProcessIndex caller, std::string_view command) {
  const ProcessIndex child =
      find_started(work, work.drafts[draft].host, command, work.when(caller));
  if (child == kNoProcess) return;
  add_started(work, draft, child, false);
}

// One call of wmic as part of the act of `p`, which is wmic itself or the shell that calls it;
// kNoDraft: it has none yet.
DraftIndex add_wmic_call(Case& work, ProcessIndex p, const std::string& call, DraftIndex draft) {
  const WmicCommand wmic = parse_wmic(call);
  const auto names = work.own_names(work.process(p).record.host);
  const bool remote = wmic.is_remote(names);
  // From a remote shell on to a third host it is an act of its own.
  if (!remote && work.is_below_wmi(p)) return draft;
  const std::string_view vector = wmic_vector(wmic, remote);
  if (draft == kNoDraft) {
    draft = add_caller(work, p, vector, call);
  } else {
    work.judge_part(draft, caller_texts(work, p, call));
  }
  Draft& d = work.drafts[draft];
  if (vector_rank(vector) < vector_rank(d.vector)) d.vector = vector;
  add_payloads(wmic, call, remote, d.payloads);
  if (remote && !wmic.nodes.empty()) d.name_target(host_text(named_nodes(wmic)));
  if (!remote && !wmic.created_command.empty()) join_started(work, draft, p, wmic.created_command);
  return draft;
}

void find_wmic(Case& work, ProcessIndex p) {
  const DraftIndex draft = add_wmic_call(work, p, command_of(work, p), kNoDraft);
  if (draft == kNoDraft) return;
  // What a style sheet runs are children of wmic itself.
  const bool styled = work.drafts[draft].vector == "xsl-script";
  for (const ProcessIndex child : work.tree.children(p)) {
    if ((work.process(child).marks & kMarkConhost) != 0 || !styled) continue;
    work.judge_part(draft, child_texts(work, child, command_of(work, child)));
  }
  work.add_descendants(draft, p, false);
}

// Whether the start of wmic that a shell's line asks for is in the data.
bool has_wmic_below(const Case& work, ProcessIndex p) {
  const auto is_wmic = [&](ProcessIndex child) {
    return (work.process(child).marks & kMarkWmic) != 0;
  };
  const auto children = work.tree.children(p);
  return std::ranges::any_of(children, [&](ProcessIndex child) {
    return is_wmic(child) || std::ranges::any_of(work.tree.children(child), is_wmic);
  });
}

// Whether such a call was made by a start of wmic that is not known to be below the shell.
bool has_wmic_beside(const Case& work, ProcessIndex p, const std::vector<std::string>& calls) {
  const std::uint64_t when = work.when(p);
  const auto key = [&](ProcessIndex c) {
    return std::tuple(work.process(c).record.host, work.when(c));
  };
  const TextId host = work.process(p).record.host;
  auto at = std::ranges::lower_bound(work.candidates, std::tuple(host, when - kBefore), {}, key);
  for (; at != work.candidates.end() && key(*at) <= std::tuple(host, when + kAfter); ++at) {
    const ProcessFact& fact = work.process(*at);
    if ((fact.marks & kMarkWmic) == 0) continue;
    const std::string_view command = work.text(fact.command);
    const auto is_it = [&](const std::string& call) { return same_command(command, call); };
    if (std::ranges::any_of(calls, is_it)) return true;
  }
  return false;
}

// "cmd /c wmic … & wmic …", "powershell -c wmic …" where nothing logged wmic itself: what one line
// asks for is one act.
DraftIndex find_shell_wmic(Case& work, ProcessIndex p, const std::vector<std::string>& calls,
                           DraftIndex draft = kNoDraft) {
  if (calls.empty() || has_wmic_below(work, p) || has_wmic_beside(work, p, calls)) return draft;
  for (const std::string& call : calls) draft = add_wmic_call(work, p, call, draft);
  return draft;
}

// What a PowerShell's line asks for.
struct LineCalls {
  std::vector<WmiCall> calls;
  std::vector<std::string> wmics;  // calls of wmic
};
// Of each command line that was met: scheduled ones recur without end.
using CallsByLine = std::unordered_map<TextId, LineCalls>;

LineCalls calls_of_line(const std::string& command) {
  return {find_wmi_calls_of_command(command), find_called_wmic(script_of_command(command))};
}

void find_powershell(Case& work, ProcessIndex p, CallsByLine& known) {
  const auto [at, first] = known.try_emplace(work.process(p).command);
  if (first) at->second = calls_of_line(command_of(work, p));
  const auto& [calls, wmics] = at->second;
  if (calls.empty()) {
    find_shell_wmic(work, p, wmics);
    return;
  }
  const std::string command = command_of(work, p);
  const DraftIndex draft = add_caller(work, p, "powershell-wmi", command);
  add_script_words(script_of_command(command), work.drafts[draft].payloads);
  const auto names = work.own_names(work.process(p).record.host);
  for (const WmiCall& call : calls) {
    const bool remote = is_remote(call, names);
    add_payloads(call, remote, work.drafts[draft].payloads);
    if (remote) work.drafts[draft].name_target(call.computer);
    if (call.subscribes()) work.drafts[draft].subscribes_for_a_while();
    const std::string created = call.created_command();
    if (!remote && !created.empty()) join_started(work, draft, p, created);
  }
  find_shell_wmic(work, p, wmics, draft);
}

// A script host's command line that opens a door to WMI's COM by itself.
Payload com_payload(const std::string& command) {
  Payload payload;
  const bool creates = find_nocase(command, "win32_process") != std::string_view::npos &&
                       find_nocase(command, "create") != std::string_view::npos;
  payload.act = creates ? payload_act::kCreate : payload_act::kCall;
  payload.target = "local";
  payload.command_line = command;
  const auto classes = wmi_class_names(command);
  if (!classes.empty()) payload.class_name = classes.front();
  if (creates) payload.method = "Create";
  return payload;
}

Payload winrm_payload(const WinrmCommand& call, bool remote) {
  Payload payload;
  payload.act = call.method == "Create" ? payload_act::kCreate : payload_act::kCall;
  payload.target = remote ? "remote" : "local";
  payload.class_name = call.class_name;
  payload.method = call.method;
  payload.command_line = call.created;
  return payload;
}

// A DLL becomes a provider (LOLBAS, Register-CimProvider).
void find_provider_registration(Case& work, ProcessIndex p) {
  const std::string command = command_of(work, p);
  const DraftIndex draft = add_caller(work, p, "provider-hijack", command);
  const std::vector<std::string_view> words = words_of(command);
  const auto path = std::ranges::find_if(
      words, [](std::string_view word) { return equals_nocase(word, "-path"); });
  const bool named = path != words.end() && path + 1 != words.end();
  add_act(payload_act::kHijack, false, named ? unquoted(*(path + 1)) : std::string_view(),
          work.drafts[draft].payloads);
}

void find_script_com(Case& work, ProcessIndex p) {
  const std::string command = command_of(work, p);
  const std::string_view image = file_name(work.text(work.process(p).image));
  if (equals_nocase(image, "register-cimprovider.exe")) return find_provider_registration(work, p);
  if (equals_nocase(image, "cmd.exe")) {
    const std::vector<std::string> calls = find_wmic_calls(command);
    if (!calls.empty()) {
      find_shell_wmic(work, p, calls);
      return;
    }
    // What only mentions wmic calls nothing.
    if (!names_com_door(command)) return;
  }
  // winrm.cmd hands its words on to cscript: the shell and the script host are one call.
  const ProcessIndex parent = work.tree.parent(p);
  const DraftIndex above = parent == kNoProcess ? kNoDraft : work.owner(parent);
  if (above != kNoDraft && work.drafts[above].vector == "script-com") {
    work.add_process(above, p, Role::kCaller,
                     format("{} started", file_name(work.text(work.process(p).image))));
    return;
  }
  const DraftIndex draft = add_caller(work, p, "script-com", command);
  const WinrmCommand call = parse_winrm(command);
  const auto names = work.own_names(work.process(p).record.host);
  const bool remote = !call.computer.empty() && !is_own_host(call.computer, names);
  Payload payload = call.class_name.empty() ? com_payload(command) : winrm_payload(call, remote);
  payload.image = work.text(work.process(p).image);
  if (remote) work.drafts[draft].name_target(call.computer);
  work.drafts[draft].payloads.push_back(std::move(payload));
  if (!remote && !call.created.empty()) join_started(work, draft, p, call.created);
}

// SharpWMI and SharpMove on the host from which they work.
void find_tool_client(Case& work, ProcessIndex p) {
  const std::string command = command_of(work, p);
  const auto call = parse_tool_client(command);
  if (!call) return;
  const DraftIndex draft = add_caller(work, p, "odd-client", command);
  const bool remote = is_remote(*call, work.own_names(work.process(p).record.host));
  add_payloads(*call, remote, work.drafts[draft].payloads);
  if (remote) work.drafts[draft].name_target(call->computer);
  const std::string created = call->created_command();
  if (!remote && !created.empty()) join_started(work, draft, p, created);
}

void find_mofcomp(Case& work, ProcessIndex p) {
  const std::string command = command_of(work, p);
  const DraftIndex draft = add_caller(work, p, "mof-compile", command);
  Payload payload;
  payload.act = payload_act::kMof;
  payload.target = "local";
  payload.command_line = command;
  payload.image = work.text(work.process(p).image);
  work.drafts[draft].payloads.push_back(std::move(payload));
}

// Windows' and agents' own helpers, one activity for each host and reason: counted, and no more.
class Housekeeping {
 public:
  explicit Housekeeping(Case& work) : work_(work) {}

  void add(ProcessIndex p) {
    const ProcessFact& fact = work_.process(p);
    const auto [at, first] = drafts_.emplace(std::pair(fact.record.host, fact.image), kNoDraft);
    const std::string command = command_of(work_, p);
    if (first) {
      at->second = add_caller(work_, p, "wmi-query", command);
      work_.drafts[at->second].weak = true;
      return;
    }
    work_.add_process(at->second, p, Role::kCaller,
                      format("{} started", file_name(work_.text(fact.image))));
    work_.judge_part(at->second, caller_texts(work_, p, command));
  }

 private:
  Case& work_;
  std::map<std::pair<TextId, TextId>, DraftIndex> drafts_;
};

}  // namespace

ActTexts child_texts(const Case& work, ProcessIndex p, std::string_view command) {
  const ProcessFact& fact = work.process(p);
  ActTexts texts;
  texts.child_image = work.text(fact.image);
  texts.child_command_line = command;
  texts.parent_image = work.text(fact.parent_image);
  texts.parent_command_line = work.text(fact.parent_command);
  const ProcessIndex parent = work.tree.parent(p);
  if (parent != kNoProcess) {
    if (texts.parent_image.empty()) texts.parent_image = work.text(work.process(parent).image);
    if (texts.parent_command_line.empty()) {
      texts.parent_command_line = work.text(work.process(parent).command);
    }
  }
  texts.user = work.text(fact.user);
  texts.user_sid = work.text(fact.user_sid);
  return texts;
}

std::string_view wmic_vector(const WmicCommand& wmic, bool remote) {
  if (!wmic.style_sheet().empty()) return "xsl-script";
  return remote ? "wmic-remote" : "wmic-local";
}

ActTexts caller_texts(const Case& work, ProcessIndex p, std::string_view command) {
  const ActTexts as_child = child_texts(work, p, command);
  ActTexts texts;
  texts.caller_image = as_child.child_image;
  texts.caller_command_line = command;
  texts.caller_parent_image = as_child.parent_image;
  texts.caller_parent_command_line = as_child.parent_command_line;
  texts.user = as_child.user;
  texts.user_sid = as_child.user_sid;
  return texts;
}

ProcessIndex find_started(const Case& work, TextId host, std::string_view command,
                          std::uint64_t when) {
  const auto key = [&](ProcessIndex p) {
    return std::tuple(work.process(p).record.host, work.when(p));
  };
  auto at = std::ranges::lower_bound(work.candidates, std::tuple(host, when - kBefore), {}, key);
  const std::size_t asked = command_hash(command);
  ProcessIndex nearest = kNoProcess;
  std::uint64_t distance = kNoNumber;
  for (; at != work.candidates.end() && key(*at) <= std::tuple(host, when + kAfter); ++at) {
    const ProcessFact& fact = work.process(*at);
    const bool possible = (fact.marks & (kMarkOfProviderHost | kMarkByService)) != 0;
    if (!possible || !work.is_free(*at) || work.command_hash(*at) != asked ||
        !same_command(work.text(fact.command), command)) {
      continue;
    }
    const std::uint64_t started = work.when(*at);
    const std::uint64_t apart = started > when ? started - when : when - started;
    if (apart >= distance) continue;
    nearest = *at;
    distance = apart;
  }
  return nearest;
}

void add_started(Case& work, DraftIndex draft, ProcessIndex p, bool remote) {
  const ProcessFact& fact = work.process(p);
  const std::string command = command_of(work, p);
  work.add_process(draft, p, Role::kMain,
                   format("WmiPrvSE.exe started {}", file_name(work.text(fact.image))));
  work.add_ancestors(draft, p);
  work.add_command(draft, p, remote);
  work.drafts[draft].decode(command);
  work.judge_part(draft, child_texts(work, p, command));
  work.add_descendants(draft, p, remote);
}

void find_callers(Case& work) {
  Housekeeping housekeeping(work);
  CallsByLine calls;
  // By index: recognising one may not add candidates, but it may claim later ones.
  for (const ProcessIndex p : work.candidates) {
    const std::uint32_t marks = work.process(p).marks;
    if (!work.is_free(p)) continue;
    constexpr std::uint32_t kMadeByWmi = kMarkOfProviderHost | kMarkOfScrcons | kMarkOfWmic;
    if ((marks & kMarkWmic) != 0) {
      find_wmic(work, p);
    } else if ((marks & kMadeByWmi) != 0 || work.is_below_wmi(p)) {
      continue;
    } else if ((marks & kMarkHousekeeping) != 0) {
      housekeeping.add(p);
    } else if ((marks & kMarkPowershell) != 0) {
      find_powershell(work, p, calls);
    } else if ((marks & kMarkScriptCom) != 0) {
      find_script_com(work, p);
    } else if ((marks & kMarkToolClient) != 0) {
      find_tool_client(work, p);
    } else if ((marks & kMarkMofcomp) != 0) {
      find_mofcomp(work, p);
    } else if ((marks & kMarkWbemtest) != 0) {
      add_caller(work, p, "wbemtest", command_of(work, p));
    }
  }
}

}  // namespace wmiscope
