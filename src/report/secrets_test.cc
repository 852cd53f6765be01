// SPDX-License-Identifier: Apache-2.0
#include "report/secrets.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

struct MaskCase {
  std::string_view command;
  std::string_view masked;
};

TEST(Secrets, AreMasked) {
  const MaskCase kCases[] = {
      {"wmic /node:A /user:B /password:Secret1 os get name",
       "wmic /node:A /user:B /password:**** os get name"},
      {"wmic /PASSWORD:\"a b\" os", "wmic /PASSWORD:**** os"},
      {"wmic /password: \"x y\" os", "wmic /password: **** os"},
      {"wmic /password:x", "wmic /password:****"},
      {"tool --password=hunter2 -v", "tool --password=**** -v"},
      {"Get-X -Password hunter2 -Name b", "Get-X -Password **** -Name b"},
      {"sc config s password= hunter2", "sc config s password= ****"},
      {"psexec \\\\h -u d\\u -p pw cmd", "psexec \\\\h -u d\\u -p **** cmd"},
      {"C:\\t\\PsExec64.exe \\\\h -p \"p w\" cmd", "C:\\t\\PsExec64.exe \\\\h -p **** cmd"},
      {"schtasks /create /s h /u u /p pw /tn t /rp pw2",
       "schtasks /create /s h /u u /p **** /tn t /rp ****"},
      {"net use \\\\h\\c$ pw /user:d\\u", "net use \\\\h\\c$ **** /user:d\\u"},
      {"net use Z: \\\\h\\c$ /user:d\\u pw", "net use Z: \\\\h\\c$ /user:d\\u ****"},
      {"C:\\Windows\\system32\\net1.exe user bob pw /add",
       "C:\\Windows\\system32\\net1.exe user bob **** /add"},
      {"cmd /c \"net use \\\\h\\c$ pw /user:u\"", "cmd /c \"net use \\\\h\\c$ **** /user:u\""},
      {"cmd.exe /c \"wmic /password:pw os\"", "cmd.exe /c \"wmic /password:**** os\""},
      {"$p = ConvertTo-SecureString 'pw' -AsPlainText",
       "$p = ConvertTo-SecureString **** -AsPlainText"},
  };
  for (const MaskCase& c : kCases) EXPECT_EQ(mask_secrets(c.command), c.masked) << c.command;
}

TEST(Secrets, OtherTextStays) {
  const std::string_view kTexts[] = {
      "",
      "cmd.exe /Q /c cd \\ 1> \\\\127.0.0.1\\ADMIN$\\__1556656369.7 2>&1",
      "wmic /user:bob process call create calc",
      "mkdir -p /tmp/x",
      "net use",
      "net use \\\\h\\c$",
      "net use Z: \\\\h\\c$ * /user:u",
      "net user bob /delete",
      "net view \\\\h and more",
      "reset password dialog",
      "tool --password",
      "\"unclosed quote net",
  };
  for (const std::string_view text : kTexts) EXPECT_EQ(mask_secrets(text), text);
}

// Texts are cut to their beginning before they are masked: no secret may show at any cut.
TEST(Secrets, AreMaskedInEachBeginning) {
  const std::string_view kCommands[] = {
      "wmic /node:A /user:B /password:S3cr3tV4lue os get name",
      "wmic /password: \"S3cr3tV4lue and S3cr3tV4lue\" os",
      "Get-X -Password S3cr3tV4lue -Name b",
      "psexec \\\\h -u d\\u -p S3cr3tV4lue cmd",
      "schtasks /create /s h /u u /p S3cr3tV4lue /tn t /rp S3cr3tV4lue",
      "net use \\\\h\\c$ S3cr3tV4lue /user:d\\u",
      "net use Z: \\\\h\\c$ /user:d\\u S3cr3tV4lue",
      "net user bob S3cr3tV4lue /add",
      "cmd /c \"net use \\\\h\\c$ S3cr3tV4lue /user:u\"",
      "$p = ConvertTo-SecureString 'S3cr3tV4lue' -AsPlainText",
  };
  for (const std::string_view command : kCommands) {
    for (std::size_t size = 0; size <= command.size(); ++size) {
      const std::string masked = mask_secrets(command.substr(0, size));
      EXPECT_EQ(masked.find("S3c"), std::string::npos) << masked;
    }
  }
}

TEST(Secrets, LongHostileTextIsDoneQuickly) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "net use ";
  EXPECT_EQ(mask_secrets(text), text);
  EXPECT_EQ(mask_secrets(std::string(100'000, '"')), std::string(100'000, '"'));
}

}  // namespace
}  // namespace wmiscope
