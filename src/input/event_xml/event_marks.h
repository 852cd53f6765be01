// SPDX-License-Identifier: Apache-2.0
//
// The vector search under EventFinder: where in XML text the framing of events can stand. Marked
// are
//
//   <!      a comment or CDATA section
//   Event   followed by a character up to '>' (a tag's name ends) or by an 'I' (EventID)
//
// and a few places that only look like it: bytes are compared at fixed distances.
//
//   EventMarks marks(text);
//   for (std::size_t at = marks.next(0); at != EventMarks::kNone; at = marks.next(at + 1)) …
//
// AVX2 where the processor has it, else SSE2; the last bytes one by one. A view of the text, which
// outlives it. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wmiscope::event_xml {

class EventMarks {
 public:
  static constexpr std::size_t kNone = std::string_view::npos;

  explicit EventMarks(std::string_view text) : text_(text) {}

  // The first mark at or behind `from`. Cheap where `from` moves forward.
  std::size_t next(std::size_t from);

 private:
  static constexpr std::size_t kWord = 64;  // bytes of text
  static constexpr std::size_t kWords = 64;
  static constexpr std::size_t kSpan = kWord * kWords;

  void look(std::size_t begin);

  std::string_view text_;
  std::size_t begin_ = 0;  // of the text that the words are about
  std::size_t end_ = 0;
  std::array<std::uint64_t, kWords> words_{};  // bit i of word w: text[begin_ + 64 * w + i]
};

// Whether "<!" stands anywhere in the text.
bool holds_sections(std::string_view text);

}  // namespace wmiscope::event_xml
