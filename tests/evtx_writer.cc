// SPDX-License-Identifier: Apache-2.0
#include "tests/evtx_writer.h"

#include <algorithm>

#include "tests/crc32.h"
#include "tests/event_builder.h"
#include "tests/raw_bytes.h"

namespace wmiscope::testkit {
namespace {

constexpr std::uint32_t kDirty = 1;
constexpr std::uint32_t kFull = 2;

// A record: header, binary XML, padding to 8 bytes, its size once more.
template <typename Body>
void write_record(std::string& bytes, std::uint64_t id, std::uint64_t ticks, Body body) {
  const std::size_t begin = bytes.size();
  bytes.append("**\0\0", 4);
  append(bytes, std::uint32_t{0});
  append(bytes, id);
  append(bytes, ticks);
  body();
  while ((bytes.size() - begin + 4) % 8 != 0) bytes += '\0';
  const auto size = static_cast<std::uint32_t>(bytes.size() - begin + 4);
  append(bytes, size);
  put_at(bytes, begin + 4, size);
}

}  // namespace

EvtxWriter::EvtxWriter(EvtxOptions options)
    : options_(options), next_id_(options.first_record_id) {}

bool EvtxWriter::add(const EventBuilder& event) {
  const std::uint64_t id = event.wanted_record_id().value_or(next_id_);
  return add(event.fragment(id), id, event.ticks());
}

bool EvtxWriter::add(const XmlFragment& event, std::uint64_t record_id, std::uint64_t ticks) {
  return put({.id = record_id, .ticks = ticks, .xml = &event});
}

bool EvtxWriter::add_bytes(std::string_view binxml, std::uint64_t record_id, std::uint64_t ticks) {
  return put({.id = record_id, .ticks = ticks, .bytes = binxml});
}

void EvtxWriter::add_slack(const XmlFragment& event, std::uint64_t record_id, std::uint64_t ticks) {
  const ChunkText live = open_.text;
  if (!open_.free_space) open_.free_space = live.bytes.size();
  write_record(open_.text.bytes, record_id, ticks, [&] { write_fragment(open_.text, event); });
  // The header's tables know nothing of what is free space.
  std::string bytes = std::move(open_.text.bytes);
  const bool fits = bytes.size() <= kChunkSize;
  open_.text = live;
  if (fits) open_.text.bytes = std::move(bytes);
}

bool EvtxWriter::put(const Record& record) {
  const bool full = options_.records_per_chunk && open_.ids.size() >= options_.records_per_chunk;
  if (full || open_.free_space) end_chunk();
  const std::uint64_t header_id = options_.renumber_headers ? next_header_id_ : record.id;
  bool done = try_put(record, header_id);
  if (!done && !open_.ids.empty()) {
    end_chunk();
    done = try_put(record, header_id);
  }
  if (!done) return false;
  next_id_ = record.id + 1;
  next_header_id_ = header_id + 1;
  return true;
}

bool EvtxWriter::try_put(const Record& record, std::uint64_t header_id) {
  const ChunkText before = open_.text;
  const std::size_t begin = before.bytes.size();
  std::string& bytes = open_.text.bytes;
  write_record(bytes, header_id, record.ticks, [&] {
    if (record.xml) {
      write_fragment(open_.text, *record.xml);
    } else {
      bytes += record.bytes;
    }
  });
  if (bytes.size() > kChunkSize) {
    open_.text = before;
    return false;
  }
  open_.last_record = begin;
  open_.ids.push_back(header_id);
  return true;
}

void EvtxWriter::end_chunk() {
  if (open_.ids.empty()) return;
  chunks_.push_back(close(std::move(open_)));
  open_ = {};
}

std::string EvtxWriter::close(OpenChunk chunk) {
  std::string bytes = std::move(chunk.text.bytes);
  const std::size_t free_space = chunk.free_space.value_or(bytes.size());
  bytes.resize(kChunkSize, '\0');
  const std::uint64_t first = chunk.ids.empty() ? 1 : chunk.ids.front();
  const std::uint64_t last = chunk.ids.empty() ? ~0ULL : chunk.ids.back();
  bytes.replace(0, 8, "ElfChnk\0", 8);
  put_at(bytes, 8, first);
  put_at(bytes, 16, last);
  put_at(bytes, 24, first);
  put_at(bytes, 32, last);
  put_at(bytes, 40, std::uint32_t{128});
  put_at(bytes, 44, static_cast<std::uint32_t>(chunk.last_record));
  put_at(bytes, 48, static_cast<std::uint32_t>(free_space));
  for (std::size_t i = 0; i < 64; ++i) put_at(bytes, 128 + 4 * i, chunk.text.name_buckets[i]);
  for (std::size_t i = 0; i < 32; ++i) put_at(bytes, 384 + 4 * i, chunk.text.template_buckets[i]);
  const std::string_view view = bytes;
  const std::uint32_t data = crc32(view.substr(512, free_space - 512));
  put_at(bytes, 52, data);
  put_at(bytes, 124, crc32(view.substr(128, 384), crc32(view.substr(0, 120))));
  return bytes;
}

std::string EvtxWriter::file_header(std::size_t chunks) const {
  std::string bytes(kFileHeaderSize, '\0');
  const std::size_t count = options_.chunk_count.value_or(static_cast<std::uint16_t>(chunks));
  bytes.replace(0, 8, "ElfFile\0", 8);
  put_at(bytes, 16, std::uint64_t{count ? count - 1 : 0});
  put_at(bytes, 24, options_.renumber_headers ? next_header_id_ : next_id_);
  put_at(bytes, 32, std::uint32_t{128});
  put_at(bytes, 36, options_.minor_version);
  put_at(bytes, 38, std::uint16_t{3});
  put_at(bytes, 40, static_cast<std::uint16_t>(kFileHeaderSize));
  put_at(bytes, 42, static_cast<std::uint16_t>(count));
  put_at(bytes, 120, (options_.dirty ? kDirty : 0) | (options_.full ? kFull : 0));
  put_at(bytes, 124, crc32(std::string_view(bytes).substr(0, 120)));
  return bytes;
}

std::string EvtxWriter::write() {
  end_chunk();
  // A log without events has one chunk without records, as Windows makes it.
  if (chunks_.empty()) chunks_.push_back(close({}));
  std::string file = file_header(chunks_.size());
  for (const std::string& chunk : chunks_) file += chunk;
  chunks_.clear();
  return file;
}

}  // namespace wmiscope::testkit
