// SPDX-License-Identifier: Apache-2.0
#include "report/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/format.h"
#include "base/utf16.h"

namespace wmiscope {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15 EastAsianWidth.txt, W and F, neighbours joined.
constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x4DBF},   Range{0x4E00, 0xA4CF},
    Range{0xA960, 0xA97C},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x17000, 0x18CFF}, Range{0x1B000, 0x1B2FF}, Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F7E0, 0x1F7EB}, Range{0x1F900, 0x1FAFF},
    Range{0x20000, 0x3FFFD},
};

// Marks that take no column (general category Mn and Me, the common blocks).
constexpr std::array kCombining = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0900, 0x0902}, Range{0x093C, 0x093C}, Range{0x0941, 0x0948},
    Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D}, Range{0x3099, 0x309A},
    Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
};

// Characters that are not seen but change what is: C1 controls, format characters (category Cf),
// fillers, line and paragraph separators, tags, interlinear and private-use ends.
constexpr std::array kInvisible = {
    Range{0x0080, 0x009F}, Range{0x00AD, 0x00AD},   Range{0x034F, 0x034F},   Range{0x0600, 0x0605},
    Range{0x061C, 0x061C}, Range{0x06DD, 0x06DD},   Range{0x070F, 0x070F},   Range{0x115F, 0x1160},
    Range{0x17B4, 0x17B5}, Range{0x180B, 0x180E},   Range{0x200B, 0x200F},   Range{0x2028, 0x202E},
    Range{0x2060, 0x206F}, Range{0x3164, 0x3164},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},
    Range{0xFFF0, 0xFFFB}, Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF},
};

bool in_ranges(char32_t c, std::span<const Range> ranges) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t x, const Range& r) { return x < r.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// The first character of valid UTF-8; of anything else its first byte.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t n = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (n == 1 || n > text.size()) return {lead, 1};
  char32_t code = lead & (0xFFU >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) code = code << 6 | (byte(i) & 0x3FU);
  return {code, n};
}

std::size_t columns(char32_t c) {
  if (c < 0x300) return 1;
  if (in_ranges(c, kCombining)) return 0;
  return in_ranges(c, kWide) ? 2 : 1;
}

// U+2400 + c, in UTF-8.
void append_control_picture(char32_t c, std::string& out) {
  out += "\xE2\x90";
  out += static_cast<char>(0x80 + (c == 0x7F ? 0x21 : c));
}

// Where the text's first `width` columns end, marks on the last one included.
std::size_t head_bytes(std::string_view text, std::size_t width) {
  std::size_t at = 0;
  for (std::size_t used = 0; at < text.size();) {
    const Character c = first_character(text.substr(at));
    used += columns(c.code);
    if (used > width) break;
    at += c.bytes;
  }
  return at;
}

// Where the last `width` columns begin.
std::size_t tail_start(std::string_view text, std::size_t width) {
  std::size_t skip = display_width(text);
  std::size_t at = 0;
  while (at < text.size() && skip > width) {
    const Character c = first_character(text.substr(at));
    skip -= columns(c.code);
    at += c.bytes;
  }
  while (at < text.size() && columns(first_character(text.substr(at)).code) == 0) {
    at += first_character(text.substr(at)).bytes;  // a mark whose letter was cut
  }
  return at;
}

}  // namespace

std::string escape_text(std::string_view hostile) {
  constexpr std::size_t kMaxMarks = 2;  // on one letter; real scripts need no more
  std::string valid;
  append_valid_utf8(hostile, valid);
  std::string out;
  out.reserve(valid.size());
  std::size_t marks = 0;
  for (std::string_view rest = valid; !rest.empty();) {
    const Character c = first_character(rest);
    marks = c.code >= 0x300 && columns(c.code) == 0 ? marks + 1 : 0;
    if (c.code < 0x20 || c.code == 0x7F) {
      append_control_picture(c.code, out);
    } else if (marks > kMaxMarks || (c.code >= 0x80 && in_ranges(c.code, kInvisible))) {
      out += format("<U+{:04X}>", static_cast<std::uint32_t>(c.code));
    } else {
      out += rest.substr(0, c.bytes);
    }
    rest.remove_prefix(c.bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character c = first_character(text);
    width += columns(c.code);
    text.remove_prefix(c.bytes);
  }
  return width;
}

std::string cut_middle(std::string_view text, std::size_t width) {
  return cut_middle(text, width, width / 2);
}

std::string cut_middle(std::string_view text, std::size_t width, std::size_t head) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  head = std::min(head, width - 1);
  std::string out(text.substr(0, head_bytes(text, head)));
  out += "…";
  out += text.substr(tail_start(text, width - 1 - head));
  return out;
}

std::string cut_path(std::string_view path, std::size_t width) {
  return cut_middle(path, width, width / 4);
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t used = display_width(text);
  if (used < width) out.append(width - used, ' ');
  return out;
}

std::vector<std::string> wrap_words(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word = cut_middle(text.substr(0, end), width);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace wmiscope
