// SPDX-License-Identifier: Apache-2.0
#include "context/facts/marks.h"

#include <gtest/gtest.h>

#include "context/facts/facts.h"

namespace wmiscope {
namespace {

TEST(Marks, ByTheRecordsOwnTexts) {
  struct Case {
    const char* name;
    StartTexts texts;
    std::uint32_t marks;
  };
  const Case cases[] = {
      {"wmic", {.image = "C:\\Windows\\System32\\wbem\\WMIC.exe"}, kMarkWmic},
      {"renamed", {.image = "C:\\a.exe", .original_name = "wmic.exe"}, kMarkWmic},
      {"child",
       {.image = "C:\\a.exe", .parent_image = "C:\\x\\wmiprvse.EXE"},
       kMarkOfProviderHost | kMarkHasParentName},
      {"parent unknown", {.image = "C:\\a.exe", .parent_image = "?"}, 0},
      {"host itself", {.image = "C:\\x\\WmiPrvSE.exe"}, kMarkProviderHost},
      {"powershell that asks", {.image = "powershell.exe", .command = "gwmi x"}, kMarkPowershell},
      {"encoded", {.image = "pwsh.exe", .command = "pwsh -ec SQBFAFgA"}, kMarkPowershell},
      {"powershell", {.image = "powershell.exe", .command = "powershell dir"}, 0},
      {"com", {.image = "cscript.exe", .command = "x GetObject(\"WinMgmts:\")"}, kMarkScriptCom},
      {"winrm", {.image = "winrs.exe", .command = "i c wmicimv2/Win32_Process"}, kMarkScriptCom},
      {"no com", {.image = "cmd.exe", .command = "windows wm wb winmgmts"}, 0},
      {"shell",
       {.image = "cmd.exe", .command = "cmd.exe /Q /c dir 1> \\\\127.0.0.1\\C$\\abcdefghij 2>&1"},
       kMarkToolLine},
      {"mmc",
       {.image = "cmd.exe", .parent_image = "mmc.exe", .parent_command = "mmc -Embedding"},
       kMarkOfDcom | kMarkHasParentName},
      {"mmc by hand",
       {.image = "cmd.exe", .parent_image = "mmc.exe", .parent_command = "mmc x.msc"},
       kMarkHasParentName},
  };
  for (const Case& c : cases) EXPECT_EQ(marks_of(c.texts), c.marks) << c.name;
}

TEST(Marks, RedirectOfRemoteShells) {
  struct Case {
    const char* command;
    const char* redirect;
  };
  const Case cases[] = {
      {"cmd.exe /Q /c cd \\ 1> \\\\127.0.0.1\\ADMIN$\\__1619.2 2>&1",
       "\\\\127.0.0.1\\ADMIN$\\__1619.2"},
      {"cmd.exe /Q /c (x) 1> \"C:\\windows\\temp\\a.txt\" 2>&1", "C:\\windows\\temp\\a.txt"},
      {"cmd.exe /Q /c dir 1> out.txt", ""},
      {"cmd.exe /c dir 1> \\\\a\\b", ""},
      {"cmd.exe /Q /c dir", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(redirect_of(c.command), c.redirect) << c.command;
}

}  // namespace
}  // namespace wmiscope
