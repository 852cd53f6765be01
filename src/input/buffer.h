// SPDX-License-Identifier: Apache-2.0
//
// A growing byte buffer that does not clear memory which is about to be read into, and keeps it when it
// is emptied.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/bytes.h"

namespace wmiscope {

class Buffer {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void clear() { size_ = 0; }
  ByteView view() const { return {bytes_.get(), size_}; }

  // Room for `count` more bytes behind the last; commit() says how many were filled.
  std::uint8_t* reserve(std::size_t count) {
    if (size_ + count > capacity_) grow(size_ + count);
    return bytes_.get() + size_;
  }
  void commit(std::size_t count) { size_ += count; }

  void append(ByteView bytes) {
    if (bytes.empty()) return;
    std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
    commit(bytes.size());
  }
  void truncate(std::size_t size) { size_ = std::min(size, size_); }

 private:
  void grow(std::size_t needed) {
    const std::size_t capacity = std::max(needed, capacity_ * 2);
    auto bytes = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    if (size_) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace wmiscope
