// SPDX-License-Identifier: Apache-2.0
//
// Cuts event XML into blocks that end where an event ends: one event a line, pretty-printed, many
// in <Events>, copied from the Event Viewer, in any encoding that TextSource knows.
//
//   auto reader = open_event_xml(bytes, options);
//
// A block has one piece: text with any number of whole events, its ordinal the 1-based line on
// which it begins (kEvents), or the place of an event longer than limits::kMaxEventXml, which
// became an issue (kLost). Only the last piece of a source may end within an event. One thread.
#pragma once

#include <memory>

#include "input/input.h"

namespace wmiscope::event_xml {

enum PieceKind : std::uint8_t { kEvents, kLost };
inline constexpr std::uint8_t kNoOffsets = 1;  // flag: the source was transcoded

std::unique_ptr<BlockReader> open_event_xml(ByteSource& bytes, const InputOptions& options);

// How sure event XML is of a source that begins with `head`.
int probe_event_xml(ByteView head);

}  // namespace wmiscope::event_xml
