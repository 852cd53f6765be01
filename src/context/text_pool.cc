// SPDX-License-Identifier: Apache-2.0
#include "context/text_pool.h"

#include <algorithm>
#include <cstring>

namespace wmiscope {
namespace {

constexpr std::size_t kFirstSlots = 256;

// Eight bytes at a time; long command lines are hashed for every process.
std::uint32_t hash_of(std::string_view text) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15ULL;
  std::uint64_t hash = text.size() * kFactor;
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 29;
  };
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    mix(word);
    text.remove_prefix(sizeof word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, text.data(), text.size());
  mix(rest);
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

TextPool::TextPool() : entries_(1), slots_(kFirstSlots, kNoText) {}

TextId TextPool::intern(std::string_view text) {
  if (text.empty()) return kNoText;
  const std::uint32_t hash = hash_of(text);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at] != kNoText) {
    const Entry& entry = entries_[slots_[at]];
    if (entry.hash == hash && std::string_view(entry.data, entry.size) == text) return slots_[at];
    at = (at + 1) & mask;
  }
  const std::string_view kept = arena_.copy(text);
  bytes_ += text.size();
  const auto id = static_cast<TextId>(entries_.size());
  entries_.push_back({kept.data(), static_cast<std::uint32_t>(kept.size()), hash, true});
  slots_[at] = id;
  if (entries_.size() * 2 > slots_.size()) grow();
  return id;
}

TextId TextPool::append(std::string_view text) {
  if (text.empty()) return kNoText;
  const std::string_view kept = arena_.copy(text);
  bytes_ += text.size();
  entries_.push_back({kept.data(), static_cast<std::uint32_t>(kept.size()), 0, false});
  return static_cast<TextId>(entries_.size() - 1);
}

void TextPool::grow() {
  slots_.assign(slots_.size() * 4, kNoText);
  const std::size_t mask = slots_.size() - 1;
  for (TextId id = 1; id < entries_.size(); ++id) {
    if (!entries_[id].interned) continue;
    std::size_t at = entries_[id].hash & mask;
    while (slots_[at] != kNoText) at = (at + 1) & mask;
    slots_[at] = id;
  }
}

void TextPool::clear() {
  if (entries_.size() == 1) return;
  std::ranges::fill(slots_, kNoText);
  entries_.resize(1);
  arena_.reset();
  bytes_ = 0;
}

}  // namespace wmiscope
