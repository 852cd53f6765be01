// SPDX-License-Identifier: Apache-2.0
#include "content/story.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/format.h"
#include "content/content_error.h"
#include "content/embedded.h"
#include "content/yaml.h"

namespace wmiscope {
namespace {

std::optional<SearchKind> search_kind(std::string_view word) {
  if (word == "data-model") return SearchKind::kDataModel;
  if (word == "stats") return SearchKind::kStats;
  if (word == "table") return SearchKind::kTable;
  return std::nullopt;
}

std::optional<int> risk_score(std::string_view text) {
  int score = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && score >= 0 && score <= 100 ? std::optional(score) : std::nullopt;
}

// The first key of a detection that must be there and is not.
std::optional<std::string_view> missing_key(const YamlNode& node) {
  for (const std::string_view key : {"id", "title", "type", "message", "filter"}) {
    if (node.text_of(key).empty()) return key;
  }
  for (const std::string_view key : {"by", "mitre"}) {
    const YamlNode* list = node.find(key);
    if (list == nullptr || list->items.empty()) return key;
  }
  return std::nullopt;
}

std::expected<StoryDetection, std::string> parse_detection(std::string_view path,
                                                           const YamlNode& node) {
  if (const auto key = missing_key(node)) {
    return content_error(path, node.place, format("a detection needs `{}`", *key));
  }
  const auto search = search_kind(node.text_of("search"));
  const auto risk = risk_score(node.text_of("risk"));
  if (!search) return content_error(path, node.place, "`search` is data-model, stats or table");
  if (!risk) return content_error(path, node.place, "`risk` is a number from 0 to 100");

  StoryDetection detection;
  detection.id = node.text_of("id");
  detection.title = node.text_of("title");
  detection.type = node.text_of("type");
  detection.search = *search;
  detection.by_fields = text_list(node, "by");
  detection.risk_score = *risk;
  detection.mitre_attack = text_list(node, "mitre");
  detection.message = node.text_of("message");
  if (const YamlNode* objects = node.find("risk_objects")) {
    detection.dest_field = objects->text_of("system");
    detection.user_field = objects->text_of("user");
  }
  detection.filter = node.text_of("filter");
  detection.later = node.text_of("later") == "true";
  return detection;
}

}  // namespace

const StoryDetection* Story::find(std::string_view detection_id) const {
  for (const StoryDetection& detection : detections) {
    if (detection.id == detection_id) return &detection;
  }
  return nullptr;
}

std::expected<Story, std::string> parse_story(const EmbeddedFile& file) {
  const std::string_view path = file.path;
  const auto documents = parse_yaml(file);
  if (!documents) return content_error(path, documents.error().place, documents.error().message);
  if (documents->size() != 1) return content_error(path, {}, "a story is one document");

  const YamlNode& root = documents->front();
  Story story;
  story.id = root.text_of("id");
  story.name = root.text_of("name");
  story.description = root.text_of("description");
  const YamlNode* detections = root.find("detections");
  if (story.id.empty() || story.name.empty() || detections == nullptr) {
    return content_error(path, root.place, "a story needs `id`, `name` and `detections`");
  }
  for (const YamlNode& node : detections->items) {
    auto detection = parse_detection(path, node);
    if (!detection) return std::unexpected(detection.error());
    story.detections.push_back(std::move(*detection));
  }
  return story;
}

std::expected<Story, std::string> load_builtin_story() {
  const auto files = embedded_yaml("stories");
  if (files.size() != 1) return std::unexpected("there is more or less than one story");
  return parse_story(files.front());
}

}  // namespace wmiscope
