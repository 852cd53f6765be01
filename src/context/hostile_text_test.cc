// SPDX-License-Identifier: Apache-2.0
//
// What an attacker may put into a command line, a script, a query or a MOF text to stop or slow the
// parsers of this room: each text goes through all of them, in two lengths. Time that grows faster
// than the text would show as minutes in the longer one.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "context/test_text_doors.h"

namespace wmiscope {
namespace {

std::string repeated(std::string_view unit, std::size_t size) {
  std::string out;
  while (out.size() < size) out += unit;
  return out;
}

struct Hostile {
  const char* what;
  std::string (*make)(std::size_t size);
};

std::string before(std::string_view head, std::string_view unit, std::size_t size) {
  return std::string(head) + repeated(unit, size);
}

const std::vector<Hostile>& hostile_texts() {
  using S = std::size_t;
  static const std::vector<Hostile> kTexts = {
      {"double quotes", [](S n) { return before("wmic process ", "\"", n); }},
      {"single quotes", [](S n) { return before("wmic process where ", "' ", n); }},
      {"quote pairs", [](S n) { return before("wmic process where ", "\"'", n); }},
      {"carets", [](S n) { return before("cmd /c w", "^", n) + "mic os get"; }},
      {"wmic again and again", [](S n) { return repeated("wmic ", n); }},
      {"wmic in quotes", [](S n) { return repeated("wmic \"", n); }},
      {"creates", [](S n) { return repeated("wmic process call create ", n); }},
      {"creates in quotes", [](S n) { return repeated("wmic process call create \"", n); }},
      {"switches", [](S n) { return before("wmic ", "/node: /format: ", n); }},
      {"nodes", [](S n) { return before("wmic /node:", "a,", n); }},
      {"commas", [](S n) { return before("wmic /node:", ",", n); }},
      {"blanks", [](S n) { return before("wmic /node", " ", n) + ":x"; }},
      {"brackets", [](S n) { return before("powershell gwmi ", "(", n); }},
      {"braces", [](S n) { return before("powershell gwmi @{", "@{", n); }},
      {"cmdlets", [](S n) { return before("powershell ", "gwmi ", n); }},
      {"piped cmdlets", [](S n) { return before("powershell ", "gwmi x|", n); }},
      {"types", [](S n) { return before("powershell ", "[wmiclass]'a'", n); }},
      {"open types", [](S n) { return before("powershell wmi ", "[[", n); }},
      {"variables", [](S n) { return before("powershell ", "$a=gwmi x;$a.Delete();", n); }},
      {"texts in variables", [](S n) { return before("powershell gwmi $a;", "$a='$a';", n); }},
      {"monikers", [](S n) { return before("powershell ", "'winmgmts:'", n); }},
      {"backticks", [](S n) { return before("powershell g", "`", n) + "wmi x"; }},
      {"comments", [](S n) { return before("powershell gwmi ", "<#", n); }},
      {"here-strings", [](S n) { return before("powershell gwmi ", "@'", n); }},
      {"encoded commands", [](S n) { return before("powershell ", "-e AAAAAAAAAAAAAAAA ", n); }},
      {"bad base64", [](S n) { return before("powershell -enc ", "A=?", n); }},
      {"long base64", [](S n) { return before("powershell -enc ", "ZwB3", n); }},
      {"surrogates", [](S n) { return before("powershell -enc ", "ANgA2ADY", n); }},
      {"base64 literals", [](S n) { return repeated("FromBase64String('QUFBQUFBQUFBQUFB')", n); }},
      {"base64 without quotes", [](S n) { return repeated("frombase64string", n); }},
      {"numbers", [](S n) { return repeated("65,", n); }},
      {"long numbers", [](S n) { return repeated("9", n); }},
      {"characters", [](S n) { return before("[char]", "[char]65+", n); }},
      {"open characters", [](S n) { return repeated("[char", n); }},
      {"character lists", [](S n) { return repeated("[char[]](65,65,65,65)x", n); }},
      {"nul bytes", [](S n) { return "wmic os" + std::string(n, '\0'); }},
      {"bytes", [](S n) { return before("wmic os ", "\xFF\xC0\x80", n); }},
      {"percents", [](S n) { return before("wmic os ", "%", n); }},
      {"isa", [](S n) { return before("select * from x where ", "a isa 'b' or ", n); }},
      {"froms", [](S n) { return before("select ", "from ", n); }},
      {"braced associators", [](S n) { return before("associators of ", "{", n); }},
      {"classes", [](S n) { return repeated("Win32_A ", n); }},
      {"instances", [](S n) { return repeated("instance of A {", n); }},
      {"properties", [](S n) { return before("instance of A {", "a=1;", n); }},
      {"open strings", [](S n) { return before("instance of A { a = ", "\"\\", n); }},
      {"nested values", [](S n) { return before("instance of A { a = ", "{", n); }},
      {"qualifiers", [](S n) { return before("instance of A {", "[", n); }},
      {"redirects", [](S n) { return before("cmd.exe /Q /c ", "1> \\\\a\\b 2>&1 ", n); }},
      {"operations", [](S n) { return before("IWbemServices::ExecMethod - a : ", "::", n); }},
      {"references", [](S n) { return before("a:b.Name=\"", "\\\"", n); }}};
  return kTexts;
}

TEST(HostileText, ParsersStayLinear) {
  constexpr std::size_t kCommandLine = 32 << 10;  // the longest that Windows takes
  constexpr std::size_t kScript = 256 << 10;
  constexpr auto kPatience = std::chrono::seconds(10);
  const auto tools = ToolFingerprints::load();
  ASSERT_TRUE(tools.has_value());
  for (const Hostile& hostile : hostile_texts()) {
    for (const std::size_t size : {kCommandLine, kScript}) {
      const auto begin = std::chrono::steady_clock::now();
      parse_with_all(hostile.make(size), *tools);
      const auto took = std::chrono::steady_clock::now() - begin;
      EXPECT_LT(took, kPatience) << hostile.what << " of " << size << " bytes";
    }
  }
}

}  // namespace
}  // namespace wmiscope
