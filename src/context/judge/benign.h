// SPDX-License-Identifier: Apache-2.0
//
// The known harmless users of WMI (content/benign/*.yml): the default subscriptions of Windows by
// name AND query AND class, Windows' and agents' own queries, provider starts, helper processes.
//
//   auto benign = BenignUses::load();
//   ActTexts texts;
//   texts.filter_name = "SCM Event Log Filter"; texts.filter_query = …; texts.consumer_class = …;
//   benign->reason(texts);      // "Windows' own Service Control Manager subscription", or empty
//
// Give all that is known: an entry asks for several texts at once, since attackers copy names.
// An activity is harmless only where each of its parts is (`every`): one harmless child among
// others says nothing. Immutable, any thread. Facts: wmi-knowledge 1.4, 2.5, 4.3.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "context/judge/text_patterns.h"

namespace wmiscope {

class BenignUses {
 public:
  static std::expected<BenignUses, std::string> load();

  // Why this part is known to be harmless; empty where it is not.
  std::string_view reason(const ActTexts& texts) const;
  // The first part's reason where every part has one; empty otherwise, and for no parts.
  std::string_view every(std::span<const ActTexts> parts) const;

 private:
  explicit BenignUses(TextPatterns patterns) : patterns_(std::move(patterns)) {}

  TextPatterns patterns_;
};

}  // namespace wmiscope
