// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/normal_form.h"

#include <array>
#include <cstring>

#include "base/limits.h"

namespace wmiscope::evtx {
namespace {

// Tokens of binary XML ([MS-EVEN6] 2.2.12); 0x40 says that attributes or more text follow.
enum Token : std::uint8_t {
  kEndOfFragment = 0x00,
  kOpenStart = 0x01,
  kCloseStart = 0x02,
  kCloseEmpty = 0x03,
  kEndElement = 0x04,
  kValueText = 0x05,
  kAttributeName = 0x06,
  kCdata = 0x07,
  kCharacterReference = 0x08,
  kEntityReference = 0x09,
  kInstructionTarget = 0x0a,
  kInstructionData = 0x0b,
  kTemplateInstance = 0x0c,
  kNormalSubstitution = 0x0d,
  kOptionalSubstitution = 0x0e,
  kFragmentHeader = 0x0f,
};
constexpr std::uint8_t kMoreFlag = 0x40;

constexpr std::uint8_t kStringType = 0x01;

// Reads tokens at a position of the chunk and writes their normal form.
class Normaliser {
 public:
  Normaliser(ByteView chunk, std::size_t begin, std::size_t end, bool in_template, Buffer& out,
             DefinitionRecipe* recipe)
      : chunk_(chunk),
        at_(begin),
        end_(end),
        in_template_(in_template),
        out_(out),
        recipe_(recipe),
        noted_(begin) {}

  std::expected<void, BinXmlError> run() {
    while (at_ < end_) {
      const auto token = chunk_.load<std::uint8_t>(at_);
      if (token == kEndOfFragment) {
        ends_before_ = true;
        break;
      }
      const std::size_t start = at_++;
      if (!dispatch(static_cast<std::uint8_t>(token & ~kMoreFlag), token & kMoreFlag)) {
        if (!failed_) fail("a binary XML token", start, token, 0);
        return std::unexpected(error_);
      }
      if (out_.size() - begin_size_ > limits::kMaxNormalForm) {
        fail("the size of a template", start, limits::kMaxNormalForm, out_.size());
        return std::unexpected(error_);
      }
    }
    if (depth_ != 0 || in_start_tag_) {
      fail("the end of an element", at_, depth_, 0);
      return std::unexpected(error_);
    }
    note_end();
    return {};
  }

 private:
  bool dispatch(std::uint8_t token, bool more) {
    switch (token) {
      case kOpenStart:
        return open(more);
      case kAttributeName:
        return in_start_tag_ && put(Op::kAttribute) && name();
      case kCloseStart:
        return close_start() && put(Op::kClose);
      case kCloseEmpty:
        return close_start() && put(Op::kClose) && end_element();
      case kEndElement:
        return !in_start_tag_ && end_element();
      case kValueText:
        return in_element() && value_text();
      case kCdata:
        return in_element() && put(Op::kText) && counted_text("a CDATA section");
      case kCharacterReference:
        return in_element() && character_reference();
      case kEntityReference:
        return in_element() && put(Op::kEntity) && name();
      case kInstructionTarget:
        return instruction();
      case kNormalSubstitution:
      case kOptionalSubstitution:
        return in_template_ && in_element() && substitution(token == kOptionalSubstitution);
      case kFragmentHeader:
        return skip(3, "a fragment header");
      default:
        return false;
    }
  }

  bool in_element() const { return depth_ != 0; }

  bool open(bool has_attributes) {
    if (in_start_tag_) return false;
    if (depth_ == limits::kMaxElementDepth) {
      return fail("nested elements", at_, limits::kMaxElementDepth, depth_ + 1);
    }
    if (!need(in_template_ ? 6 : 4, "an element")) return false;
    put(Op::kOpen);
    put_u16(in_template_ ? chunk_.load<std::uint16_t>(at_) : kNoDependency);
    if (in_template_) at_ += 2;
    skip_size();
    if (!name()) return false;
    if (has_attributes) {
      if (!need(4, "the size of an attribute list")) return false;
      skip_size();
    }
    in_start_tag_ = true;
    ++depth_;
    return true;
  }

  bool close_start() {
    if (!in_start_tag_) return false;
    in_start_tag_ = false;
    return true;
  }

  bool end_element() {
    if (depth_ == 0) return false;
    --depth_;
    return put(Op::kEnd);
  }

  bool value_text() {
    if (!need(1, "the type of a value")) return false;
    if (chunk_.load<std::uint8_t>(at_) != kStringType) {
      return fail("the type of a value", at_, kStringType, chunk_.load<std::uint8_t>(at_));
    }
    ++at_;
    return put(Op::kText) && counted_text("a text");
  }

  bool character_reference() {
    if (!need(2, "a character reference")) return false;
    put(Op::kText);
    put_bytes(chunk_.sub(at_, 2));
    at_ += 2;
    return true;
  }

  bool instruction() {
    if (in_start_tag_ || !put(Op::kInstruction) || !name()) return false;
    if (need(1, "a processing instruction") && chunk_.load<std::uint8_t>(at_) == kInstructionData) {
      ++at_;
      return counted_text("a processing instruction");
    }
    return false;
  }

  bool substitution(bool optional) {
    if (!need(3, "a substitution") || !count_reference(chunk_.load<std::uint16_t>(at_))) {
      return false;
    }
    put(Op::kSubstitution);
    out_.append(chunk_.sub(at_, 3));
    put_byte(optional ? 1 : 0);
    at_ += 3;
    return true;
  }

  // A template that repeats a value without end would make records of any size of it.
  bool count_reference(std::size_t index) {
    if (index >= limits::kMaxSubstitutions) {
      return fail("the index of a substitution", at_, limits::kMaxSubstitutions, index);
    }
    const std::size_t count = ++references_[index];
    return count <= limits::kMaxReferences ||
           fail("references to one value", at_, limits::kMaxReferences, count);
  }

  // u16 count of UTF-16 units, then the units.
  bool counted_text(const char* what) {
    if (!need(2, what)) return false;
    const std::size_t bytes = std::size_t{2} * chunk_.load<std::uint16_t>(at_);
    at_ += 2;
    if (!need(bytes, what)) return false;
    // A text of over 32 Ki units would not fit the form's count; no chunk can hold one beside it.
    if (bytes > 0xFFFE) return fail(what, at_, bytes, 0xFFFE);
    put_bytes(chunk_.sub(at_, bytes));
    at_ += bytes;
    return true;
  }

  // Of an element or an attribute list; another chunk may have another one, since it counts inline
  // names.
  void skip_size() {
    note_bytes();
    at_ += 4;
    noted_ = at_;
    if (recipe_ != nullptr) recipe_->add_any(4);
  }

  // For the recipe: what was read since the last name or size stands as it is.
  void note_bytes() {
    if (recipe_ != nullptr) recipe_->add_bytes(chunk_.sub(noted_, at_ - noted_));
  }
  void note_end() {
    if (recipe_ == nullptr) return;
    if (ends_before_) ++at_;
    note_bytes();
    recipe_->finish(!ends_before_);
  }

  // A name by its offset in the chunk: u32 next in its hash bucket, u16 hash, u16 count, units,
  // NUL. At its first use it lies right here.
  bool name() {
    if (!need(4, "the offset of a name")) return false;
    const std::size_t offset = chunk_.load<std::uint32_t>(at_);
    note_bytes();
    at_ += 4;
    if (!chunk_.has(offset, 8)) return fail("a name", offset, 8, chunk_.size());
    const std::size_t bytes = std::size_t{2} * chunk_.load<std::uint16_t>(offset + 6);
    if (!chunk_.has(offset + 8, bytes + 2))
      return fail("a name", offset, bytes + 10, chunk_.size());
    if (bytes > 0xFFFE || bytes == 0) return fail("the length of a name", offset, 1, bytes / 2);
    put_name(offset + 8, bytes);
    if (recipe_ != nullptr) recipe_->add_name(chunk_.sub(offset + 8, bytes));
    if (offset == at_ && !skip(8 + bytes + 2, "a name")) return false;
    noted_ = at_;
    return true;
  }

  bool put(Op op) {
    put_byte(static_cast<std::uint8_t>(op));
    return true;
  }

  void put_byte(std::uint8_t byte) {
    *out_.reserve(1) = byte;
    out_.commit(1);
  }

  void put_u16(std::uint16_t n) {
    std::memcpy(out_.reserve(2), &n, 2);
    out_.commit(2);
  }

  void put_bytes(ByteView bytes) {
    std::uint8_t* to = out_.reserve(2 + bytes.size());
    const auto count = static_cast<std::uint16_t>(bytes.size());
    std::memcpy(to, &count, 2);
    if (!bytes.empty()) std::memcpy(to + 2, bytes.data(), bytes.size());
    out_.commit(2 + bytes.size());
  }

  // Nearly all names are short: where as much lies behind them, a block of fixed size is copied.
  void put_name(std::size_t offset, std::size_t size) {
    constexpr std::size_t kBlock = 48;
    if (size > kBlock || !chunk_.has(offset, kBlock)) return put_bytes(chunk_.sub(offset, size));
    std::uint8_t* to = out_.reserve(2 + kBlock);
    const auto count = static_cast<std::uint16_t>(size);
    std::memcpy(to, &count, 2);
    std::memcpy(to + 2, chunk_.sub(offset, kBlock).data(), kBlock);
    out_.commit(2 + size);
  }

  bool need(std::size_t count, const char* what) {
    return count <= end_ - at_ || fail(what, at_, count, end_ - at_);
  }

  bool skip(std::size_t count, const char* what) {
    if (!need(count, what)) return false;
    at_ += count;
    return true;
  }

  bool fail(const char* what, std::size_t offset, std::size_t needed, std::size_t have) {
    if (!failed_) error_ = {"binxml", what, offset, needed, have};
    failed_ = true;
    return false;
  }

  ByteView chunk_;
  std::size_t at_;
  std::size_t end_;
  bool in_template_;
  Buffer& out_;
  DefinitionRecipe* recipe_;
  std::size_t noted_;  // up to here the recipe has it
  bool ends_before_ = false;
  std::size_t begin_size_ = out_.size();
  std::size_t depth_ = 0;
  std::array<std::uint8_t, limits::kMaxSubstitutions> references_{};  // by index
  bool in_start_tag_ = false;
  bool failed_ = false;
  BinXmlError error_;
};

std::expected<void, BinXmlError> normalise(ByteView chunk, std::size_t begin, std::size_t end,
                                           bool in_template, Buffer& out,
                                           DefinitionRecipe* recipe) {
  if (begin > end || end > chunk.size()) {
    return std::unexpected(BinXmlError{"binxml", "binary XML", begin, end, chunk.size()});
  }
  return Normaliser(chunk, begin, end, in_template, out, recipe).run();
}

}  // namespace

std::expected<void, BinXmlError> normalise_template(ByteView chunk, std::size_t begin,
                                                    std::size_t end, Buffer& out,
                                                    DefinitionRecipe* recipe) {
  return normalise(chunk, begin, end, true, out, recipe);
}

std::expected<void, BinXmlError> normalise_fragment(ByteView chunk, std::size_t begin,
                                                    std::size_t end, Buffer& out) {
  return normalise(chunk, begin, end, false, out, nullptr);
}

Op NormalFormReader::op() {
  const Op op = peek();
  rest_ = rest_.from(1);
  return op;
}

std::uint16_t NormalFormReader::dependency() {
  const auto index = rest_.load<std::uint16_t>(0);
  rest_ = rest_.from(2);
  return index;
}

ByteView NormalFormReader::text() {
  const std::size_t n = rest_.load<std::uint16_t>(0);
  const ByteView bytes = rest_.sub(2, n);
  rest_ = rest_.from(2 + n);
  return bytes;
}

Substitution NormalFormReader::substitution() {
  Substitution s;
  s.index = rest_.load<std::uint16_t>(0);
  s.type = rest_.load<std::uint8_t>(2);
  s.optional = rest_.load<std::uint8_t>(3) != 0;
  rest_ = rest_.from(4);
  return s;
}

}  // namespace wmiscope::evtx
