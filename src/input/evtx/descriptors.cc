// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/descriptors.h"

namespace wmiscope::evtx {

ValueSummer::ValueSummer(std::size_t count, std::size_t front) {
  // Of more values nothing is said; real templates have at most some sixty.
  if (count > 4 * kMaxBlocks) return;
  count_ = count;
  blocks_ = (count + 3) / 4;
  for (std::size_t i = 0; i < count; ++i) {
    masks_[i / 4].all[i % 4] = kSizeBits;
    masks_[i / 4].types[i % 4] = kTypeBits;
    if (i < front) masks_[i / 4].front[i % 4] = kSizeBits;
  }
}

}  // namespace wmiscope::evtx
