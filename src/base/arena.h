// SPDX-License-Identifier: Apache-2.0
//
// Memory of one batch: pieces are handed out one after another and all given back at once by
// reset(). Blocks are kept and used again, so that a steady scan allocates nothing.
//
// Pointers are valid until reset() or the end of the arena. One thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace wmiscope {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  // `size` bytes, aligned for any scalar; never null.
  std::byte* allocate(std::size_t size) {
    size = (std::max<std::size_t>(size, 1) + kAlign - 1) & ~(kAlign - 1);
    if (size > left_) grow(size);
    std::byte* piece = next_;
    next_ += size;
    left_ -= size;
    return piece;
  }

  // `count` value-initialised objects of a type without a destructor to run.
  template <typename T>
  std::span<T> make(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlign);
    T* first = reinterpret_cast<T*>(allocate(count * sizeof(T)));
    for (std::size_t i = 0; i < count; ++i) new (first + i) T();
    return {first, count};
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* to = reinterpret_cast<char*>(allocate(text.size()));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  // Forgets all pieces, keeps the blocks.
  void reset();

 private:
  static constexpr std::size_t kAlign = 8;
  static constexpr std::size_t kBlock = 64 * 1024;
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };

  void grow(std::size_t size);

  std::vector<Block> blocks_;
  std::size_t used_ = 0;  // blocks in use; next_ points into blocks_[used_ - 1]
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace wmiscope
