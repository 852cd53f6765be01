// SPDX-License-Identifier: Apache-2.0
//
// Writes EVTX files of any shape: valid ones here, broken ones by damaging these (evtx_damage.h).
//
//   EvtxWriter w;
//   w.add(sysmon_1().image("C:\\…\\wmic.exe").at("2026-11-01T10:00:00.1234567Z"));
//   std::string bytes = w.write();
//
// Events get running record ids unless they name their own. An event that does not fit the open
// chunk starts the next one. `add` is false for one that fits no chunk at all; nothing is written
// then. After write() the writer is empty again but goes on with its record ids. Same calls, same
// bytes. Layout: libyal "Windows XML Event Log (EVTX)" sections 2 to 4; [MS-EVEN6] 2.2.16, 2.2.17.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/binxml_writer.h"

namespace wmiscope::testkit {

class EventBuilder;

inline constexpr std::size_t kFileHeaderSize = 4096;

struct EvtxOptions {
  bool dirty = false;  // not closed: flag 1 of the file header
  bool full = false;   // flag 2
  std::optional<std::uint16_t> chunk_count =
      {};  // what the header counts, if it is wrong on purpose
  std::uint64_t first_record_id = 1;
  std::size_t records_per_chunk = 0;  // 0: as many as fit
  std::uint16_t minor_version = 1;    // 3.1, or 2 for 3.2
  bool renumber_headers = false;      // exported logs: the headers count from 1
};

class EvtxWriter {
 public:
  explicit EvtxWriter(EvtxOptions options = {});

  bool add(const EventBuilder& event);
  bool add(const XmlFragment& event, std::uint64_t record_id, std::uint64_t ticks);
  // A record of bytes that are taken for binary XML: for what no tree can say.
  bool add_bytes(std::string_view binxml, std::uint64_t record_id, std::uint64_t ticks);

  // A whole record behind the free-space offset of the open chunk: slack of an older use.
  void add_slack(const XmlFragment& event, std::uint64_t record_id, std::uint64_t ticks);

  // Closes the open chunk.
  void end_chunk();

  std::uint64_t next_record_id() const { return next_id_; }
  std::string write();

 private:
  struct Record {
    std::uint64_t id = 0;
    std::uint64_t ticks = 0;
    const XmlFragment* xml = nullptr;
    std::string_view bytes = {};
  };
  struct OpenChunk {
    ChunkText text = {};
    std::vector<std::uint64_t> ids = {};  // of the record headers
    std::size_t last_record = kChunkHeaderSize;
    std::optional<std::size_t> free_space = {};  // where slack begins
  };

  bool put(const Record& record);
  bool try_put(const Record& record, std::uint64_t header_id);
  std::string file_header(std::size_t chunks) const;
  static std::string close(OpenChunk chunk);

  EvtxOptions options_;
  std::uint64_t next_id_;
  std::uint64_t next_header_id_ = 1;
  std::vector<std::string> chunks_;
  OpenChunk open_;
};

}  // namespace wmiscope::testkit
