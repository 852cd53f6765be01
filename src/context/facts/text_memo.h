// SPDX-License-Identifier: Apache-2.0
//
// Texts that recur in the records of a scan - images, accounts, command lines - known again by their
// raw bytes: such a text is turned into UTF-8 once, and what it says is looked at once.
//
//   TextMemo memo;
//   memo.begin_batch();                                  // the pool of its ids was cleared
//   memo.begin_event();
//   TextMemo::Entry& image = memo.find(value, escaped, arena, hint);
//   image.text;  memo.id(image, batch.texts);  TextMemo::traits(image, TextRole::kImage)
//
// It holds copies, bounded in number and size; when it is full it starts anew with the next event. A
// text is valid until then, an entry until the next find(). One thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "context/facts/marks.h"
#include "context/facts/text_pool.h"
#include "event/value.h"

namespace wmiscope {

class TextMemo {
 public:
  struct Entry {
    std::string_view text;  // UTF-8

   private:
    friend class TextMemo;
    bool is_of(const Value& value, bool is_escaped) const {
      return type == value.type() && escaped == is_escaped && value.view().equals(raw);
    }
    ValueType type = ValueType::kAbsent;
    bool escaped = false;
    std::uint8_t known_traits = 0;  // by role
    std::uint32_t raw_hash = 0;
    std::uint32_t hash = 0;  // of the text; 0: not known
    TextId id = kNoText;
    std::uint64_t batch = 0;  // that the id belongs to
    std::string_view raw;
    TextTraits traits{};
  };

  // What one field held last: most fields hold the same text for many events.
  struct Hint {
    std::uint16_t entry = 0;
  };

  TextMemo();

  // The ids that it gave belong to a batch that is gone.
  void begin_batch() { ++batch_; }

  void begin_event() {
    if (is_full()) clear();
  }

  // `escaped`: the source leaves XML's entities in its values. A hint says nothing that is not
  // looked at again: any one will do.
  Entry& find(const Value& value, bool escaped, Arena& arena, Hint& hint) {
    if (hint.entry < entries_.size() && entries_[hint.entry].is_of(value, escaped)) [[likely]]
      return entries_[hint.entry];
    return look_up(value, escaped, arena, hint);
  }

  // Its id in the pool of the current batch.
  TextId id(Entry& entry, TextPool& pool) const {
    if (entry.batch != batch_) {
      entry.id = pool.append(entry.text, entry.hash);
      entry.batch = batch_;
    }
    return entry.id;
  }

  // What the text says in that role.
  static std::uint32_t traits(Entry& entry, TextRole role) {
    const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(role));
    if ((entry.known_traits & bit) == 0) {
      entry.traits[role] = traits_of(role, entry.text);
      entry.known_traits |= bit;
    }
    return entry.traits[role];
  }

 private:
  bool is_full() const;
  Entry& look_up(const Value& value, bool escaped, Arena& arena, Hint& hint);
  Entry& once(std::string_view text);
  Entry& learn(const Value& value, std::uint32_t hash, bool escaped, Arena& arena);
  void clear();

  Arena arena_;
  std::size_t bytes_ = 0;
  std::uint64_t batch_ = 1;
  std::vector<Entry> entries_;        // never moves: its capacity is its bound
  std::vector<std::uint16_t> slots_;  // open addressing; index + 1, 0 is free
  Entry other_;                       // a text that is not worth knowing again
};

// The text of a value, cut where it is very long and, where `escaped`, with XML's entities resolved.
std::string_view plain_text(const Value& value, bool escaped, Arena& arena);

}  // namespace wmiscope
