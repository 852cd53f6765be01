// SPDX-License-Identifier: Apache-2.0
//
// What an independent decoder, evtx_dump (github.com/omerbenamram/evtx), reads in an EVTX file: one
// JSON object a line. For tests that hold the kit against it where it is installed.
//
//   if (!peer_decoder_present()) GTEST_SKIP() << "evtx_dump is not on PATH";
//   std::string jsonl = peer_decode(bytes);
#pragma once

#include <string>
#include <string_view>

namespace wmiscope::testkit {

bool peer_decoder_present();

// Writes the bytes into a temporary file, runs the decoder on it and removes the file. What the
// decoder says of errors is in the text too.
std::string peer_decode(std::string_view bytes);

}  // namespace wmiscope::testkit
