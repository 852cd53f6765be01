// SPDX-License-Identifier: Apache-2.0
//
// In three steps: find the self-references; cut the region into whole records and the stretches
// between them, each with its shift; lay these out. A stretch without a whole record is laid out
// with the shift of what lies before it, and the names and definitions in it each by their own.
// Tested by chunk_image_test.cc and tests/evtx_damage_corpus_test.cc.
#include "input/evtx/chunk_image.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

namespace wmiscope::evtx {
namespace {

constexpr std::size_t kLongestName = 256;      // UTF-16 units; real ones have at most 60
constexpr std::size_t kDefinitionHeader = 24;  // next, GUID, size of the body
constexpr std::uint8_t kInstanceToken = 0x0c;
constexpr std::uint8_t kFragmentToken = 0x0f;

// Something that lies right behind the offset by which it is known.
struct SelfReference {
  std::size_t at = 0;  // in the region
  std::size_t size = 0;
  std::int64_t shift = 0;  // `at` less the offset at which it was written

  std::int64_t written_at() const { return static_cast<std::int64_t>(at) - shift; }
};

// Size of the name at `at`: u32 next in its bucket, u16 hash, u16 count, units, NUL. 0 where its
// hash says that there is none.
std::size_t name_size(ByteView region, std::size_t at) {
  if (!region.has(at, 8)) return 0;
  const std::size_t count = region.load<std::uint16_t>(at + 6);
  const std::size_t size = 8 + 2 * count + 2;
  if (count == 0 || count > kLongestName || !region.has(at, size)) return 0;
  if (region.load<std::uint16_t>(at + size - 2) != 0) return 0;
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i < count; ++i) {
    hash = hash * 65599 + region.load<std::uint16_t>(at + 8 + 2 * i);
  }
  return (hash & 0xFFFF) == region.load<std::uint16_t>(at + 4) ? size : 0;
}

// Size of the definition at `at`, which a template instance refers to by the offset in front of it:
// token, version, id, offset. The id is the first part of the GUID.
std::size_t definition_size(ByteView region, std::size_t at) {
  if (at < 10 || !region.has(at, kDefinitionHeader + 1)) return 0;
  if (region.load<std::uint8_t>(at - 10) != kInstanceToken) return 0;
  if (region.load<std::uint32_t>(at - 8) != region.load<std::uint32_t>(at + 4)) return 0;
  if (region.load<std::uint8_t>(at + kDefinitionHeader) != kFragmentToken) return 0;
  const std::size_t size = kDefinitionHeader + region.load<std::uint32_t>(at + 20);
  return size <= kChunkSize ? size : 0;
}

// In front of `end`.
std::vector<SelfReference> find_self_references(ByteView region, std::size_t end) {
  std::vector<SelfReference> found;
  for (std::size_t at = sizeof(std::uint32_t); at < end; ++at) {
    const std::size_t written = region.load<std::uint32_t>(at - sizeof(std::uint32_t));
    if (written < kChunkHeaderSize || written >= kChunkSize) continue;
    std::size_t size = name_size(region, at);
    if (size == 0) size = definition_size(region, at);
    if (size == 0 || written + size > kChunkSize) continue;
    const auto shift = static_cast<std::int64_t>(at) - static_cast<std::int64_t>(written);
    found.push_back({at, std::min(size, region.size() - at), shift});
  }
  return found;
}

// A whole record, or a stretch of other bytes.
struct Part {
  std::size_t begin = 0;  // in the region
  std::size_t end = 0;
  bool record = false;
  std::optional<std::int64_t> shift = {};  // as a self-reference in a record tells

  std::int64_t size() const { return static_cast<std::int64_t>(end - begin); }
};

// The region from `begin` on; what lies behind `end` is one stretch.
std::vector<Part> find_parts(ByteView region, std::size_t begin, std::size_t end) {
  std::vector<Part> parts;
  for (std::size_t at = begin; at < end; at = parts.back().end) {
    RecordHeader header;
    if (whole_record_at(region, at, end, header)) {
      parts.push_back({.begin = at, .end = at + header.size, .record = true});
    } else {
      parts.push_back({.begin = at, .end = find_record(region, at, end)});
    }
  }
  if (end < region.size()) parts.push_back({.begin = end, .end = region.size()});
  return parts;
}

// The shift of a record is that of the first self-reference in it.
void apply_evidence(std::span<const SelfReference> references, std::vector<Part>& parts) {
  auto reference = references.begin();
  for (Part& part : parts) {
    while (reference != references.end() && reference->at < part.begin) ++reference;
    if (part.record && reference != references.end() && reference->at < part.end) {
      part.shift = reference->shift;
    }
  }
}

// Lays parts out in the image, in order.
class Layout {
 public:
  Layout(ByteView region, std::span<const SelfReference> references, Arena& arena)
      : region_(region),
        references_(references),
        image_(arena.make<std::uint8_t>(kChunkSize)),
        difference_(static_cast<std::int64_t>(region.size()) - kSize) {}

  void header() { std::memcpy(image_.data(), region_.data(), begin()); }
  // Where the first part goes.
  std::size_t begin() const { return std::min(kChunkHeaderSize, region_.size()); }

  void run(std::vector<Part>& parts, bool has_header) {
    settle_shifts(parts, has_header);
    // Records last, so that nothing that is guessed covers them.
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!parts[i].record) stretch(parts, i);
    }
    for (const Part& part : parts) {
      if (part.record) copy(part.begin, part.size(), target(part));
    }
  }

  ChunkImage image(std::span<const Part> parts, std::uint64_t file_offset) const {
    ChunkImage result{ByteView(image_.data(), kChunkSize), file_offset, region_.size()};
    std::int64_t last = 0;
    for (const Part& part : parts) {
      if (*part.shift == last || target(part) < 0) continue;
      last = *part.shift;
      result.segments.push_back({static_cast<std::size_t>(target(part)), last});
    }
    std::ranges::sort(result.segments);
    return result;
  }

 private:
  static constexpr auto kSize = static_cast<std::int64_t>(kChunkSize);

  std::int64_t target(const Part& part) const {
    return static_cast<std::int64_t>(part.begin) - *part.shift;
  }

  // Records without evidence stay with their neighbour: the one right in front of them, else the
  // one behind. What lies behind the last damage is moved by what the region is too long or too
  // short.
  void settle_shifts(std::vector<Part>& parts, bool has_header) {
    std::int64_t last = has_header ? 0 : first_evidence(parts);
    bool contiguous = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Part& part = parts[i];
      if (!part.record) {
        contiguous = false;
        part.shift = last;
        continue;
      }
      if (!part.shift) part.shift = contiguous ? last : shift_behind(parts, i, last);
      last = *part.shift;
      contiguous = true;
    }
  }

  static std::int64_t first_evidence(std::span<const Part> parts) {
    const auto told =
        std::ranges::find_if(parts, [](const Part& p) { return p.shift.has_value(); });
    return told == parts.end() ? 0 : *told->shift;
  }

  // Of record `i`, which follows a stretch that stays where it is.
  std::int64_t shift_behind(std::span<const Part> parts, std::size_t i, std::int64_t last) const {
    std::size_t next = i;
    while (next < parts.size() && parts[next].record && !parts[next].shift) ++next;
    if (next < parts.size() && parts[next].shift) return *parts[next].shift;
    const bool records_follow = std::ranges::any_of(parts.subspan(next), &Part::record);
    const bool overlaps =
        static_cast<std::int64_t>(parts[i].begin) - difference_ < target(parts[i - 1]);
    return records_follow || overlaps ? last : difference_;
  }

  // Bytes between records: as much as there was room for, and what tells its own place.
  void stretch(std::span<const Part> parts, std::size_t i) {
    const Part& part = parts[i];
    const std::int64_t room_end = i + 1 < parts.size() ? target(parts[i + 1]) : kSize;
    const std::int64_t to = target(part);
    copy(part.begin, std::min(part.size(), room_end - to), to);
    const auto first = std::ranges::lower_bound(references_, part.begin, {}, &SelfReference::at);
    for (auto it = first; it != references_.end() && it->at < part.end; ++it) {
      if (it->shift != *part.shift && it->written_at() >= to) {
        copy(it->at, static_cast<std::int64_t>(it->size), it->written_at());
      }
    }
  }

  // Copies what of the bytes falls into the image.
  void copy(std::size_t from, std::int64_t size, std::int64_t to) {
    if (to < 0 || to >= kSize || size <= 0) return;
    const std::int64_t fits = std::min(size, kSize - to);
    std::memcpy(image_.data() + to, region_.data() + from, static_cast<std::size_t>(fits));
  }

  ByteView region_;
  std::span<const SelfReference> references_;
  std::span<std::uint8_t> image_;
  std::int64_t difference_;
};

}  // namespace

// Where parts of a crafted chunk claim the same place, the result is inside the region all the
// same.
std::size_t ChunkImage::region_offset(std::size_t offset) const {
  const auto next = std::ranges::upper_bound(segments, offset, {}, &Segment::begin);
  const std::int64_t shift = next == segments.begin() ? 0 : std::prev(next)->shift;
  const auto last = static_cast<std::int64_t>(region_size) - 1;
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(static_cast<std::int64_t>(offset) + shift, 0, last));
}

ChunkImage rebuild_chunk(ByteView region, std::size_t end, std::uint64_t file_offset,
                         Arena& arena) {
  const bool has_header = region.starts_with(kChunkMagic);
  const std::vector<SelfReference> references = find_self_references(region, end);
  Layout layout(region, references, arena);
  std::vector<Part> parts = find_parts(region, has_header ? layout.begin() : 0, end);
  apply_evidence(references, parts);
  if (has_header) layout.header();
  layout.run(parts, has_header);
  const bool moved = std::ranges::any_of(parts, [](const Part& p) { return *p.shift != 0; });
  if (!moved && region.size() == kChunkSize) return {region, file_offset, region.size()};
  return layout.image(parts, file_offset);
}

}  // namespace wmiscope::evtx
