// SPDX-License-Identifier: Apache-2.0
//
// The values in event data that stands as XML text inside another form: Log Analytics' EventData
// (<Data Name="Image">…</Data>, or the elements of user data) and ParameterXml (<Param>…</Param>).
//
//   for (const XmlDatum& d : read_data_xml(text, arena)) … d.name, d.text …
//
// Not a reader of whole XML: it takes the elements that hold text and no others, under their Name,
// else under the element's own name; <Data> and <Param> without Name have none. Character
// references are resolved; what is broken ends the list. No state, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/arena.h"

namespace wmiscope {

struct XmlDatum {
  std::string_view name;
  std::string_view text;
};

// Views of the text or the arena.
std::vector<XmlDatum> read_data_xml(std::string_view xml, Arena& arena);

// The text with its character references (&lt; &#10; &#xA;) resolved; unknown ones stay.
std::string_view resolve_references(std::string_view text, Arena& arena);
void append_resolved(std::string_view text, std::string& out);

}  // namespace wmiscope
