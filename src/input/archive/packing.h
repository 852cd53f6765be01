// SPDX-License-Identifier: Apache-2.0
//
// How bytes are packed, told by their first bytes and never by a name.
//
//   if (auto packing = packing_of(head)) unpack(*packing, …);
//
// A filter (gzip, zstd, xz, bzip2) packs one nameless stream, an archive (zip, 7z, tar) named
// members. A tar.gz is a filter with an archive inside. No state, any thread.
//
// Sources: RFC 1952, RFC 8878, "The .xz File Format", PKWARE APPNOTE.TXT, 7zFormat.txt of 7-Zip,
// POSIX.1-2017 pax (ustar interchange format).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace wmiscope::archive {

enum class Packing : std::uint8_t { kGzip, kZstd, kXz, kBzip2, kZip, kSevenZip, kTar };

// As many bytes as packing_of() looks at: the header of a tar member.
inline constexpr std::size_t kPackingHead = 512;

std::optional<Packing> packing_of(ByteView head);

// Whether it holds named members.
bool is_archive(Packing packing);
// Whether its table of contents lies at the end, so that reading it jumps.
bool needs_seeking(Packing packing);

}  // namespace wmiscope::archive
