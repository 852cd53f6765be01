// SPDX-License-Identifier: Apache-2.0
//
// The files below content/, compiled into the binary, so that a program on a strange machine needs
// no folder beside it: their text as it is, and what the build found when it read them as YAML.
// Made at build time by tools/embed_content.cc.
//
//   for (const EmbeddedFile& file : embedded_yaml("detections"))
//     load(parse_yaml(file).value(), file.text);      // takes microseconds: nothing is parsed
//
// The texts live as long as the program; safe to read from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "content/packed_yaml.h"
#include "content/yaml.h"

namespace wmiscope {

struct EmbeddedFile {
  std::string_view path;  // "detections/proc_creation_win_wmic_xsl_url.yml"
  std::string_view text;
  std::span<const PackedNode> packed;  // of a .yml file
};

// All files, ordered by path.
std::span<const EmbeddedFile> embedded_files();

// The text of one; empty where there is none.
std::string_view embedded_file(std::string_view path);

// The .yml files directly in a folder of content/ ("detections"), ordered by path.
std::vector<EmbeddedFile> embedded_yaml(std::string_view folder);

// The documents of a file. Only text that no build has packed is parsed, and only that can fail.
std::expected<std::vector<YamlNode>, YamlError> parse_yaml(const EmbeddedFile& file);

// SHA-256 over paths and texts, hex: what coverage calls `content`. Made at build time.
std::string embedded_content_hash();

}  // namespace wmiscope
