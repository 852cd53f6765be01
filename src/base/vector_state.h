// SPDX-License-Identifier: Apache-2.0
//
// To be called after a function of ISA-L: it leaves the upper halves of the vector registers dirty,
// which slows all SSE code after it down (1.4 to 1.8 times, measured on the text conversion).
//
//   crc32_gzip_refl(seed, data, size);
//   clean_upper_halves();
//
// Costs a nanosecond. Does nothing on a processor without AVX.
#pragma once

namespace wmiscope {

void clean_upper_halves();

}  // namespace wmiscope
