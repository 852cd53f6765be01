// SPDX-License-Identifier: Apache-2.0
#include "base/vector_state.h"

#include <immintrin.h>

namespace wmiscope {
namespace {

__attribute__((target("avx"))) void zero_upper() { _mm256_zeroupper(); }

}  // namespace

void clean_upper_halves() {
  if (__builtin_cpu_supports("avx")) zero_upper();
}

}  // namespace wmiscope
