// SPDX-License-Identifier: Apache-2.0
//
// Most patterns are an ASCII literal at the start, the end, somewhere, or the whole; these go to
// the comparisons of base/ascii.h. Everything else (wildcards inside, other letters, `cased` on
// UTF-16) is matched by one walk over code points that remembers the last star only: for patterns
// of stars and single characters going back further can never help, so that the time is bounded by
// the product of the two lengths.
#include "rules/matcher.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"

namespace wmiscope {
namespace {

using Shape = Pattern::Shape;
using Op = ConditionNode::Op;

class Utf8Text {
 public:
  explicit Utf8Text(std::string_view text) : text_(text) {}
  std::size_t size() const { return text_.size(); }
  CodePoint at(std::size_t offset) const { return first_code_point(text_.substr(offset)); }

 private:
  std::string_view text_;
};

class Utf16Text {
 public:
  explicit Utf16Text(ByteView text) : text_(text.first(text.size() & ~std::size_t{1})) {}
  std::size_t size() const { return text_.size(); }
  CodePoint at(std::size_t offset) const {
    const char32_t high = text_.load<std::uint16_t>(offset);
    if (high < 0xD800 || high > 0xDFFF) return {high, 2};
    if (high < 0xDC00 && text_.has(offset + 2, 2)) {
      const char32_t low = text_.load<std::uint16_t>(offset + 2);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        return {0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 4};
      }
    }
    return {0xFFFD, 2};
  }

 private:
  ByteView text_;
};

char32_t folded(char32_t c, bool cased) {
  return !cased && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

template <typename Text>
bool wildcard_matches(const Pattern& pattern, const Text& text) {
  const std::vector<char32_t>& elements = pattern.elements;
  std::size_t at = 0, offset = 0;
  std::size_t star = elements.size(), retry = 0;  // the last star met, and where its rest is tried
  while (offset < text.size()) {
    const CodePoint c = text.at(offset);
    if (at < elements.size() && elements[at] == kStar) {
      star = at++;
      retry = offset;
    } else if (at < elements.size() &&
               (elements[at] == kQuestion || elements[at] == folded(c.value, pattern.cased))) {
      ++at;
      offset += c.size;
    } else if (star < elements.size()) {
      at = star + 1;
      retry += text.at(retry).size;
      offset = retry;
    } else {
      return false;
    }
  }
  while (at < elements.size() && elements[at] == kStar) ++at;
  return at == elements.size();
}

bool uncased_matches(Shape shape, std::string_view literal, std::string_view text) {
  switch (shape) {
    case Shape::kEquals:
      return equals_nocase(text, literal);
    case Shape::kStartsWith:
      return starts_with_nocase(text, literal);
    case Shape::kEndsWith:
      return ends_with_nocase(text, literal);
    default:
      return find_nocase(text, literal) != std::string_view::npos;
  }
}

bool cased_matches(Shape shape, std::string_view literal, std::string_view text) {
  switch (shape) {
    case Shape::kEquals:
      return text == literal;
    case Shape::kStartsWith:
      return text.starts_with(literal);
    case Shape::kEndsWith:
      return text.ends_with(literal);
    default:
      return text.find(literal) != std::string_view::npos;
  }
}

bool utf16_matches(Shape shape, std::string_view literal, ByteView text) {
  switch (shape) {
    case Shape::kEquals:
      return utf16_equals_nocase(text, literal);
    case Shape::kStartsWith:
      return utf16_starts_with_nocase(text, literal);
    case Shape::kEndsWith:
      return utf16_ends_with_nocase(text, literal);
    default:
      return utf16_contains_nocase(text, literal);
  }
}

bool text_matches(const Pattern& pattern, std::string_view text) {
  if (pattern.shape == Shape::kWildcard) return wildcard_matches(pattern, Utf8Text(text));
  return pattern.cased ? cased_matches(pattern.shape, pattern.literal, text)
                       : uncased_matches(pattern.shape, pattern.literal, text);
}

bool text_matches(const Pattern& pattern, ByteView utf16) {
  if (pattern.shape == Shape::kWildcard || pattern.cased || !pattern.ascii) {
    return wildcard_matches(pattern, Utf16Text(utf16));
  }
  return utf16_matches(pattern.shape, pattern.literal, utf16);
}

// One value against any number of patterns: its UTF-8 text is made at most once.
class Subject {
 public:
  Subject(const Value& value, Arena& arena) : value_(value), arena_(arena) {}

  bool fits(const Pattern& pattern) {
    if (empty()) return pattern.shape == Shape::kNull;
    switch (pattern.shape) {
      case Shape::kNull:
        return false;
      case Shape::kAny:
        return true;
      case Shape::kRegex:
        return pattern.regex->matches(text());
      default:
        return fits_text(pattern);
    }
  }

 private:
  // A list of empty texts is none either.
  bool empty() {
    return value_.absent() || (value_.type() == ValueType::kUtf16List && text().empty());
  }

  bool fits_text(const Pattern& pattern) {
    if (value_.type() == ValueType::kUtf16) return text_matches(pattern, value_.view());
    if (value_.type() == ValueType::kUint && pattern.shape == Shape::kEquals) {
      return pattern.number == value_.number();
    }
    return text_matches(pattern, text());
  }

  std::string_view text() {
    if (!known_) {
      text_ = value_text(value_, arena_);
      known_ = true;
    }
    return text_;
  }

  const Value& value_;
  Arena& arena_;
  std::string_view text_;
  bool known_ = false;
};

bool fits(const std::vector<Pattern>& patterns, bool all, const Value& value, Arena& arena) {
  Subject subject(value, arena);
  const auto one = [&](const Pattern& pattern) { return subject.fits(pattern); };
  return all ? std::ranges::all_of(patterns, one) : std::ranges::any_of(patterns, one);
}

// Envelope fields that are text of their own, and no numbers or times.
constexpr SystemField kSearchedSystem[] = {SystemField::kProvider, SystemField::kChannel,
                                           SystemField::kComputer, SystemField::kUserId};

bool somewhere(const Pattern& pattern, const Event& event, Arena& arena) {
  const auto here = [&](const Value& value) {
    return !value.absent() && Subject(value, arena).fits(pattern);
  };
  for (const NamedValue& each : event.all) {
    if (here(each.value)) return true;
  }
  return std::ranges::any_of(kSearchedSystem, [&](SystemField f) { return here(event[f]); });
}

bool keywords_match(const ConditionNode& node, const Event& event, Arena& arena) {
  const auto one = [&](const Pattern& pattern) { return somewhere(pattern, event, arena); };
  return node.all ? std::ranges::all_of(*node.patterns, one)
                  : std::ranges::any_of(*node.patterns, one);
}

}  // namespace

bool matches(const Pattern& pattern, const Value& value, Arena& arena) {
  return Subject(value, arena).fits(pattern);
}

bool matches(const ConditionNode& node, const Event& event, Arena& arena) {
  const auto holds = [&](const ConditionNode& child) { return matches(child, event, arena); };
  switch (node.op) {
    case Op::kAnd:
      return std::ranges::all_of(node.children, holds);
    case Op::kOr:
      return std::ranges::any_of(node.children, holds);
    case Op::kNot:
      return !holds(node.children.front());
    case Op::kField:
      return fits(*node.patterns, node.all, evaluate(node.expr, event, arena), arena);
    case Op::kExists:
      return evaluate(node.expr, event, arena).present();
    case Op::kKeyword:
      return keywords_match(node, event, arena);
  }
  return false;
}

}  // namespace wmiscope
