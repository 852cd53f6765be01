// SPDX-License-Identifier: Apache-2.0
#include "context/facts/text_memo.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace wmiscope {
namespace {

constexpr std::size_t kMaxText = 64 * 1024;  // of one value; longer ones are cut

constexpr std::size_t kMaxEntries = 4096;
constexpr std::size_t kSlots = 4 * kMaxEntries;
constexpr std::size_t kMaxRaw = 32 << 10;  // bytes of a text that is known again
constexpr std::size_t kMaxProbes = 16;  // texts made to look alike must not be compared without end
constexpr std::size_t kMaxBytes = 2 << 20;  // of all of them

// NXLog writes XML's entities into its JSON (wmi-knowledge, fact 8).
std::string unescaped(std::string_view text) {
  struct Entity {
    std::string_view written;
    char meant;
  };
  static constexpr Entity kEntities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto entity = std::ranges::find_if(
        kEntities, [&](const Entity& e) { return text.substr(at).starts_with(e.written); });
    const bool found = text[at] == '&' && entity != std::end(kEntities);
    out += found ? entity->meant : text[at];
    at += found ? entity->written.size() : 1;
  }
  return out;
}

// Whether values of that type are bytes, and not numbers.
bool has_bytes(ValueType type) {
  switch (type) {
    case ValueType::kUtf8:
    case ValueType::kUtf16:
    case ValueType::kGuid:
    case ValueType::kSid:
      return true;
    default:
      return false;
  }
}

// Of a long text its size, both ends and its middle: it is compared as a whole anyway.
std::uint32_t hash_of(std::string_view raw) {
  constexpr std::size_t kPart = 80;
  if (raw.size() <= 3 * kPart) return hash_text(raw);
  std::array<char, 3 * kPart + sizeof(std::size_t)> parts;
  const std::size_t size = raw.size();
  char* to = parts.data();
  for (const std::size_t from : {std::size_t{0}, size / 2 - kPart / 2, size - kPart}) {
    to = std::copy_n(raw.data() + from, kPart, to);
  }
  std::memcpy(to, &size, sizeof size);
  return hash_text({parts.data(), parts.size()});
}

}  // namespace

std::string_view plain_text(const Value& value, bool escaped, Arena& arena) {
  std::string_view found = value_text(value, arena);
  if (found.size() > kMaxText) found = found.substr(0, kMaxText);
  if (escaped && found.find('&') != std::string_view::npos) return arena.copy(unescaped(found));
  return found;
}

TextMemo::TextMemo() : slots_(kSlots, 0) { entries_.reserve(kMaxEntries); }

TextMemo::Entry& TextMemo::look_up(const Value& value, bool escaped, Arena& arena, Hint& hint) {
  if (!has_bytes(value.type()) || value.view().size() > kMaxRaw) {
    return once(plain_text(value, escaped, arena));
  }
  const std::string_view raw = value.view().chars();
  const std::uint32_t hash = hash_of(raw);
  std::size_t probes = 0;
  for (std::size_t at = hash % kSlots; slots_[at] != 0; at = (at + 1) % kSlots) {
    if (++probes > kMaxProbes) return once(plain_text(value, escaped, arena));
    hint.entry = static_cast<std::uint16_t>(slots_[at] - 1U);
    Entry& known = entries_[hint.entry];
    if (known.raw_hash == hash && known.is_of(value, escaped)) return known;
  }
  if (is_full()) return once(plain_text(value, escaped, arena));
  hint.entry = static_cast<std::uint16_t>(entries_.size());
  return learn(value, hash, escaped, arena);
}

bool TextMemo::is_full() const { return entries_.size() == kMaxEntries || bytes_ > kMaxBytes; }

TextMemo::Entry& TextMemo::once(std::string_view text) {
  other_ = Entry();
  other_.text = text;
  return other_;
}

TextMemo::Entry& TextMemo::learn(const Value& value, std::uint32_t hash, bool escaped,
                                 Arena& arena) {
  Entry& entry = entries_.emplace_back();
  entry.type = value.type();
  entry.escaped = escaped;
  entry.raw = arena_.copy(value.view().chars());
  entry.raw_hash = hash;
  entry.text = arena_.copy(plain_text(value, escaped, arena));
  entry.hash = hash_text(entry.text);
  bytes_ += entry.raw.size() + entry.text.size();
  std::size_t at = hash % kSlots;
  while (slots_[at] != 0) at = (at + 1) % kSlots;
  slots_[at] = static_cast<std::uint16_t>(entries_.size());
  return entry;
}

void TextMemo::clear() {
  std::ranges::fill(slots_, 0);
  entries_.clear();
  arena_.reset();
  bytes_ = 0;
}

}  // namespace wmiscope
