// SPDX-License-Identifier: Apache-2.0
//
// Blocks of event XML to events, as far as they are demanded.
//
// Most events are rejected on the number in their first EventID element, found by a vectorised
// search, before any XML is read. Of the others the System element is read, then, if their log is
// demanded, the rest; only demanded fields are resolved. What is demanded must be sound XML; of
// what is not, only the framing is looked at. dump() looks at all.
#pragma once

#include <memory>

#include "input/input.h"

namespace wmiscope::event_xml {

// The demand and the names outlive the decoder. One thread.
std::unique_ptr<BlockDecoder> make_event_xml_decoder(const Demand& demand, const FieldNames& names,
                                                     const InputOptions& options);

}  // namespace wmiscope::event_xml
