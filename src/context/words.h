// SPDX-License-Identifier: Apache-2.0
//
// The words of contracts.md section 3 as people say them, so that the same facts always give the
// same sentence.
//
//   vector_words("wmic-remote")          // "wmic against another host"
//   purpose_phrase("host-recon")         // "host reconnaissance"
//   tool_words("impacket-wmiexec")       // "impacket's wmiexec.py"
//   join_words({"a", "b", "c"})          // "a, b and c"
//
// Unknown ids give themselves. Texts live as long as the program, or as the argument.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wmiscope/activity.h"

namespace wmiscope {

std::string_view vector_words(std::string_view vector);
std::string_view purpose_phrase(std::string_view purpose);
std::string_view tool_words(std::string_view tool);
std::string_view origin_words(OriginKind kind);  // "from another host", "on the host itself"
std::string_view confidence_words(Confidence confidence);  // "high", "medium", "low"

// "a", "a and b", "a, b and c".
std::string join_words(std::span<const std::string_view> words);

}  // namespace wmiscope
