// SPDX-License-Identifier: Apache-2.0
//
// The forms in which dump() writes events, one event a line.
#pragma once

#include <cstdint>

namespace wmiscope {

enum class DumpFormat : std::uint8_t {
  kJsonl,  // evtx_dump's shape
  kXml,    // <Event>, as Windows writes it
};

}  // namespace wmiscope
