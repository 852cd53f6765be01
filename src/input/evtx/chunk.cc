// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/chunk.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace wmiscope::evtx {
namespace {

constexpr std::size_t kLeastRealRecord = 64;  // bytes; real ones have some hundred

// Whether the id may follow `last` where `skipped` bytes lie in between, in which other records
// stood.
bool goes_on(std::uint64_t last, std::uint64_t id, std::size_t skipped) {
  return id > last && id - last <= 1 + skipped / kLeastRealRecord;
}

// The id before that of the first record, as two records tell that follow each other with ids that
// do: the id of one alone may be damaged itself.
std::uint64_t id_before(ByteView chunk, std::size_t from) {
  RecordHeader a, b;
  std::uint64_t first = 0;
  for (std::size_t at = find_record(chunk, from, chunk.size()); at < chunk.size();
       at = find_record(chunk, at + a.size, chunk.size())) {
    whole_record_at(chunk, at, chunk.size(), a);
    if (first == 0) first = a.record_id;
    if (whole_record_at(chunk, at + a.size, chunk.size(), b) && b.record_id == a.record_id + 1) {
      return a.record_id - 1;
    }
  }
  return first - 1;
}

// Whether the record behind says that this one's id, which is far from those before, was damaged.
bool contradicted(ByteView chunk, std::size_t at, const RecordHeader& header) {
  RecordHeader next;
  return whole_record_at(chunk, at + header.size, chunk.size(), next) &&
         next.record_id <= header.record_id;
}

// Where the log's records end in a chunk whose free-space offset `free` cannot be trusted, if there
// is one at all: behind the last whole record whose id goes on. Ids may jump (filtered logs), but
// not behind `free`.
std::size_t end_of_records(ByteView chunk, std::size_t from, std::optional<std::size_t> free) {
  std::uint64_t last = id_before(chunk, from);
  std::size_t at = from;
  std::size_t end = free.value_or(from);
  std::size_t skipped = 0;  // bytes since the last record whose id went on
  RecordHeader header;
  while (true) {
    const std::size_t next = find_record(chunk, at, chunk.size());
    if (next == chunk.size()) return end;
    whole_record_at(chunk, next, chunk.size(), header);
    skipped += next - at;
    at = next + header.size;
    const bool jumps = skipped == 0 && (!free || next < *free) && header.record_id > last &&
                       !contradicted(chunk, next, header);
    if (jumps || goes_on(last, header.record_id, skipped)) {
      last = header.record_id;
      end = std::max(end, at);
      skipped = 0;
    } else {
      skipped += kLeastRealRecord;  // one id, perhaps damaged
    }
  }
}

// The open chunk may hold newer records than its sound header knows: right behind, with ids that
// follow without a gap.
std::size_t end_of_open(ByteView chunk, const ChunkHeader& header) {
  std::size_t at = header.free_offset;
  RecordHeader last, next;
  if (!whole_record_at(chunk, header.last_record_offset, at, last)) return at;
  while (whole_record_at(chunk, at, chunk.size(), next) && next.record_id == last.record_id + 1) {
    last = next;
    at += next.size;
  }
  return at;
}

// Whether whole records follow each other from `at` to exactly `end`.
bool unbroken(ByteView chunk, std::size_t at, std::size_t end) {
  RecordHeader header;
  while (at < end && whole_record_at(chunk, at, end, header)) at += header.size;
  return at == end;
}

// Nothing where it cannot be one.
std::optional<std::size_t> free_offset(const ChunkHeader& header) {
  if (header.free_offset < kChunkHeaderSize || header.free_offset > kChunkSize) return std::nullopt;
  return header.free_offset;
}

}  // namespace

void ChunkWalker::begin(const Block& block, const Piece& piece, EventBatch& batch) {
  piece_ = piece;
  batch_ = &batch;
  const ByteView region = block.bytes(piece);
  image_ = {region, block.offset + piece.offset, region.size()};
  at_ = kChunkHeaderSize;
  bad_checksum_ = false;
  last_id_ = 0;
  if (piece.kind == kHeaderless) return begin_headerless(region);
  if (piece.kind == kOddChunk) return begin_odd(region);
  judge(/*rebuilt=*/false);
}

// Only the magic may be gone: then the rest of the header serves.
void ChunkWalker::begin_headerless(ByteView region) {
  issue("chunk-header-lost", "the header of a chunk", image_.file_offset);
  if (region.size() == kChunkSize) {
    const ChunkHeader header = ChunkHeader::parse(region);
    if (data_checksum_ok(region, header)) return set_end(header.free_offset);
  }
  bad_checksum_ = true;
  const std::size_t end =
      end_of_records(region, find_record(region, 0, region.size()), std::nullopt);
  image_ = rebuild_chunk(region, end, image_.file_offset, batch_->arena);
  at_ = find_record(image_.bytes, 0, image_.bytes.size());
  set_end(end_of_records(image_.bytes, at_, std::nullopt));
}

void ChunkWalker::begin_odd(ByteView region) {
  const bool missing = region.size() < kChunkSize;
  ReadIssue& i = issue(missing ? "chunk-bytes-missing" : "chunk-bytes-inserted",
                       "a chunk of another size than 64 KiB", image_.file_offset);
  i.need = kChunkSize;
  i.have = region.size();
  rebuild(region, missing ? 0 : region.size() - kChunkSize);
  judge(/*rebuilt=*/true);
}

// `added`: how many bytes too many the region has.
void ChunkWalker::rebuild(ByteView region, std::size_t added) {
  const std::size_t begin = std::min(kChunkHeaderSize, region.size());
  std::optional<std::size_t> free;
  if (region.has(0, kChunkHeaderSize)) free = free_offset(ChunkHeader::parse(region));
  if (free) free = std::min(*free + added, region.size());
  const std::size_t end = end_of_records(region, begin, free);
  image_ = rebuild_chunk(region, end, image_.file_offset, batch_->arena);
}

// Says where the records end, by the header where its checksums hold.
void ChunkWalker::judge(bool rebuilt) {
  const ChunkHeader header = ChunkHeader::parse(image_.bytes);
  const bool open = piece_.flags & kOpenChunk;
  set_end(header.free_offset);
  if (!options_.verify_checksums && free_offset(header) && !rebuilt && !open) return;
  if (!header_checksum_ok(image_.bytes, header)) {
    checksum_issue("chunk-header-checksum", "the checksum of a chunk's header");
  }
  if (!data_checksum_ok(image_.bytes, header)) {
    judge_data(header, rebuilt);
  } else if (open) {
    set_end(end_of_open(image_.bytes, header));
  }
}

// The checksum of the records does not hold.
void ChunkWalker::judge_data(const ChunkHeader& header, bool rebuilt) {
  if (find_true_end(header)) return;
  bad_checksum_ = true;
  checksum_issue("chunk-data-checksum", "the checksum of a chunk's records");
  const auto free = free_offset(header);
  if (!rebuilt && !unbroken(image_.bytes, kChunkHeaderSize, free.value_or(kChunkSize))) {
    rebuild(image_.bytes, 0);
  }
  set_end(end_of_records(image_.bytes, kChunkHeaderSize, free));
}

// A wrong free-space offset alone: up to the end of the last record that the header names, the
// checksum holds.
bool ChunkWalker::find_true_end(const ChunkHeader& header) {
  RecordHeader last;
  const std::size_t at = header.last_record_offset;
  if (at < kChunkHeaderSize || !whole_record_at(image_.bytes, at, image_.bytes.size(), last)) {
    return false;
  }
  ChunkHeader mended = header;
  mended.free_offset = static_cast<std::uint32_t>(at + last.size);
  if (!data_checksum_ok(image_.bytes, mended)) return false;
  ReadIssue& i =
      issue("chunk-free-offset", "the free-space offset of a chunk", image_.file_offset + 48);
  i.need = mended.free_offset;
  i.have = header.free_offset;
  set_end(mended.free_offset);
  return true;
}

bool ChunkWalker::next_after_damage(RecordPlace& record) {
  while (at_ < end_) {
    damaged_at(at_);
    RecordHeader header;
    if (!whole_record_at(image_.bytes, at_, end_, header)) continue;
    take(header, record);
    return true;
  }
  return options_.recovered && next_in_slack(record);
}

// Reports what stands at `offset` instead of a whole record and moves on to the next one, or to the
// next header of a damaged one.
void ChunkWalker::damaged_at(std::size_t offset) {
  const ByteView bytes = image_.bytes;
  if (bytes.has(offset, kRecordHeaderSize) && bytes.load<std::uint32_t>(offset) == kRecordMagic) {
    return damaged_header(offset);
  }
  issue("record-header", "the header of a record", image_.file_offset_of(offset));
  at_ = next_header(offset);
}

void ChunkWalker::damaged_header(std::size_t offset) {
  const std::size_t size = image_.bytes.load<std::uint32_t>(offset + 4);
  ++batch_->records_seen;
  ++batch_->records_damaged;
  ReadIssue& i = issue("record-size", "the size of a record", image_.file_offset_of(offset));
  i.record_id = image_.bytes.load<std::uint64_t>(offset + 8);
  i.have = size;
  // Its size may be right and only the copy at its end wrong.
  RecordHeader header;
  if (size >= kMinRecordSize && size < end_ - offset &&
      whole_record_at(image_.bytes, offset + size, end_, header)) {
    at_ = offset + size;
  } else {
    at_ = next_header(offset);
  }
}

// Behind `from`, the next whole record or damaged header whose id goes on. Other bytes that look
// like a header are data.
std::size_t ChunkWalker::next_header(std::size_t from) const {
  const ByteView bytes = image_.bytes;
  for (std::size_t at = find_record_magic(bytes, from + 1, end_); at < end_;
       at = find_record_magic(bytes, at + 1, end_)) {
    RecordHeader header;
    if (whole_record_at(bytes, at, end_, header)) return at;
    if (bytes.has(at, kRecordHeaderSize) && last_id_ != 0 &&
        goes_on(last_id_, bytes.load<std::uint64_t>(at + 8), at - from)) {
      return at;
    }
  }
  return end_;
}

bool ChunkWalker::next_in_slack(RecordPlace& record) {
  const std::size_t size = image_.bytes.size();
  slack_at_ = find_record(image_.bytes, std::min(slack_at_, size), size);
  RecordHeader header;
  if (!whole_record_at(image_.bytes, slack_at_, size, header)) return false;
  const std::size_t log_at = std::exchange(at_, slack_at_);
  take(header, record);
  slack_at_ = std::exchange(at_, log_at);
  record.recovered = true;
  --batch_->records_read;
  --batch_->records_seen;
  ++batch_->records_recovered;
  return true;
}

ReadIssue& ChunkWalker::issue(const char* code, const char* what, std::uint64_t offset) {
  ReadIssue& i = batch_->issues.emplace_back();
  i.code = code;
  i.what = what;
  i.offset = offset;
  i.chunk = piece_.ordinal;
  return i;
}

// The open chunk's are the reader's to judge (source.cc).
void ChunkWalker::checksum_issue(const char* code, const char* what) {
  if (!(piece_.flags & kOpenChunk)) issue(code, what, image_.file_offset);
}

}  // namespace wmiscope::evtx
