// SPDX-License-Identifier: Apache-2.0
//
// Text hidden in text: PowerShell's -EncodedCommand, base64 in scripts, lists of character codes,
// and the output that WMI tools leave in CrashControl\DumpFile.
//
//   for (const DecodedText& d : decode_text(command_line)) show(d.from, d.text);
//   if (const auto output = decode_number_list(details)) show(*output);     // Sysmon 13 Details
//
// Layers are unpacked up to kMaxDecodeDepth; only what gives readable text is a result. Results own
// their text, UTF-8. Pure functions, any thread; bounded by kMaxDecodedSize in all.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

inline constexpr std::size_t kMaxDecodeDepth = 3;
inline constexpr std::size_t kMaxDecodedSize = 1 << 20;

struct DecodedText {
  std::string from;       // the encoded text, as it stands in its surroundings
  std::string text;       // what it says
  std::string_view how;   // "encoded-command", "base64", "character-list"
  std::size_t depth = 0;  // 0: stood in the text given; 1: in what that gave …
};

// Everything that the text hides, outer layers first.
std::vector<DecodedText> decode_text(std::string_view text);

// The decoded argument of -EncodedCommand in whatever short form (-e, -ec, -enc, /enc …); empty
// where there is none.
std::string decode_encoded_command(std::string_view command_line);

// Base64 that gives readable UTF-16LE or UTF-8 text; null where it does not.
std::optional<std::string> decode_base64_text(std::string_view base64);

// "87,105,110" → "Win"; null where it is no list of at least 4 codes of readable characters.
std::optional<std::string> decode_number_list(std::string_view list);

}  // namespace wmiscope
