// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_tokens.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

std::string joined(std::string_view script) {
  std::string out;
  for (const PsToken& token : powershell_tokens(script)) {
    if (!out.empty()) out += ' ';
    if (token.is_command && token.kind == PsToken::Kind::kWord) out += '!';
    if (token.kind == PsToken::Kind::kString) out += '"';
    if (token.kind == PsToken::Kind::kType) out += ':';
    out += token.text;
  }
  return out;
}

TEST(PowerShellTokens, WordsStringsTypesAndMarks) {
  struct Case {
    const char* script;
    const char* tokens;
  };
  constexpr Case kCases[] = {
      {"gwmi -Class x | select y", "!gwmi -Class x | !select y"},
      {"$a = (gwmi x).Delete()", "!$a = ( !gwmi x ) .Delete ( )"},
      {"a # b\nc <# d\n #> e", "!a ; !c e"},
      {"a `\n b\nc", "!a b ; !c"},
      {"a |\n b,\n c", "!a | !b , c"},
      {"'it''s' \"a `\"b`\" \"\"c\"\"\"", "\"it's \"a \"b\" \"c\""},
      {"@'\nx 'y'\n'@ z", "\"\nx 'y' z"},
      {"[wmiclass]'x' $a[0]", ":wmiclass \"x $a [0]"},
      {"@{A = 1; B = 'c'}", "@{ !A = !1 ; !B = \"c }"},
      {"G`et-Wm`iObject", "!Get-WmiObject"},
      {"{ param($a, (b)) c }", "{ !param ( !$a , ( !b ) ) !c }"},
      {"'open", "\"open"},
      {"<# open", ""},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(joined(c.script), c.tokens) << c.script;
}

TEST(PowerShellTokens, PlacesAndBrackets) {
  const auto tokens = powershell_tokens("a (b (c) d) e");
  EXPECT_EQ(tokens[1].begin, 2u);
  EXPECT_EQ(tokens[closing_token(tokens, 1)].begin, 10u);
  const auto open = powershell_tokens("a (b (c");
  EXPECT_EQ(closing_token(open, 1), open.size() - 1);
  EXPECT_EQ(powershell_tokens("a b c d", 2).size(), 2u);
}

}  // namespace
}  // namespace wmiscope
