// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/event_marks.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>

namespace wmiscope::event_xml {
namespace {

// From the 'E' to the 't' and to the byte behind the name.
constexpr std::size_t kLast = 4;
constexpr std::size_t kBehind = 5;

[[gnu::target("avx2")]] inline __m256i load32(const char* text) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
}

[[gnu::target("avx2")]] inline std::uint64_t mask32(const char* text) {
  const __m256i bytes = load32(text);
  const __m256i behind = load32(text + kBehind);
  const __m256i tag_end = _mm256_set1_epi8('>');
  const __m256i ends = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_max_epu8(behind, tag_end), tag_end),
                                       _mm256_cmpeq_epi8(behind, _mm256_set1_epi8('I')));
  const __m256i first_last =
      _mm256_and_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('E')),
                       _mm256_cmpeq_epi8(load32(text + kLast), _mm256_set1_epi8('t')));
  const __m256i sections =
      _mm256_and_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('<')),
                       _mm256_cmpeq_epi8(load32(text + 1), _mm256_set1_epi8('!')));
  const __m256i marks = _mm256_or_si256(_mm256_and_si256(first_last, ends), sections);
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(marks));
}

[[gnu::target("avx2")]] void marks_avx2(const char* text, std::size_t words, std::uint64_t* out) {
  for (std::size_t w = 0; w < words; ++w, text += 64)
    out[w] = mask32(text) | mask32(text + 32) << 32;
}

inline __m128i load16(const char* text) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
}

std::uint64_t mask16(const char* text) {
  const __m128i bytes = load16(text);
  const __m128i behind = load16(text + kBehind);
  const __m128i tag_end = _mm_set1_epi8('>');
  const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(_mm_max_epu8(behind, tag_end), tag_end),
                                    _mm_cmpeq_epi8(behind, _mm_set1_epi8('I')));
  const __m128i first_last =
      _mm_and_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('E')),
                    _mm_cmpeq_epi8(load16(text + kLast), _mm_set1_epi8('t')));
  const __m128i sections = _mm_and_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('<')),
                                         _mm_cmpeq_epi8(load16(text + 1), _mm_set1_epi8('!')));
  const __m128i marks = _mm_or_si128(_mm_and_si128(first_last, ends), sections);
  return static_cast<std::uint32_t>(_mm_movemask_epi8(marks));
}

void marks_sse2(const char* text, std::size_t words, std::uint64_t* out) {
  for (std::size_t w = 0; w < words; ++w, text += 64) {
    out[w] =
        mask16(text) | mask16(text + 16) << 16 | mask16(text + 32) << 32 | mask16(text + 48) << 48;
  }
}

bool marked(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? text[at + i] : '\0'; };
  if (byte(0) == '<') return byte(1) == '!';
  const auto behind = static_cast<unsigned char>(byte(kBehind));
  return byte(0) == 'E' && byte(kLast) == 't' && (behind <= '>' || behind == 'I');
}

// The same, byte by byte, for the last words of a text.
std::uint64_t plain_word(std::string_view text, std::size_t begin) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 64 && begin + i < text.size(); ++i) {
    if (marked(text, begin + i)) word |= std::uint64_t{1} << i;
  }
  return word;
}

}  // namespace

std::size_t EventMarks::next(std::size_t from) {
  while (from < text_.size()) {
    if (from < begin_ || from >= end_) look(from);
    std::size_t w = (from - begin_) / kWord;
    std::uint64_t bits = words_[w] & ~std::uint64_t{0} << (from - begin_) % kWord;
    const std::size_t words = (end_ - begin_ + kWord - 1) / kWord;
    while (bits == 0 && ++w < words) bits = words_[w];
    if (bits != 0) return begin_ + w * kWord + static_cast<std::size_t>(std::countr_zero(bits));
    from = end_;
  }
  return kNone;
}

void EventMarks::look(std::size_t begin) {
  begin_ = begin;
  end_ = std::min(begin + kSpan, text_.size());
  const std::string_view rest = text_.substr(begin);
  const std::size_t safe = rest.size() < kBehind ? 0 : (rest.size() - kBehind) / kWord;
  const std::size_t whole = std::min(safe, kWords);
  if (__builtin_cpu_supports("avx2")) {
    marks_avx2(rest.data(), whole, words_.data());
  } else {
    marks_sse2(rest.data(), whole, words_.data());
  }
  for (std::size_t w = whole; begin + w * kWord < end_; ++w) {
    words_[w] = plain_word(rest, w * kWord);
  }
}

bool holds_sections(std::string_view text) {
  // Without a way out of the inner loop the compiler makes vector code of it.
  constexpr std::size_t kStep = 4096;
  for (std::size_t at = 0; at + 1 < text.size(); at += kStep) {
    const char* const from = text.data() + at;
    const std::size_t count = std::min(kStep, text.size() - at - 1);
    unsigned char found = 0;
    for (std::size_t i = 0; i < count; ++i) {
      found = static_cast<unsigned char>(found | ((from[i] == '<') & (from[i + 1] == '!')));
    }
    if (found != 0) return true;
  }
  return false;
}

}  // namespace wmiscope::event_xml
