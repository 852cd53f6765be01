// SPDX-License-Identifier: Apache-2.0
#include "rules/loader.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "base/format.h"
#include "content/embedded.h"
#include "rules/rule_files.h"
#include "rules/sigma/document.h"

namespace wmiscope {
namespace {

constexpr std::string_view kBuiltIn = "built-in";
constexpr std::size_t kShortId = 8;  // the first part of a UUID

template <typename T>
void move_to(std::vector<T> from, std::vector<T>& to) {
  std::ranges::move(from, std::back_inserter(to));
}

// contracts.md section 1: below 25 low, 25-49 medium, 50-79 high, 80-100 critical.
Level level_of(int risk) {
  if (risk < 25) return Level::kLow;
  if (risk < 50) return Level::kMedium;
  return risk < 80 ? Level::kHigh : Level::kCritical;
}

void join_story(Rule& rule, const Story& story) {
  rule.story = story.find(rule.id);
  if (rule.story == nullptr) return;
  rule.level = level_of(rule.story->risk_score);
  rule.mitre_attack = rule.story->mitre_attack;
}

std::vector<Rule> load_builtin(const Story& story, FieldTable& table,
                               std::vector<RuleError>& errors) {
  std::vector<Rule> rules;
  for (const EmbeddedFile& file : embedded_yaml("detections")) {
    RuleErrors mistakes(format("{}:{}", kBuiltIn, file.path), file.text);
    mistakes.trust();  // loader_test.cc looks at them without
    if (const auto documents = parse_yaml(file)) {
      move_to(sigma::parse_rules(*documents, file.text, table, mistakes), rules);
    } else {
      mistakes.add(RuleErrorCode::kYaml, {documents.error().place.line, 1, 1},
                   documents.error().message);
    }
    move_to(mistakes.take(), errors);
  }
  for (Rule& rule : rules) {
    rule.file = kBuiltIn;
    join_story(rule, story);
  }
  return rules;
}

std::vector<Rule> load_files(const std::vector<std::string>& paths, FieldTable& table,
                             std::vector<RuleError>& errors) {
  std::vector<Rule> rules;
  for (const std::string& path : find_rule_files(paths, errors)) {
    const auto text = read_rule_file(path, errors);
    if (!text) continue;
    RuleErrors mistakes(path, *text);
    move_to(sigma::parse_rules(*text, table, mistakes), rules);
    move_to(mistakes.take(), errors);
  }
  return rules;
}

std::vector<Filter> load_filters(const std::vector<std::string>& paths,
                                 std::vector<RuleError>& errors) {
  std::vector<Filter> filters;
  for (const std::string& path : find_rule_files(paths, errors)) {
    const auto text = read_rule_file(path, errors);
    if (!text) continue;
    RuleErrors mistakes(path, *text);
    move_to(sigma::parse_filters(*text, mistakes), filters);
    move_to(mistakes.take(), errors);
  }
  return filters;
}

RuleError error_at(const std::string& file, std::size_t line, RuleErrorCode code,
                   std::string message, std::string hint) {
  RuleErrors one(file, {});
  one.add(code, {line, 1, 1}, std::move(message), std::move(hint));
  return std::move(one.take().front());
}

// Drops what comes second under one id, with an error.
void refuse_same_ids(std::vector<Rule>& rules, std::vector<RuleError>& errors) {
  std::map<std::string, const Rule*> first;
  std::vector<RuleError> found;
  std::vector<bool> twice;
  for (const Rule& rule : rules) {
    const auto [at, is_new] = first.emplace(to_ascii_lower(rule.id), &rule);
    twice.push_back(!is_new);
    if (is_new) continue;
    found.push_back(error_at(rule.file, rule.line, RuleErrorCode::kId,
                             format("the id {} is there twice", rule.id),
                             format("first in {}:{}", at->second->file, at->second->line)));
  }
  std::size_t i = 0;
  std::erase_if(rules, [&](const Rule&) { return twice[i++]; });
  move_to(std::move(found), errors);
}

// A rule with a built-in one's id takes its place, or is a mistake.
void settle_with_builtin(std::vector<Rule>& builtin, std::vector<Rule>& own, bool replace,
                         std::vector<RuleError>& errors) {
  const auto same_id = [](const Rule& a) {
    return [&a](const Rule& b) { return equals_nocase(a.id, b.id); };
  };
  if (replace) {
    std::erase_if(builtin, [&](const Rule& old) { return std::ranges::any_of(own, same_id(old)); });
    return;
  }
  std::erase_if(own, [&](const Rule& rule) {
    const auto old = std::ranges::find_if(builtin, same_id(rule));
    if (old == builtin.end()) return false;
    errors.push_back(error_at(rule.file, rule.line, RuleErrorCode::kId,
                              format("the built-in rule \"{}\" has the id {}", old->title, rule.id),
                              "--replace puts this one in its place"));
    return true;
  });
}

bool is_called(const Rule& rule, std::string_view word) {
  return equals_nocase(rule.id, word) || equals_nocase(rule.title, word) ||
         (word.size() == kShortId && starts_with_nocase(rule.id, word));
}

RuleError no_such_rule(std::string_view word, const std::vector<Rule>& rules) {
  std::vector<std::string_view> names;
  for (const Rule& rule : rules) {
    names.push_back(rule.title);
    names.push_back(rule.id);
  }
  const auto near = closest(word, names);
  return error_at(
      {}, 0, RuleErrorCode::kDisable, format("no rule \"{}\" to switch off", word),
      near ? format("did you mean {}?", *near) : "an id, its first 8 digits, or a title");
}

void switch_off(const std::vector<std::string>& words, LoadedRules& loaded) {
  std::vector<bool> off(loaded.rules.size());
  for (const std::string& word : words) {
    bool found =
        std::ranges::any_of(loaded.off, [&](const Rule& each) { return is_called(each, word); });
    for (std::size_t i = 0; i < loaded.rules.size(); ++i) {
      if (!is_called(loaded.rules[i], word)) continue;
      off[i] = found = true;
    }
    if (!found) loaded.errors.push_back(no_such_rule(word, loaded.rules));
  }
  std::vector<Rule> on;
  for (std::size_t i = 0; i < off.size(); ++i) {
    (off[i] ? loaded.off : on).push_back(std::move(loaded.rules[i]));
  }
  loaded.rules = std::move(on);
}

// A filter that excludes nothing is likely to be a slip, but may be meant for rules of another run.
void warn_of_idle_filters(LoadedRules& loaded) {
  for (const Filter& filter : loaded.filters) {
    const auto used = [&](const Rule& rule) { return applies(filter, rule); };
    if (std::ranges::any_of(loaded.rules, used) || std::ranges::any_of(loaded.off, used)) continue;
    loaded.warnings.push_back(error_at(filter.file, filter.line, RuleErrorCode::kFilter,
                                       format("the filter \"{}\" applies to no rule", filter.name),
                                       "its rules, its name or its logsource name none"));
  }
}

}  // namespace

LoadedRules load_rules(const RuleOptions& options, const Story& story, FieldTable& table) {
  LoadedRules loaded;
  std::vector<Rule> builtin = load_builtin(story, table, loaded.errors);
  std::vector<Rule> own = load_files(options.rules, table, loaded.errors);
  refuse_same_ids(own, loaded.errors);
  settle_with_builtin(builtin, own, options.replace || !options.builtin, loaded.errors);
  move_to(std::move(builtin), options.builtin ? loaded.rules : loaded.off);
  move_to(std::move(own), loaded.rules);
  switch_off(options.disabled, loaded);
  loaded.filters = load_filters(options.filters, loaded.errors);
  warn_of_idle_filters(loaded);
  return loaded;
}

LoadedRules load_rule_files(const std::vector<std::string>& paths, FieldTable& table) {
  LoadedRules loaded;
  loaded.rules = load_files(paths, table, loaded.errors);
  refuse_same_ids(loaded.rules, loaded.errors);
  return loaded;
}

}  // namespace wmiscope
