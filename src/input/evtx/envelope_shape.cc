// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/envelope_shape.h"

#include <optional>

namespace wmiscope::evtx {
namespace {

constexpr std::uint32_t kIdDescriptor = static_cast<std::uint32_t>(WireType::kUint16) << 16 | 2;

std::uint32_t descriptor_at(ByteView chunk, const InstanceLayout& layout, std::size_t i) {
  return chunk.load<std::uint32_t>(layout.descriptors + 4 * i) & (kTypeBits | kSizeBits);
}

// The one fragment; nothing where there is none or another one.
std::optional<std::size_t> only_fragment(ByteView chunk, const InstanceLayout& layout) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < layout.count; ++i) {
    if (!is_fragment(descriptor_at(chunk, layout, i))) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

std::size_t size_of_values(ByteView chunk, const InstanceLayout& layout, std::size_t from,
                           std::size_t to) {
  std::size_t size = 0;
  for (std::size_t i = from; i < to; ++i) size += descriptor_at(chunk, layout, i) & kSizeBits;
  return size;
}

}  // namespace

bool EnvelopeShapes::learn(ByteView chunk, const Template& outer, const InstanceLayout& layout,
                           EnvelopeShape& shape) {
  const Source id = outer.system(SystemField::kEventId);
  const Source channel = outer.system(SystemField::kChannel);
  const auto fragment = only_fragment(chunk, layout);
  if (!fragment || id.kind != Source::Kind::kSubstitution ||
      channel.kind != Source::Kind::kSubstitution || id.index >= *fragment ||
      channel.index >= *fragment) {
    return false;
  }
  const std::uint32_t name = descriptor_at(chunk, layout, channel.index);
  if (descriptor_at(chunk, layout, id.index) != kIdDescriptor ||
      (name & kTypeBits) != kStringType) {
    return false;
  }
  shape.outer = &outer;
  shape.before = chunk.sub(layout.descriptors, 4 * *fragment).chars();
  const std::size_t next = *fragment + 1;
  shape.behind = chunk.sub(layout.descriptors + 4 * next, 4 * (layout.count - next)).chars();
  shape.event_id = size_of_values(chunk, layout, 0, id.index);
  shape.channel = size_of_values(chunk, layout, 0, channel.index);
  shape.channel_size = name & kSizeBits;
  shape.fragment = size_of_values(chunk, layout, 0, *fragment);
  shape.size_behind = size_of_values(chunk, layout, next, layout.count);
  return true;
}

}  // namespace wmiscope::evtx
