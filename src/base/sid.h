// SPDX-License-Identifier: Apache-2.0
//
// Security identifiers as Windows stores them to text ([MS-DTYP] 2.4.2.2: revision, count,
// authority of 6 bytes big-endian, subauthorities of 4 bytes little-endian).
//
//   if (!append_sid(bytes, out)) append_hex(…);   // "S-1-5-21-…-1001"
//
// No state, any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wmiscope {

inline constexpr std::size_t kMaxSubauthorities = 15;  // [MS-DTYP] 2.4.2.2

// Appends the text. False, and nothing appended, where the count exceeds the bytes or Windows' own
// bound. Bytes behind the last subauthority are ignored.
bool append_sid(ByteView sid, std::string& out);

// DOMAIN\name of an account of Windows' own, by the text of its SID; empty for any other.
std::string_view windows_account(std::string_view sid);

}  // namespace wmiscope
