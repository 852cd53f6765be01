// SPDX-License-Identifier: Apache-2.0
#include "context/words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace wmiscope {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr std::array kVectors = {
    Entry("wmic-remote", "wmic against another host"),
    Entry("wmic-local", "wmic"),
    Entry("powershell-wmi", "WMI from PowerShell"),
    Entry("script-com", "WMI from a script host"),
    Entry("wmi-process-create", "a process started through WMI"),
    Entry("dcom", "a DCOM object"),
    Entry("command-line-consumer", "a WMI subscription that runs a command"),
    Entry("script-consumer", "a WMI subscription that runs a script"),
    Entry("other-consumer", "a WMI subscription"),
    Entry("xsl-script", "a script in a style sheet of wmic"),
    Entry("mof-compile", "a compiled MOF file"),
    Entry("provider-hijack", "a foreign DLL in a WMI provider host"),
    Entry("wmi-data-channel", "data kept in WMI"),
    Entry("odd-client", "a program that is no usual client of WMI"),
    Entry("temporary-subscription", "a temporary WMI subscription"),
    Entry("provider-change", "a change made by a WMI provider"),
    Entry("wmi-query", "a WMI request"),
    Entry("wbemtest", "wbemtest"),
};

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

std::string_view vector_words(std::string_view vector) { return lookup(kVectors, vector); }

std::string_view purpose_phrase(std::string_view purpose) { return lookup(kPurposes, purpose); }

std::string_view tool_words(std::string_view tool) { return lookup(kTools, tool); }

std::string_view origin_words(OriginKind kind) {
  switch (kind) {
    case OriginKind::kRemote:
      return "from another host";
    case OriginKind::kLocal:
      return "on the host itself";
    case OriginKind::kUnknown:
      break;
  }
  return "from where is not known";
}

std::string_view confidence_words(Confidence confidence) {
  switch (confidence) {
    case Confidence::kHigh:
      return "high";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kLow:
      break;
  }
  return "low";
}

std::string join_words(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace wmiscope
