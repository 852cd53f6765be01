// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <algorithm>

namespace wmiscope {

void Arena::grow(std::size_t size) {
  while (used_ < blocks_.size() && blocks_[used_].size < size) ++used_;
  if (used_ == blocks_.size()) {
    const std::size_t capacity = std::max(size, kBlock);
    blocks_.push_back({std::make_unique<std::byte[]>(capacity), capacity});
  }
  next_ = blocks_[used_].bytes.get();
  left_ = blocks_[used_].size;
  ++used_;
}

void Arena::reset() {
  // A block made for one huge piece is not kept for ever.
  std::erase_if(blocks_, [](const Block& b) { return b.size > 16 * kBlock; });
  used_ = 0;
  next_ = nullptr;
  left_ = 0;
}

}  // namespace wmiscope
