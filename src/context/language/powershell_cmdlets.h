// SPDX-License-Identifier: Apache-2.0
//
// The cmdlets of PowerShell that use WMI or CIM, their aliases and parameters, as tables.
//
//   if (const Cmdlet* cmdlet = find_cmdlet("gwmi")) …      // Get-WmiObject
//   if (const Slot slot = slot_of("Comp")) call.*slot = value;   // -ComputerName
//
// Names are compared without case; PowerShell takes every beginning of a parameter's name that tells
// it from the others. Immutable, any thread. Facts: wmi-knowledge 1.6.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "context/language/powershell_wmi.h"

namespace wmiscope {

// The part of a call that a parameter fills; null: none.
using Slot = std::string WmiCall::*;

struct Cmdlet {
  std::string_view name;
  std::string_view alias;
  std::array<Slot, 3> positions;  // of arguments without a parameter's name
  bool changes;
  // What a tool's function does, whatever its parameters are called.
  std::string_view acts_on = {};
  std::string_view acts_by = {};
};

// Null where it is no such cmdlet. A module's name may stand before it: CimCmdlets\Get-CimInstance.
const Cmdlet* find_cmdlet(std::string_view word);

// A tool's function does what it does, whatever its parameters are called.
void apply_meaning(const Cmdlet& cmdlet, WmiCall& call);

// What a parameter, given without its dash, fills.
Slot slot_of(std::string_view parameter);

// Whether a parameter takes no value.
bool is_switch(std::string_view parameter);

// Whether a method changes something, as objects of WMI have them: Delete, StopService …
bool is_changing_method(std::string_view name);

}  // namespace wmiscope
