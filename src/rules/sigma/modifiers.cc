// SPDX-License-Identifier: Apache-2.0
#include "rules/sigma/modifiers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/edit_distance.h"
#include "base/format.h"

namespace wmiscope::sigma {
namespace {

using Anchor = Modifiers::Anchor;

constexpr std::array<std::string_view, 7> kSupported = {"contains", "startswith", "endswith", "all",
                                                        "exists",   "re",         "cased"};
constexpr std::string_view kSupportedHint =
    "contains, startswith, endswith, all, exists, re (with i, m, s), cased";

// Of the specification: no slips of those above, however near.
constexpr std::array<std::string_view, 21> kUnsupported = {
    "base64", "base64offset", "utf16",    "utf16le", "utf16be", "wide",  "windash",
    "cidr",   "expand",       "fieldref", "lt",      "lte",     "gt",    "gte",
    "neq",    "minute",       "hour",     "day",     "week",    "month", "year"};

bool is_one_of(std::string_view word, auto& words) {
  return std::ranges::find(words, word) != words.end();
}

Anchor anchor_of(std::string_view word) {
  if (word == "contains") return Anchor::kContains;
  if (word == "startswith") return Anchor::kStartsWith;
  return word == "endswith" ? Anchor::kEndsWith : Anchor::kWhole;
}

class KeyParser {
 public:
  KeyParser(const YamlNode::Entry& entry, RuleErrors& errors) : entry_(entry), errors_(errors) {}

  std::optional<Key> parse() {
    const std::string_view text = entry_.key;
    std::size_t begin = std::min(text.find('|'), text.size());
    key_.field = text.substr(0, begin);
    bool good = true;
    while (begin < text.size()) {
      const std::size_t end = std::min(text.find('|', begin + 1), text.size());
      good &= add(text.substr(begin + 1, end - begin - 1), begin + 1);
      begin = end;
    }
    if (!good || !check_keywords()) return std::nullopt;
    return key_;
  }

 private:
  bool add(std::string_view word, std::size_t offset) {
    Modifiers& m = key_.modifiers;
    if (const Anchor anchor = anchor_of(word); anchor != Anchor::kWhole) {
      if (m.anchor != Anchor::kWhole || m.exists || m.regex) return conflict(word, offset);
      m.anchor = anchor;
      return true;
    }
    const bool anchored = m.anchor != Anchor::kWhole;
    if (word == "all") return set(m.all, m.exists, word, offset);
    if (word == "cased") return set(m.cased, m.exists || m.regex, word, offset);
    if (word == "exists") {
      return set(m.exists, anchored || m.all || m.cased || m.regex, word, offset);
    }
    if (word == "re") return set(m.regex, anchored || m.exists || m.cased, word, offset);
    if (m.regex && word.size() == 1) return add_regex_flag(word, offset);
    return unknown(word, offset);
  }

  bool add_regex_flag(std::string_view word, std::size_t offset) {
    Regex::Options& options = key_.modifiers.regex_options;
    if (word == "i") return set(options.ignore_case, false, word, offset);
    if (word == "m") return set(options.multi_line, false, word, offset);
    if (word == "s") return set(options.dot_newline, false, word, offset);
    return unknown(word, offset);
  }

  bool set(bool& flag, bool conflicts, std::string_view word, std::size_t offset) {
    if (flag || conflicts) return conflict(word, offset);
    flag = true;
    return true;
  }

  bool conflict(std::string_view word, std::size_t offset) {
    return refuse(word, offset, format("modifier \"{}\" does not fit those before it", word),
                  "one of contains, startswith, endswith, re; exists stands alone");
  }

  bool unknown(std::string_view word, std::size_t offset) {
    const auto near = closest(word, kSupported);
    const bool slip = near && !is_one_of(word, kUnsupported);
    return refuse(word, offset, format("modifier \"{}\" is not supported", word),
                  format("{}supported are {}", slip ? format("did you mean {}? ", *near) : "",
                         kSupportedHint));
  }

  bool check_keywords() {
    const Modifiers& m = key_.modifiers;
    const bool at_an_end = m.anchor == Anchor::kStartsWith || m.anchor == Anchor::kEndsWith;
    if (!key_.field.empty() || !(at_an_end || m.exists)) return true;
    return refuse(entry_.key, 0, "keywords have no field, and so no start, end or existence",
                  "with keywords go all, contains, cased and re");
  }

  bool refuse(std::string_view word, std::size_t offset, std::string message, std::string hint) {
    errors_.add(RuleErrorCode::kModifier, errors_.place(entry_.place, offset, word.size()),
                std::move(message), std::move(hint));
    return false;
  }

  const YamlNode::Entry& entry_;
  RuleErrors& errors_;
  Key key_;
};

}  // namespace

std::optional<Key> parse_key(const YamlNode::Entry& entry, RuleErrors& errors) {
  return KeyParser(entry, errors).parse();
}

}  // namespace wmiscope::sigma
