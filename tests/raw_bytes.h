// SPDX-License-Identifier: Apache-2.0
//
// Little-endian numbers at the end of, inside, or read out of a std::string of bytes: what the
// writer, the walker and the damage kit are made of.
//
//   append<std::uint16_t>(bytes, 0xFFFF);  put_at<std::uint32_t>(bytes, 48, free_space);
//   std::uint32_t size = get_at<std::uint32_t>(bytes, record + 4);
//
// `get_at` outside of the bytes is zero and `put_at` outside does nothing, so that the walker needs
// no check of its own to be safe on any file.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace wmiscope::testkit {

static_assert(std::endian::native == std::endian::little);

template <typename T>
void append(std::string& bytes, T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes.append(raw, sizeof(T));
}

inline bool inside(std::string_view bytes, std::size_t offset, std::size_t count) {
  return offset <= bytes.size() && count <= bytes.size() - offset;
}

template <typename T>
void put_at(std::string& bytes, std::size_t offset, T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (inside(bytes, offset, sizeof(T))) std::memcpy(bytes.data() + offset, &value, sizeof(T));
}

template <typename T>
T get_at(std::string_view bytes, std::size_t offset) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value{};
  if (inside(bytes, offset, sizeof(T))) std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

}  // namespace wmiscope::testkit
