// SPDX-License-Identifier: Apache-2.0
#include "context/judge/words.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace wmiscope {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr std::array kPurposes = {
    Entry("host-recon", "host reconnaissance"),
    Entry("process-recon", "process, service and software reconnaissance"),
    Entry("account-recon", "account reconnaissance"),
    Entry("network-recon", "network reconnaissance"),
    Entry("antivirus-detection", "detection of antivirus software"),
    Entry("vm-detection", "detection of a virtual machine"),
    Entry("code-execution", "code execution"),
    Entry("lateral-movement", "lateral movement"),
    Entry("persistence", "persistence"),
    Entry("recovery-inhibition", "inhibiting recovery"),
    Entry("defense-evasion", "defense evasion"),
    Entry("credential-access", "credential access"),
    Entry("collection-exfiltration", "collection and exfiltration"),
    Entry("command-and-control", "command and control"),
    Entry("account-change", "changing accounts"),
    Entry("system-control", "controlling the system"),
};

constexpr std::array kTools = {
    Entry("impacket-wmiexec", "impacket's wmiexec.py"),
    Entry("impacket-dcomexec", "impacket's dcomexec.py"),
    Entry("impacket-wmipersist", "impacket's wmipersist.py"),
    Entry("impacket-wmiquery", "impacket's wmiquery.py"),
    Entry("crackmapexec", "CrackMapExec or NetExec"),
    Entry("netexec-wmi", "NetExec over WMI"),
    Entry("smbmap", "smbmap"),
    Entry("lsassy", "lsassy"),
    Entry("invoke-wmiexec", "Invoke-WMIExec"),
    Entry("wmimplant", "WMImplant"),
    Entry("sharpwmi", "SharpWMI"),
    Entry("sharpmove", "SharpMove"),
    Entry("sharpsploit", "SharpSploit"),
    Entry("powerlurk", "PowerLurk"),
    Entry("graeber-wmi-backdoor", "Graeber's WMI backdoor"),
    Entry("wmi-persistence", "WMI-Persistence"),
    Entry("empire", "Empire"),
    Entry("poshc2", "PoshC2"),
    Entry("metasploit", "Metasploit"),
    Entry("cobalt-strike", "Cobalt Strike"),
    Entry("squiblytwo", "the squiblytwo technique"),
    Entry("wmighost", "WMIGhost"),
};

std::string_view lookup(std::span<const Entry> table, std::string_view id) {
  const auto at = std::ranges::find(table, id, &Entry::first);
  return at == table.end() ? id : at->second;
}

}  // namespace

std::string_view purpose_phrase(std::string_view purpose) { return lookup(kPurposes, purpose); }

std::string_view tool_words(std::string_view tool) { return lookup(kTools, tool); }

}  // namespace wmiscope
