// SPDX-License-Identifier: Apache-2.0
//
// GUIDs in Microsoft's layout ([MS-DTYP] 2.3.4.2: 4, 2 and 2 bytes little-endian, then 8 as they
// stand) to and from text.
//
//   append_guid(value.view(), out);              // "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"
//   if (const auto guid = parse_guid(text)) …    // with or without braces, in either case
//
// No state, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wmiscope {

using Guid = std::array<std::uint8_t, 16>;

inline constexpr std::size_t kGuidSize = 16;
inline constexpr std::size_t kGuidLength = 38;  // with braces

// Writes kGuidLength characters for the first 16 bytes of `guid`, which has them; returns the end.
char* write_guid(ByteView guid, char* out);
void append_guid(ByteView guid, std::string& out);

// The whole text must be a GUID: 8-4-4-4-12 digits, both braces or none.
std::optional<Guid> parse_guid(std::string_view text);

}  // namespace wmiscope
