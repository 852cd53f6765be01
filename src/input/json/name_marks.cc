// SPDX-License-Identifier: Apache-2.0
#include "input/json/name_marks.h"

#include <immintrin.h>

#include <algorithm>

namespace wmiscope::json {
namespace {

constexpr std::size_t kAhead = 3;  // from the 'v' to the 't'

std::uint64_t mask16(const char* text) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i ahead = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + kAhead));
  const __m128i names = _mm_and_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('v')),
                                      _mm_cmpeq_epi8(ahead, _mm_set1_epi8('t')));
  const __m128i ends = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(names, ends)));
}

void marks_sse2(const char* text, std::size_t words, std::uint64_t* out) {
  for (std::size_t w = 0; w < words; ++w, text += NameMarks::kWord) {
    out[w] =
        mask16(text) | mask16(text + 16) << 16 | mask16(text + 32) << 32 | mask16(text + 48) << 48;
  }
}

[[gnu::target("avx2")]] inline std::uint64_t mask32(const char* text) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
  const __m256i ahead = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + kAhead));
  const __m256i names = _mm256_and_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('v')),
                                         _mm256_cmpeq_epi8(ahead, _mm256_set1_epi8('t')));
  const __m256i ends = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_or_si256(names, ends)));
}

[[gnu::target("avx2")]] void marks_avx2(const char* text, std::size_t words, std::uint64_t* out) {
  for (std::size_t w = 0; w < words; ++w, text += NameMarks::kWord) {
    out[w] = mask32(text) | mask32(text + 32) << 32;
  }
}

// The same, byte by byte, for the last word of a text.
std::uint64_t plain_word(std::string_view text) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < text.size() && i < NameMarks::kWord; ++i) {
    const bool name = text[i] == 'v' && i + kAhead < text.size() && text[i + kAhead] == 't';
    if (name || text[i] == '\n') word |= std::uint64_t{1} << i;
  }
  return word;
}

}  // namespace

std::size_t NameMarks::find(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const std::size_t safe = rest.size() < kAhead ? 0 : (rest.size() - kAhead) / kWord;
  const std::size_t whole = std::min(safe, words_.size());
  if (__builtin_cpu_supports("avx2")) {
    marks_avx2(rest.data(), whole, words_.data());
  } else {
    marks_sse2(rest.data(), whole, words_.data());
  }
  std::size_t words = whole;
  while (words < words_.size() && words * kWord < rest.size()) {
    words_[words] = plain_word(rest.substr(words * kWord));
    ++words;
  }
  return words;
}

}  // namespace wmiscope::json
