// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/format.h"

#include "base/crc32.h"

namespace wmiscope::evtx {

namespace {

std::size_t find(ByteView bytes, std::string_view what, std::size_t from, std::size_t end) {
  const std::size_t at = bytes.first(end).chars().find(what, from);
  return at == std::string_view::npos ? end : at;
}

}  // namespace

FileHeader FileHeader::parse(ByteView bytes) {
  FileHeader h;
  h.chunk_count = bytes.load<std::uint16_t>(42);
  h.flags = bytes.load<std::uint32_t>(120);
  h.checksum_ok = bytes.load<std::uint32_t>(124) == crc32(bytes.first(120));
  return h;
}

ChunkHeader ChunkHeader::parse(ByteView bytes) {
  ChunkHeader h;
  h.first_record_id = bytes.load<std::uint64_t>(24);
  h.last_record_id = bytes.load<std::uint64_t>(32);
  h.last_record_offset = bytes.load<std::uint32_t>(44);
  h.free_offset = bytes.load<std::uint32_t>(48);
  h.data_checksum = bytes.load<std::uint32_t>(52);
  h.header_checksum = bytes.load<std::uint32_t>(124);
  return h;
}

bool header_checksum_ok(ByteView chunk, const ChunkHeader& header) {
  return crc32(chunk.sub(128, kChunkHeaderSize - 128), crc32(chunk.first(120))) ==
         header.header_checksum;
}

bool data_checksum_ok(ByteView chunk, const ChunkHeader& header) {
  if (header.free_offset < kChunkHeaderSize || header.free_offset > chunk.size()) return false;
  return crc32(chunk.sub(kChunkHeaderSize, header.free_offset - kChunkHeaderSize)) ==
         header.data_checksum;
}

std::size_t find_chunk(ByteView bytes, std::size_t from, std::size_t end) {
  return find(bytes, kChunkMagic, from, end);
}

std::size_t find_record_magic(ByteView bytes, std::size_t from, std::size_t end) {
  return find(bytes, "**\0\0"sv, from, end);
}

std::size_t find_record(ByteView bytes, std::size_t from, std::size_t end) {
  RecordHeader header;
  std::size_t at = find_record_magic(bytes, from, end);
  while (at < end && !whole_record_at(bytes, at, end, header)) {
    at = find_record_magic(bytes, at + 1, end);
  }
  return at;
}

}  // namespace wmiscope::evtx
