// SPDX-License-Identifier: Apache-2.0
//
// The words of contracts.md section 3 as people say them, so that the same facts always give the
// same sentence.
//
//   purpose_phrase("host-recon")         // "host reconnaissance"
//   tool_words("impacket-wmiexec")       // "impacket's wmiexec.py"
//
// Unknown ids give themselves. Texts live as long as the program, or as the argument.
#pragma once

#include <string_view>

namespace wmiscope {

std::string_view purpose_phrase(std::string_view purpose);
std::string_view tool_words(std::string_view tool);

}  // namespace wmiscope
