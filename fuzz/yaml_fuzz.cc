// SPDX-License-Identifier: Apache-2.0
//
// YAML of other people's rules through the adapter of yaml-cpp. Beyond "no crash": what it hands
// out keeps its promises: no nesting beyond the limit, no key twice, entries and items only where
// the kind says so, places that are 1-based.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/limits.h"
#include "content/yaml.h"

namespace {

using wmiscope::YamlNode;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_node(const YamlNode& node, std::size_t depth) {
  require(depth <= wmiscope::limits::kMaxYamlDepth);
  require(node.is_sequence() || node.items.empty());
  require(node.is_map() || node.entries.empty());
  require(node.is_scalar() || node.text.empty());
  for (const YamlNode& item : node.items) check_node(item, depth + 1);
  for (const YamlNode::Entry& entry : node.entries) {
    const auto same = [&](const YamlNode::Entry& other) { return other.key == entry.key; };
    require(std::count_if(node.entries.begin(), node.entries.end(), same) == 1);
    require(node.find(entry.key) == &entry.value);
    check_node(entry.value, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto documents = wmiscope::parse_yaml({reinterpret_cast<const char*>(data), size});
  if (!documents) {
    require(!documents.error().message.empty());
    return 0;
  }
  for (const YamlNode& document : *documents) check_node(document, 0);
  return 0;
}
