// SPDX-License-Identifier: Apache-2.0
//
// YAML that was read when the program was built. yaml-cpp reads about 12 MB a second: the built-in
// content alone would take the whole start-up budget. So tools/embed_content.cc reads it with
// parse_yaml at build time and writes it down as constants, and a start only copies them back into
// a tree.
//
// A document in pre-order: a sequence is followed by its `count` items, a map by its `count` pairs
// of key and value.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "content/yaml.h"

namespace wmiscope {

struct PackedNode {
  YamlNode::Kind kind = YamlNode::Kind::kNull;
  bool quoted = false;
  std::uint16_t line = 0;
  std::uint16_t column = 0;
  std::uint32_t count = 0;  // of items or pairs
  std::string_view text;    // of a scalar or a key
};

// The documents that the nodes stand for: the same tree that parse_yaml gave.
std::vector<YamlNode> unpack_yaml(std::span<const PackedNode> nodes);

}  // namespace wmiscope
