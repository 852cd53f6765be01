// SPDX-License-Identifier: Apache-2.0
//
// Damages an EVTX file on purpose, a made one or a real one, and says of every record what must
// become of it.
//
//   EvtxDamage damage(bytes);                       // walks the healthy file once
//   Damaged d = damage.clear_chunk(1);
//   read(d.bytes) must give d.whole(), and an issue unless d.harmless
//
// A record is *whole* (contracts.md, "What is read") when every byte of it, of the template
// definitions and of the names that it refers to is still in the file. Fates:
//   kWhole   it must be read. `displaced` where bytes were put in or taken out between it and what it
//            refers to (or before it in its chunk), so that offsets in the chunk no longer lead there.
//   kFramed  nothing but its own framing (magic, size, size copy) was written over, so that a reader
//            may read it by what is left, and may as well give it up.
//   kLost    bytes of it, of a definition (`template-lost`) or of a name are gone. `spare` where a
//            template of the same GUID is defined elsewhere in the file: contracts.md allows to read
//            such a record by that one, so that a test should accept both.
// Whole records in slack (`slack`) are not counted as records; a damaged checksum can make a reader
// take those whose ids go on, so that a test should accept them too.
//
// EvtxDamage keeps the bytes that it was given; a Damaged owns its own. Ids are not unique in every
// real log: `records` has one entry a record, in the order of the healthy file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/evtx_walk.h"

namespace wmiscope::testkit {

enum class Fate : std::uint8_t { kWhole, kFramed, kLost };
enum class LossReason : std::uint8_t { kNone, kRecordBytes, kDefinition, kName };

struct RecordFate {
  std::size_t chunk = 0;
  std::uint64_t record_id = 0;  // of the header
  std::optional<std::uint64_t> event_record_id = {};
  Fate fate = Fate::kWhole;
  LossReason reason = LossReason::kNone;
  bool displaced = false;
  bool spare = false;
};

struct Damaged {
  std::string name;  // of the damage, for test output
  std::string bytes;
  bool harmless = false;  // all is read and the exit code stays 0: notes at most
  std::vector<RecordFate> records;
  std::vector<std::uint64_t> slack;  // EventRecordIDs (else header ids) of whole records in slack

  // EventRecordIDs (header ids where an event has none) of the records with that fate, sorted.
  std::vector<std::uint64_t> ids(Fate fate) const;
  std::vector<std::uint64_t> whole() const { return ids(Fate::kWhole); }
  std::vector<std::uint64_t> lost() const { return ids(Fate::kLost); }
  // What a reader may give besides whole(): framed, lost ones with a spare definition, slack.
  std::vector<std::uint64_t> may_also() const;
};

class EvtxDamage {
 public:
  explicit EvtxDamage(std::string bytes);

  const std::string& bytes() const { return bytes_; }
  const WalkedLog& log() const { return log_; }

  // Chunks, by their ordinal in the file.
  Damaged clear_chunk(std::size_t chunk) const;        // zeros
  Damaged clear_second_half(std::size_t chunk) const;  // half written
  Damaged garbage_chunk(std::size_t chunk) const;      // noise
  Damaged cut_in_chunk(std::size_t chunk, std::size_t keep = 30'000) const;
  Damaged wipe_chunk_header(std::size_t chunk) const;  // its 512 bytes
  Damaged wipe_chunk_magic(std::size_t chunk) const;
  Damaged swap_chunks(std::size_t a, std::size_t b) const;  // harmless
  Damaged free_space_too_small(std::size_t chunk) const;    // in the middle of its records
  Damaged free_space_too_large(std::size_t chunk) const;    // beyond the chunk
  Damaged damage_string_table(std::size_t chunk) const;     // buckets lead nowhere

  // Records, by their ordinal in the chunk.
  Damaged record_size(std::size_t chunk, std::size_t record, std::uint32_t size) const;
  Damaged record_size_zero(std::size_t chunk, std::size_t record) const;
  Damaged record_size_copy(std::size_t chunk, std::size_t record) const;
  Damaged record_magic(std::size_t chunk, std::size_t record) const;
  // Of the definitions and names that the record refers to, the one that was written last.
  Damaged damage_definition(std::size_t chunk, std::size_t record) const;
  Damaged damage_name(std::size_t chunk, std::size_t record) const;

  // Bytes put in or taken out.
  Damaged insert_before_chunk(std::size_t chunk, std::size_t count = 1000) const;
  Damaged insert_before_record(std::size_t chunk, std::size_t record, std::size_t count = 24) const;
  Damaged insert_in_record(std::size_t chunk, std::size_t record, std::size_t count = 24) const;
  Damaged remove_in_record(std::size_t chunk, std::size_t record, std::size_t count = 24) const;

  // The file header.
  Damaged zero_file_header() const;
  Damaged remove_file_header() const;
  Damaged count_chunks(std::uint16_t count) const;  // harmless: the header counts too few
  Damaged not_closed() const;                       // harmless: flagged dirty, counts no chunk

  // Every kind of damage once, on the given chunk and its middle record: for tables of tests.
  std::vector<Damaged> all(std::size_t chunk) const;

 private:
  // A stretch of the damaged file: bytes of the healthy one, or others. Others that stand for bytes
  // of the healthy file (written over) say which.
  struct Piece {
    std::uint64_t from = 0;
    std::uint64_t size = 0;
    std::optional<std::string> other = {};
    bool written_over = false;
  };
  using Pieces = std::vector<Piece>;

  Damaged make(std::string name, const Pieces& pieces) const;
  Damaged overwrite(std::string name, std::uint64_t at, std::string bytes) const;
  Damaged insert(std::string name, std::uint64_t at, std::size_t count) const;
  Damaged header_fields(std::string name, std::uint16_t count, std::uint32_t flags) const;
  std::uint64_t chunk_at(std::size_t chunk) const;
  const WalkedRecord& record_at(std::size_t chunk, std::size_t record) const;

  std::string bytes_;
  WalkedLog log_;
};

}  // namespace wmiscope::testkit
