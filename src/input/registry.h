// SPDX-License-Identifier: Apache-2.0
//
// The table of formats, and what a source is by its first bytes (never by its name).
//
//   Sniffed what = sniff(head);
//   if (what.format) what.format->open(…); else skip(what.reason);
#pragma once

#include <span>
#include <string_view>

#include "input/input.h"

namespace wmiscope {

// As many first bytes as sniffing needs to tell a damaged EVTX file from something else.
inline constexpr std::size_t kSniffSize = 128 * 1024;

std::span<const Format> formats();

struct Sniffed {
  const Format* format = nullptr;
  const char* reason = "";      // without a format: what it is instead, for people
  const char* issue = nullptr;  // events that cannot be read: the code of the issue; else a skip
};

Sniffed sniff(ByteView head);

}  // namespace wmiscope
