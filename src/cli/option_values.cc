// SPDX-License-Identifier: Apache-2.0
#include "cli/option_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "base/filetime.h"
#include "base/format.h"
#include "report/formats.h"
#include "report/level.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr unsigned kMaxThreads = 1024;

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

// Where a word stands among the names, without case.
std::optional<std::size_t> position(std::string_view word,
                                    std::span<const std::string_view> names) {
  const auto at =
      std::ranges::find_if(names, [&](std::string_view name) { return equals_nocase(name, word); });
  if (at == names.end()) return std::nullopt;
  return static_cast<std::size_t>(at - names.begin());
}

}  // namespace

std::string no_such(std::string_view what, std::string_view word,
                    std::span<const std::string_view> known) {
  std::string text = format("no {} \"{}\"; ", what, escape_text(word));
  const auto near = closest(word, known);
  return text + (near ? format("did you mean {}?", *near) : "there are " + joined(known));
}

std::optional<std::string> read_level(std::string_view text, std::optional<Level>& to) {
  const std::optional<Level> level = parse_level(text);
  if (!level) return no_such("level", text, kLevelNames);
  to = level;
  return std::nullopt;
}

std::optional<std::string> read_format(std::string_view text, std::string& to) {
  std::vector<std::string_view> names = {"table"};
  for (const FormatInfo& format : output_formats()) names.push_back(format.name);
  const auto at = position(text, names);
  if (!at) return no_such("format", text, names);
  to = names[*at];
  return std::nullopt;
}

std::optional<std::string> read_text_format(std::string_view text, std::string& to) {
  static constexpr std::array<std::string_view, 2> kNames = {"table", "jsonl"};
  const auto at = position(text, kNames);
  if (!at) return no_such("format", text, kNames);
  to = kNames[*at];
  return std::nullopt;
}

std::optional<std::string> read_dump_format(std::string_view text, DumpFormat& to) {
  static constexpr std::array<std::string_view, 2> kNames = {"jsonl", "xml"};
  const auto at = position(text, kNames);
  if (!at) return no_such("format", text, kNames);
  to = static_cast<DumpFormat>(*at);
  return std::nullopt;
}

std::optional<std::string> read_color(std::string_view text, ColorMode& to) {
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "always", "never"};
  const auto at = std::find(kNames.begin(), kNames.end(), text);
  if (at == kNames.end()) return no_such("color", text, kNames);
  to = static_cast<ColorMode>(at - kNames.begin());
  return std::nullopt;
}

std::optional<std::string> read_threads(std::string_view text, unsigned& to) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || number == 0 || number > kMaxThreads) {
    return format("\"{}\" is no number of threads from 1 to {}", escape_text(text), kMaxThreads);
  }
  to = number;
  return std::nullopt;
}

std::optional<std::string> read_time(std::string_view text, std::optional<std::uint64_t>& to) {
  const std::optional<ParsedTime> time = parse_time(text);
  if (!time) {
    return format("\"{}\" is no time such as 2026-11-01 or 2026-11-01T10:00Z", escape_text(text));
  }
  to = time->ticks;
  return std::nullopt;
}

std::optional<std::string> wrong_window(const Settings& settings) {
  const bool empty =
      settings.from_ticks && settings.to_ticks && *settings.from_ticks >= *settings.to_ticks;
  return empty ? std::optional<std::string>("--from is not before --to") : std::nullopt;
}

}  // namespace wmiscope
