// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_book.h"

#include "base/sha256.h"
#include "content/embedded.h"
#include "content/field_tables.h"
#include "context/facts/wants.h"
#include "engine/coverage_builder.h"
#include "rules/loader.h"
#include "rules/rule_error.h"

namespace wmiscope {
namespace {

Failure usage(std::string message) { return {Failure::Kind::kUsage, std::move(message)}; }

std::string all_texts(const std::vector<RuleError>& errors) {
  std::string text;
  for (const RuleError& error : errors) {
    if (!text.empty()) text += '\n';
    text += to_text(error);
  }
  return text;
}

std::string hash_of(const LoadedRules& loaded) {
  constexpr std::string_view kSeparator = "\x1F";
  Sha256 hash;
  hash.update(embedded_content_hash());
  for (const Rule& rule : loaded.rules) {
    hash.update(kSeparator);
    hash.update(rule.source);
  }
  for (const Filter& filter : loaded.filters) {
    hash.update(kSeparator);
    hash.update(filter.source);
  }
  return hash.hex();
}

}  // namespace

std::expected<std::unique_ptr<RuleBook>, Failure> RuleBook::load(const RuleOptions& options,
                                                                 bool context) {
  std::unique_ptr<RuleBook> book(new RuleBook);
  auto fields = load_builtin_field_table();
  if (!fields) return std::unexpected(usage(fields.error()));
  book->fields_ = std::move(*fields);
  auto story = load_builtin_story();
  if (!story) return std::unexpected(usage(story.error()));
  book->story_ = std::move(*story);

  LoadedRules loaded = load_rules(options, book->story_, book->fields_);
  if (!loaded.errors.empty()) return std::unexpected(usage(all_texts(loaded.errors)));
  book->warnings_ = std::move(loaded.warnings);
  book->content_hash_ = hash_of(loaded);
  for (const Rule& rule : loaded.off) {
    DetectionCoverage off;
    off.detection_id = rule.id;
    off.detection = rule.title;
    off.state = DetectionState::kOff;
    off.needs = needs_text(rule);
    book->switched_off_.push_back(std::move(off));
  }
  std::vector<Want> wants;
  if (context) wants = context_wants(book->fields_);
  book->rules_ = RuleSet::build(std::move(loaded.rules), std::move(loaded.filters), book->fields_,
                                std::move(wants));
  return book;
}

}  // namespace wmiscope
