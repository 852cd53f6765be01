// SPDX-License-Identifier: Apache-2.0
//
// How the loaders of this room say what is wrong in a file of content/.
//
//   return content_error(file.path, node.place, "a row needs `from`");   // "fields/x.yml:7: a row
//   …"
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "content/yaml.h"

namespace wmiscope {

// "path:line: message".
std::unexpected<std::string> content_error(std::string_view path, YamlPlace place,
                                           std::string_view message);

// The texts of a list of scalars under `key`; empty where there is none.
std::vector<std::string> text_list(const YamlNode& map, std::string_view key);

}  // namespace wmiscope
