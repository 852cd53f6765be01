// SPDX-License-Identifier: Apache-2.0
#include "rules/pattern.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/format.h"
#include "base/utf16.h"

namespace wmiscope {
namespace {

bool is_wildcard(char32_t element) { return element == kStar || element == kQuestion; }

char32_t lower(char32_t c) {
  return c < 0x80 ? static_cast<char32_t>(ascii_lower(static_cast<char>(c))) : c;
}

void append_utf8(char32_t c, std::string& out) {
  const auto put = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (c >= kInvalidByte) {
    put(c - kInvalidByte);
  } else if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

// A number as Windows writes it: no sign, no leading zeros.
std::optional<std::uint64_t> plain_decimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

Pattern::Shape shape_of(const std::vector<char32_t>& elements) {
  if (elements.empty()) return Pattern::Shape::kNull;
  const bool open_start = elements.front() == kStar;
  const bool open_end = elements.back() == kStar;
  if (open_start && elements.size() == 1) return Pattern::Shape::kAny;
  const auto first = elements.begin() + (open_start ? 1 : 0);
  const auto last = elements.end() - (open_end ? 1 : 0);
  if (std::any_of(first, last, is_wildcard)) return Pattern::Shape::kWildcard;
  if (open_start) return open_end ? Pattern::Shape::kContains : Pattern::Shape::kEndsWith;
  return open_end ? Pattern::Shape::kStartsWith : Pattern::Shape::kEquals;
}

}  // namespace

Pattern make_pattern(std::vector<char32_t> elements, PatternOptions options) {
  const auto both_stars = [](char32_t a, char32_t b) { return a == kStar && b == kStar; };
  elements.erase(std::unique(elements.begin(), elements.end(), both_stars), elements.end());
  if (!options.cased) std::ranges::transform(elements, elements.begin(), lower);

  Pattern pattern;
  pattern.cased = options.cased;
  pattern.shape = shape_of(elements);
  pattern.elements = std::move(elements);
  if (!pattern.is_text() || pattern.shape == Pattern::Shape::kWildcard) return pattern;
  for (const char32_t c : pattern.elements) {
    if (!is_wildcard(c)) append_utf8(c, pattern.literal);
  }
  pattern.ascii = is_ascii(pattern.literal);
  if (pattern.shape == Pattern::Shape::kEquals) pattern.number = plain_decimal(pattern.literal);
  return pattern;
}

Pattern make_pattern(Regex regex) {
  Pattern pattern;
  pattern.shape = Pattern::Shape::kRegex;
  pattern.regex = std::make_shared<const Regex>(std::move(regex));
  return pattern;
}

CodePoint first_code_point(std::string_view utf8) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(utf8[i]));
  };
  const std::size_t size = utf8_sequence(utf8);
  switch (size) {
    case 1:
      return {byte(0), 1};
    case 2:
      return {(byte(0) & 0x1F) << 6 | (byte(1) & 0x3F), 2};
    case 3:
      return {(byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
    case 4:
      return {(byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 |
                  (byte(3) & 0x3F),
              4};
    default:
      return {kInvalidByte + byte(0), 1};
  }
}

std::vector<char32_t> to_elements(std::string_view utf8) {
  std::vector<char32_t> out;
  out.reserve(utf8.size());
  while (!utf8.empty()) {
    const CodePoint c = first_code_point(utf8);
    out.push_back(c.value);
    utf8.remove_prefix(c.size);
  }
  return out;
}

std::string to_string(const Pattern& pattern) {
  if (pattern.shape == Pattern::Shape::kNull) return "null";
  if (pattern.shape == Pattern::Shape::kRegex) return format("/{}/", pattern.regex->pattern());
  std::string out = "'";
  for (const char32_t c : pattern.elements) {
    if (is_wildcard(c)) {
      out += c == kStar ? '*' : '?';
    } else {
      append_utf8(c, out);
    }
  }
  return out + "'";
}

}  // namespace wmiscope
