// SPDX-License-Identifier: Apache-2.0
//
// Texts kept once: images, users, hosts, command lines recur without end, and a fact that names one
// takes four bytes.
//
//   TextPool pool;
//   const TextId user = pool.intern("EXAMPLE\\anna");
//   pool[user]                                            // "EXAMPLE\\anna", valid until clear()
//
// The empty text is kNoText. One thread at a time. Cost of intern: one hash, one comparison.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace wmiscope {

using TextId = std::uint32_t;
inline constexpr TextId kNoText = 0;

class TextPool {
 public:
  TextPool();

  TextId intern(std::string_view text);
  // A text that hardly recurs: kept without looking for it, and not found by intern().
  TextId append(std::string_view text);
  std::string_view operator[](TextId id) const { return {entries_[id].data, entries_[id].size}; }

  std::size_t size() const { return entries_.size(); }
  // Of the texts themselves.
  std::size_t bytes() const { return bytes_; }

  // Forgets all texts, keeps the memory.
  void clear();

 private:
  struct Entry {
    const char* data = nullptr;
    std::uint32_t size = 0;
    std::uint32_t hash = 0;
    bool interned = false;
  };

  void grow();

  Arena arena_;
  std::vector<Entry> entries_;
  std::vector<TextId> slots_;  // open addressing; kNoText is free
  std::size_t bytes_ = 0;
};

}  // namespace wmiscope
