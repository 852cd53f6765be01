// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/source.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "input/event_xml/event_finder.h"
#include "input/text/lines.h"
#include "input/text/text_source.h"

namespace wmiscope::event_xml {
namespace {

// Small enough that a block stays in the second-level cache between its passes.
constexpr std::size_t kBlockSize = 1 << 18;
// So much text is kept where none of it is understood: it may end with the beginning of a tag.
constexpr std::size_t kTail = 4096;
constexpr std::size_t kProbeSize = 4096;

class EventXmlReader : public BlockReader {
 public:
  explicit EventXmlReader(ByteSource& bytes) : text_(bytes) {}

  bool next(Block& block) override {
    block.clear();
    if (finished_) return false;
    block_ = &block;
    block.buffer.append(carry_.view());
    begin_ = carry_begin_;
    std::size_t cut = 0;
    while (cut == 0 && block.pieces.empty()) {
      fill();
      if (discarding_ && !resume()) continue;
      cut = at_end_ ? text().size() : whole_part();
      if (at_end_) break;
    }
    add_piece(cut);
    carry_.clear();
    carry_.append(block.buffer.view().from(cut));
    carry_begin_ = begin_ + cut;
    if (at_end_) finish();
    block.offset = text_.offset_of(begin_).value_or(begin_);
    return !block.pieces.empty();
  }

 private:
  std::string_view text() const { return block_->buffer.view().chars(); }

  // Twice as much text: what is looked at again then costs no more than reading it.
  void fill() {
    const std::size_t size = std::max(kBlockSize, text().size());
    const std::size_t n = text_.read(block_->buffer.reserve(size), size);
    block_->buffer.commit(n);
    at_end_ = n < size;
  }

  // Where the last whole event ends. 0 where more text is needed, or the event was given up.
  std::size_t whole_part() {
    if (!holds_sections(text())) {
      if (const std::size_t end = last_event_end(text())) return end;
    }
    std::size_t rest = 0;
    if (const std::size_t end = find_whole(false, rest)) return end;
    if (rest == EventFinder::kNone) {
      drop_front(tail_begin());
    } else if (text().size() - rest > limits::kMaxEventXml) {
      return give_up();
    } else {
      drop_front(rest);
    }
    return 0;
  }

  std::size_t find_whole(bool last, std::size_t& rest) const {
    EventFinder finder(text(), last);
    FoundEvent event;
    std::size_t end = 0;
    while (finder.next(event)) {
      if (event.kind != FoundEvent::Kind::kCut || event.end < text().size()) end = event.end;
    }
    rest = finder.rest();
    return end;
  }

  // A comment or section that nothing ends is none; an event that nothing ends is lost.
  std::size_t give_up() {
    std::size_t rest = 0;
    if (const std::size_t end = find_whole(true, rest)) return end;
    ReadIssue& issue = block_->issues.emplace_back();
    issue.code = "value-size";
    issue.what = "an event in XML that is too long";
    issue.line = line_;
    issue.offset = text_.offset_of(begin_).value_or(0);
    issue.need = limits::kMaxEventXml;
    block_->pieces.push_back({0, 0, line_, kLost, 0});
    drop_front(tail_begin());
    discarding_ = true;
    return 0;
  }

  // Passes over the remains of a lost event, up to its end or to where the next one begins. False
  // where more text is needed.
  bool resume() {
    EventFinder finder(text(), at_end_);
    FoundEvent event;
    std::size_t next = EventFinder::kNone;
    if (!finder.next(event)) {
      next = finder.rest();
    } else {
      next = event.kind == FoundEvent::Kind::kEnd ? event.end : event.begin;
    }
    discarding_ = next == EventFinder::kNone && !at_end_;
    drop_front(next != EventFinder::kNone ? next : at_end_ ? text().size() : tail_begin());
    return !discarding_;
  }

  // What may be the beginning of something in text without an event.
  std::size_t tail_begin() const {
    const std::size_t least = text().size() - std::min(text().size(), kTail);
    return std::max(least, std::min(text().rfind('<'), text().size()));
  }

  void drop_front(std::size_t count) {
    if (count == 0) return;
    line_ += count_lines(text().substr(0, count));
    begin_ += count;
    Buffer rest;
    rest.append(block_->buffer.view().from(count));
    std::swap(block_->buffer, rest);
  }

  void add_piece(std::size_t size) {
    if (size == 0) return;
    const bool transcoded = !text_.offset_of(0).has_value();
    block_->pieces.push_back({0, size, line_, kEvents, transcoded ? kNoOffsets : std::uint8_t{0}});
    line_ += count_lines(text().substr(0, size));
  }

  void finish() {
    finished_ = true;
    if (text_.error() == 0) return;
    ReadIssue& issue = block_->issues.emplace_back();
    issue.code = "read-error";
    issue.what = "the file";
    issue.offset = begin_ + text().size();
    issue.have = static_cast<std::uint64_t>(text_.error());
  }

  TextSource text_;
  Block* block_ = nullptr;
  std::uint64_t begin_ = 0;  // of the block's text within the whole text
  std::uint64_t line_ = 1;   // there
  Buffer carry_;
  std::uint64_t carry_begin_ = 0;
  bool at_end_ = false;
  bool finished_ = false;
  bool discarding_ = false;
};

// Where the first tag <Event …> begins that has <System behind it; npos where there is none.
std::size_t first_event(std::string_view text) {
  EventFinder finder(text, true);
  FoundEvent event;
  while (finder.next(event)) {
    if (event.kind != FoundEvent::Kind::kEnd && begins_event(text, event.begin)) return event.begin;
  }
  return std::string_view::npos;
}

bool is_binary(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\0')) > text.size() / 8;
}

// Whether only a declaration, comments or <Events> stand there.
bool is_prologue(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n-");
  return at == std::string_view::npos || text[at] == '<';
}

}  // namespace

std::unique_ptr<BlockReader> open_event_xml(ByteSource& bytes, const InputOptions&) {
  return std::make_unique<EventXmlReader>(bytes);
}

int probe_event_xml(ByteView head) {
  const std::string start = text_head(head, kProbeSize);
  if (is_binary(start)) return 0;
  std::size_t at = first_event(start);
  if (at != std::string::npos && is_prologue(start)) return 90;
  const std::string whole = text_head(head, head.size());
  at = first_event(whole);
  if (at == std::string::npos) return 0;
  // Amid other text: inside of JSON it must not win.
  const std::size_t line = whole.rfind('\n', at);
  const std::size_t line_begin = line == std::string::npos ? 0 : line + 1;
  return is_prologue(std::string_view(whole).substr(line_begin)) ? 30 : 15;
}

}  // namespace wmiscope::event_xml
