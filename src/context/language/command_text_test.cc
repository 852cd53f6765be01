// SPDX-License-Identifier: Apache-2.0
#include "context/language/command_text.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(CommandText, PercentPairsAreOne) {
  EXPECT_EQ(collapse_percents("%%SystemRoot%%\\x.exe"), "%SystemRoot%\\x.exe");
  EXPECT_EQ(collapse_percents("like \"%%%%node%%%%\""), "like \"%%node%%\"");
  EXPECT_EQ(collapse_percents("50%"), "50%");
  EXPECT_EQ(collapse_percents(""), "");
}

TEST(CommandText, CaretsVanish) {
  EXPECT_EQ(without_carets("wm^ic pro^cess c^all"), "wmic process call");
  EXPECT_EQ(without_carets("a^^b^"), "a^b");
}

TEST(CommandText, ProgramAndRest) {
  struct Case {
    const char* line;
    const char* program;
    const char* rest;
  };
  constexpr Case kCases[] = {
      {"wmic  os get", "wmic", "os get"},
      {R"("C:\Program Files\x.exe" /a "b c")", R"(C:\Program Files\x.exe)", R"(/a "b c")"},
      {R"(  cmd.exe)", "cmd.exe", ""},
      {R"("unclosed)", "unclosed", ""},
      {"", "", ""},
  };
  for (const Case& c : kCases) {
    const SplitCommand split = split_command(c.line);
    EXPECT_EQ(split.program, c.program) << c.line;
    EXPECT_EQ(split.rest, c.rest) << c.line;
  }
}

TEST(CommandText, WordsKeepTheirQuotes) {
  const auto words = words_of(R"(a "b c"d  e)");
  ASSERT_EQ(words.size(), 3u);
  EXPECT_EQ(words[1], R"("b c"d)");
  const auto limited = words_of("a b c d", 2);
  ASSERT_EQ(limited.size(), 2u);
  EXPECT_EQ(limited[1], "b c d");
}

TEST(CommandText, WholeWords) {
  EXPECT_TRUE(has_word("select * from Win32_Process", "win32_process"));
  EXPECT_FALSE(has_word("select * from Win32_Processor", "win32_process"));
  EXPECT_FALSE(has_word("xWin32_Process", "win32_process"));
}

TEST(CommandText, SameCommand) {
  struct Case {
    const char* a;
    const char* b;
    bool same;
  };
  constexpr Case kCases[] = {
      {"notepad.exe", "NOTEPAD", true},
      {R"("C:\Windows\System32\cmd.exe" /c  dir)", "cmd /C dir", true},
      {"cmd.exe /c echo %%PATH%%", "cmd.exe /c echo %PATH%", true},
      {R"(C:\a\x.exe)", R"(C:\b\x.exe)", false},
      {"cmd /c dir", "cmd /c dir x", false},
      {"", "", false},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(same_command(c.a, c.b), c.same) << c.a << " | " << c.b;
    if (!c.same) continue;
    EXPECT_EQ(command_hash(c.a), command_hash(c.b)) << c.a << " | " << c.b;
  }
}

}  // namespace
}  // namespace wmiscope
