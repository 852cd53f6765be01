// SPDX-License-Identifier: Apache-2.0
#include "input/json/value_scanner.h"

#include <emmintrin.h>

#include <bit>

#include "base/limits.h"

namespace wmiscope::json {
namespace {

constexpr std::size_t kMaxTypedDepth = 64;

// A wrapper has nothing of an event in front of its list.
constexpr std::string_view kIdNames[] = {"EventI", "event_i", "EventCode", "eventI"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The first quote, backslash or line end at or after `at`; the size where there is none.
std::size_t find_in_string(std::string_view text, std::size_t at) {
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                  _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hit));
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
  while (at < text.size() && text[at] != '"' && text[at] != '\\' && text[at] != '\n') ++at;
  return at;
}

}  // namespace

void ValueScanner::begin_rest(std::size_t depth) {
  begin();
  rest_ = true;
  depth_ = depth;
  before_ = ']';
  objects_ = ~std::uint64_t{0};
}

ValueScanner::State ValueScanner::scan(std::string_view text) {
  while (at_ < text.size()) {
    if (in_string_) {
      if (!finish_string(text)) return broken_ ? State::kBroken : State::kMore;
      if (depth_ == 0) return State::kComplete;
      continue;
    }
    const std::size_t before = at_;
    const State state = step(text);
    if (state != State::kMore) return state;
    if (at_ == before) return State::kMore;
  }
  return State::kMore;
}

// One character outside strings. Does not move where it needs more text.
ValueScanner::State ValueScanner::step(std::string_view text) {
  const char c = text[at_];
  switch (c) {
    case '"':
      in_string_ = true;
      string_begin_ = ++at_;
      return State::kMore;
    case '{':
    case '[':
      return open(text, c == '{');
    case '}':
    case ']':
      if (depth_ == 0) return scalar(c);
      ++at_;
      before_ = c;
      return --depth_ == 0 ? State::kComplete : State::kMore;
    case ':':
      if (depth_ < kWatchedDepth) names_[depth_] = {string_begin_, string_size_};
      break;
    default:
      break;
  }
  return scalar(c);
}

// A character of a number or word, or between values.
ValueScanner::State ValueScanner::scalar(char c) {
  const bool ends = is_blank(c) || c == ',' || c == '}' || c == ']';
  if (depth_ == 0 && ends && before_ != '\0') return State::kComplete;
  if (!is_blank(c)) before_ = c;
  ++at_;
  return State::kMore;
}

ValueScanner::State ValueScanner::open(std::string_view text, bool is_object) {
  if (is_object && depth_ > 0 && !may_open_object() && begins_line(text)) return State::kBroken;
  if (!is_object && depth_ > 0 && depth_ < kWatchedDepth && !rest_) {
    std::size_t next = at_ + 1;
    while (next < text.size() && is_blank(text[next])) ++next;
    if (next == text.size()) return State::kMore;
    if (text[next] == '{' && is_container(text)) {
      ++at_;
      return State::kContainer;
    }
  }
  ++at_;
  ++depth_;
  before_ = is_object ? '{' : '[';
  if (depth_ < kMaxTypedDepth) {
    const std::uint64_t bit = std::uint64_t{1} << depth_;
    objects_ = is_object ? objects_ | bit : objects_ & ~bit;
  }
  return State::kMore;
}

// False where the string does not end in this text, or is broken.
bool ValueScanner::finish_string(std::string_view text) {
  while (true) {
    at_ = find_in_string(text, at_);
    if (at_ == text.size()) return false;
    if (text[at_] == '\\') {
      if (at_ + 1 == text.size()) return false;
      if (text[at_ + 1] != '\n') {
        at_ += 2;
        continue;
      }
      ++at_;
    }
    if (text[at_] == '\n') {
      ++at_;
      broken_ = true;
      return false;
    }
    string_size_ = at_ - string_begin_;
    ++at_;
    in_string_ = false;
    before_ = '"';
    return true;
  }
}

bool ValueScanner::begins_line(std::string_view text) const {
  std::size_t at = at_;
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at > 0 && text[at - 1] == '\n';
}

// Whether an object may stand here: behind a name, or in a list.
bool ValueScanner::may_open_object() const {
  if (depth_ >= kMaxTypedDepth) return true;
  if ((objects_ >> depth_ & 1) != 0) return before_ == ':';
  return before_ == '[' || before_ == ',';
}

bool ValueScanner::is_container(std::string_view text) const {
  if (at_ > limits::kMaxWrapperStart || before_ != ':') return false;
  for (const std::string_view name : kIdNames) {
    if (text.substr(0, at_).find(name) != std::string_view::npos) return false;
  }
  for (const JsonPath& path : *containers_) {
    if (path.steps.size() != depth_) continue;
    bool same = true;
    for (std::size_t d = 0; d < depth_; ++d) {
      const Name& name = names_[d + 1];
      same = same && text.substr(name.begin, name.size) == path.steps[d];
    }
    if (same) return true;
  }
  return false;
}

}  // namespace wmiscope::json
