// SPDX-License-Identifier: Apache-2.0
//
// A damaged chunk put back into the shape in which it was written.
//
// Templates and names are found by their offset from the chunk's begin, so that bytes put in or
// taken out displace everything behind them. Where a part of the chunk stood is told by the chunk
// itself: a name and a template's definition lie right behind the offset by which they are known,
// at their first use. Each such *self-reference* says how far its place has moved.
//
//   ChunkImage image = rebuild_chunk(region, end, file_offset, arena);
//   image.bytes …                       // 64 KiB, offsets as they were written
//   image.file_offset_of(offset)        // where that byte lies now
//
// Only damaged chunks come here: a sound one is its own image. Views into the region or the arena.
// Linear in the region's size. No state, any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "base/arena.h"
#include "input/evtx/format.h"

namespace wmiscope::evtx {

struct ChunkImage {
  // From image offset `begin` on, bytes lie `shift` further in the region than in the image.
  struct Segment {
    std::size_t begin = 0;
    std::int64_t shift = 0;

    auto operator<=>(const Segment&) const = default;
  };

  ByteView bytes;
  std::uint64_t file_offset = 0;  // of the region's first byte
  std::size_t region_size = 0;
  std::vector<Segment> segments = {};  // by `begin`; empty: nothing has moved

  std::uint64_t file_offset_of(std::size_t offset) const {
    return file_offset + (segments.empty() ? offset : region_offset(offset));
  }

 private:
  std::size_t region_offset(std::size_t offset) const;
};

// The image of a region that holds the records of one chunk, with or without its header; behind
// `end` lies slack, in which older records tell of other chunks. The region itself where nothing in
// it has moved and it has a chunk's size.
ChunkImage rebuild_chunk(ByteView region, std::size_t end, std::uint64_t file_offset, Arena& arena);

}  // namespace wmiscope::evtx
