// SPDX-License-Identifier: Apache-2.0
//
// A damaged file is a list of pieces of the healthy one and of foreign bytes. From it follows for
// every healthy byte where it stands now and whether it is still the same; a record's fate is a
// question about the bytes of a few ranges. Tested by evtx_damage_test.cc, and against the records
// that a peer reads.
#include "tests/evtx_damage.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "base/assert.h"
#include "tests/crc32.h"
#include "tests/raw_bytes.h"

namespace wmiscope::testkit {
namespace {

constexpr std::uint64_t kGone = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kChunkBytes = 65536;
constexpr std::size_t kHeaderBytes = 4096;

// Deterministic bytes in which no magic can stand: none is zero, '*' or 'E'.
std::string noise(std::size_t count) {
  std::string bytes(count, '\0');
  std::uint32_t state = 2463534242;
  for (char& c : bytes) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    c = static_cast<char>(0x80 | (state & 0x7F));
  }
  return bytes;
}

// Where every byte of the healthy file went.
class Moves {
 public:
  explicit Moves(std::size_t size) : now_(size, kGone), same_(size, false) {}

  void move(std::uint64_t from, std::uint64_t to, bool same) {
    now_[from] = to;
    same_[from] = same;
  }

  // Where the range begins now; kGone unless it is unharmed and in one piece.
  std::uint64_t whole(ByteRange range) const {
    if (range.offset + range.size > now_.size()) return kGone;
    const std::uint64_t begin = now_[range.offset];
    for (std::uint64_t i = 0; i < range.size; ++i) {
      if (!same_[range.offset + i] || now_[range.offset + i] != begin + i) return kGone;
    }
    return begin;
  }

  // Where a byte stands, the same or written over.
  std::uint64_t place(std::uint64_t offset) const {
    return offset < now_.size() ? now_[offset] : kGone;
  }

 private:
  std::vector<std::uint64_t> now_;
  std::vector<bool> same_;
};

// Where the chunk begins now, as far as that can be said of one whose first bytes are gone.
class ChunkOrigins {
 public:
  ChunkOrigins(const WalkedLog& log, const Moves& moves) : log_(log), moves_(moves) {}

  bool displaced(const WalkedRecord& record) const {
    const std::uint64_t origin = log_.chunks[record.chunk].offset;
    const std::uint64_t now = moves_.place(origin);
    const auto moved = [&](std::uint64_t offset) {
      return moves_.place(offset) - now != offset - origin;
    };
    if (moved(record.offset)) return true;
    return std::ranges::any_of(record.templates, moved,
                               [](const TemplateUse& t) { return t.definition.offset; }) ||
           std::ranges::any_of(record.names, moved, &ByteRange::offset);
  }

 private:
  const WalkedLog& log_;
  const Moves& moves_;
};

// Whether only magic, size or the copy of the size of a record were harmed.
bool only_framing(const WalkedRecord& r, const Moves& moves) {
  return moves.whole({r.offset + 8, r.size - 12}) != kGone && moves.place(r.offset) != kGone &&
         moves.place(r.offset + r.size - 1) - moves.place(r.offset) == r.size - 1;
}

LossReason loss(const WalkedRecord& r, const Moves& moves) {
  const auto gone = [&](const ByteRange& range) { return moves.whole(range) == kGone; };
  if (!only_framing(r, moves)) return LossReason::kRecordBytes;
  if (std::ranges::any_of(r.templates, gone, &TemplateUse::definition)) {
    return LossReason::kDefinition;
  }
  return std::ranges::any_of(r.names, gone) ? LossReason::kName : LossReason::kNone;
}

RecordFate judge(const WalkedRecord& r, const Moves& moves, const ChunkOrigins& origins) {
  RecordFate fate{.chunk = r.chunk, .record_id = r.record_id, .event_record_id = r.event_record_id};
  fate.reason = loss(r, moves);
  if (fate.reason != LossReason::kNone) {
    fate.fate = Fate::kLost;
    return fate;
  }
  const bool framed = moves.whole({r.offset, r.size}) == kGone;
  fate.fate = framed ? Fate::kFramed : Fate::kWhole;
  fate.displaced = origins.displaced(r);
  return fate;
}

// GUIDs of the templates of which a definition survived.
std::set<std::string> living_templates(const WalkedLog& log, const Moves& moves) {
  std::set<std::string> guids;
  for (const WalkedRecord* r : log.records()) {
    for (const TemplateUse& t : r->templates) {
      if (moves.whole(t.definition) != kGone) guids.insert(t.guid);
    }
  }
  return guids;
}

// What was defined last is what the fewest records refer to.
std::uint64_t latest_definition(const WalkedRecord& r) {
  std::uint64_t latest = 0;
  for (const TemplateUse& t : r.templates) latest = std::max(latest, t.definition.offset);
  return latest;
}

std::uint64_t latest_name(const WalkedRecord& r) {
  std::uint64_t latest = 0;
  for (const ByteRange& name : r.names) latest = std::max(latest, name.offset);
  return latest;
}

// The ordinal of the record for which that is greatest.
template <typename Latest>
std::size_t last_to_define(const WalkedChunk& chunk, Latest latest) {
  const auto best = std::ranges::max_element(chunk.records, {}, latest);
  return static_cast<std::size_t>(best - chunk.records.begin());
}

std::uint64_t id_of(const RecordFate& r) { return r.event_record_id.value_or(r.record_id); }

}  // namespace

std::vector<std::uint64_t> Damaged::ids(Fate fate) const {
  std::vector<std::uint64_t> out;
  for (const RecordFate& r : records) {
    if (r.fate == fate) out.push_back(id_of(r));
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::uint64_t> Damaged::may_also() const {
  std::vector<std::uint64_t> out = slack;
  for (const RecordFate& r : records) {
    if (r.fate == Fate::kFramed || (r.fate == Fate::kLost && r.spare)) out.push_back(id_of(r));
  }
  std::ranges::sort(out);
  return out;
}

EvtxDamage::EvtxDamage(std::string bytes) : bytes_(std::move(bytes)), log_(walk_evtx(bytes_)) {}

std::uint64_t EvtxDamage::chunk_at(std::size_t chunk) const {
  WMISCOPE_ASSERT(chunk < log_.chunks.size());
  return log_.chunks[chunk].offset;
}

const WalkedRecord& EvtxDamage::record_at(std::size_t chunk, std::size_t record) const {
  WMISCOPE_ASSERT(chunk < log_.chunks.size() && record < log_.chunks[chunk].records.size());
  return log_.chunks[chunk].records[record];
}

Damaged EvtxDamage::make(std::string name, const Pieces& pieces) const {
  Damaged result{.name = std::move(name), .bytes = {}, .records = {}, .slack = {}};
  Moves moves(bytes_.size());
  for (const Piece& p : pieces) {
    const std::string_view old = std::string_view(bytes_).substr(p.from, p.size);
    const std::string_view now = p.other ? std::string_view(*p.other) : old;
    for (std::uint64_t i = 0; i < now.size() && (!p.other || p.written_over); ++i) {
      moves.move(p.from + i, result.bytes.size() + i, now[i] == bytes_[p.from + i]);
    }
    result.bytes += now;
  }
  const ChunkOrigins origins(log_, moves);
  const std::set<std::string> living = living_templates(log_, moves);
  for (const WalkedRecord* r : log_.records()) {
    RecordFate fate = judge(*r, moves, origins);
    fate.spare = fate.reason == LossReason::kDefinition &&
                 std::ranges::all_of(r->templates,
                                     [&](const TemplateUse& t) { return living.contains(t.guid); });
    result.records.push_back(fate);
  }
  for (const WalkedChunk& chunk : log_.chunks) {
    for (const WalkedRecord& r : chunk.slack) {
      if (loss(r, moves) != LossReason::kNone) continue;
      result.slack.push_back(r.event_record_id.value_or(r.record_id));
    }
  }
  return result;
}

Damaged EvtxDamage::overwrite(std::string name, std::uint64_t at, std::string with) const {
  const std::uint64_t size = std::min<std::uint64_t>(with.size(), bytes_.size() - at);
  with.resize(size);
  return make(std::move(name), {{.from = 0, .size = at},
                                {.from = at, .size = size, .other = with, .written_over = true},
                                {.from = at + size, .size = bytes_.size() - at - size}});
}

Damaged EvtxDamage::insert(std::string name, std::uint64_t at, std::size_t count) const {
  return make(std::move(name), {{.from = 0, .size = at},
                                {.from = at, .size = 0, .other = noise(count)},
                                {.from = at, .size = bytes_.size() - at}});
}

Damaged EvtxDamage::clear_chunk(std::size_t chunk) const {
  return overwrite("chunk cleared", chunk_at(chunk), std::string(kChunkBytes, '\0'));
}
Damaged EvtxDamage::clear_second_half(std::size_t chunk) const {
  return overwrite("second half of chunk cleared", chunk_at(chunk) + kChunkBytes / 2,
                   std::string(kChunkBytes / 2, '\0'));
}
Damaged EvtxDamage::garbage_chunk(std::size_t chunk) const {
  return overwrite("chunk full of noise", chunk_at(chunk), noise(kChunkBytes));
}
Damaged EvtxDamage::cut_in_chunk(std::size_t chunk, std::size_t keep) const {
  return make("file cut in chunk", {{.from = 0, .size = chunk_at(chunk) + keep}});
}
Damaged EvtxDamage::wipe_chunk_header(std::size_t chunk) const {
  return overwrite("chunk header wiped", chunk_at(chunk), std::string(512, '\0'));
}
Damaged EvtxDamage::wipe_chunk_magic(std::size_t chunk) const {
  return overwrite("chunk magic wiped", chunk_at(chunk), std::string(8, '\0'));
}

Damaged EvtxDamage::swap_chunks(std::size_t a, std::size_t b) const {
  const std::uint64_t first = chunk_at(std::min(a, b));
  const std::uint64_t second = chunk_at(std::max(a, b));
  const std::uint64_t after = second + kChunkBytes;
  Damaged d =
      make("chunks swapped", {{.from = 0, .size = first},
                              {.from = second, .size = kChunkBytes},
                              {.from = first + kChunkBytes, .size = second - first - kChunkBytes},
                              {.from = first, .size = kChunkBytes},
                              {.from = after, .size = bytes_.size() - after}});
  d.harmless = true;
  return d;
}

Damaged EvtxDamage::free_space_too_small(std::size_t chunk) const {
  const WalkedChunk& c = log_.chunks[chunk];
  std::string field;
  append(field, static_cast<std::uint32_t>(c.records[c.records.size() / 2].offset - c.offset));
  return overwrite("free-space offset too small", c.offset + 48, field);
}
Damaged EvtxDamage::free_space_too_large(std::size_t chunk) const {
  return overwrite("free-space offset too large", chunk_at(chunk) + 48, "\xF0\xFF\xFF\x7F");
}
Damaged EvtxDamage::damage_string_table(std::size_t chunk) const {
  return overwrite("string table damaged", chunk_at(chunk) + 128, noise(256));
}

Damaged EvtxDamage::record_size(std::size_t chunk, std::size_t record, std::uint32_t size) const {
  std::string field;
  append(field, size);
  return overwrite("record size wrong", record_at(chunk, record).offset + 4, field);
}
Damaged EvtxDamage::record_size_zero(std::size_t chunk, std::size_t record) const {
  Damaged d = record_size(chunk, record, 0);
  d.name = "record size 0";
  return d;
}
Damaged EvtxDamage::record_size_copy(std::size_t chunk, std::size_t record) const {
  const WalkedRecord& r = record_at(chunk, record);
  return overwrite("copy of record size wrong", r.offset + r.size - 4, noise(4));
}
Damaged EvtxDamage::record_magic(std::size_t chunk, std::size_t record) const {
  return overwrite("record magic wrong", record_at(chunk, record).offset, noise(4));
}
Damaged EvtxDamage::damage_definition(std::size_t chunk, std::size_t record) const {
  // The first tokens of the body: what follows the fragment's header.
  return overwrite("template definition damaged", latest_definition(record_at(chunk, record)) + 28,
                   noise(32));
}
Damaged EvtxDamage::damage_name(std::size_t chunk, std::size_t record) const {
  // Hash, length and the first letter: the length leads out of the chunk.
  return overwrite("name damaged", latest_name(record_at(chunk, record)) + 4, noise(6));
}

Damaged EvtxDamage::insert_before_chunk(std::size_t chunk, std::size_t count) const {
  return insert("bytes put in before chunk", chunk_at(chunk), count);
}
Damaged EvtxDamage::insert_before_record(std::size_t chunk, std::size_t record,
                                         std::size_t count) const {
  return insert("bytes put in between records", record_at(chunk, record).offset, count);
}
Damaged EvtxDamage::insert_in_record(std::size_t chunk, std::size_t record,
                                     std::size_t count) const {
  const WalkedRecord& r = record_at(chunk, record);
  return insert("bytes put in inside a record", r.offset + r.size / 2, count);
}
Damaged EvtxDamage::remove_in_record(std::size_t chunk, std::size_t record,
                                     std::size_t count) const {
  const WalkedRecord& r = record_at(chunk, record);
  const std::uint64_t at = r.offset + r.size / 2;
  return make("bytes taken out of a record",
              {{.from = 0, .size = at}, {.from = at + count, .size = bytes_.size() - at - count}});
}

Damaged EvtxDamage::zero_file_header() const {
  return overwrite("file header zeroed", 0, std::string(kHeaderBytes, '\0'));
}
Damaged EvtxDamage::remove_file_header() const {
  return make("file header missing",
              {{.from = kHeaderBytes, .size = bytes_.size() - kHeaderBytes}});
}

Damaged EvtxDamage::header_fields(std::string name, std::uint16_t count,
                                  std::uint32_t flags) const {
  std::string header = bytes_.substr(0, 128);
  put_at(header, 16, std::uint64_t{count ? count - 1U : 0U});
  put_at(header, 42, count);
  put_at(header, 120, flags);
  put_at(header, 124, crc32(std::string_view(header).substr(0, 120)));
  Damaged d = overwrite(std::move(name), 0, header);
  d.harmless = true;
  return d;
}
Damaged EvtxDamage::count_chunks(std::uint16_t count) const {
  return header_fields("header counts too few chunks", count, 0);
}
Damaged EvtxDamage::not_closed() const { return header_fields("log not closed", 0, 1); }

std::vector<Damaged> EvtxDamage::all(std::size_t chunk) const {
  const std::size_t middle = log_.chunks[chunk].records.size() / 2;
  const std::size_t definer = last_to_define(log_.chunks[chunk], latest_definition);
  const std::size_t namer = last_to_define(log_.chunks[chunk], latest_name);
  const std::size_t other = chunk == 0 ? 1 : 0;
  std::vector<Damaged> out{clear_chunk(chunk),
                           clear_second_half(chunk),
                           garbage_chunk(chunk),
                           cut_in_chunk(chunk),
                           wipe_chunk_header(chunk),
                           wipe_chunk_magic(chunk),
                           free_space_too_small(chunk),
                           free_space_too_large(chunk),
                           damage_string_table(chunk),
                           record_size(chunk, middle, 0x00FFFFFF),
                           record_size_zero(chunk, middle),
                           record_size_copy(chunk, middle),
                           record_magic(chunk, middle),
                           damage_definition(chunk, definer),
                           damage_name(chunk, namer),
                           insert_before_chunk(chunk),
                           insert_before_record(chunk, middle),
                           insert_in_record(chunk, middle),
                           remove_in_record(chunk, middle),
                           zero_file_header(),
                           remove_file_header(),
                           count_chunks(0),
                           not_closed()};
  if (other < log_.chunks.size()) out.push_back(swap_chunks(chunk, other));
  return out;
}

}  // namespace wmiscope::testkit
