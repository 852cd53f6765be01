// SPDX-License-Identifier: Apache-2.0
//
// Walks the records of one piece of an EVTX file, sound or damaged.
//
//   ChunkWalker walker(options);
//   walker.walk(block, piece, batch, [&](const RecordPlace& record) { … });
//
// A chunk whose checksums hold is walked up to its free-space offset. In one whose data checksum
// does not hold, and in the open chunk of a log that was not closed, whole records behind that
// offset are taken too as long as the record ids go on (contracts.md, What is read). What stands
// where a record should is reported, and the walk goes on at the next one. A chunk that lost or
// gained bytes is first put back into shape (chunk_image.h).
#pragma once

#include <cstdint>

#include "event/event.h"
#include "input/evtx/chunk_image.h"
#include "input/evtx/format.h"
#include "input/evtx/source.h"
#include "input/input.h"

namespace wmiscope::evtx {

// One whole record of a chunk.
struct RecordPlace {
  ByteView chunk;          // that its offsets are relative to
  std::size_t offset = 0;  // in the chunk
  std::size_t size = 0;    // header and the copy of the size included
  std::uint64_t record_id = 0;
  std::uint64_t file_offset = 0;
  std::uint64_t ordinal = 0;  // of the chunk
  std::uint64_t index = 0;    // 1-based, of the record headers found in the block
  bool bad_checksum = false;
  bool recovered = false;

  std::size_t begin() const { return offset + kRecordHeaderSize; }  // of its binary XML
  std::size_t end() const { return offset + size - 4; }
};

class ChunkWalker {
 public:
  explicit ChunkWalker(const InputOptions& options) : options_(options) {}

  // Calls `visit(const RecordPlace&)` for every whole record; counts and issues go to the batch.
  template <typename Visit>
  void walk(const Block& block, const Piece& piece, EventBatch& batch, Visit&& visit) {
    begin(block, piece, batch);
    RecordPlace record;
    while (next(record)) visit(record);
  }

 private:
  void begin(const Block& block, const Piece& piece, EventBatch& batch);
  bool next(RecordPlace& record) {
    RecordHeader header;
    if (whole_record_at(image_.bytes, at_, end_, header)) [[likely]] {
      take(header, record);
      return true;
    }
    return next_after_damage(record);
  }
  void take(const RecordHeader& header, RecordPlace& record) {
    record.chunk = image_.bytes;
    record.offset = at_;
    record.size = header.size;
    record.record_id = header.record_id;
    record.file_offset = image_.file_offset_of(at_);
    record.ordinal = piece_.ordinal;
    record.index = ++batch_->records_seen;
    record.bad_checksum = bad_checksum_;
    record.recovered = false;
    last_id_ = header.record_id;
    ++batch_->records_read;
    at_ += header.size;
  }

  bool next_after_damage(RecordPlace& record);
  bool next_in_slack(RecordPlace& record);
  void damaged_at(std::size_t offset);
  void damaged_header(std::size_t offset);
  std::size_t next_header(std::size_t from) const;

  void begin_headerless(ByteView region);
  void begin_odd(ByteView region);
  void rebuild(ByteView region, std::size_t added);
  void judge(bool rebuilt);
  void judge_data(const ChunkHeader& header, bool rebuilt);
  bool find_true_end(const ChunkHeader& header);
  void set_end(std::size_t end) { end_ = slack_at_ = end; }
  ReadIssue& issue(const char* code, const char* what, std::uint64_t offset);
  void checksum_issue(const char* code, const char* what);

  InputOptions options_;
  Piece piece_;
  ChunkImage image_;
  EventBatch* batch_ = nullptr;
  std::size_t at_ = 0;
  std::size_t end_ = 0;  // of the log's records; slack lies behind
  std::size_t slack_at_ = 0;
  bool bad_checksum_ = false;  // of the data
  std::uint64_t last_id_ = 0;  // of the last whole record; 0: none yet
};

}  // namespace wmiscope::evtx
