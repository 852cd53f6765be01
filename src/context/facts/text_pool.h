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

// Not the same in two runs.
std::uint32_t hash_text(std::string_view text);

// Of two numbers, for tables whose keys come from the input; not the same in two runs either.
std::uint64_t hash_number(std::uint64_t a, std::uint64_t b);

class TextPool {
 public:
  TextPool();

  TextId intern(std::string_view text) { return intern(text, hash_text(text)); }
  // The same, where the hash is known.
  TextId intern(std::string_view text, std::uint32_t hash);
  // A text that hardly recurs: kept without looking for it, and not found by intern(). Zero: its
  // hash is not known.
  TextId append(std::string_view text, std::uint32_t hash = 0);
  std::string_view operator[](TextId id) const { return {entries_[id].data, entries_[id].size}; }

  // As hash_text() has it.
  std::uint32_t hash(TextId id) const {
    return entries_[id].hash != 0 ? entries_[id].hash : hash_text((*this)[id]);
  }

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
