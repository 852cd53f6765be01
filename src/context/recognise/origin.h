// SPDX-License-Identifier: Apache-2.0
//
// Where a WMI request was made: on this host or over the network, with the reasons.
//
//   draft.origin = origin_of_child(work, child, user);      // a process that WmiPrvSE started
//   draft.origin = origin_of_caller(work, wmic);            // the process that asked: local
//
// A child of WmiPrvSE is judged by, in this order, the desktop session that it runs in, a program of
// this host in its logon session, the 4624 of that session, the age of that session (Sysmon's LogonGuid), the mark of a tool that works
// over the network, and logons of the account from the network just before. What does not decide
// leaves it unknown. Facts: wmi-knowledge, facts 2, 5 and 6; failure modes: docs/context.md.
#pragma once

#include <string>
#include <string_view>

#include "context/case/case.h"

namespace wmiscope {

void add_reason(Origin& origin, std::string_view code, std::string text);

// `remote_tool`: the command line is one that only tools working from another host leave.
Origin origin_of_child(const Case& work, ProcessIndex p, std::string_view user, bool remote_tool);
Origin origin_of_caller(const Case& work, ProcessIndex p);

// Origin of something that happened at `when` by an account whose session is not known: remote
// where the account came over the network within `window` before.
Origin origin_by_network_logon(const Case& work, TextId host, std::string_view user,
                               std::uint64_t when, std::uint64_t window);

// Origin of something that a session of the host did at `when`, by its 4624 alone.
Origin origin_of_session(const Case& work, TextId host, std::uint64_t logon_id, std::uint64_t when);

// Adds the logons behind a remote origin to the evidence: the session's own and those of the same
// account and address that belong to the same connection (wmi-knowledge, fact 6).
void add_logon_evidence(Case& work, DraftIndex draft, std::uint64_t logon_id, std::uint64_t when);

// "0xc93745"
std::string logon_text(std::uint64_t logon_id);

}  // namespace wmiscope
