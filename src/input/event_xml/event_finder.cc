// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/event_finder.h"

#include <algorithm>
#include <charconv>

namespace wmiscope::event_xml {
namespace {

constexpr std::string_view kName = "Event";
constexpr std::string_view kIdName = "EventID";
constexpr std::size_t kMaxPrefix = 64;        // of a namespace
constexpr std::size_t kMaxStartTag = 4096;    // with what stands before the tag behind it
constexpr std::size_t kMaxIdAttributes = 64;  // Qualifiers="16384"

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool ends_name(std::string_view text, std::size_t at) {
  return at < text.size() && (is_blank(text[at]) || text[at] == '>' || text[at] == '/');
}

// The '<' in front of the name at `name`, over a prefix and a '/'; npos where there is none.
std::size_t tag_begin(std::string_view text, std::size_t name) {
  if (name == 0) return std::string_view::npos;
  std::size_t at = name - 1;
  if (text[at] == ':') {
    const std::size_t least = at > kMaxPrefix ? at - kMaxPrefix : 0;
    while (at > least && text[at] != '<' && text[at] != '/' && text[at] != '>') --at;
  }
  if (text[at] == '/' && at > 0) --at;
  return text[at] == '<' ? at : std::string_view::npos;
}

// Where the tag around `at` ends, if it ends with "/>".
std::size_t empty_tag_end(std::string_view text, std::size_t at) {
  const std::size_t end = text.substr(at, kMaxStartTag).find('>');
  return end != std::string_view::npos && text[at + end - 1] == '/' ? at + end + 1
                                                                    : std::string_view::npos;
}

// The number in <EventID …>4688</EventID>, whose name ends at `at`.
std::optional<std::uint32_t> read_id(std::string_view text, std::size_t at) {
  const std::size_t tag_end = text.substr(at, kMaxIdAttributes).find('>');
  if (tag_end == std::string_view::npos) return std::nullopt;
  std::uint32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + at + tag_end + 1, end, id);
  if (error != std::errc() || stop == end || *stop != '<') return std::nullopt;
  return id;
}

}  // namespace

bool begins_event(std::string_view text, std::size_t begin) {
  const std::string_view head = text.substr(begin, kMaxStartTag);
  std::size_t at = head.find('>');
  if (at == std::string_view::npos || head[at - 1] == '/') return false;
  at = head.find_first_not_of(" \t\r\n-", at + 1);
  if (at == std::string_view::npos || head[at] != '<') return false;
  const std::size_t end = head.find_first_of(" \t\r\n/>", at + 1);
  std::string_view name = head.substr(at + 1, std::min(end, head.size()) - at - 1);
  name.remove_prefix(std::min(name.rfind(':') + 1, name.size()));
  return name == "System";
}

std::size_t last_event_end(std::string_view text) {
  for (std::size_t at = text.rfind("Event>"); at != std::string_view::npos && at > 0;
       at = text.rfind("Event>", at - 1)) {
    const std::size_t begin = tag_begin(text, at);
    if (begin != std::string_view::npos && text[begin + 1] == '/') return at + kName.size() + 1;
  }
  return 0;
}

bool EventFinder::next(FoundEvent& event) {
  for (std::size_t mark = marks_.next(at_); mark != kNone; mark = marks_.next(at_)) {
    if (text_[mark] == '<') {
      if (!pass_section(mark)) return false;
      continue;
    }
    at_ = mark + 1;
    std::size_t begin = 0;
    const Tag tag = tag_at(mark, begin);
    if (tag != Tag::kNone && take(tag, mark, begin, event)) return true;
    if (rest_ != kNone) return false;
  }
  at_ = text_.size();
  if (last_) return finish(event);
  rest_ = begin_;
  return false;
}

// What the name at `mark` is the name of, and where its tag begins.
EventFinder::Tag EventFinder::tag_at(std::size_t mark, std::size_t& begin) const {
  const std::string_view rest = text_.substr(mark);
  const bool id = rest.starts_with(kIdName) && ends_name(text_, mark + kIdName.size());
  if (!id && !(rest.starts_with(kName) && ends_name(text_, mark + kName.size()))) return Tag::kNone;
  begin = tag_begin(text_, mark);
  if (begin == kNone) return Tag::kNone;
  if (text_[begin + 1] != '/') return id ? Tag::kId : Tag::kBegin;
  return id ? Tag::kNone : Tag::kEnd;
}

// Whether an event was found.
bool EventFinder::take(Tag tag, std::size_t mark, std::size_t begin, FoundEvent& event) {
  if (tag == Tag::kBegin) return take_begin(mark, begin, event);
  if (tag == Tag::kEnd) return take_end(mark, begin, event);
  if (begin_ != kNone && !id_) id_ = read_id(text_, mark + kIdName.size());
  return false;
}

bool EventFinder::take_begin(std::size_t mark, std::size_t begin, FoundEvent& event) {
  if (begin_ == kNone) {
    begin_ = begin;
    id_.reset();
    depth_ = 0;
    const std::size_t tag_end = empty_tag_end(text_, mark);
    if (tag_end == kNone) return false;
    event = {FoundEvent::Kind::kWhole, begin_, tag_end, id_};
    at_ = tag_end;
    begin_ = kNone;
    return true;
  }
  if (!begins_event(text_, begin)) {
    if (empty_tag_end(text_, mark) == kNone) ++depth_;
    return false;
  }
  event = {FoundEvent::Kind::kCut, begin_, begin, id_};
  begin_ = kNone;
  at_ = mark;
  return true;
}

bool EventFinder::take_end(std::size_t mark, std::size_t begin, FoundEvent& event) {
  const std::size_t tag_end = text_.find_first_not_of(" \t\r\n", mark + kName.size());
  if (tag_end == kNone && !last_) {
    rest_ = begin_ == kNone ? begin : begin_;
    return false;
  }
  if (tag_end == kNone || text_[tag_end] != '>') return false;
  if (begin_ != kNone && depth_ > 0) {
    --depth_;
    return false;
  }
  const bool whole = begin_ != kNone;
  event = {whole ? FoundEvent::Kind::kWhole : FoundEvent::Kind::kEnd, whole ? begin_ : begin,
           tag_end + 1, whole ? id_ : std::nullopt};
  begin_ = kNone;
  at_ = tag_end + 1;
  return true;
}

// At the end of all text: the event that is still open.
bool EventFinder::finish(FoundEvent& event) {
  if (begin_ == kNone) return false;
  event = {FoundEvent::Kind::kCut, begin_, text_.size(), id_};
  begin_ = kNone;
  return true;
}

// Moves behind the comment or CDATA section at `at`. False where more text could end it.
bool EventFinder::pass_section(std::size_t at) {
  const std::string_view rest = text_.substr(at);
  std::size_t end = at + 2;
  if (rest.starts_with("<!--")) {
    end = find_end(at + 4, "-->", no_comment_end_);
    if (end == kNone) no_comment_end_ = std::min(no_comment_end_, at);
  } else if (rest.starts_with("<![CDATA[")) {
    end = find_end(at + 9, "]]>", no_cdata_end_);
    if (end == kNone) no_cdata_end_ = std::min(no_cdata_end_, at);
  }
  if (end == kNone && !last_) {
    rest_ = begin_ == kNone ? at : begin_;
    return false;
  }
  at_ = end == kNone ? at + 2 : end;
  return true;
}

std::size_t EventFinder::find_end(std::size_t from, std::string_view end,
                                  std::size_t none_from) const {
  if (from >= none_from) return kNone;
  const std::size_t found = text_.find(end, from);
  return found == kNone ? kNone : found + end.size();
}

}  // namespace wmiscope::event_xml
