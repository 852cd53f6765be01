// SPDX-License-Identifier: Apache-2.0
#include "input/text/lines.h"

#include <emmintrin.h>

#include <algorithm>

namespace wmiscope {
namespace {

// The line ends in 16 * `steps` bytes; no counter of a byte may overflow.
constexpr std::size_t kMaxSteps = 255;

std::uint64_t count_steps(const char* text, std::size_t steps) {
  __m128i counts = _mm_setzero_si128();
  for (std::size_t i = 0; i < steps; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * i));
    counts = _mm_sub_epi8(counts, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
  }
  const __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(sums)) +
         static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
}

}  // namespace

std::uint64_t count_lines(std::string_view text) {
  std::uint64_t count = 0;
  while (text.size() >= 16) {
    const std::size_t steps = std::min(text.size() / 16, kMaxSteps);
    count += count_steps(text.data(), steps);
    text.remove_prefix(16 * steps);
  }
  return count + static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

}  // namespace wmiscope
