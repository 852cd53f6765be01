// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_variables.h"

#include "base/ascii.h"

namespace wmiscope {
namespace {

using Kind = PsToken::Kind;

bool is_variable(const PsToken& token) {
  return token.kind == Kind::kWord && token.text.size() > 1 && token.text.starts_with('$') &&
         token.text.find('.') == std::string::npos;
}

bool ends_assignment(const std::vector<PsToken>& tokens, std::size_t at) {
  return at >= tokens.size() || tokens[at].is_mark(";") || tokens[at].is_mark("}") ||
         tokens[at].is_mark(")");
}

}  // namespace

ScriptTexts::ScriptTexts(const std::vector<PsToken>& tokens) {
  for (std::size_t i = 0; i + 2 < tokens.size() && texts_.size() < kMaxVariables; ++i) {
    const bool assigns = is_variable(tokens[i]) && tokens[i + 1].is_mark("=") &&
                         tokens[i + 2].kind == Kind::kString && ends_assignment(tokens, i + 3);
    if (assigns) texts_[to_ascii_lower(tokens[i].text)] = tokens[i + 2].text;
  }
}

const std::string* ScriptTexts::find(std::string_view word) const {
  if (!word.starts_with('$')) return nullptr;
  const auto at = texts_.find(to_ascii_lower(word));
  return at == texts_.end() ? nullptr : &at->second;
}

std::string variable_before(const std::vector<PsToken>& tokens, std::size_t at) {
  constexpr std::size_t kMaxBrackets = 4;
  for (std::size_t n = 0; n < kMaxBrackets && at > 0 && tokens[at - 1].is_mark("("); ++n) --at;
  if (at < 2 || !is_variable(tokens[at - 2])) return {};
  const PsToken& sign = tokens[at - 1];
  const bool gets = sign.is_mark("=") || equals_nocase(sign.text, "in");
  return gets ? to_ascii_lower(tokens[at - 2].text) : std::string();
}

std::optional<MemberCall> member_call(const std::vector<PsToken>& tokens, std::size_t at) {
  const std::string_view text = tokens[at].text;
  if (tokens[at].kind != Kind::kWord || !text.starts_with('$')) return std::nullopt;
  if (at + 1 >= tokens.size() || !tokens[at + 1].is_mark("(")) return std::nullopt;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return std::nullopt;
  return MemberCall{to_ascii_lower(text.substr(0, dot)), text.substr(text.rfind('.') + 1)};
}

}  // namespace wmiscope
