// SPDX-License-Identifier: Apache-2.0
#include "context/judge/benign.h"

namespace wmiscope {

std::expected<BenignUses, std::string> BenignUses::load() {
  auto patterns = TextPatterns::load("benign", "reason");
  if (!patterns) return std::unexpected(std::move(patterns.error()));
  return BenignUses(std::move(*patterns));
}

std::string_view BenignUses::reason(const ActTexts& texts) const {
  const TextPattern* hit = patterns_.first_match(texts);
  return hit == nullptr ? std::string_view() : std::string_view(hit->name);
}

std::string_view BenignUses::every(std::span<const ActTexts> parts) const {
  std::string_view first;
  for (const ActTexts& part : parts) {
    const std::string_view why = reason(part);
    if (why.empty()) return {};
    if (first.empty()) first = why;
  }
  return first;
}

}  // namespace wmiscope
