// SPDX-License-Identifier: Apache-2.0
//
// UTF-16LE to the inside of a JSON string, as fast as the processor can.
//
//   const TextKernels& kernels = text_kernels(best_text_level());
//   out = kernels.json(text, chunk, out);     // out has room for json_text_bound(text.size())
//
// Escaped are `"`, `\`, C0 controls (\t \n \r short, others \u001b), DEL, C1 controls, U+2028 and
// U+2029, as base/json.h has it; a lone surrogate becomes U+FFFD; an odd last byte is dropped.
//
// The vector ways widen each unit to a pair of bytes (`\`, char) or the two bytes of its UTF-8, and
// close up what is not needed by a mask, so that nothing branches on quotes, backslashes and line
// ends. Only what takes more than two bytes leaves the vector. They write whole vectors: up to
// kTextSlack bytes behind the text are overwritten. They read whole vectors where `around`, of
// which the text is a part, allows it. All levels give the same bytes (json_text_test.cc). No
// state, any thread.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace wmiscope::evtx {

inline constexpr std::size_t kTextSlack = 64;

// What the text of so many bytes can take, slack included.
constexpr std::size_t json_text_bound(std::size_t utf16_bytes) {
  return 3 * utf16_bytes + kTextSlack;
}

enum class TextLevel : std::uint8_t { kPlain, kSsse3, kAvx2, kAvx512 };

struct TextKernels {
  char* (*json)(ByteView text, ByteView around, char* out);
  // Upper-case hexadecimal digits; overwrites up to kTextSlack bytes more.
  char* (*hex)(ByteView bytes, char* out);
  // The 32 digits of a GUID of 16 bytes in the order of its text, lower case, without dashes.
  void (*guid_digits)(ByteView guid, char* out);
};

// The best that this processor has.
TextLevel best_text_level();

// Of a level that is not above best_text_level().
const TextKernels& text_kernels(TextLevel level);

}  // namespace wmiscope::evtx
