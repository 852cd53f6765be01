// SPDX-License-Identifier: Apache-2.0
//
// Cuts JSON text into blocks of about 1 MiB: JSON lines, pretty-printed or concatenated objects,
// one big list, or a list inside one big object ("results": […]), in any encoding that TextSource
// knows.
//
//   auto reader = open_json(bytes, options);
//
// Pieces of a block are runs of whole lines, each line a value (kLines: no structure is looked at
// as long as lines begin with { and end with }), or single values (kValue). A piece's ordinal is
// the 1-based line on which it begins. Broken text ends with its line; the rest is read. A value
// longer than limits::kMaxJsonValue becomes a kLost piece and an issue. Behind a block's last byte
// kJsonPadding bytes are readable. One thread.
#pragma once

#include <memory>

#include "input/input.h"

namespace wmiscope::json {

enum PieceKind : std::uint8_t { kLines, kValue, kLost };
inline constexpr std::uint8_t kNoOffsets = 1;  // flag: the source was transcoded

std::unique_ptr<BlockReader> open_json(ByteSource& bytes, const InputOptions& options);

// How sure JSON is of a source that begins with `head`.
int probe_json(ByteView head);

}  // namespace wmiscope::json
