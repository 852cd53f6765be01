// SPDX-License-Identifier: Apache-2.0
//
// Records of an EVTX block to events, as far as they are demanded.
//
// A record is rejected on its event id, which is read from the substitution values without decoding
// anything; then on its channel; then on the demand's cheap conditions, tested in the record's own
// bytes. Only what passes becomes an Event, with its values still where they lie.
#pragma once

#include <memory>

#include "input/input.h"

namespace wmiscope::evtx {

// The demand and the names outlive the decoder. One thread.
std::unique_ptr<BlockDecoder> make_evtx_decoder(const Demand& demand, const FieldNames& names,
                                                const InputOptions& options);

}  // namespace wmiscope::evtx
