// SPDX-License-Identifier: Apache-2.0
#include "input/json/source.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "content/json_shapes.h"
#include "input/json/simdjson_reader.h"
#include "input/json/value_scanner.h"
#include "input/text/lines.h"
#include "input/text/text_source.h"

namespace wmiscope::json {
namespace {

// Small enough that a block stays in the second-level cache between its passes.
constexpr std::size_t kBlockSize = 1 << 18;
constexpr std::size_t kProbeSize = 4096;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Whether a value may begin with this character.
bool begins_value(char c) {
  return c == '{' || c == '[' || c == '"' || c == '-' || (c >= '0' && c <= '9') || c == 't' ||
         c == 'f' || c == 'n';
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

class JsonReader : public BlockReader {
 public:
  explicit JsonReader(ByteSource& bytes) : text_(bytes) {}

  bool next(Block& block) override {
    block.clear();
    if (finished_) return false;
    block_ = &block;
    block.buffer.append(carry_.view());
    begin_ = carry_begin_;
    at_ = counted_ = 0;
    while (true) {
      fill();
      cut();
      if (at_end_ || !block.pieces.empty()) break;
      drop_front();
    }
    keep_rest();
    if (at_end_) finish();
    std::memset(block.buffer.reserve(kJsonPadding), ' ', kJsonPadding);
    block.offset = text_.offset_of(begin_).value_or(begin_);
    return !block.pieces.empty();
  }

 private:
  std::string_view text() const { return block_->buffer.view().chars(); }

  void fill() {
    const std::size_t size = std::max(kBlockSize, text().size() + kBlockSize / 2) - text().size();
    const std::size_t n = text_.read(block_->buffer.reserve(size), size);
    block_->buffer.commit(n);
    at_end_ = n < size;
  }

  // Makes pieces of what is complete. Stops where more text is needed, or the text ends.
  void cut() {
    while (at_ < text().size()) {
      const bool moved = discarding_ ? discard() : in_value_ ? go_on() : begin_value();
      if (!moved) break;
    }
    if (at_end_ && in_value_) end_value(text().size());
  }

  // Between values. False where more text is needed.
  bool begin_value() {
    const char c = text()[at_];
    if (is_blank(c) || c == ',') {
      ++at_;
      return true;
    }
    if (resync_) return skip_to_object();
    if (lines_ && !in_list_ && at_line_start()) {
      const std::size_t before = at_;
      if (!cut_lines()) return false;
      if (at_ != before) return true;
    }
    if (c == '[' && !in_list_) {
      in_list_ = true;
      list_depth_ = 0;
      ++at_;
      return true;
    }
    if (c == ']' && in_list_) return end_list();
    value_ = at_;
    in_value_ = true;
    rest_ = false;
    scanner_.begin();
    return true;
  }

  bool end_list() {
    in_list_ = false;
    ++at_;
    if (list_depth_ == 0) return true;
    value_ = at_;
    in_value_ = rest_ = true;
    scanner_.begin_rest(list_depth_);
    return true;
  }

  bool at_line_start() const { return at_ == 0 ? !middle_of_line_ : text()[at_ - 1] == '\n'; }

  // Whole lines that look like objects, as one piece. False where the next line is not all there.
  bool cut_lines() {
    const std::size_t begin = at_;
    std::uint64_t ends = 0;
    bool whole = true;
    while (at_ < text().size()) {
      const std::size_t end = std::min(text().find('\n', at_), text().size());
      whole = end < text().size() || at_end_;
      if (!whole) break;
      const std::string_view line = trim_end(text().substr(at_, end - at_));
      if (!line.empty() && (line.front() != '{' || line.back() != '}')) break;
      at_ = std::min(end + 1, text().size());
      ends += end < text().size() ? 1 : 0;
    }
    if (at_ > begin) {
      add_piece(begin, at_, kLines);
      counted_ = at_;
      line_ += ends;
    }
    if (!whole && text().size() - at_ > limits::kMaxJsonValue) return lose(at_);
    if (whole && at_ < text().size() && broken_line()) return true;
    return whole;
  }

  // A line that is no object, amid lines that are: it stands for itself if the next one is an
  // object again.
  bool broken_line() {
    const std::size_t end = text().find('\n', at_);
    if (end == std::string_view::npos) return false;
    const std::size_t next = text().find_first_not_of(" \t\r\n", end);
    if (next == std::string_view::npos || text()[next] != '{') return false;
    if (text()[next - 1] != '\n' || is_blank(text()[at_])) return false;
    add_piece(at_, end, kValue);
    at_ = end;
    return true;
  }

  // More of a value. False where more text is needed.
  bool go_on() {
    if (!rest_ && at_ == value_ && !begins_value(text()[at_])) return broken(line_end(at_));
    const std::string_view value = text().substr(value_);
    const ValueScanner::State state = scanner_.scan(value);
    at_ = value_ + scanner_.size();
    switch (state) {
      case ValueScanner::State::kComplete:
        end_value(at_);
        return true;
      case ValueScanner::State::kContainer:
        in_value_ = false;
        in_list_ = true;
        list_depth_ = scanner_.depth();
        return true;
      case ValueScanner::State::kBroken:
        return broken(at_);
      case ValueScanner::State::kMore:
        break;
    }
    if (text().size() - value_ > limits::kMaxJsonValue) return rest_ ? forget() : lose(value_);
    return false;
  }

  void end_value(std::size_t end) {
    in_value_ = false;
    if (rest_) return;
    const std::string_view value = text().substr(value_, end - value_);
    const bool alone = value_ == 0 ? !middle_of_line_ : text()[value_ - 1] == '\n';
    const std::size_t behind = text().find_first_not_of(" \t\r", end);
    const bool last = behind == std::string_view::npos ? at_end_ : text()[behind] == '\n';
    lines_ = !in_list_ && alone && last && value.front() == '{' && value.back() == '}' &&
             value.find('\n') == std::string_view::npos;
    add_piece(value_, end, kValue);
    at_ = end;
  }

  // The value is broken, and its text ends here. The next one begins like it, in the same column.
  bool broken(std::size_t end) {
    column_ = column_of(value_);
    if (!rest_) add_piece(value_, end, kValue);
    in_value_ = false;
    at_ = end;
    resync_ = true;
    return true;
  }

  std::size_t column_of(std::size_t at) const {
    const std::size_t line = at == 0 ? std::string_view::npos : text().rfind('\n', at - 1);
    return line == std::string_view::npos ? at : at - line - 1;
  }

  std::size_t line_end(std::size_t at) const {
    return std::min(text().find('\n', at), text().size());
  }

  // Passes over the remains of a broken value. False where more text is needed.
  bool skip_to_object() {
    const bool begins = text()[at_] == '{' && (column_of(at_) == column_ || column_of(at_) == 0);
    if (begins || (text()[at_] == ']' && in_list_ && column_of(at_) < column_)) {
      resync_ = false;
      return true;
    }
    at_ = line_end(at_);
    return true;
  }

  // A value that is too long: it is passed over up to the end of its line.
  bool lose(std::size_t begin) {
    count_lines(begin);
    ReadIssue& issue = block_->issues.emplace_back();
    issue.code = "value-size";
    issue.what = "a JSON value or line that is too long";
    issue.line = line_;
    issue.need = limits::kMaxJsonValue;
    block_->pieces.push_back({begin, 0, line_, kLost, 0});
    column_ = column_of(begin);
    return forget();
  }

  bool forget() {
    in_value_ = false;
    discarding_ = true;
    at_ = text().size();
    return true;
  }

  bool discard() {
    const std::size_t end = text().find('\n', at_);
    at_ = std::min(end, text().size());
    if (end != std::string_view::npos) {
      discarding_ = false;
      resync_ = true;
    }
    return true;
  }

  void add_piece(std::size_t begin, std::size_t end, PieceKind kind) {
    count_lines(begin);
    const bool transcoded = !text_.offset_of(0).has_value();
    block_->pieces.push_back(
        {begin, end - begin, line_, kind, transcoded ? kNoOffsets : std::uint8_t{0}});
  }

  // Brings line_ up to the text at `to`.
  void count_lines(std::size_t to) {
    line_ += wmiscope::count_lines(text().substr(counted_, to - counted_));
    counted_ = to;
  }

  // Where the text that is still needed begins.
  std::size_t needed_from() const { return in_value_ ? value_ : at_; }

  // Text without a piece must not pile up.
  void drop_front() {
    if (needed_from() < kBlockSize) return;
    keep_rest();
    block_->buffer.clear();
    block_->buffer.append(carry_.view());
    begin_ = carry_begin_;
    at_ -= needed_;
    counted_ = 0;
  }

  void keep_rest() {
    needed_ = needed_from();
    count_lines(std::max(counted_, needed_));
    middle_of_line_ = needed_ == 0 ? middle_of_line_ : text()[needed_ - 1] != '\n';
    carry_.clear();
    carry_.append(block_->buffer.view().from(needed_));
    carry_begin_ = begin_ + needed_;
    if (in_value_) value_ = 0;
  }

  void finish() {
    finished_ = true;
    if (text_.error() == 0) return;
    ReadIssue& issue = block_->issues.emplace_back();
    issue.code = "read-error";
    issue.what = "the file";
    issue.offset = begin_ + at_;
    issue.have = static_cast<std::uint64_t>(text_.error());
  }

  TextSource text_;
  ValueScanner scanner_{builtin_json_shapes().containers};

  Block* block_ = nullptr;
  std::uint64_t begin_ = 0;  // of the block's text within the whole text
  std::size_t at_ = 0;       // up to here the block's text is understood
  std::size_t counted_ = 0;  // up to here its lines are counted
  std::uint64_t line_ = 1;
  Buffer carry_;
  std::uint64_t carry_begin_ = 0;
  std::size_t needed_ = 0;
  bool middle_of_line_ = false;  // the block's text does not begin with a line
  bool at_end_ = false;
  bool finished_ = false;

  bool lines_ = false;    // the last value was an object alone on its line
  bool in_list_ = false;  // of values
  std::size_t list_depth_ = 0;
  bool in_value_ = false;
  bool rest_ = false;  // the value is what is left of a wrapper
  std::size_t value_ = 0;
  bool discarding_ = false;
  bool resync_ = false;
  std::size_t column_ = 0;  // of the broken value
};

// Whether `text` begins like JSON that may hold objects.
bool begins_like_json(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  if (at == std::string_view::npos || (text[at] != '{' && text[at] != '[')) return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", at + 1);
  if (next == std::string_view::npos) return true;
  if (text[at] == '{') return text[next] == '"' || text[next] == '}';
  return begins_value(text[next]) || text[next] == ']';
}

}  // namespace

std::unique_ptr<BlockReader> open_json(ByteSource& bytes, const InputOptions&) {
  return std::make_unique<JsonReader>(bytes);
}

int probe_json(ByteView head) {
  const std::string text = text_head(head, kProbeSize);
  if (begins_like_json(text)) return 60;
  // The first line may be broken: a log that was cut.
  const std::string whole = text_head(head, head.size());
  const std::size_t second = whole.find("\n{\"");
  return second != std::string::npos && begins_like_json(whole.substr(second)) ? 20 : 0;
}

}  // namespace wmiscope::json
