// SPDX-License-Identifier: Apache-2.0
//
// JSON text of a block to events, as far as they are demanded.
//
// Text in which no demanded event can stand is not parsed (id_scan.h). What is left is parsed,
// given its shape (content/fields/json/shapes.yml), rejected on id and log, then on the demand's
// cheap conditions; only what passes becomes an Event. A value that is no event counts as
// `records_foreign`; one that looks like an event but fits no shape is the issue `unknown-shape`,
// one a block.
#pragma once

#include <memory>

#include "input/input.h"

namespace wmiscope::json {

// The demand and the names outlive the decoder. One thread.
std::unique_ptr<BlockDecoder> make_json_decoder(const Demand& demand, const FieldNames& names,
                                                const InputOptions& options);

}  // namespace wmiscope::json
