// SPDX-License-Identifier: Apache-2.0
//
// Layout of an EVTX file: file header, 64 KiB chunks, records. Offsets in bytes, little-endian.
// Sources: libyal's "Windows XML Event Log (EVTX)" and [MS-EVEN6] 2.2.12 to 2.2.18;
// docs/formats/evtx.md tells the whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace wmiscope::evtx {

using std::string_view_literals::operator""sv;

inline constexpr std::string_view kFileMagic = "ElfFile\0"sv;
inline constexpr std::string_view kChunkMagic = "ElfChnk\0"sv;
inline constexpr std::uint32_t kRecordMagic = 0x00002a2a;  // "**\0\0"
inline constexpr std::size_t kFileHeaderSize = 4096;
inline constexpr std::size_t kChunkSize = 65536;
inline constexpr std::size_t kChunkHeaderSize = 512;  // with the string and template tables
inline constexpr std::size_t kRecordHeaderSize = 24;
inline constexpr std::size_t kMinRecordSize = kRecordHeaderSize + 4;  // and the copy of the size

struct FileHeader {
  static constexpr std::uint32_t kDirty = 1;

  std::uint16_t chunk_count = 0;
  std::uint32_t flags = 0;
  bool checksum_ok = false;

  bool dirty() const { return flags & kDirty; }
  // `bytes` has the magic and at least 128 bytes.
  static FileHeader parse(ByteView bytes);
};

struct ChunkHeader {
  std::uint64_t first_record_id = 0;  // EventRecordID of the first record
  std::uint64_t last_record_id = 0;
  std::uint32_t last_record_offset = 0;
  std::uint32_t free_offset = 0;  // where free space begins
  std::uint32_t data_checksum = 0;
  std::uint32_t header_checksum = 0;

  // `bytes` has at least kChunkHeaderSize bytes.
  static ChunkHeader parse(ByteView bytes);
};

// CRC-32 of the chunk header without the two checksum fields, and of the records.
bool header_checksum_ok(ByteView chunk, const ChunkHeader& header);
bool data_checksum_ok(ByteView chunk, const ChunkHeader& header);

// Whether a whole record lies at `offset` of the chunk and ends at or before `end`: magic, a sane
// size, and the copy of the size at its end.
struct RecordHeader {
  std::uint32_t size = 0;
  std::uint64_t record_id = 0;  // exported logs are renumbered: not the EventRecordID of the event
};
inline bool whole_record_at(ByteView chunk, std::size_t offset, std::size_t end,
                            RecordHeader& header) {
  if (end > chunk.size() || offset > end || end - offset < kMinRecordSize) return false;
  if (chunk.load<std::uint32_t>(offset) != kRecordMagic) return false;
  header.size = chunk.load<std::uint32_t>(offset + 4);
  if (header.size < kMinRecordSize || header.size > end - offset) return false;
  header.record_id = chunk.load<std::uint64_t>(offset + 8);
  return chunk.load<std::uint32_t>(offset + header.size - 4) == header.size;
}

// Offsets in [from, end) of the bytes: the next chunk magic, the next magic of a record, the next
// whole record. `end` where there is none.
std::size_t find_chunk(ByteView bytes, std::size_t from, std::size_t end);
std::size_t find_record_magic(ByteView bytes, std::size_t from, std::size_t end);
std::size_t find_record(ByteView bytes, std::size_t from, std::size_t end);

}  // namespace wmiscope::evtx
