// SPDX-License-Identifier: Apache-2.0
//
// The key of a detection item: a field and its modifiers, `CommandLine|contains|all`.
//
//   if (const auto key = parse_key(entry, errors)) use(key->field, key->modifiers);
//
//   key       := [ field ] { '|' modifier }
//   modifier  := contains | startswith | endswith | all | exists | cased | re [ '|' ( i | m | s ) …
//   ]
//
// Without a field the values are keywords: they are looked for in all values of the event, and only
// contains, all, cased and re fit. Every other modifier of the specification, and every word that
// is none, is refused with its place. No state; one thread for each RuleErrors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/regex.h"
#include "content/yaml.h"
#include "rules/rule_error.h"

namespace wmiscope::sigma {

struct Modifiers {
  enum class Anchor : std::uint8_t { kWhole, kContains, kStartsWith, kEndsWith };

  Anchor anchor = Anchor::kWhole;
  bool all = false;
  bool exists = false;
  bool cased = false;
  bool regex = false;
  Regex::Options regex_options;
};

struct Key {
  std::string field;  // empty: keywords
  Modifiers modifiers;
};

// Null where it is refused; the reason is in `errors`.
std::optional<Key> parse_key(const YamlNode::Entry& entry, RuleErrors& errors);

}  // namespace wmiscope::sigma
