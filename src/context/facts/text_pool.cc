// SPDX-License-Identifier: Apache-2.0
#include "context/facts/text_pool.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

namespace wmiscope {
namespace {

constexpr std::size_t kFirstSlots = 256;

constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15ULL;

std::uint64_t load(const char* at, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, count);
  return word;
}

// Keys come from attackers, so the seed is another one in every run.
std::uint64_t seed_of_run() {
  static const std::uint64_t seed = std::random_device()() * kMix;
  return seed;
}

// Both halves of the product.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

// wyhash's way: each 16 bytes cost one wide multiplication, and long texts go through four chains
// side by side.
std::uint32_t hash_text(std::string_view text) {
  const std::uint64_t seed = seed_of_run();
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t hash = seed ^ left;
  if (left >= 64) {
    std::array<std::uint64_t, 4> lanes = {hash, hash ^ kMix, hash + kMix, hash - kMix};
    for (; left >= 64; left -= 64) {
      for (std::uint64_t& lane : lanes) {
        lane = fold(load(at, 8) ^ kMix, load(at + 8, 8) ^ lane);
        at += 16;
      }
    }
    hash = fold(lanes[0] ^ lanes[1], lanes[2] ^ lanes[3] ^ kMix) ^ lanes[0] ^ lanes[3];
  }
  for (; left >= 16; left -= 16, at += 16) hash = fold(load(at, 8) ^ kMix, load(at + 8, 8) ^ hash);
  const std::uint64_t low = load(at, std::min<std::size_t>(left, 8));
  const std::uint64_t high = left > 8 ? load(at + 8, left - 8) : 0;
  hash = fold(low ^ kMix, high ^ hash);
  return static_cast<std::uint32_t>(fold(hash ^ seed, kMix) >> 32);
}

std::uint64_t hash_number(std::uint64_t a, std::uint64_t b) {
  return fold(fold(a ^ kMix, b ^ seed_of_run()), kMix);
}

TextPool::TextPool() : entries_(1), slots_(kFirstSlots, kNoText) {}

TextId TextPool::intern(std::string_view text, std::uint32_t hash) {
  if (text.empty()) return kNoText;
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

TextId TextPool::append(std::string_view text, std::uint32_t hash) {
  if (text.empty()) return kNoText;
  const std::string_view kept = arena_.copy(text);
  bytes_ += text.size();
  entries_.push_back({kept.data(), static_cast<std::uint32_t>(kept.size()), hash, false});
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
