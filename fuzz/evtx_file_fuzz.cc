// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as an EVTX file: finding the chunks, damaged ones, what is in them.

#include "fuzz/evtx_run.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using wmiscope::ByteView;
  using wmiscope::InputOptions;
  wmiscope::fuzz::run(ByteView(data, size), InputOptions{});
  wmiscope::fuzz::run(ByteView(data, size),
                      InputOptions{.verify_checksums = false, .recovered = true});
  wmiscope::fuzz::compare_ways(ByteView(data, size), InputOptions{.recovered = true});
  return 0;
}
