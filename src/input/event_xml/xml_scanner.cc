// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/xml_scanner.h"

#include <algorithm>
#include <array>

#include "input/text/data_xml.h"

namespace wmiscope::event_xml {
namespace {

constexpr std::string_view kCData = "<![CDATA[";

class CharacterSet {
 public:
  constexpr explicit CharacterSet(std::string_view members) {
    for (const char c : members) table_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool has(char c) const { return table_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> table_{};
};

constexpr CharacterSet kEndsName(" \t\r\n>/<=");  // what no name goes on with
constexpr CharacterSet kInTag("><\"'");           // what means something within a tag

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Where something else than blanks stands, at or behind `at`; npos where nothing does.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at < text.size() ? at : std::string_view::npos;
}

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Where the name at `at` ends.
std::size_t name_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !kEndsName.has(text[at])) ++at;
  return at;
}

// Where the '>' of the tag stands that `at` lies in, outside of quotes.
std::size_t tag_end(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (!kInTag.has(text[at])) continue;
    if (text[at] == '>') return at;
    if (text[at] == '<') break;
    at = text.find(text[at], at + 1);
    if (at == std::string_view::npos) break;
  }
  return std::string_view::npos;
}

struct Section {
  std::string_view begin;
  std::string_view end;
};
constexpr Section kSections[] = {{"<!--", "-->"}, {kCData, "]]>"}, {"<!", ">"}, {"<?", "?>"}};

// The section that begins with `text`, if one does.
const Section* section_at(std::string_view text) {
  const auto found = std::ranges::find_if(
      kSections, [&](const Section& section) { return text.starts_with(section.begin); });
  return found == std::end(kSections) ? nullptr : found;
}

}  // namespace

bool XmlScanner::next(XmlTag& tag) {
  while (true) {
    const std::size_t at = text_.find('<', at_);
    if (at == std::string_view::npos || at + 1 >= text_.size()) return false;
    const char first = text_[at + 1];
    if (first == '/') return read_end_tag(at, tag);
    if (begins_name(first)) return read_tag(at, tag);
    const Section* const section = section_at(text_.substr(at));
    if (section == nullptr) {
      at_ = at + 1;
    } else if (!pass_over(at + section->begin.size(), section->end)) {
      return false;
    }
  }
}

bool XmlScanner::pass_over(std::size_t at, std::string_view end) {
  const std::size_t found = text_.find(end, at);
  if (found == std::string_view::npos) return fail("a comment or section without an end");
  at_ = found + end.size();
  return true;
}

bool XmlScanner::read_end_tag(std::size_t at, XmlTag& tag) {
  const std::size_t end = name_end(text_, at + 2);
  const std::size_t close = skip_blanks(text_, end);
  if (close == std::string_view::npos || text_[close] != '>') return fail("an end tag");
  tag = {XmlTag::Kind::kEnd, text_.substr(at + 2, end - at - 2), {}, at, close + 1};
  at_ = tag.end;
  return true;
}

bool XmlScanner::read_tag(std::size_t at, XmlTag& tag) {
  const std::size_t end = name_end(text_, at + 1);
  const std::size_t close = tag_end(text_, end);
  if (close == std::string_view::npos) return fail("a start tag");
  const bool empty = close > end && text_[close - 1] == '/';
  tag = {empty ? XmlTag::Kind::kEmpty : XmlTag::Kind::kStart, text_.substr(at + 1, end - at - 1),
         text_.substr(end, close - end - (empty ? 1 : 0)), at, close + 1};
  at_ = tag.end;
  return true;
}

bool XmlScanner::fail(const char* what) {
  wrong_ = what;
  return false;
}

bool next_attribute(std::string_view& rest, std::string_view& name, std::string_view& value) {
  rest.remove_prefix(std::min(skip_blanks(rest, 0), rest.size()));
  const std::size_t end = name_end(rest, 0);
  const std::size_t equals = skip_blanks(rest, end);
  if (end == 0 || equals == std::string_view::npos || rest[equals] != '=') return false;
  const std::size_t open = skip_blanks(rest, equals + 1);
  if (open == std::string_view::npos || (rest[open] != '"' && rest[open] != '\'')) return false;
  const std::size_t close = rest.find(rest[open], open + 1);
  if (close == std::string_view::npos) return false;
  name = rest.substr(0, end);
  value = rest.substr(open + 1, close - open - 1);
  rest.remove_prefix(close + 1);
  return true;
}

void append_content(std::string_view content, std::string& out) {
  while (!content.empty()) {
    std::size_t at = 0;
    const Section* section = nullptr;
    for (at = content.find('<'); at != std::string_view::npos; at = content.find('<', at + 1)) {
      section = section_at(content.substr(at));
      if (section != nullptr) break;
    }
    append_resolved(content.substr(0, at), out);
    if (section == nullptr) return;
    content.remove_prefix(at + section->begin.size());
    const std::size_t end = std::min(content.find(section->end), content.size());
    if (section->begin == kCData) out += content.substr(0, end);
    content.remove_prefix(std::min(end + section->end.size(), content.size()));
  }
}

}  // namespace wmiscope::event_xml
