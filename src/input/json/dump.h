// SPDX-License-Identifier: Apache-2.0
//
// A JSON event of any shape as a line in evtx_dump's shape: what is known of the envelope under
// System, the event data under EventData with its values as they were written
// (docs/formats/json.md).
//
//   write_dump(event, out);
//
// The rendered message stands beside them as RenderingInfo. No state, any thread.
#pragma once

#include <string>

#include "input/json/json_event.h"

namespace wmiscope::json {

void write_dump(JsonEvent& event, std::string& out);

}  // namespace wmiscope::json
