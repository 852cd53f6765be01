// SPDX-License-Identifier: Apache-2.0
//
// A JSON event of any shape as a line of event XML: what is known of the envelope under System, the
// event data as <Data Name="…"> under EventData, the rendered message under RenderingInfo.
//
//   if (!write_xml_dump(event, out)) …          // more than a line may take; nothing was written
//
// What JSON nests in a value is written as its text. No state, any thread.
#pragma once

#include <string>

#include "input/json/json_event.h"

namespace wmiscope::json {

bool write_xml_dump(JsonEvent& event, std::string& out);

}  // namespace wmiscope::json
