// SPDX-License-Identifier: Apache-2.0
//
// CRC-32 as zlib, gzip and the chunks of EVTX have it (polynomial 0x04C11DB7, reflected), by ISA-L
// at several bytes a cycle. The adapter: no other file includes a header of ISA-L for it.
//
//   if (crc32(records) != header.records_checksum) …
//   crc = crc32(second, crc32(first));                 // in pieces
//
// No state, any thread.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace wmiscope {

std::uint32_t crc32(ByteView bytes, std::uint32_t seed = 0);

}  // namespace wmiscope
