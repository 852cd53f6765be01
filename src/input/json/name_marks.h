// SPDX-License-Identifier: Apache-2.0
//
// The vector search under IdScan: where lines end, and where a 'v' is followed, three bytes on, by
// a 't', as in the names of event ids. Everything else in JSON of events is met by eye afterwards:
// an NXLog line has six such places.
//
//   NameMarks marks;
//   for (std::size_t at = 0; at < text.size(); at += NameMarks::kSpan) {
//     const std::size_t words = marks.find(text, at);       // bit i of word w: text[at + 64 * w +
//     i]
//
// AVX2 where the processor has it, else SSE2; the last bytes one by one. No state but its words.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wmiscope::json {

class NameMarks {
 public:
  static constexpr std::size_t kWord = 64;  // bytes of text
  static constexpr std::size_t kSpan = 64 * kWord;

  // Fills the words for at most kSpan bytes at `at`; how many there are.
  std::size_t find(std::string_view text, std::size_t at);
  std::uint64_t operator[](std::size_t word) const { return words_[word]; }

 private:
  std::array<std::uint64_t, kSpan / kWord> words_;
};

}  // namespace wmiscope::json
