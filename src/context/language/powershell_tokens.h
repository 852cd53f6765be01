// SPDX-License-Identifier: Apache-2.0
//
// PowerShell text as tokens, as far as finding commands and their arguments needs.
//
//   for (const PsToken& t : powershell_tokens(script))
//     if (t.kind == PsToken::Kind::kWord && t.is_command) …
//
// Comments are left out, backticks inside words are resolved, a line end that closes a statement is
// the mark ";". Tokens own their text and know where they stand. Pure, any thread, linear; at most
// `limit` tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

struct PsToken {
  enum class Kind : std::uint8_t {
    kWord,    // Get-WmiObject, -Class, $x, .Create
    kString,  // '…', "…", here-strings; the text without quotes
    kType,    // [wmiclass]; the text without brackets
    kMark,    // one of ; | & ( ) { } , = or @( @{
  };

  Kind kind = Kind::kWord;
  std::string text;
  std::size_t begin = 0;  // offsets in the script, quotes included
  std::size_t end = 0;
  bool is_command = false;  // stands where a command can stand

  bool is_mark(std::string_view mark) const { return kind == Kind::kMark && text == mark; }
};

std::vector<PsToken> powershell_tokens(std::string_view script, std::size_t limit = 200'000);

// Of tokens[at], which opens a bracket: the index of the token that closes it, or of the last one.
std::size_t closing_token(const std::vector<PsToken>& tokens, std::size_t at);

}  // namespace wmiscope
