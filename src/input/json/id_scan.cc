// SPDX-License-Identifier: Apache-2.0
//
// All names that are searched for hold "vent" and one more character; names without it ("Id",
// "code") cannot be searched cheaply. The vector search looks for 'v' and, three bytes on, 't': of
// an NXLog line these are the id, five other names and little else.
#include "input/json/id_scan.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace wmiscope::json {
namespace {

constexpr std::string_view kCore = "vent";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// Adds the name under which the path's last steps may stand, if it can be searched for.
template <typename Names>
void add_name(std::span<const std::string> steps, Names& names) {
  std::string text = "\"";
  for (const std::string& step : steps) text += (text.size() > 1 ? "." : "") + step;
  text += '"';
  const std::size_t v = text.find(kCore);
  if (v == std::string::npos) return;
  const auto same = [&](const auto& name) { return name.text == text; };
  if (std::ranges::none_of(names, same)) names.push_back({text, v});
}

}  // namespace

IdScan::IdScan(const JsonShapes& shapes, const Demand& demand) : demand_(demand) {
  for (const JsonShape& shape : shapes.shapes) {
    for (const JsonPath& path : shape.envelope[static_cast<std::size_t>(SystemField::kEventId)]) {
      const std::span<const std::string> steps = path.steps;
      for (std::size_t n = 1; n <= steps.size(); ++n) add_name(steps.last(n), names_);
    }
  }
  for (const Name& name : names_) {
    next_.set(static_cast<unsigned char>(name.text[name.v + kCore.size()]));
  }
}

void IdScan::look(std::string_view text, std::size_t v, Line& line) const {
  if (line.wanted) return;
  const std::size_t end = name_end(text, v);
  if (end == std::string_view::npos) return;
  const std::size_t colon = skip_blanks(text, end);
  if (colon >= text.size() || text[colon] != ':') return;  // a value, not a name
  line.named = true;
  line.wanted = wanted_at(text, skip_blanks(text, colon + 1));
}

std::size_t IdScan::name_end(std::string_view text, std::size_t v) const {
  const std::size_t next = v + kCore.size();
  if (next >= text.size() || !next_[static_cast<unsigned char>(text[next])]) {
    return std::string_view::npos;
  }
  for (const Name& name : names_) {
    if (v < name.v || text[next] != name.text[name.v + kCore.size()]) continue;
    const std::size_t begin = v - name.v;
    if (text.substr(begin, name.text.size()) == name.text) return begin + name.text.size();
  }
  return std::string_view::npos;
}

bool IdScan::wanted_at(std::string_view text, std::size_t at) const {
  if (at < text.size() && text[at] == '"') ++at;
  std::uint32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + std::min(at, text.size()), end, id);
  if (error != std::errc() || stop == end) return true;
  const bool whole = *stop == ',' || *stop == '}' || *stop == '"' || is_blank(*stop);
  return !whole || demand_.wants_id(id);
}

bool IdScan::may_hold(std::string_view text) const {
  Line whole;
  NameMarks marks;
  for (std::size_t at = 0; at < text.size(); at += NameMarks::kSpan) {
    const std::size_t words = marks.find(text, at);
    for (std::size_t w = 0; w < words; ++w) {
      for (std::uint64_t bits = marks[w]; bits != 0; bits &= bits - 1) {
        const std::size_t mark =
            at + NameMarks::kWord * w + static_cast<std::size_t>(std::countr_zero(bits));
        if (text[mark] == 'v') look(text, mark, whole);
      }
    }
  }
  return whole.wanted || !whole.named;
}

}  // namespace wmiscope::json
