// SPDX-License-Identifier: Apache-2.0
//
// What a format gives to the engine: a BlockReader that cuts a source into blocks, in order and by one
// thread at a time, and a BlockDecoder that turns blocks into events, one decoder a thread.
//
//   auto reader = format.open(bytes, options);
//   while (reader->next(block)) { decoder->decode(block, batch); … }
//
// The unit of work is the block: for EVTX a few 64 KiB chunks. Blocks are reused, so that a steady scan
// allocates nothing. Damage never ends a source: it becomes ReadIssues in the block (found while
// cutting) or in the batch (found while decoding).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "event/demand.h"
#include "event/event.h"
#include "event/fields.h"
#include "event/read_issue.h"
#include "input/buffer.h"
#include "input/byte_source.h"
#include "wmiscope/dump_format.h"

namespace wmiscope {

// A part of a block that is decoded by itself; what `kind` and `flags` mean is the format's affair.
struct Piece {
  std::size_t offset = 0;  // in the block's buffer
  std::size_t size = 0;
  std::uint64_t ordinal = 0;  // of the chunk in the file; the line for text
  std::uint8_t kind = 0;
  std::uint8_t flags = 0;
};

struct Block {
  Buffer buffer;
  std::uint64_t offset = 0;  // of the buffer's first byte in the source
  std::vector<Piece> pieces;
  std::vector<ReadIssue> issues;

  void clear() {
    buffer.clear();
    pieces.clear();
    issues.clear();
  }
  ByteView bytes(const Piece& piece) const { return buffer.view().sub(piece.offset, piece.size); }
};

struct InputOptions {
  bool verify_checksums = true;
  bool recovered = false;  // also read slack
  DumpFormat dump_format = DumpFormat::kJsonl;
  bool hash_files = false;  // SHA-256 of each file that is read
};

class BlockReader {
 public:
  virtual ~BlockReader() = default;
  // Fills `block` with the next piece of the source; false where there is nothing more (the block may
  // still hold issues that only the end could show).
  virtual bool next(Block& block) = 0;
};

class BlockDecoder {
 public:
  virtual ~BlockDecoder() = default;
  // Decodes what the demand asks for. The batch is cleared first; its events live until the next call.
  virtual void decode(const Block& block, EventBatch& batch) = 0;
  // Appends every event as a line: JSON in evtx_dump's shape, or XML (InputOptions). Issues and
  // counts go to the batch.
  virtual void dump(const Block& block, EventBatch& batch, Buffer& out) = 0;
};

// One row of the table in registry.cc.
struct Format {
  std::string_view name;
  // How sure the format is of a source that begins with `head`: 0 not mine, 100 certain.
  int (*probe)(ByteView head) = nullptr;
  std::unique_ptr<BlockReader> (*open)(ByteSource& bytes, const InputOptions& options) = nullptr;
  // The demand and the names outlive the decoder.
  std::unique_ptr<BlockDecoder> (*decoder)(const Demand& demand, const FieldNames& names,
                                           const InputOptions& options) = nullptr;
};

}  // namespace wmiscope
