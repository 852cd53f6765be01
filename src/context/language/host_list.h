// SPDX-License-Identifier: Apache-2.0
//
// Hosts as a call gives them: one, or several in a list of wmic's or PowerShell's.
//
//   hosts_of("@(\"SRV01\", 'SRV02')")     // SRV01, SRV02
//   hosts_of("$hosts")                    // $hosts: only the call itself knows
//   host_text(hosts_of(text))             // "SRV01, SRV02"
//
// No state, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

inline constexpr std::size_t kMaxNamedHosts = 16;

// At most kMaxNamedHosts, views of `text`. A variable, an expression and wmic's @file stay whole.
std::vector<std::string_view> hosts_of(std::string_view text);

// In the form that hosts_of reads.
std::string host_text(const std::vector<std::string_view>& hosts);

}  // namespace wmiscope
