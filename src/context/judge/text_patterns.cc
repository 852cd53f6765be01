// SPDX-License-Identifier: Apache-2.0
#include "context/judge/text_patterns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>
#include <utility>

#include "base/counted.h"
#include "base/format.h"
#include "content/content_error.h"
#include "content/yaml.h"

namespace wmiscope {
namespace {

struct NamedField {
  std::string_view name;
  std::string_view ActTexts::* member;
};

constexpr std::array kFields = {
    NamedField{"child_image", &ActTexts::child_image},
    NamedField{"child_command_line", &ActTexts::child_command_line},
    NamedField{"parent_image", &ActTexts::parent_image},
    NamedField{"parent_command_line", &ActTexts::parent_command_line},
    NamedField{"caller_image", &ActTexts::caller_image},
    NamedField{"caller_command_line", &ActTexts::caller_command_line},
    NamedField{"caller_parent_image", &ActTexts::caller_parent_image},
    NamedField{"caller_parent_command_line", &ActTexts::caller_parent_command_line},
    NamedField{"style_sheet", &ActTexts::style_sheet},
    NamedField{"filter_name", &ActTexts::filter_name},
    NamedField{"filter_query", &ActTexts::filter_query},
    NamedField{"consumer_name", &ActTexts::consumer_name},
    NamedField{"consumer_class", &ActTexts::consumer_class},
    NamedField{"consumer_payload", &ActTexts::consumer_payload},
    NamedField{"creator_sid", &ActTexts::creator_sid},
    NamedField{"script", &ActTexts::script},
    NamedField{"share_file", &ActTexts::share_file},
    NamedField{"registry_key", &ActTexts::registry_key},
    NamedField{"registry_value", &ActTexts::registry_value},
    NamedField{"provider_name", &ActTexts::provider_name},
    NamedField{"provider_path", &ActTexts::provider_path},
    NamedField{"operation", &ActTexts::operation},
    NamedField{"result_code", &ActTexts::result_code},
    NamedField{"operation_id", &ActTexts::operation_id},
    NamedField{"user", &ActTexts::user},
    NamedField{"user_sid", &ActTexts::user_sid},
};

using Error = std::unexpected<std::string>;

// One document of a file.
class DocumentParser {
 public:
  // Expressions of built-in files were compiled by the tests: they need no check here.
  DocumentParser(const EmbeddedFile& file, const YamlNode& root, std::string_view key)
      : path_(file.path), root_(root), key_(key), trusted_(!file.packed.empty()) {}

  std::expected<TextPattern, std::string> parse() {
    pattern_.name = root_.text_of(key_);
    pattern_.sources = text_list(root_, "sources");
    const YamlNode* patterns = root_.find("patterns");
    if (pattern_.name.empty()) return fail(root_, format("there is no `{}`", key_));
    if (pattern_.sources.empty()) return fail(root_, "there are no `sources`");
    if (patterns == nullptr || patterns->items.empty()) return fail(root_, "no `patterns`");
    if (const YamlNode* rank = root_.find("rank"); rank != nullptr && !take_rank(rank->text)) {
      return fail(*rank, "`rank` is a number");
    }
    for (const YamlNode& item : patterns->items) {
      if (auto error = take_alternative(item)) return std::unexpected(std::move(*error));
    }
    return std::move(pattern_);
  }

 private:
  Error fail(const YamlNode& node, std::string_view message) const {
    return content_error(path_, node.place, message);
  }

  bool take_rank(std::string_view text) {
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, pattern_.rank);
    return error == std::errc() && at == end;
  }

  std::optional<std::string> take_alternative(const YamlNode& item) {
    if (!item.is_map() || item.entries.empty()) return fail(item, "a map of fields").error();
    TextPattern::All all;
    for (const YamlNode::Entry& entry : item.entries) {
      TextPattern::Test test{act_text_field(entry.key), {}};
      if (test.field == nullptr) {
        return fail(entry.value, format("there is no field `{}`", entry.key)).error();
      }
      if (entry.value.is_scalar()) {
        if (auto error = take_regex(entry.value, test)) return error;
      }
      for (const YamlNode& each : entry.value.items) {
        if (auto error = take_regex(each, test)) return error;
      }
      if (test.any_of.empty()) return fail(entry.value, "an expression, or a list").error();
      all.push_back(std::move(test));
    }
    pattern_.alternatives.push_back(std::move(all));
    return std::nullopt;
  }

  std::optional<std::string> take_regex(const YamlNode& node, TextPattern::Test& test) const {
    constexpr Regex::Options kOptions{.ignore_case = true, .dot_newline = true};
    if (trusted_) {
      test.any_of.push_back(Regex::trusted(node.text, kOptions));
      return std::nullopt;
    }
    auto regex = Regex::compile(node.text, kOptions);
    if (!regex) return fail(node, regex.error()).error();
    test.any_of.push_back(std::move(*regex));
    return std::nullopt;
  }

  std::string_view path_;
  const YamlNode& root_;
  std::string_view key_;
  bool trusted_;
  TextPattern pattern_;
};

bool passes(const TextPattern::Test& test, const ActTexts& texts) {
  const std::string_view text = texts.*test.field;
  return !text.empty() &&
         std::ranges::any_of(test.any_of, [&](const Regex& each) { return each.matches(text); });
}

}  // namespace

std::string joined(const ActTexts& texts) {
  std::string all;
  for (const NamedField& field : kFields) append_counted(texts.*field.member, all);
  return all;
}

std::string_view ActTexts::* act_text_field(std::string_view name) {
  const auto at = std::ranges::find(kFields, name, &NamedField::name);
  return at == kFields.end() ? nullptr : at->member;
}

bool TextPattern::matches(const ActTexts& texts) const {
  return std::ranges::any_of(alternatives, [&](const All& all) {
    return std::ranges::all_of(all, [&](const Test& test) { return passes(test, texts); });
  });
}

std::expected<TextPatterns, std::string> TextPatterns::parse(std::span<const EmbeddedFile> files,
                                                             std::string_view key) {
  TextPatterns set;
  for (const EmbeddedFile& file : files) {
    const auto documents = parse_yaml(file);
    if (!documents) {
      return content_error(file.path, documents.error().place, documents.error().message);
    }
    for (const YamlNode& root : *documents) {
      auto pattern = DocumentParser(file, root, key).parse();
      if (!pattern) return std::unexpected(std::move(pattern.error()));
      set.patterns_.push_back(std::move(*pattern));
    }
  }
  std::ranges::sort(set.patterns_, [](const TextPattern& a, const TextPattern& b) {
    return std::tie(a.rank, a.name) < std::tie(b.rank, b.name);
  });
  return set;
}

std::expected<TextPatterns, std::string> TextPatterns::load(std::string_view folder,
                                                            std::string_view key) {
  return parse(embedded_yaml(folder), key);
}

const TextPattern* TextPatterns::first_match(const ActTexts& texts) const {
  const auto at =
      std::ranges::find_if(patterns_, [&](const TextPattern& each) { return each.matches(texts); });
  return at == patterns_.end() ? nullptr : &*at;
}

}  // namespace wmiscope
