// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_cmdlets.h"

#include <algorithm>

#include "base/ascii.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

constexpr Slot kClass = &WmiCall::class_name;
constexpr Slot kMethod = &WmiCall::method;
constexpr Slot kArguments = &WmiCall::arguments;
constexpr Slot kComputer = &WmiCall::computer;
constexpr Slot kNone = nullptr;

constexpr std::string_view kBinding = "__FilterToConsumerBinding";

constexpr std::array kCmdlets = {
    Cmdlet{"Get-WmiObject", "gwmi", {kClass, kNone, kNone}, false},
    Cmdlet{"Invoke-WmiMethod", "iwmi", {kClass, kMethod, kArguments}, true},
    Cmdlet{"Set-WmiInstance", "swmi", {kClass, kArguments, kNone}, true},
    Cmdlet{"Remove-WmiObject", "rwmi", {kClass, kNone, kNone}, true},
    Cmdlet{"Register-WmiEvent", "", {kClass, kNone, kNone}, true},
    Cmdlet{"Get-CimInstance", "gcim", {kClass, kNone, kNone}, false},
    Cmdlet{"Get-CimAssociatedInstance", "gcai", {kNone, kNone, kNone}, false},
    Cmdlet{"Invoke-CimMethod", "icim", {kClass, kMethod, kArguments}, true},
    Cmdlet{"New-CimInstance", "ncim", {kClass, kArguments, kNone}, true},
    Cmdlet{"Set-CimInstance", "scim", {kNone, kArguments, kNone}, true},
    Cmdlet{"Remove-CimInstance", "rcim", {kClass, kNone, kNone}, true},
    Cmdlet{"New-CimSession", "ncms", {kComputer, kNone, kNone}, false},
    Cmdlet{"Register-CimIndicationEvent", "rcie", {kClass, kNone, kNone}, true},
    // Functions of tools (wmi-knowledge 3): Invoke-TheHash, PowerLurk, PoshC2, WMImplant.
    Cmdlet{"Invoke-WMIExec", "", {kNone, kNone, kNone}, true, "Win32_Process", "Create"},
    Cmdlet{"Register-MaliciousWmiEvent", "", {kNone, kNone, kNone}, true, kBinding, "Put"},
    Cmdlet{"Invoke-WMIEvent", "", {kNone, kNone, kNone}, true, kBinding, "Put"},
    Cmdlet{"Invoke-WMImplant", "", {kNone, kNone, kNone}, true},
};

struct Parameter {
  std::string_view name;  // lower case
  std::size_t shortest;   // letters that tell it from its neighbours
  Slot slot;
};
// In order: the first that fits.
constexpr std::array kParameters = {
    Parameter{"classname", 2, kClass},       Parameter{"path", 2, kClass},
    Parameter{"name", 4, kMethod},           Parameter{"namespace", 2, &WmiCall::name_space},
    Parameter{"query", 1, &WmiCall::query},  Parameter{"filter", 1, &WmiCall::filter},
    Parameter{"computername", 2, kComputer}, Parameter{"cn", 2, kComputer},
    Parameter{"cimsession", 2, kComputer},   Parameter{"target", 6, kComputer},
    Parameter{"methodname", 1, kMethod},     Parameter{"argumentlist", 1, kArguments},
    Parameter{"arguments", 1, kArguments},   Parameter{"property", 2, kArguments},
    Parameter{"command", 7, kArguments},     Parameter{"permanentcommand", 16, kArguments},
};

// Parameters without a value, so that what follows them has a place of its own.
constexpr std::array<std::string_view, 12> kSwitches = {
    "list",  "recurse", "asjob",   "enableallprivileges", "directread", "amended",
    "force", "keyonly", "shallow", "clientonly",          "whatif",     "verbose"};

}  // namespace

const Cmdlet* find_cmdlet(std::string_view word) {
  word = file_name(word);  // CimCmdlets\Get-CimInstance
  const auto at = std::ranges::find_if(kCmdlets, [&](const Cmdlet& each) {
    return equals_nocase(each.name, word) ||
           (!each.alias.empty() && equals_nocase(each.alias, word));
  });
  return at == kCmdlets.end() ? nullptr : &*at;
}

void apply_meaning(const Cmdlet& cmdlet, WmiCall& call) {
  if (cmdlet.acts_on.empty()) return;
  call.class_name = cmdlet.acts_on;
  call.method = cmdlet.acts_by;
}

Slot slot_of(std::string_view parameter) {
  for (const Parameter& each : kParameters) {
    const bool fits = parameter.size() >= each.shortest && starts_with_nocase(each.name, parameter);
    if (fits) return each.slot;
  }
  return nullptr;
}

bool is_switch(std::string_view parameter) {
  return std::ranges::any_of(kSwitches,
                             [&](std::string_view each) { return equals_nocase(each, parameter); });
}

bool is_changing_method(std::string_view name) {
  constexpr std::array<std::string_view, 23> kMethods = {
      "Delete",        "Delete_",        "Create",          "Terminate", "StopService",
      "StartService",  "PauseService",   "ChangeStartMode", "Change",    "Install",
      "Uninstall",     "Win32Shutdown",  "Reboot",          "Shutdown",  "SetAllowTSConnections",
      "ClearEventlog", "BackupEventlog", "Rename",          "Copy",      "Put",
      "ResumeService", "Put_",           "SetPriority"};
  return std::ranges::any_of(kMethods,
                             [&](std::string_view each) { return equals_nocase(each, name); });
}

}  // namespace wmiscope
