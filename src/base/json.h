// SPDX-License-Identifier: Apache-2.0
//
// Text as a JSON string (RFC 8259), safe to show and to embed: whoever reads it gets valid UTF-8
// and no control character, whatever the event held.
//
//   std::string line = "{\"user\":";
//   append_json_string(finding.user, line);   // "user" or "DOMAIN\\user", with its quotes
//
// Escaped are `"`, `\`, C0 controls (\t \n \r short, others \u001b), DEL, C1 controls
// (U+0080-U+009F) and U+2028, U+2029, which end a line for JavaScript. Bytes that are no UTF-8
// become U+FFFD, one each, encoded surrogates among them. No state, any thread.
#pragma once

#include <string>
#include <string_view>

namespace wmiscope {

// Appends the quoted string.
void append_json_string(std::string_view utf8, std::string& out);

}  // namespace wmiscope
