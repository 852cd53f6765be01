// SPDX-License-Identifier: Apache-2.0
#include "rules/filter.h"

#include <algorithm>

#include "base/ascii.h"

namespace wmiscope {
namespace {

constexpr std::string_view kFilterSuffix = "_filter";

bool is_word_char(char c) {
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_named_for(const Filter& filter, const Rule& rule) {
  const auto is = [&](std::string_view name) {
    return !name.empty() && (equals_nocase(filter.name, name) || equals_nocase(filter.title, name));
  };
  if (rule.story != nullptr && is(rule.story->filter)) return true;
  return is(snake_case(rule.title).append(kFilterSuffix));
}

bool is_called(const Rule& rule, std::string_view reference) {
  return equals_nocase(reference, rule.id) || equals_nocase(reference, rule.title) ||
         (!rule.name.empty() && equals_nocase(reference, rule.name));
}

}  // namespace

std::string snake_case(std::string_view title) {
  std::string out;
  for (const char c : title) {
    if (is_word_char(c)) {
      out += ascii_lower(c);
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  if (out.ends_with('_')) out.pop_back();
  return out;
}

bool applies(const Filter& filter, const Rule& rule) {
  if (!filter.log_source.contains(rule.log_source)) return false;
  if (filter.any_rule) return true;
  if (filter.rules.empty()) return is_named_for(filter, rule);
  return std::ranges::any_of(filter.rules,
                             [&](const std::string& each) { return is_called(rule, each); });
}

}  // namespace wmiscope
