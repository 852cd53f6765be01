// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/definition_recipe.h"

#include <array>
#include <cstring>

namespace wmiscope::evtx {
namespace {

constexpr std::size_t kNameHeader = 8;  // u32 next in its hash bucket, u16 hash, u16 count

bool same(ByteView chunk, std::size_t at, const char* bytes, std::size_t size) {
  return same_bytes(chunk.sub(at, size).data(), bytes, size);
}

// Names that were compared: a definition names "Data" and "Name" again and again.
class ComparedNames {
 public:
  bool has(std::uint32_t offset, std::uint32_t name) const {
    const Pair& pair = pairs_[place(offset)];
    return pair.offset == offset && pair.name == name;
  }
  void add(std::uint32_t offset, std::uint32_t name) { pairs_[place(offset)] = {offset, name}; }

 private:
  struct Pair {
    std::uint32_t offset = ~std::uint32_t{0};  // lies in no chunk
    std::uint32_t name = 0;
  };
  static std::size_t place(std::uint32_t offset) { return (offset >> 2 ^ offset >> 6) % 8; }
  std::array<Pair, 8> pairs_;
};

}  // namespace

bool DefinitionRecipe::fits(ByteView chunk, std::size_t begin, std::size_t end) const {
  if (end > chunk.size()) return false;
  ComparedNames compared;
  std::size_t at = begin;
  for (const Step& step : steps_) {
    const std::size_t taken = step.kind == Kind::kName ? 4 : step.size;
    if (at > end || taken > end - at) return false;
    if (step.kind == Kind::kBytes && !same(chunk, at, bytes_.data() + step.at, step.size)) {
      return false;
    }
    if (step.kind != Kind::kName) {
      at += step.size;
      continue;
    }
    const auto offset = chunk.load<std::uint32_t>(at);
    at += 4;
    if (!compared.has(offset, step.at)) {
      if (!chunk.has(offset, kNameHeader + step.size + 2) ||
          std::size_t{2} * chunk.load<std::uint16_t>(offset + 6) != step.size ||
          !same(chunk, offset + kNameHeader, bytes_.data() + step.at, step.size)) {
        return false;
      }
      compared.add(offset, step.at);
    }
    // At its first use it lies right here.
    if (offset == at) at += kNameHeader + step.size + 2;
  }
  return at_end_ ? at == end : at <= end;
}

void DefinitionRecipe::add_bytes(ByteView bytes) {
  if (bytes.empty()) return;
  steps_.push_back({Kind::kBytes, static_cast<std::uint32_t>(bytes.size()),
                    static_cast<std::uint32_t>(bytes_.size())});
  bytes_ += bytes.chars();
}

void DefinitionRecipe::add_any(std::size_t count) {
  steps_.push_back({Kind::kAny, static_cast<std::uint32_t>(count), 0});
}

void DefinitionRecipe::add_name(ByteView units) {
  steps_.push_back({Kind::kName, static_cast<std::uint32_t>(units.size()), keep(units)});
}

// A name that is there already is not kept twice: equal names have equal places.
std::uint32_t DefinitionRecipe::keep(ByteView bytes) {
  for (const Step& step : steps_) {
    if (step.kind == Kind::kName && step.size == bytes.size() &&
        std::memcmp(bytes_.data() + step.at, bytes.data(), bytes.size()) == 0) {
      return step.at;
    }
  }
  const auto at = static_cast<std::uint32_t>(bytes_.size());
  bytes_ += bytes.chars();
  return at;
}

}  // namespace wmiscope::evtx
