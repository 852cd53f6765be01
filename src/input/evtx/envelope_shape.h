// SPDX-License-Identifier: Apache-2.0
//
// Where the parts of the envelope lie among the values of a record's outer instance, by its
// descriptors. Records of one kind repeat the same descriptors, all but the size of the fragment with
// the event's own data: comparing them once is cheaper than adding them up for each part.
//
//   EnvelopeShapes shapes;
//   if (const EnvelopeShape* shape = shapes.of(chunk, outer, layout))
//     id = chunk.load<std::uint16_t>(layout.values + shape->event_id);
//
// It knows what Windows writes: an event id of two bytes, a channel that is a string, one fragment
// behind both. Of any other instance it says nothing. One thread; a shape is valid until the next
// of().
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "input/evtx/descriptors.h"
#include "input/evtx/template.h"
#include "input/evtx/value.h"

namespace wmiscope::evtx {

struct EnvelopeShape {
  const Template* outer = nullptr;
  std::string before;  // descriptors, raw, on both sides of the fragment's
  std::string behind;
  // Of the values, from the first one on.
  std::size_t event_id = 0;
  std::size_t channel = 0;
  std::size_t channel_size = 0;
  std::size_t fragment = 0;
  std::size_t size_behind = 0;  // of the values behind the fragment
};

class EnvelopeShapes {
 public:
  // The templates are gone.
  void forget() {
    for (EnvelopeShape& shape : shapes_) shape.outer = nullptr;
  }

  // Null where the instance has no such shape.
  const EnvelopeShape* of(ByteView chunk, const Template& outer, const InstanceLayout& layout) {
    EnvelopeShape& shape = shapes_[outer.number() % shapes_.size()];
    if (shape.outer == &outer && fits(chunk, layout, shape)) [[likely]]
      return &shape;
    return learn(chunk, outer, layout, shape) ? &shape : nullptr;
  }

 private:
  static bool fits(ByteView chunk, const InstanceLayout& layout, const EnvelopeShape& shape) {
    const std::size_t before = shape.before.size();
    const std::size_t behind = shape.behind.size();
    return 4 * std::size_t{layout.count} == before + 4 + behind &&
           chunk.sub(layout.descriptors, before).equals(shape.before) &&
           (behind == 0 || chunk.sub(layout.descriptors + before + 4, behind).equals(shape.behind));
  }
  static bool learn(ByteView chunk, const Template& outer, const InstanceLayout& layout,
                    EnvelopeShape& shape);

  std::array<EnvelopeShape, 16> shapes_;
};

}  // namespace wmiscope::evtx
