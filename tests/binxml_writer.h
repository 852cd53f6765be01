// SPDX-License-Identifier: Apache-2.0
//
// Binary XML as Windows writes it into a chunk: a name is inlined where it is first used and
// referred to by its offset in the chunk from then on; a template's definition lies in the record
// that uses it first; names and definitions hang in the hash tables of the chunk's header.
//
//   ChunkText chunk;                       // 512 zero bytes for the header, then what is written
//   write_fragment(chunk, fragment);       // header, template instance or element, end
//
// Facts: [MS-EVEN6] 2.2.12, libyal "Windows XML Event Log (EVTX)" sections 4 and 5; the hash of
// names and definitions (65599 * h + unit) and their buckets were checked against real chunks.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "tests/xml_node.h"

namespace wmiscope::testkit {

inline constexpr std::size_t kChunkSize = 65536;
inline constexpr std::size_t kChunkHeaderSize = 512;

struct ChunkText {
  std::string bytes = std::string(kChunkHeaderSize, '\0');
  std::map<std::string, std::uint32_t> names = {};      // UTF-8 name: offset of its structure
  std::map<std::string, std::uint32_t> templates = {};  // normal form: offset of its definition
  std::array<std::uint32_t, 64> name_buckets = {};
  std::array<std::uint32_t, 32> template_buckets = {};
};

void write_fragment(ChunkText& chunk, const XmlFragment& fragment);

// The hash of a name, of its UTF-16 units.
std::uint16_t name_hash(std::string_view utf16);

}  // namespace wmiscope::testkit
