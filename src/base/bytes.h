// SPDX-License-Identifier: Apache-2.0
//
// Bounded views of raw bytes: the only place of the project with pointer arithmetic on input.
//
//   ByteView chunk(buffer, size);
//   if (!chunk.has(offset, 4)) return Error{...};
//   std::uint32_t n = chunk.load<std::uint32_t>(offset);   // little-endian
//
// A ByteView does not own its bytes: it is valid as long as the buffer it was made from. `load`
// asks the caller to have checked the bounds (an assertion in debug and fuzz builds); `read` checks
// them.
#pragma once

#include <emmintrin.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "base/assert.h"

namespace wmiscope {

// Of less than 16 bytes, in two words that overlap.
inline bool same_few_bytes(const char* x, const char* y, std::size_t size) {
  const auto same = [&]<typename Word>(Word first, std::size_t at) {
    Word second;
    std::memcpy(&first, x + at, sizeof first);
    std::memcpy(&second, y + at, sizeof second);
    return first == second;
  };
  if (size >= 8) return same(std::uint64_t{}, 0) && same(std::uint64_t{}, size - 8);
  if (size >= 4) return same(std::uint32_t{}, 0) && same(std::uint32_t{}, size - 4);
  for (std::size_t at = 0; at < size; ++at) {
    if (x[at] != y[at]) return false;
  }
  return true;
}

// Whether the two hold the same bytes: memcmp in place, for the hot path, where most are some dozen.
inline bool same_bytes(const void* a, const void* b, std::size_t size) {
  const char* const x = static_cast<const char*>(a);
  const char* const y = static_cast<const char*>(b);
  if (size < 16) return same_few_bytes(x, y, size);
  const auto same = [&](std::size_t at) {
    const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x + at));
    const __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i*>(y + at));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(first, second)) == 0xFFFF;
  };
  for (std::size_t at = 0; at + 16 < size; at += 16) {
    if (!same(at)) return false;
  }
  return same(size - 16);
}

static_assert(std::endian::native == std::endian::little, "the readers load little-endian values");

class ByteView {
 public:
  constexpr ByteView() = default;
  constexpr ByteView(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  explicit ByteView(std::string_view text)
      : data_(reinterpret_cast<const std::uint8_t*>(text.data())), size_(text.size()) {}

  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Whether `count` bytes lie at `offset`; no sum can overflow.
  bool has(std::size_t offset, std::size_t count) const {
    return offset <= size_ && count <= size_ - offset;
  }

  template <typename T>
  T load(std::size_t offset) const {
    static_assert(std::is_trivially_copyable_v<T>);
    WMISCOPE_ASSERT(has(offset, sizeof(T)));
    T value;
    std::memcpy(&value, data_ + offset, sizeof(T));
    return value;
  }

  template <typename T>
  std::optional<T> read(std::size_t offset) const {
    if (!has(offset, sizeof(T))) return std::nullopt;
    return load<T>(offset);
  }

  ByteView sub(std::size_t offset, std::size_t count) const {
    WMISCOPE_ASSERT(has(offset, count));
    return {data_ + offset, count};
  }
  ByteView from(std::size_t offset) const { return sub(offset, size_ - offset); }
  ByteView first(std::size_t count) const { return sub(0, count); }

  std::string_view chars() const { return {reinterpret_cast<const char*>(data_), size_}; }

  bool equals(std::string_view bytes) const {
    return size_ == bytes.size() && same_bytes(data_, bytes.data(), size_);
  }
  bool starts_with(std::string_view magic) const {
    return size_ >= magic.size() && std::memcmp(data_, magic.data(), magic.size()) == 0;
  }

 private:
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace wmiscope
