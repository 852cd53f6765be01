// SPDX-License-Identifier: Apache-2.0
//
// What turns facts into drafts of activities, one function for each way in which WMI is used. The
// order matters: a recogniser leaves alone what an earlier one has claimed.
//
//   find_callers(work);          wmic, PowerShell, script hosts, mofcomp, wbemtest; with the child
//                                of WmiPrvSE that the call caused on the same host
//   find_powershell_logs(…);     4103, 4104, classic 800: of callers here, of what WMI started
//                                once its draft is there
//   find_subscriptions(work);    Sysmon 19-21, 5859, 5861; takes over the callers that made them
//   join_subscription_makers(work);   callers of a subscription that is not in the data
//   find_firings(work);          scrcons.exe, children of an unsecured WmiPrvSE as SYSTEM
//   find_children(work);         the other children of WmiPrvSE, gathered to shell sessions
//   find_odd_clients(work);      programs that load WMI's client (Sysmon 7); they become the callers
//                                of the children and subscriptions that follow
//   find_wmi_log(work);          5857-5860, 4662
//   find_process_traces(work);   files, modules, connections of wmic and scrcons
//   find_host_changes(work);     registry, firewall
//   find_network_traces(work);   4648 of wmic, 5145, 10016
//   find_defender_rules(work);   Defender 1121, 1122
//   find_privilege_uses(work);   4673 and 4674 of WmiPrvSE
//   link_hosts(work);            a call on one host and its effect on another
#pragma once

#include "context/case/case.h"
#include "context/language/wmic_command.h"

namespace wmiscope {

void find_callers(Case& work);
enum class PowershellOf : std::uint8_t { kCallers, kStartedByWmi };
void find_powershell_logs(Case& work, PowershellOf writers);
void find_subscriptions(Case& work);
void join_subscription_makers(Case& work);
void find_firings(Case& work);
void find_children(Case& work);
void find_odd_clients(Case& work);
void find_wmi_log(Case& work);
void find_process_traces(Case& work);
void find_host_changes(Case& work);
void find_network_traces(Case& work);
void find_defender_rules(Case& work);
void find_privilege_uses(Case& work);
void link_hosts(Case& work);

// The start that a request for `command` on `host` at `when` caused there: a child of WmiPrvSE that
// no draft holds yet, from kBefore earlier to kAfter later, the nearest. kNoProcess: none.
ProcessIndex find_started(const Case& work, TextId host, std::string_view command,
                          std::uint64_t when);
// Adds what WMI started to the draft of its caller or session.
void add_started(Case& work, DraftIndex draft, ProcessIndex p, bool remote);

// Texts for the catalogues about a start, as a child and as a caller. Views of the store and of
// `command` (with "%%" collapsed).
ActTexts child_texts(const Case& work, ProcessIndex p, std::string_view command);
ActTexts caller_texts(const Case& work, ProcessIndex p, std::string_view command);

// How wmic is used: with a style sheet, against another host, on this one.
std::string_view wmic_vector(const WmicCommand& wmic, bool remote);

// Whether 4688's subject and parent make it a child of WmiPrvSE, or the record says so itself.
bool is_child_of_provider_host(const Case& work, ProcessIndex p);

}  // namespace wmiscope
