// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/source.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace wmiscope::evtx {
namespace {

constexpr std::size_t kReadSize = 16 * kChunkSize;
// What must be seen behind a chunk to know whether the next one begins where it should.
constexpr std::size_t kLookahead = kChunkHeaderSize;

// A magic may begin in front of a boundary and end behind it.
constexpr std::size_t kMagicOverlap = kChunkMagic.size() - 1;
// Fewer bytes between chunks were put in; more were a slot that lost some.
constexpr std::size_t kLeastSlot = kChunkSize / 2;
// A chunk cut shorter holds no record.
constexpr std::size_t kLeastChunk = kChunkHeaderSize + kMinRecordSize;

bool chunk_at(ByteView bytes, std::size_t offset) {
  return bytes.has(offset, kChunkMagic.size()) && bytes.from(offset).starts_with(kChunkMagic);
}

bool all_zero(ByteView bytes) {
  return bytes.empty() || (bytes.load<std::uint8_t>(0) == 0 &&
                           std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

class EvtxReader : public BlockReader {
 public:
  explicit EvtxReader(ByteSource& source) : source_(source) {}

  bool next(Block& block) override {
    block.clear();
    if (finished_) return false;
    block.buffer.append(carry_.view());
    block.offset = carry_offset_;
    std::size_t at = 0;
    while (block.pieces.empty() && !(at_end_ && at == block.buffer.size())) {
      fill(block.buffer);
      if (!header_done_ && !read_header(block, at)) continue;
      at = cut(block, at);
      drop_front(block, at);
    }
    keep_rest(block, at);
    if (at_end_ && carry_.empty()) finish(block);
    return !block.pieces.empty();
  }

 private:
  void fill(Buffer& buffer) {
    if (at_end_) return;
    // The first read is longer, so that whole chunks and the lookahead end where later reads end.
    const std::size_t size = header_done_ ? kReadSize : kReadSize + kFileHeaderSize + kLookahead;
    const std::size_t n = source_.read(buffer.reserve(size), size);
    buffer.commit(n);
    at_end_ = n < size;
  }

  // Bytes in front of `at` without a piece are not needed any more: a long stretch of zeros must
  // not pile up in the buffer.
  static void drop_front(Block& block, std::size_t& at) {
    if (!block.pieces.empty() || at < kReadSize) return;
    Buffer rest;
    rest.append(block.buffer.view().from(at));
    std::swap(block.buffer, rest);
    block.offset += at;
    at = 0;
  }

  void keep_rest(Block& block, std::size_t at) {
    carry_.clear();
    carry_.append(block.buffer.view().from(at));
    carry_offset_ = block.offset + at;
  }

  // Finds where the chunks begin; false where more bytes are needed.
  bool read_header(Block& block, std::size_t& at) {
    const ByteView bytes = block.buffer.view();
    if (bytes.size() < kFileHeaderSize + kLookahead && !at_end_) return false;
    header_done_ = true;
    if (bytes.starts_with(kFileMagic) && bytes.size() >= 128) {
      header_ = FileHeader::parse(bytes);
      has_header_ = true;
      if (!header_.checksum_ok) {
        issue(block, "file-header-checksum", "the checksum of the file header", 0);
      }
      if (header_.dirty()) {
        note(block, "log-not-closed", "the file header says that the log was not closed", 0);
      }
      at = std::min(kFileHeaderSize, bytes.size());
      return true;
    }
    issue(block, "file-header-lost", "the file header", 0);
    at = begin_of_slots(bytes);
    if (find_record(bytes, 0, at) < at) emit_gap(block, 0, at);
    return true;
  }

  // Without a file header: the chunks found say where slots begin.
  static std::size_t begin_of_slots(ByteView bytes) {
    const std::size_t chunk = find_chunk(bytes, 0, bytes.size());
    return chunk < bytes.size() ? chunk % kChunkSize : std::min(kFileHeaderSize, bytes.size());
  }

  // Cuts pieces from `at` on as far as the buffer tells where they end; returns where it stopped.
  std::size_t cut(Block& block, std::size_t at) {
    const ByteView bytes = block.buffer.view();
    while (at < bytes.size()) {
      const bool chunk = chunk_at(bytes, at);
      const std::size_t end = chunk ? end_of_chunk(bytes, at) : end_of_gap(bytes, at);
      if (end == 0) break;
      if (chunk && end - at >= kLeastChunk) {
        emit_chunk(block, at, end);
      } else {
        emit_gap(block, at, end);
      }
      at = end;
    }
    return at;
  }

  // Where the chunk at `at` ends; 0 where more bytes are needed to know.
  std::size_t end_of_chunk(ByteView bytes, std::size_t at) const {
    const std::size_t regular = at + kChunkSize;
    if (bytes.size() < regular + kLookahead && !at_end_) return 0;
    if (bytes.size() == regular || chunk_at(bytes, regular)) return regular;
    return end_of_odd_chunk(bytes, at);
  }

  // No chunk follows in its place: bytes may be missing from this one, or too many be in it.
  std::size_t end_of_odd_chunk(ByteView bytes, std::size_t at) const {
    const std::size_t regular = at + kChunkSize;
    const std::size_t window = regular + kLeastSlot + kMagicOverlap;
    if (window > bytes.size() && !at_end_) return 0;
    const std::size_t records_end = end_of_sound_records(bytes, at);
    const bool sound = records_end != 0;
    const std::size_t end = std::min(sound ? regular + kMagicOverlap : window, bytes.size());
    const std::size_t next = find_chunk(bytes, sound ? records_end : at + kChunkMagic.size(), end);
    if (next < end) return next;
    if (bytes.size() < regular) return bytes.size();
    // At the end of the file, a rest that is no slot was pushed out of the chunk.
    const ByteView rest = bytes.from(regular);
    const bool pushed = at_end_ && !sound && rest.size() < kLeastSlot && !all_zero(rest);
    return pushed ? bytes.size() : regular;
  }

  // Where the records of the chunk at `at` end if its checksum holds, else 0: a magic among them is
  // data.
  static std::size_t end_of_sound_records(ByteView bytes, std::size_t at) {
    if (!bytes.has(at, kChunkHeaderSize)) return 0;
    const ByteView chunk = bytes.sub(at, std::min(kChunkSize, bytes.size() - at));
    const ChunkHeader header = ChunkHeader::parse(chunk);
    return data_checksum_ok(chunk, header) ? at + header.free_offset : 0;
  }

  std::size_t end_of_gap(ByteView bytes, std::size_t at) const {
    if (bytes.size() < at + kChunkSize + kLookahead && !at_end_) return 0;
    const std::size_t end = std::min(bytes.size(), at + kChunkSize + kMagicOverlap);
    const std::size_t next = find_chunk(bytes, at, end);
    return next < end ? next : std::min(bytes.size(), at + kChunkSize);
  }

  void emit_chunk(Block& block, std::size_t at, std::size_t end) {
    const ByteView bytes = block.buffer.view();
    lose_slots(block);
    const std::uint64_t ordinal = ordinal_++;
    chunk_seen_ = ordinal_;
    Piece piece{at, end - at, ordinal, end - at == kChunkSize ? kChunk : kOddChunk, 0};
    const ChunkHeader header = ChunkHeader::parse(bytes.sub(at, kChunkHeaderSize));
    if (header.first_record_id > highest_id_) settle_open(block, Severity::kIssue);
    if (piece.kind == kChunk && is_open(bytes, header, end)) {
      piece.flags |= kOpenChunk;
      check_open(block, piece, header);
    }
    note_order(header);
    block.pieces.push_back(piece);
  }

  // The checksums of the open chunk are behind its records, which is no damage. Whether this is the
  // open one is known for sure when no other follows with higher ids.
  void check_open(const Block& block, const Piece& piece, const ChunkHeader& header) {
    const ByteView chunk = block.bytes(piece);
    if (header_checksum_ok(chunk, header) && data_checksum_ok(chunk, header)) return;
    open_ = {block.offset + piece.offset, piece.ordinal};
  }

  void settle_open(Block& block, Severity severity) {
    if (!open_) return;
    ReadIssue& i =
        issue(block, "chunk-data-checksum", "the checksum of a chunk's records", open_->offset);
    i.severity = severity;
    i.chunk = open_->ordinal;
    open_.reset();
  }

  // Perhaps the chunk with the highest ids of a log that was not closed: ids go up through the file
  // but for one place, where a full log began again at its oldest chunk.
  bool is_open(ByteView bytes, const ChunkHeader& header, std::size_t end) const {
    if (!has_header_ || !header_.dirty() || header.first_record_id < highest_id_) return false;
    if (!chunk_at(bytes, end) || !bytes.has(end, kChunkHeaderSize)) return true;
    return ChunkHeader::parse(bytes.sub(end, kChunkHeaderSize)).first_record_id <
           header.first_record_id;
  }

  void note_order(const ChunkHeader& header) {
    if (chunks_ == 0) first_id_ = header.first_record_id;
    if (chunks_ > 0 && header.first_record_id < last_first_id_) ++descents_;
    last_first_id_ = header.first_record_id;
    highest_id_ = std::max(highest_id_, header.first_record_id);
    ++chunks_;
  }

  void emit_gap(Block& block, std::size_t at, std::size_t end) {
    const ByteView gap = block.buffer.view().sub(at, end - at);
    if (!all_zero(gap) && find_record(gap, 0, gap.size()) < gap.size()) {
      lose_slots(block);
      block.pieces.push_back({at, end - at, ordinal_++, kHeaderless, 0});
    } else if (gap.size() < kLeastSlot) {
      if (stray_size_ == 0) stray_offset_ = block.offset + at;
      stray_size_ += gap.size();
    } else {
      if (lost_count_ == 0) lost_offset_ = block.offset + at;
      ++lost_count_;
      ++ordinal_;
    }
  }

  // Slots without anything readable lie before a chunk or inside the header's count.
  void lose_slots(Block& block) {
    if (lost_count_ != 0) {
      ReadIssue& lost = issue(block, "chunk-lost", "a chunk", lost_offset_);
      lost.chunk = ordinal_ - lost_count_;
      lost.need = lost_count_;
      lost.have = 0;
    }
    if (stray_size_ != 0) {
      issue(block, "stray-bytes", "bytes between chunks", stray_offset_).have = stray_size_;
    }
    lost_count_ = stray_size_ = 0;
  }

  void finish(Block& block) {
    finished_ = true;
    if (source_.error() != 0) {
      issue(block, "read-error", "the file", carry_offset_).have =
          static_cast<std::uint64_t>(source_.error());
    }
    settle_open(block, Severity::kNote);
    if (has_header_ && header_.checksum_ok) check_count(block);
    const bool wrapped = last_first_id_ < first_id_;
    if (descents_ > (wrapped ? 1U : 0U)) {
      note(block, "chunk-order", "the chunks are not in the order of their records", 0);
    }
  }

  void check_count(Block& block) {
    const std::uint64_t count = header_.chunk_count;
    const std::uint64_t lost_from = ordinal_ - lost_count_;
    stray_size_ = 0;  // behind the last chunk
    if (lost_from < count) {
      const std::uint64_t behind = ordinal_ - std::min(ordinal_, count);
      lost_count_ -= behind;
      ordinal_ -= behind;
      lose_slots(block);
    }
    if (ordinal_ < count) {
      ReadIssue& missing =
          issue(block, "chunks-missing", "chunks that the file header counts", carry_offset_);
      missing.need = count;
      missing.have = ordinal_;
    } else if (chunk_seen_ > count) {
      ReadIssue& more = note(block, "chunks-beyond-count",
                             "the file header counts fewer chunks than there are", 42);
      more.need = chunk_seen_;
      more.have = count;
    }
  }

  static ReadIssue& issue(Block& block, const char* code, const char* what, std::uint64_t offset) {
    ReadIssue& i = block.issues.emplace_back();
    i.code = code;
    i.what = what;
    i.offset = offset;
    return i;
  }
  static ReadIssue& note(Block& block, const char* code, const char* what, std::uint64_t offset) {
    ReadIssue& n = issue(block, code, what, offset);
    n.severity = Severity::kNote;
    return n;
  }

  ByteSource& source_;
  Buffer carry_;
  std::uint64_t carry_offset_ = 0;
  bool at_end_ = false;
  bool header_done_ = false;
  bool finished_ = false;

  FileHeader header_;
  bool has_header_ = false;
  std::uint64_t ordinal_ = 0;      // of the next slot
  std::uint64_t chunk_seen_ = 0;   // one behind the last slot with a chunk
  std::uint64_t lost_offset_ = 0;  // slots without a chunk, not yet known to matter
  std::uint64_t lost_count_ = 0;
  std::uint64_t stray_offset_ = 0;  // likewise, bytes that are no slot
  std::uint64_t stray_size_ = 0;

  struct OpenChunk {
    std::uint64_t offset = 0;
    std::uint64_t ordinal = 0;
  };
  std::optional<OpenChunk> open_;  // perhaps the open chunk, if its checksums do not hold

  std::uint64_t chunks_ = 0;
  std::uint64_t first_id_ = 0;
  std::uint64_t last_first_id_ = 0;
  std::uint64_t highest_id_ = 0;
  unsigned descents_ = 0;
};

}  // namespace

std::unique_ptr<BlockReader> open_evtx(ByteSource& bytes) {
  return std::make_unique<EvtxReader>(bytes);
}

int probe_evtx(ByteView head) {
  if (head.starts_with(kFileMagic) || head.starts_with(kChunkMagic)) return 100;
  return find_chunk(head, 0, head.size()) < head.size() ? 90 : 0;
}

}  // namespace wmiscope::evtx
