// SPDX-License-Identifier: Apache-2.0
//
// Built on yaml-cpp's events and not on its nodes: aliases are met before they are followed, depth
// is known before it is reached, and nothing is built twice. What is refused here is thrown as
// yaml-cpp's own exception and caught, with the library's, at the only door: parse_yaml.
#include "content/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <sstream>

#include "base/limits.h"

namespace wmiscope {
namespace {

YamlPlace place_of(const YAML::Mark& mark) {
  // Unknown marks are -1: they become 0.
  return {static_cast<std::size_t>(mark.line + 1), static_cast<std::size_t>(mark.column + 1)};
}

[[noreturn]] void refuse(const YAML::Mark& mark, const std::string& why) {
  throw YAML::ParserException(mark, why);
}

YAML::Mark mark_of(const YamlPlace& place) {
  YAML::Mark mark = YAML::Mark::null_mark();
  mark.line = static_cast<int>(place.line) - 1;
  mark.column = static_cast<int>(place.column) - 1;
  return mark;
}

// Sorted instead of compared each with each: a hostile map may have a million keys.
void refuse_duplicate_keys(const YamlNode& map) {
  std::vector<const YamlNode::Entry*> entries;
  entries.reserve(map.entries.size());
  for (const auto& entry : map.entries) entries.push_back(&entry);
  std::ranges::sort(entries, [](const auto* a, const auto* b) {
    return a->key != b->key ? a->key < b->key : a < b;
  });
  const auto twice = std::ranges::adjacent_find(entries, {}, &YamlNode::Entry::key);
  if (twice == entries.end()) return;
  const YamlNode::Entry& second = **(twice + 1);
  refuse(mark_of(second.place), "the key '" + second.key + "' is there twice");
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  std::vector<YamlNode> documents() && { return std::move(documents_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    // yaml-cpp does not step over a token that it cannot place: it would start documents without
    // end.
    if (start_ && *start_ == mark.pos) refuse(mark, "text that belongs to nothing");
    start_ = mark.pos;
    if (documents_.size() == limits::kMaxYamlDocuments) refuse(mark, "too many documents");
    open_.clear();
    root_ = YamlNode();
  }
  void OnDocumentEnd() override { documents_.push_back(std::move(root_)); }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    refuse_as_key(mark, "a key must be text");
    add(make(YamlNode::Kind::kNull, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases (*name) are not supported");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (wants_key()) {
      open_.back().key = {value, place_of(mark)};
      return;
    }
    YamlNode node = make(YamlNode::Kind::kScalar, mark);
    node.text = value;
    node.quoted = tag != "?";  // yaml-cpp's mark of a plain scalar
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(YamlNode::Kind::kSequence, mark, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(YamlNode::Kind::kMap, mark, anchor);
  }
  void OnMapEnd() override {
    refuse_duplicate_keys(open_.back().node);
    end();
  }

 private:
  struct Key {
    std::string text;
    YamlPlace place;
  };
  // A sequence or map that is not closed yet, and the key whose value comes next.
  struct Open {
    YamlNode node;
    std::optional<Key> key;
  };

  static YamlNode make(YamlNode::Kind kind, const YAML::Mark& mark) {
    YamlNode node;
    node.kind = kind;
    node.place = place_of(mark);
    return node;
  }

  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) refuse(mark, "anchors (&name) are not supported");
  }

  bool wants_key() const {
    return !open_.empty() && open_.back().node.is_map() && !open_.back().key;
  }

  void refuse_as_key(const YAML::Mark& mark, const char* why) const {
    if (wants_key()) refuse(mark, why);
  }

  void start(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_as_key(mark, "a key must be text, not a list or a map");
    if (open_.size() >= limits::kMaxYamlDepth) refuse(mark, "nested too deeply");
    open_.push_back({make(kind, mark), std::nullopt});
  }

  void end() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (Open& parent = open_.back(); parent.node.is_map()) {
      parent.node.entries.push_back(
          {std::move(parent.key->text), parent.key->place, std::move(node)});
      parent.key.reset();
    } else {
      parent.node.items.push_back(std::move(node));
    }
  }

  std::vector<YamlNode> documents_;
  YamlNode root_;
  std::vector<Open> open_;
  std::optional<int> start_;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string_view YamlNode::text_of(std::string_view key) const {
  const YamlNode* value = find(key);
  return value != nullptr && value->is_scalar() ? std::string_view(value->text)
                                                : std::string_view();
}

std::expected<std::vector<YamlNode>, YamlError> parse_yaml(std::string_view text) {
  if (text.size() > limits::kMaxRuleFileSize) {
    return std::unexpected(YamlError{"the text is too large", {}});
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder;
    while (parser.HandleNextDocument(builder)) {
    }
    return std::move(builder).documents();
  } catch (const YAML::Exception& e) {
    return std::unexpected(YamlError{e.msg, place_of(e.mark)});
  } catch (const std::exception& e) {
    return std::unexpected(YamlError{e.what(), {}});
  }
}

}  // namespace wmiscope
