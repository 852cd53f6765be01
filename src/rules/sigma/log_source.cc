// SPDX-License-Identifier: Apache-2.0
#include "rules/sigma/log_source.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "base/format.h"

namespace wmiscope::sigma {
namespace {

constexpr std::array<std::string_view, 4> kKeys = {"category", "product", "service", "definition"};

class LogSourceParser {
 public:
  LogSourceParser(const YamlNode::Entry& entry, RuleErrors& errors)
      : entry_(entry), errors_(errors) {}

  std::optional<LogSource> words() {
    if (!entry_.value.is_map() || entry_.value.entries.empty()) {
      return refuse(entry_.place, entry_.key, "logsource is a map",
                    "of category, product and service");
    }
    LogSource words;
    bool good = true;
    for (const YamlNode::Entry& each : entry_.value.entries) good &= add(each, words);
    if (!good || !check_product(words)) return std::nullopt;
    return words;
  }

  std::optional<LogScope> scope(const LogSource& words, const FieldTable& table) {
    LogScope scope;
    bool good = true;
    if (!words.category.empty()) {
      scope.kinds = table.category(words.category);
      if (scope.kinds.empty()) good = unknown("category", words.category, categories(table));
    }
    if (!words.service.empty()) {
      scope.log = table.service(words.service);
      if (scope.log == nullptr) good = unknown("service", words.service, services(table));
    }
    if (!good || !narrow(words, scope)) return std::nullopt;
    return scope;
  }

 private:
  bool add(const YamlNode::Entry& entry, LogSource& words) {
    if (std::ranges::find(kKeys, entry.key) == kKeys.end()) {
      const auto near = closest(entry.key, kKeys);
      refuse(entry.place, entry.key, format("logsource has no \"{}\"", entry.key),
             near ? format("did you mean {}?", *near) : "category, product, service, definition");
      return false;
    }
    if (entry.key == "definition") return true;
    if (!entry.value.is_scalar() || entry.value.text.empty()) {
      refuse(entry.place, entry.key, format("{} is a word", entry.key), "");
      return false;
    }
    std::string& word = entry.key == "category"  ? words.category
                        : entry.key == "product" ? words.product
                                                 : words.service;
    word = to_ascii_lower(entry.value.text);
    return true;
  }

  bool check_product(const LogSource& words) {
    const bool says_nothing =
        words.category.empty() && words.product.empty() && words.service.empty();
    if (says_nothing) {
      refuse(entry_.place, entry_.key, "logsource says neither category nor product nor service",
             "");
      return false;
    }
    if (words.product.empty() || words.product == "windows") return true;
    const YamlNode& value = *entry_.value.find("product");
    refuse(value.place, value.text, format("product \"{}\" is not supported", words.product),
           "only windows is");
    return false;
  }

  // The kinds of a category in one log.
  bool narrow(const LogSource& words, LogScope& scope) {
    if (scope.kinds.empty() || scope.log == nullptr) return true;
    std::erase_if(scope.kinds, [&](const EventKind* kind) {
      return !equals_nocase(kind->channel, scope.log->channel);
    });
    scope.log = nullptr;
    if (!scope.kinds.empty()) return true;
    refuse(entry_.place, entry_.key,
           format("service \"{}\" has no events of category \"{}\"", words.service, words.category),
           "");
    return false;
  }

  bool unknown(std::string_view key, std::string_view word,
               const std::vector<std::string_view>& known) {
    const YamlNode& value = *entry_.value.find(key);
    const auto near = closest(word, known);
    refuse(value.place, value.text, format("there is no {} \"{}\"", key, word),
           near ? format("did you mean {}?", *near) : "");
    return false;
  }

  static std::vector<std::string_view> categories(const FieldTable& table) {
    std::vector<std::string_view> names;
    for (const EventKind& kind : table.kinds) {
      names.insert(names.end(), kind.categories.begin(), kind.categories.end());
    }
    return names;
  }

  static std::vector<std::string_view> services(const FieldTable& table) {
    std::vector<std::string_view> names;
    for (const LogService& service : table.services) names.push_back(service.name);
    return names;
  }

  std::nullopt_t refuse(const YamlPlace& place, std::string_view text, std::string message,
                        std::string hint) {
    errors_.add(RuleErrorCode::kLogSource, errors_.place(place, 0, text.size()), std::move(message),
                std::move(hint));
    return std::nullopt;
  }

  const YamlNode::Entry& entry_;
  RuleErrors& errors_;
};

}  // namespace

std::optional<LogSource> parse_log_source_words(const YamlNode::Entry& entry, RuleErrors& errors) {
  return LogSourceParser(entry, errors).words();
}

std::optional<ParsedLogSource> parse_log_source(const YamlNode::Entry& entry,
                                                const FieldTable& table, RuleErrors& errors) {
  LogSourceParser parser(entry, errors);
  auto words = parser.words();
  if (!words) return std::nullopt;
  auto scope = parser.scope(*words, table);
  if (!scope) return std::nullopt;
  return ParsedLogSource{std::move(*words), std::move(*scope)};
}

}  // namespace wmiscope::sigma
