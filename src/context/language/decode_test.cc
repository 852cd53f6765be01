// SPDX-License-Identifier: Apache-2.0
#include "context/language/decode.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

constexpr const char* kBios = "RwBlAHQALQBXAG0AaQBPAGIAagBlAGMAdAAgAFcAaQBuADMAMgBfAEIASQBPAFMA";
constexpr const char* kNested =
    "cABvAHcAZQByAHMAaABlAGwAbAAgAC0AZQBuAGMAIABSAHcAQgBsAEEASABRAEEATABRAEIAWABBAEcAMABBAGEAUQBCAF"
    "AA"
    "QQBHAEkAQQBhAGcAQgBsAEEARwBNAEEAZABBAEEAZwBBAEYAYwBBAGEAUQBCAHUAQQBEAE0AQQBNAGcAQgBmAEEARQBJAE"
    "EA"
    "UwBRAEIAUABBAEYATQBBAA==";

TEST(Decode, EncodedCommandInEveryForm) {
  const std::string value = kBios;
  const std::string lines[] = {
      "powershell -enc " + value,
      "powershell.exe -NoP -NonI -W Hidden -Exec Bypass -Enc " + value,
      "powershell /EncodedCommand \"" + value + "\"",
      "powershell -e '" + value + "'",
      "powershell -ec " + value,
      "powershell \xE2\x80\x93"
      "EnCo " +
          value,
      "cmd /c powershell -e " + value + "\"",
  };
  for (const std::string& line : lines) {
    EXPECT_EQ(decode_encoded_command(line), "Get-WmiObject Win32_BIOS") << line;
  }
}

TEST(Decode, NoEncodedCommand) {
  const std::string value = kBios;
  const std::string lines[] = {
      "",
      "powershell -enc",
      "powershell -ep bypass -f x.ps1",
      "powershell -execution " + value,
      "tool -e SGVsbG8gV29ybGQgYWdhaW4=",  // no UTF-16LE
      "curl --enc " + value.substr(0, 8),
  };
  for (const std::string& line : lines) EXPECT_EQ(decode_encoded_command(line), "") << line;
}

TEST(Decode, LayersUpToTheDepth) {
  const auto found = decode_text(std::string("powershell -enc ") + kNested);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].from, kNested);
  EXPECT_EQ(found[0].text, std::string("powershell -enc ") + kBios);
  EXPECT_EQ(found[0].depth, 0u);
  EXPECT_EQ(found[1].text, "Get-WmiObject Win32_BIOS");
  EXPECT_EQ(found[1].how, "encoded-command");
  EXPECT_EQ(found[1].depth, 1u);
}

TEST(Decode, Base64InScripts) {
  const auto found = decode_text(
      "$x=[Text.Encoding]::ASCII.GetString([Convert]::FromBase64String("
      "'SUVYIChOZXctT2JqZWN0IE5ldC5XZWJDbGllbnQp'))");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "IEX (New-Object Net.WebClient)");
  EXPECT_EQ(found[0].how, "base64");
  EXPECT_TRUE(decode_text("FromBase64String('AAECAwQFBgcICQ==')").empty()) << "no text";
  EXPECT_TRUE(decode_text("FromBase64String($data)").empty());
}

TEST(Decode, CharacterLists) {
  const auto plus = decode_text("&([char]73+[char]69+[char]88+[char]32)$x");
  ASSERT_EQ(plus.size(), 1u);
  EXPECT_EQ(plus[0].text, "IEX ");
  EXPECT_EQ(plus[0].from, "[char]73+[char]69+[char]88+[char]32");
  const auto list = decode_text("-join [char[]](119,104,111,97,109,105)");
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].text, "whoami");
  EXPECT_TRUE(decode_text("[char]10").empty());
}

TEST(Decode, NumberLists) {
  EXPECT_EQ(decode_number_list("87,105,110,100"), "Wind");
  EXPECT_EQ(decode_number_list(" \"87, 105, 110, 13, 10\" "), "Win\r\n");
  for (const char* list : {"", "87", "1,2,3,4", "87,105,x,1", "87 105 110 100", "99999999999,1,2,3",
                           "%SystemRoot%\\MEMORY.DMP"}) {
    EXPECT_EQ(decode_number_list(list), std::nullopt) << list;
  }
}

TEST(Decode, HostileTextStaysBounded) {
  std::string casts;
  for (int i = 0; i < 100'000; ++i) casts += "[char]";
  EXPECT_TRUE(decode_text(casts).empty());
  std::string calls;
  for (int i = 0; i < 50'000; ++i) calls += "FromBase64String(";
  EXPECT_TRUE(decode_text(calls).empty());
  EXPECT_TRUE(decode_text(std::string("-enc ") + std::string(4 << 20, 'A')).empty());
}

}  // namespace
}  // namespace wmiscope
