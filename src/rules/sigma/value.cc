// SPDX-License-Identifier: Apache-2.0
#include "rules/sigma/value.h"

namespace wmiscope::sigma {
namespace {

bool can_be_escaped(char32_t c) { return c == '\\' || c == '*' || c == '?'; }

char32_t unescaped(char32_t c) {
  if (c == '*') return kStar;
  return c == '?' ? kQuestion : c;
}

}  // namespace

std::vector<char32_t> parse_value(std::string_view text) {
  const std::vector<char32_t> characters = to_elements(text);
  std::vector<char32_t> elements;
  elements.reserve(characters.size());
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool escape =
        characters[i] == '\\' && i + 1 < characters.size() && can_be_escaped(characters[i + 1]);
    elements.push_back(escape ? characters[++i] : unescaped(characters[i]));
  }
  return elements;
}

}  // namespace wmiscope::sigma
