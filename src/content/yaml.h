// SPDX-License-Identifier: Apache-2.0
//
// YAML as a plain tree with places, read by yaml-cpp. The adapter: no other file includes a header
// of yaml-cpp, and none of its exceptions leaves it.
//
//   auto documents = parse_yaml(text);
//   if (!documents) report(documents.error());
//   for (const YamlNode& doc : *documents) if (const YamlNode* title = doc.find("title")) …
//
// Anchors and aliases are refused (a few bytes of aliases can stand for gigabytes); nesting is
// bounded by limits::kMaxYamlDepth. Duplicate keys of a map are an error.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wmiscope {

// 1-based; 0 where unknown.
struct YamlPlace {
  std::size_t line = 0;
  std::size_t column = 0;
};

struct YamlError {
  std::string message;
  YamlPlace place;
};

struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMap };

  struct Entry;

  Kind kind = Kind::kNull;
  std::string text;             // kScalar
  bool quoted = false;          // kScalar: '…' or "…" or a block: text, whatever it looks like
  std::vector<YamlNode> items;  // kSequence
  std::vector<Entry> entries;   // kMap, in the order of the file
  YamlPlace place;

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_sequence() const { return kind == Kind::kSequence; }
  bool is_map() const { return kind == Kind::kMap; }

  // The value of a key of a map; null where it is no map or has no such key.
  const YamlNode* find(std::string_view key) const;
  // The text of a scalar under `key`; empty where there is none.
  std::string_view text_of(std::string_view key) const;
};

struct YamlNode::Entry {
  std::string key;
  YamlPlace place;  // of the key
  YamlNode value;
};

// All documents of a text.
std::expected<std::vector<YamlNode>, YamlError> parse_yaml(std::string_view text);

}  // namespace wmiscope
