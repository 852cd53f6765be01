// SPDX-License-Identifier: Apache-2.0
#include "content/embedded.h"

#include <algorithm>

namespace wmiscope {

std::string_view embedded_file(std::string_view path) {
  const auto files = embedded_files();
  const auto found = std::ranges::lower_bound(files, path, {}, &EmbeddedFile::path);
  return found != files.end() && found->path == path ? found->text : std::string_view();
}

std::vector<EmbeddedFile> embedded_yaml(std::string_view folder) {
  std::vector<EmbeddedFile> found;
  for (const EmbeddedFile& file : embedded_files()) {
    const std::size_t slash = file.path.rfind('/');
    if (file.path.substr(0, slash) == folder && file.path.ends_with(".yml")) found.push_back(file);
  }
  return found;
}

std::expected<std::vector<YamlNode>, YamlError> parse_yaml(const EmbeddedFile& file) {
  if (file.packed.empty()) return parse_yaml(file.text);
  return unpack_yaml(file.packed);
}

}  // namespace wmiscope
