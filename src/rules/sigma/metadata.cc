// SPDX-License-Identifier: Apache-2.0
#include "rules/sigma/metadata.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "base/format.h"
#include "base/sha256.h"

namespace wmiscope::sigma {
namespace {

constexpr std::size_t kIdLength = 32;

// Keys that decide what a document means: one that is almost such a key is a slip, not the writer's
// own.
constexpr std::array<std::string_view, 8> kDecidingKeys = {
    "title", "level", "fields", "logsource", "detection", "filter", "correlation", "taxonomy"};

constexpr std::array<std::pair<std::string_view, Level>, 6> kLevels = {{
    {"informational", Level::kInformational},
    {"info", Level::kInformational},
    {"low", Level::kLow},
    {"medium", Level::kMedium},
    {"high", Level::kHigh},
    {"critical", Level::kCritical},
}};

RulePlace value_place(const YamlNode::Entry& entry, const RuleErrors& errors) {
  return entry.value.is_scalar() ? errors.place(entry.value.place, 0, entry.value.text.size())
                                 : errors.place(entry.place, 0, entry.key.size());
}

// "attack.t1546.003" -> "T1546.003"; null for tags that are no technique.
std::optional<std::string> technique(std::string_view tag) {
  constexpr std::string_view kPrefix = "attack.t";
  constexpr std::size_t kPlain = 4, kWithSub = 8;  // "1546", "1546.003"
  if (!starts_with_nocase(tag, kPrefix)) return std::nullopt;
  const std::string_view number = tag.substr(kPrefix.size());
  if (number.size() != kPlain && number.size() != kWithSub) return std::nullopt;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const bool digit = number[i] >= '0' && number[i] <= '9';
    if (i == kPlain ? number[i] != '.' : !digit) return std::nullopt;
  }
  return format("T{}", number);
}

bool is_slip_of(std::string_view word, std::string_view key) {
  const bool near = word.size() <= key.size() + 1 && key.size() <= word.size() + 1;
  return near && word != key && edit_distance(word, key) <= 1;
}

class MetadataParser {
 public:
  MetadataParser(const YamlNode& document, RuleErrors& errors)
      : document_(document), errors_(errors) {}

  Metadata parse() {
    Metadata about;
    check_keys();
    check_taxonomy();
    about.title = text("title", RuleErrorCode::kTitle, about.line);
    if (about.title.empty() && find_entry(document_, "title") == nullptr) {
      errors_.add(RuleErrorCode::kTitle, {document_.place.line, document_.place.column, 1},
                  "there is no title", "");
    }
    about.id = text("id", RuleErrorCode::kMetadata, about.line);
    if (about.id.empty()) about.id = id_of(about.title);
    std::size_t ignored = 0;
    about.name = text("name", RuleErrorCode::kMetadata, ignored);
    about.description = text("description", RuleErrorCode::kMetadata, ignored);
    about.status = text("status", RuleErrorCode::kMetadata, ignored);
    about.level = level();
    about.mitre_attack = techniques();
    if (const auto* fields = find_entry(document_, "fields")) {
      about.fields = unique(parse_names(*fields, RuleErrorCode::kMetadata, errors_));
    }
    return about;
  }

 private:
  // Our own content was checked by its tests.
  void check_keys() {
    if (errors_.trusted()) return;
    for (const YamlNode::Entry& entry : document_.entries) {
      for (const std::string_view key : kDecidingKeys) {
        if (!is_slip_of(entry.key, key) || document_.find(key) != nullptr) continue;
        errors_.add(RuleErrorCode::kKey, errors_.place(entry.place, 0, entry.key.size()),
                    format("a rule has no \"{}\"", entry.key), format("did you mean {}?", key));
      }
    }
  }

  void check_taxonomy() {
    const auto* entry = find_entry(document_, "taxonomy");
    if (entry == nullptr || entry->value.text == "sigma") return;
    errors_.add(RuleErrorCode::kTaxonomy, value_place(*entry, errors_),
                format("taxonomy \"{}\" is not supported", entry->value.text),
                "only sigma is, the taxonomy of the specification");
  }

  // A text that may be missing, but not be a list, a map or nothing.
  std::string text(std::string_view key, RuleErrorCode code, std::size_t& line) {
    const auto* entry = find_entry(document_, key);
    if (entry == nullptr) return {};
    if (!entry->value.is_scalar() || entry->value.text.empty()) {
      if (key == "description") return {};
      errors_.add(code, value_place(*entry, errors_), format("{} is a text", key), "");
      return {};
    }
    line = entry->place.line;
    return entry->value.text;
  }

  static std::string id_of(std::string_view title) {
    Sha256 hash;
    hash.update(title);
    return hash.hex().substr(0, kIdLength);
  }

  Level level() {
    const auto* entry = find_entry(document_, "level");
    if (entry == nullptr || entry->value.is_null()) return Level::kMedium;
    std::vector<std::string_view> names;
    for (const auto& [name, level] : kLevels) {
      if (equals_nocase(entry->value.text, name)) return level;
      names.push_back(name);
    }
    const auto near = closest(entry->value.text, names);
    errors_.add(
        RuleErrorCode::kMetadata, value_place(*entry, errors_),
        format("there is no level \"{}\"", entry->value.text),
        near ? format("did you mean {}?", *near) : "informational, low, medium, high or critical");
    return Level::kMedium;
  }

  std::vector<std::string> techniques() {
    std::vector<std::string> found;
    const auto* entry = find_entry(document_, "tags");
    if (entry == nullptr) return found;
    for (const std::string& tag : parse_names(*entry, RuleErrorCode::kMetadata, errors_)) {
      if (auto id = technique(tag)) found.push_back(std::move(*id));
    }
    return unique(std::move(found));
  }

  static std::vector<std::string> unique(std::vector<std::string> names) {
    std::vector<std::string> once;
    for (std::string& name : names) {
      if (std::ranges::find(once, name) == once.end()) once.push_back(std::move(name));
    }
    return once;
  }

  const YamlNode& document_;
  RuleErrors& errors_;
};

}  // namespace

const YamlNode::Entry* find_entry(const YamlNode& map, std::string_view key) {
  const auto at = std::ranges::find(map.entries, key, &YamlNode::Entry::key);
  return at == map.entries.end() ? nullptr : &*at;
}

std::vector<std::string> parse_names(const YamlNode::Entry& entry, RuleErrorCode code,
                                     RuleErrors& errors) {
  std::vector<std::string> names;
  if (entry.value.is_null()) return names;
  if (entry.value.is_scalar()) return {entry.value.text};
  bool good = entry.value.is_sequence();
  for (const YamlNode& item : entry.value.items) {
    good &= item.is_scalar() && !item.text.empty();
    names.push_back(item.text);
  }
  if (good) return names;
  errors.add(code, value_place(entry, errors), format("{} is a list of names", entry.key), "");
  return {};
}

Metadata parse_metadata(const YamlNode& document, RuleErrors& errors) {
  return MetadataParser(document, errors).parse();
}

}  // namespace wmiscope::sigma
