// SPDX-License-Identifier: Apache-2.0
//
// The events that matter to the hunt for WMI, by name: envelope, fields, order and types as Windows
// and Sysmon write them, filled with unremarkable values.
//
//   w.add(security_4624().user("EXAMPLE\\anna").logon(0x51f2a).source("192.0.2.11", 49731));
//   w.add(wmi_5861().data("ESS", "Updater").data("CONSUMER",
//   "CommandLineEventConsumer=\"Updater\""));
//
// Fields and versions were read off real records (Sysmon schema 4.22; 5857 and 5859 to 5861, which
// no sample shows, off the manifest of Microsoft-Windows-WMI-Activity).
#pragma once

#include "tests/event_builder.h"

namespace wmiscope::testkit {

EventBuilder sysmon_1();   // process creation, version 5
EventBuilder sysmon_3();   // network connection
EventBuilder sysmon_5();   // process ended
EventBuilder sysmon_7();   // image loaded
EventBuilder sysmon_11();  // file created
EventBuilder sysmon_13();  // registry value set
EventBuilder sysmon_19();  // WmiEventFilter
EventBuilder sysmon_20();  // WmiEventConsumer
EventBuilder sysmon_21();  // WmiEventConsumerToFilter
EventBuilder sysmon_22();  // DNS query

EventBuilder security_4624();     // logon, version 2
EventBuilder security_4634();     // logoff
EventBuilder security_4648();     // logon with explicit credentials
EventBuilder security_4672();     // special privileges
EventBuilder security_4688_v0();  // process creation, before command lines
EventBuilder security_4688_v1();  // with CommandLine
EventBuilder security_4688_v2();  // with target subject, ParentProcessName, MandatoryLabel
EventBuilder security_5145();     // file share access

EventBuilder wmi_5857();  // provider started
EventBuilder wmi_5858();  // client failure
EventBuilder wmi_5859();  // permanent query activated
EventBuilder wmi_5860();  // temporary subscription
EventBuilder wmi_5861();  // permanent binding

EventBuilder powershell_4103();  // pipeline execution
EventBuilder powershell_4104();  // script block
EventBuilder powershell_800();   // classic log: three unnamed strings
EventBuilder system_7045();      // service installed

}  // namespace wmiscope::testkit
