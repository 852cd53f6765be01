// SPDX-License-Identifier: Apache-2.0
#include "content/content_error.h"

#include "base/format.h"

namespace wmiscope {

std::unexpected<std::string> content_error(std::string_view path, YamlPlace place,
                                           std::string_view message) {
  return std::unexpected(format("{}:{}: {}", path, place.line, message));
}

std::vector<std::string> text_list(const YamlNode& map, std::string_view key) {
  std::vector<std::string> texts;
  const YamlNode* list = map.find(key);
  if (list == nullptr) return texts;
  for (const YamlNode& item : list->items) texts.push_back(item.text);
  return texts;
}

}  // namespace wmiscope
