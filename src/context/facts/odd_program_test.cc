// SPDX-License-Identifier: Apache-2.0
#include "context/facts/odd_program.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(OddProgram, FoldersThatAnybodyWritesTo) {
  for (const char* image :
       {"C:\\Users\\bob\\Downloads\\GruntHTTP.exe", "C:\\Users\\bob\\Desktop\\tools\\a.exe",
        "C:\\Users\\bob\\a.exe", "C:\\Users\\Public\\MoveWMI.exe",
        "C:\\Users\\bob\\AppData\\Local\\Temp\\a.exe", "C:\\Users\\bob\\AppData\\Roaming\\a.exe",
        "c:\\windows\\temp\\x.exe", "C:\\ProgramData\\a.exe", "D:\\a.exe", "C:\\Temp\\x\\a.exe",
        "C:\\PerfLogs\\a.exe"}) {
    EXPECT_TRUE(is_odd_program(image)) << image;
  }
}

TEST(OddProgram, WindowsAndInstalledSoftwareAreNone) {
  for (const char* image :
       {"C:\\Windows\\System32\\svchost.exe", "C:\\Program Files\\Vendor\\a.exe",
        "C:\\Program Files (x86)\\Google\\Update\\GoogleUpdate.exe", "C:\\Windows\\Sysmon64.exe",
        "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18\\MsMpEng.exe",
        "C:\\Users\\bob\\AppData\\Local\\Microsoft\\OneDrive\\OneDrive.exe",
        "C:\\Users\\bob\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe",
        "C:\\Users\\bob\\.dotnet\\tools\\pwsh.exe", "C:\\WindowsAzure\\GuestAgent\\Agent.exe",
        "System", "", "a.exe"}) {
    EXPECT_FALSE(is_odd_program(image)) << image;
  }
}

TEST(OddProgram, InstallersAreNone) {
  for (const char* image :
       {"C:\\Users\\bob\\Downloads\\FirefoxSetup.exe",
        "C:\\Users\\bob\\AppData\\Local\\Temp\\is-3F2K1.tmp\\app.tmp",
        "C:\\Users\\bob\\AppData\\Local\\Temp\\nsa1B2C.tmp\\ns.exe",
        "C:\\Windows\\Temp\\{0B2A64E1-97F1-4B0D}\\.cr\\vc.exe", "C:\\vc_redist.x64.exe"}) {
    EXPECT_FALSE(is_odd_program(image)) << image;
  }
}

TEST(OddProgram, LoadsThatMakeAClient) {
  EXPECT_TRUE(
      is_wmi_client_load("C:\\Users\\bob\\a.exe", "C:\\Windows\\System32\\wbem\\fastprox.dll"));
  EXPECT_FALSE(is_wmi_client_load("C:\\Users\\bob\\a.exe", "C:\\Windows\\System32\\ole32.dll"));
  EXPECT_FALSE(
      is_wmi_client_load("C:\\Windows\\a.exe", "C:\\Windows\\System32\\wbem\\fastprox.dll"));
  const char* excel = "C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE";
  EXPECT_TRUE(is_wmi_client_load(excel, "C:\\Windows\\System32\\wbem\\wbemdisp.dll"));
  EXPECT_FALSE(is_wmi_client_load(excel, "C:\\Windows\\System32\\wbem\\wbemprox.dll"));
  EXPECT_TRUE(proves_wmi_client("C:\\Windows\\System32\\wbem\\wbemsvc.dll"));
  EXPECT_FALSE(proves_wmi_client("C:\\Windows\\System32\\wbem\\wmiutils.dll"));
}

}  // namespace
}  // namespace wmiscope
