// SPDX-License-Identifier: Apache-2.0
//
// Cuts an EVTX file into its chunks, whatever state it is in.
//
//   auto reader = open_evtx(bytes);
//   while (reader->next(block)) decoder->decode(block, batch);
//
// A chunk is found by its magic, normally every 64 KiB behind the file header. Where the magic is
// not in its place the next one is searched, so that a chunk that lost or gained bytes becomes a
// piece of another size and the chunks behind it are whole again. Slots without a magic are handed
// on if any record is in them. What is missing becomes an issue: slots without a readable chunk, a
// header that is damaged or counts more chunks than there are. The file is read once, front to
// back.
#pragma once

#include <cstdint>
#include <memory>

#include "input/evtx/format.h"
#include "input/input.h"

namespace wmiscope::evtx {

enum PieceKind : std::uint8_t {
  kChunk,       // 64 KiB with the chunk magic
  kOddChunk,    // with the magic, but of another size: bytes were lost or put in
  kHeaderless,  // no magic, but at least one record
};

enum PieceFlags : std::uint8_t {
  // Perhaps the chunk that was written last, of a log that was not closed. Whether its checksums
  // hold
  // is reported by the reader.
  kOpenChunk = 1,
};

std::unique_ptr<BlockReader> open_evtx(ByteSource& bytes);

// 0 to 100: how sure it is that a file beginning with `head` is an EVTX file.
int probe_evtx(ByteView head);

}  // namespace wmiscope::evtx
