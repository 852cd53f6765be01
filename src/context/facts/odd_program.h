// SPDX-License-Identifier: Apache-2.0
//
// Programs outside of the folders that hold Windows and installed software, and the DLLs by which a
// process becomes a client of WMI.
//
//   is_odd_program("C:\\Users\\bob\\Downloads\\a.exe")          // true
//   is_odd_program("C:\\Program Files\\Vendor\\a.exe")          // false
//   is_wmi_client_load(image, "C:\\Windows\\System32\\wbem\\wbemprox.dll")
//
// Any user may write to an odd program's folder and nothing installs software there: a profile's own
// folders, Public, Temp, ProgramData and the drive's roots. Programs of AppData (Teams, OneDrive) and
// what unpacks itself into Temp to install something are none. Pure functions, any thread, linear.
// Facts: wmi-knowledge 1.2, 4.1 (V4, V13).
#pragma once

#include <string_view>

namespace wmiscope {

bool is_odd_program(std::string_view image);

// wscript, cscript, mshta: what they ask, a script asks.
bool is_script_host(std::string_view image);
// The programs of Office, which ask WMI by themselves too; macros run in them.
bool is_office(std::string_view image);

// Whether that program with that DLL (Sysmon 7) may be an act of asking WMI: the client's own DLLs in
// an odd program or PowerShell, the scripting interface in a script host or Office.
bool is_wmi_client_load(std::string_view image, std::string_view dll);

// Of these DLLs, one that is only loaded where WMI is asked.
bool proves_wmi_client(std::string_view dll);

}  // namespace wmiscope
