// SPDX-License-Identifier: Apache-2.0
#include "content/packed_yaml.h"

namespace wmiscope {
namespace {

YamlPlace place_of(const PackedNode& packed) { return {packed.line, packed.column}; }

// The node that `rest` begins with; `rest` then begins behind it. As deep as parse_yaml let it be.
YamlNode unpack(std::span<const PackedNode>& rest) {
  const PackedNode& packed = rest.front();
  rest = rest.subspan(1);
  YamlNode node;
  node.kind = packed.kind;
  node.quoted = packed.quoted;
  node.text = packed.text;
  node.place = place_of(packed);
  if (node.is_sequence()) {
    node.items.reserve(packed.count);
    for (std::uint32_t i = 0; i < packed.count; ++i) node.items.push_back(unpack(rest));
  }
  if (node.is_map()) {
    node.entries.reserve(packed.count);
    for (std::uint32_t i = 0; i < packed.count; ++i) {
      const PackedNode& key = rest.front();
      rest = rest.subspan(1);
      node.entries.push_back({std::string(key.text), place_of(key), unpack(rest)});
    }
  }
  return node;
}

}  // namespace

std::vector<YamlNode> unpack_yaml(std::span<const PackedNode> nodes) {
  std::vector<YamlNode> documents;
  while (!nodes.empty()) documents.push_back(unpack(nodes));
  return documents;
}

}  // namespace wmiscope
