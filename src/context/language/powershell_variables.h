// SPDX-License-Identifier: Apache-2.0
//
// What a script of PowerShell keeps in variables, as far as its text alone tells: one string, or what
// a call gave.
//
//   const ScriptTexts texts(tokens);
//   if (const std::string* text = texts.find("$cmd")) …          // $cmd = 'cmd /c whoami'
//   variable_before(tokens, i)                                    // "$p" of $p = [wmiclass]'…'
//   if (const auto use = member_call(tokens, i)) …                // $p.Create( …
//
// The last assignment of a text holds, wherever it stands: nothing is run. Names in lower case. Pure,
// any thread; linear in the tokens, at most kMaxVariables texts.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "context/language/powershell_tokens.h"

namespace wmiscope {

inline constexpr std::size_t kMaxVariables = 256;

class ScriptTexts {
 public:
  explicit ScriptTexts(const std::vector<PsToken>& tokens);

  // Null where the word is no variable with a known text.
  const std::string* find(std::string_view word) const;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

// The variable that gets what begins at tokens[at]: $x = …, foreach ($x in …); empty: none.
std::string variable_before(const std::vector<PsToken>& tokens, std::size_t at);

struct MemberCall {
  std::string variable;
  std::string_view method;  // a view of the token
};
// tokens[at] as "$x.Method" in front of a bracket.
std::optional<MemberCall> member_call(const std::vector<PsToken>& tokens, std::size_t at);

}  // namespace wmiscope
