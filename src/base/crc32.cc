// SPDX-License-Identifier: Apache-2.0
#include "base/crc32.h"

#include <isa-l/crc.h>

#include "base/vector_state.h"

namespace wmiscope {

std::uint32_t crc32(ByteView bytes, std::uint32_t seed) {
  const std::uint32_t crc = crc32_gzip_refl(seed, bytes.data(), bytes.size());
  clean_upper_halves();
  return crc;
}

}  // namespace wmiscope
