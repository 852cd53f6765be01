// SPDX-License-Identifier: Apache-2.0
//
// What a value of an event is compared with: a text with wildcards, a regular expression, or
// "nothing there". Made once when a rule is loaded, whichever front end read it.
//
//   Pattern p = make_pattern({kStar, 'w', 'm', 'i', 'c'}, {.cased = false});   // *wmic
//   if (matches(p, value, arena)) …                                            // rules/matcher.h
//
// A text is a sequence of code points; kStar stands for any number of characters (line ends too),
// kQuestion for exactly one. Only ASCII letters compare without case (corpus README, choice 1).
// Immutable once made; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"

namespace wmiscope {

// Beyond all code points, and beyond the 256 numbers that stand for bytes which are no UTF-8.
inline constexpr char32_t kInvalidByte = 0x110000;
inline constexpr char32_t kStar = 0x110100;
inline constexpr char32_t kQuestion = 0x110101;

struct Pattern {
  enum class Shape : std::uint8_t {
    kNull,        // no value, or an empty one
    kAny,         // any value
    kEquals,      // the whole value is `literal`
    kStartsWith,  // …
    kEndsWith,
    kContains,
    kWildcard,  // anything else with wildcards: `elements`
    kRegex,
  };

  Shape shape = Shape::kNull;
  bool cased = false;
  bool ascii = true;                    // `literal` is ASCII only
  std::string literal;                  // UTF-8; in lower case unless cased
  std::vector<char32_t> elements;       // the whole pattern; in lower case unless cased
  std::optional<std::uint64_t> number;  // the value of a kEquals written as a plain decimal number
  std::shared_ptr<const Regex> regex;

  bool is_text() const { return shape >= Shape::kEquals && shape <= Shape::kWildcard; }
};

struct PatternOptions {
  bool cased = false;
};

// Stars in a row count as one. No elements at all is kNull: an empty text equals an absent one.
Pattern make_pattern(std::vector<char32_t> elements, PatternOptions options);
Pattern make_pattern(Regex regex);

// The code points of a text, its invalid bytes as kInvalidByte + byte.
std::vector<char32_t> to_elements(std::string_view utf8);

// The pattern for people: 'wmic.exe', '*\wmic.exe', /regex/, null.
std::string to_string(const Pattern& pattern);

// One character of a text; `size` is in bytes.
struct CodePoint {
  char32_t value = 0;
  std::size_t size = 1;
};

// The first character of a text that is not empty.
CodePoint first_code_point(std::string_view utf8);

}  // namespace wmiscope
