// SPDX-License-Identifier: Apache-2.0
#include "input/text/text_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/utf16.h"

namespace wmiscope {
namespace {

constexpr std::size_t kRawSize = 256 * 1024;

// ASCII characters as UTF-16 show a zero in every second byte.
bool zeros_at(ByteView head, std::size_t first) {
  if (head.size() < 4) return false;
  return head.load<std::uint8_t>(first) == 0 && head.load<std::uint8_t>(first + 2) == 0 &&
         head.load<std::uint8_t>(1 - first) != 0 && head.load<std::uint8_t>(3 - first) != 0;
}

void swap_pairs(std::string& raw) {
  for (std::size_t i = 0; i + 1 < raw.size(); i += 2) std::swap(raw[i], raw[i + 1]);
}

// How much of `raw` (UTF-16LE) ends with a whole character.
std::size_t whole_part(std::string_view raw) {
  std::size_t n = raw.size() & ~std::size_t{1};
  if (n >= 2 && (static_cast<unsigned char>(raw[n - 1]) & 0xFC) == 0xD8) n -= 2;
  return n;
}

}  // namespace

TextStart text_start(ByteView head) {
  if (head.starts_with("\xEF\xBB\xBF")) return {TextEncoding::kUtf8, 3};
  if (head.starts_with("\xFF\xFE")) return {TextEncoding::kUtf16Le, 2};
  if (head.starts_with("\xFE\xFF")) return {TextEncoding::kUtf16Be, 2};
  if (zeros_at(head, 1)) return {TextEncoding::kUtf16Le, 0};
  if (zeros_at(head, 0)) return {TextEncoding::kUtf16Be, 0};
  return {};
}

std::string text_head(ByteView head, std::size_t bytes) {
  const TextStart start = text_start(head);
  const std::size_t end = std::min(head.size(), std::max(bytes, start.mark_size));
  std::string raw(head.sub(start.mark_size, end - start.mark_size).chars());
  if (start.encoding == TextEncoding::kUtf8) return raw;
  if (start.encoding == TextEncoding::kUtf16Be) swap_pairs(raw);
  std::string text;
  append_utf16(ByteView(raw), text);
  return text;
}

std::size_t TextSource::read(std::uint8_t* to, std::size_t count) {
  if (!started_) return begin(to, count);
  if (start_.encoding == TextEncoding::kUtf8 && served_ == pending_.size()) {
    return bytes_.read(to, count);
  }
  return serve(to, count);
}

std::size_t TextSource::begin(std::uint8_t* to, std::size_t count) {
  started_ = true;
  std::uint8_t head[4];
  const ByteView first(head, bytes_.read(head, sizeof head));
  start_ = text_start(first);
  const std::string_view rest = first.from(start_.mark_size).chars();
  if (start_.encoding == TextEncoding::kUtf8) {
    pending_ = rest;
  } else {
    raw_ = rest;
  }
  return serve(to, count);
}

std::size_t TextSource::serve(std::uint8_t* to, std::size_t count) {
  std::size_t filled = 0;
  while (filled < count) {
    if (served_ == pending_.size()) {
      if (start_.encoding == TextEncoding::kUtf8) {
        return filled + bytes_.read(to + filled, count - filled);
      }
      if (!transcode()) break;
      continue;
    }
    const std::size_t n = std::min(count - filled, pending_.size() - served_);
    std::memcpy(to + filled, pending_.data() + served_, n);
    served_ += n;
    filled += n;
  }
  return filled;
}

// More UTF-8 into pending_; false at the end.
bool TextSource::transcode() {
  pending_.clear();
  served_ = 0;
  while (pending_.empty() && !at_end_) {
    const std::size_t kept = raw_.size();
    raw_.resize(kept + kRawSize);
    const std::size_t n =
        bytes_.read(reinterpret_cast<std::uint8_t*>(raw_.data()) + kept, kRawSize);
    raw_.resize(kept + n);
    at_end_ = n < kRawSize;
    std::string unit_pairs = raw_;
    if (start_.encoding == TextEncoding::kUtf16Be) swap_pairs(unit_pairs);
    const std::size_t whole = at_end_ ? unit_pairs.size() : whole_part(unit_pairs);
    append_utf16(ByteView(std::string_view(unit_pairs).substr(0, whole)), pending_);
    raw_.erase(0, whole);
  }
  return !pending_.empty();
}

std::optional<std::uint64_t> TextSource::offset_of(std::uint64_t position) const {
  if (start_.encoding != TextEncoding::kUtf8) return std::nullopt;
  return position + start_.mark_size;
}

}  // namespace wmiscope
