// SPDX-License-Identifier: Apache-2.0
#include "report/table_style.h"

#include <algorithm>
#include <array>

#include "base/filetime.h"
#include "base/format.h"
#include "report/level.h"
#include "report/secrets.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMinLabel = 8;  // "consumer"
constexpr std::size_t kMaxLabel = 20;

// What is read of a value at most: no terminal is wider, and a script may have megabytes.
constexpr std::size_t kMaxValueBytes = 16 * 1024;

// SGR parameters by level: dim, cyan, yellow, red, bold red.
constexpr std::array<std::string_view, 5> kColors = {"2", "36", "33", "31", "1;31"};

// RFC 3339 text of the moment in the shown zone.
std::string shown_text(const Time& time, const TableStyle& style) {
  if (!style.utc_offset) return filetime_text(time.ticks);
  const auto shift = style.utc_offset(time.ticks) * static_cast<std::int64_t>(kTicksPerSecond);
  const std::uint64_t shifted = time.ticks + static_cast<std::uint64_t>(shift);
  const bool wrapped = (shift < 0) != (shifted < time.ticks) && shift != 0;
  return filetime_text(wrapped ? time.ticks : shifted);
}

std::size_t usable_width(const TableStyle& style) { return std::max(style.width, kMinWidth); }

// Beginning and end of a value too long to look at whole.
std::string bounded(std::string_view text) {
  if (text.size() <= kMaxValueBytes) return std::string(text);
  std::string out(text.substr(0, kMaxValueBytes / 2));
  out += text.substr(text.size() - kMaxValueBytes / 2);
  return out;
}

std::size_t value_width(std::size_t label_width, const TableStyle& style) {
  return usable_width(style) - label_width - 4;
}

// `text` is ready; blanks at its end, which many command lines have, are not printed.
void append_detail(std::string_view label, std::size_t label_width, std::string_view text,
                   std::string& out) {
  out += "  ";
  out += padded(cut_middle(escape_text(label), label_width), label_width);
  out += "  ";
  out += text.substr(0, text.find_last_not_of(' ') + 1);
  out += '\n';
}

}  // namespace

std::string date_text(const Time& time, const TableStyle& style) {
  return time.known() ? shown_text(time, style).substr(0, 10) : "date not known";
}

std::string clock_text(const Time& time, const TableStyle& style) {
  return time.known() ? shown_text(time, style).substr(11, 8) : "no time ";
}

std::string_view severity_word(Level level) {
  return level == Level::kInformational ? "info" : level_name(level);
}

std::string severity_mark(Level level, std::size_t word_width, const TableStyle& style) {
  const std::string word = padded(severity_word(level), word_width);
  if (!style.color) return "● " + word;
  return format("\033[{}m● {}\033[0m", kColors[static_cast<std::size_t>(level)], word);
}

std::string severity_dot(Level level, const TableStyle& style) {
  if (!style.color) return "●";
  return format("\033[{}m●\033[0m", kColors[static_cast<std::size_t>(level)]);
}

void heading(std::string_view left, std::string_view right, const TableStyle& style,
             std::string& out) {
  const std::size_t width = usable_width(style);
  const std::size_t left_width = width - std::min(width - 1, display_width(right) + 2);
  out += padded(cut_middle(left, left_width), left_width);
  out += "  ";
  out += right;
  out += '\n';
  for (std::size_t i = 0; i < width; ++i) out += "─";
  out += '\n';
}

std::size_t label_width(const std::vector<Telling>& tellings) {
  std::size_t width = kMinLabel;
  for (const Telling& t : tellings) width = std::max(width, display_width(escape_text(t.label)));
  return std::min(width, kMaxLabel);
}

void detail(const Telling& telling, std::size_t label_width, const TableStyle& style,
            std::string& out) {
  // Masked before it is cut: behind a cut the rest of a secret has lost what tells it.
  const std::string shown =
      style.show_secrets ? std::string(telling.text) : mask_secrets(telling.text);
  const std::string text = escape_text(bounded(shown));
  const std::size_t width = value_width(label_width, style);
  append_detail(telling.label, label_width,
                telling.is_path ? cut_path(text, width) : cut_middle(text, width), out);
}

void record_detail(std::string_view record, std::string_view path, std::size_t label_width,
                   const TableStyle& style, std::string& out) {
  const std::size_t width = value_width(label_width, style);
  std::string text = cut_middle(escape_text(record), width);
  const std::size_t used = text.empty() ? 0 : display_width(text) + 2;
  const std::size_t room = width - std::min(width, used);
  if (room > 0) text += (used > 0 ? "  " : "") + cut_path(escape_text(path), room);
  append_detail("record", label_width, text, out);
}

void hanging(std::string_view first, std::size_t first_width, std::string_view text,
             const TableStyle& style, std::string& out) {
  const std::size_t width = usable_width(style) - std::min(first_width, usable_width(style) - 10);
  bool begun = false;
  for (const std::string& line : wrap_words(text, width)) {
    if (begun) {
      out.append(first_width, ' ');
    } else {
      out += first;
    }
    begun = true;
    out += line;
    out += '\n';
  }
}

}  // namespace wmiscope
