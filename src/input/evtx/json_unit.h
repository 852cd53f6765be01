// SPDX-License-Identifier: Apache-2.0
//
// One character of UTF-16LE inside a JSON string: the plain way, which the vector ways of
// json_text.h take for whatever needs more than two bytes.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace wmiscope::evtx {

// Writes the character at byte `at` of the text, which has two bytes more at least, moves `at`
// behind it and returns the end of what was written, at most six bytes.
char* write_json_unit(ByteView text, std::size_t& at, char* out);

}  // namespace wmiscope::evtx
