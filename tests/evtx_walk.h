// SPDX-License-Identifier: Apache-2.0
//
// Walks the chunks and records of an EVTX file, plainly and slowly, and says for every record what
// it needs besides its own bytes: the template definitions and the names that it refers to. The
// damage kit works out with it which records must survive a damage.
//
//   WalkedLog log = walk_evtx(bytes);
//   for (const WalkedRecord* r : log.records()) …r->record_id, r->templates, r->names
//
// Meant for healthy files and independent of the reader that it helps to test: no code is shared. A
// chunk that is not healthy has a `problem` and the records up to it. Any bytes are safe to walk.
// Layout: libyal "Windows XML Event Log (EVTX)" sections 3 to 5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wmiscope::testkit {

struct ByteRange {
  std::uint64_t offset = 0;  // in the file
  std::uint64_t size = 0;
  bool operator==(const ByteRange&) const = default;
};

struct TemplateUse {
  ByteRange definition;   // next, GUID, size, body
  std::string guid;       // 16 bytes
  bool resident = false;  // the definition lies in this record
  std::size_t depth = 0;  // 0: the System template, 1: EventData inside it …
};

struct WalkedRecord {
  std::size_t chunk = 0;
  std::uint64_t offset = 0;  // in the file
  std::uint64_t size = 0;
  std::uint64_t record_id = 0;                        // of the header
  std::optional<std::uint64_t> event_record_id = {};  // of the event: differs in exported logs
  bool understood = true;                             // the binary XML was walked to its end
  std::vector<TemplateUse> templates = {};
  std::vector<ByteRange> names = {};  // wherever in the chunk they lie
};

struct WalkedChunk {
  std::uint64_t offset = 0;
  bool unused = false;  // a slot of zeros, as Windows keeps them behind the chunks
  std::uint32_t free_space = 0;
  std::string problem = {};  // empty: healthy, checksums too
  std::vector<WalkedRecord> records = {};
  std::vector<WalkedRecord> slack = {};  // whole records behind the free-space offset
};

struct WalkedLog {
  std::vector<WalkedChunk> chunks;  // one for each 64 KiB slot

  bool healthy() const;
  std::vector<const WalkedRecord*> records() const;  // in the order of bytes, slack left out
};

WalkedLog walk_evtx(std::string_view file);

}  // namespace wmiscope::testkit
