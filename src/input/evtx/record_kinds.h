// SPDX-License-Identifier: Apache-2.0
//
// Records of one kind - the same templates, event id and log - know once and for all which entry of
// the demand they belong to, where its conditions look and where its fields lie. Nine tenths of a
// file server's Security log are 5145 of which hardly one is wanted: they are turned away by a few
// of their bytes, and what is wanted is read from its place.
//
//   RecordKinds kinds(demand);
//   KnownRecord known;
//   if (kinds.find(record, layout, shape, id, fragments, known) && !known.interests()) …
//
// It knows what Windows writes: an outer instance of the shape that envelope_shape.h tells, whose
// fragment is one instance without further fragments and without an envelope of its own. Of anything
// else, and of damage, it says nothing: that is opened the long way (fragment.h), with the same
// outcome (record_kinds_test.cc). One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/utf16.h"
#include "event/demand.h"
#include "input/evtx/chunk.h"
#include "input/evtx/descriptors.h"
#include "input/evtx/envelope_shape.h"
#include "input/evtx/fragment.h"

namespace wmiscope::evtx {

struct RecordKind {
  // A part of an event: in the outer or the inner instance.
  struct Place {
    Source source;
    bool inner = false;
  };
  // One substitution of the inner instance and the conditions on it, of which any one is enough. Most
  // texts neither begin nor end with a unit that a condition allows.
  struct Asked {
    std::uint16_t index = 0;
    std::vector<const RawCondition*> any_of;
    bool all_texts = false;                // a condition that fits any beginning and end
    std::array<std::uint64_t, 2> first{};  // of ASCII, in both cases
    std::array<std::uint64_t, 2> last{};

    void add(const RawCondition& condition);
    bool may_meet(ByteView text) const {
      if (all_texts) return true;
      if (text.size() < 2) return false;
      return holds(first, text.load<std::uint16_t>(0)) ||
             holds(last, text.load<std::uint16_t>((text.size() & ~std::size_t{1}) - 2));
    }
    static bool holds(const std::array<std::uint64_t, 2>& units, std::uint16_t unit) {
      return unit < 128 && (units[unit / 64] >> unit % 64 & 1) != 0;
    }
  };

  const Template* outer = nullptr;
  const Template* inner = nullptr;
  std::uint32_t id = 0;
  bool usable = false;       // the demand has an entry for it that can be served from places
  bool conditional = false;  // only records that meet a condition are wanted
  std::string channel;       // the raw bytes of its value
  std::size_t entry = 0;     // of the demand
  std::uint64_t fields = 0;  // of the entry that these templates have, by slot (the first 64)
  std::vector<Asked> asked;
  std::vector<Place> places;  // of the entry's fields, by slot
  ValueSummer summer;         // of the inner instance's values, up to the first one asked for

  // In the chunk at hand: its inner instance, and how the fragment begins as Windows lays it out, up to
  // the number of values.
  static constexpr std::size_t kHead = kFragmentHeaderSize + kInstanceHeader + 4;
  std::uint64_t chunk = 0;  // RecordFragments::chunk_number()
  InstanceLayout layout;
  bool is_plain = false;  // it is laid out so
  std::array<char, kHead> head{};
};

// A record of a known kind, whose values were found to be whole. Valid while the record is visited.
struct KnownRecord {
  RecordKind* kind = nullptr;
  ByteView chunk;
  const InstanceLayout* outer = nullptr;
  InstanceLayout inner;
  std::size_t first_asked = 0;  // behind the first value

  // Whether the demand wants more of it than to count it.
  bool interests() const { return !kind->conditional || meets_any(); }

 private:
  bool meets_any() const {
    std::size_t index = kind->asked.empty() ? 0 : kind->asked.front().index;
    std::size_t at = inner.values + first_asked;
    for (const RecordKind::Asked& asked : kind->asked) {
      if (asked.index >= inner.count) return true;
      for (; index < asked.index; ++index) at += size_of(descriptor(index));
      const std::uint32_t its = descriptor(index);
      if (!is_string_or_null(its)) {
        if (meets_any(asked, its, at)) return true;
        continue;
      }
      const ByteView text = drop_trailing_nuls_utf16(chunk.sub(at, size_of(its)));
      if (!asked.may_meet(text)) [[likely]]
        continue;
      for (const RawCondition* condition : asked.any_of) {
        if (meets_utf16(*condition, text)) return true;
      }
    }
    return false;
  }
  // Of a value that is no text.
  bool meets_any(const RecordKind::Asked& asked, std::uint32_t its, std::size_t at) const;
  std::uint32_t descriptor(std::size_t i) const {
    return chunk.load<std::uint32_t>(inner.descriptors + 4 * i);
  }
};

class RecordKinds {
 public:
  explicit RecordKinds(const Demand& demand) : demand_(demand) {}

  // The templates are gone.
  void forget() {
    for (RecordKind& kind : kinds_) kind.outer = nullptr;
  }

  // False where only opening the record can tell. `layout` and `shape` are those of its outer
  // instance.
  bool find(const RecordPlace& record, const InstanceLayout& layout, const EnvelopeShape& shape,
            std::uint32_t id, RecordFragments& fragments, KnownRecord& known) {
    const ByteView chunk = record.chunk;
    const auto descriptor = chunk.load<std::uint32_t>(layout.descriptors + shape.before.size());
    const std::size_t begin = layout.values + shape.fragment;
    const std::size_t end = begin + size_of(descriptor);
    if ((descriptor & kTypeBits) != kFragmentType ||
        !ends_at(chunk, end + shape.size_behind, record.end())) {
      return false;
    }
    const ByteView channel = chunk.sub(layout.values + shape.channel, shape.channel_size);
    RecordKind& kind = kind_of(*shape.outer, id, template_id(chunk, begin));
    if (!is_of(kind, shape, id, channel, fragments) ||
        !begins_with(kind, chunk, begin, end, known.inner)) [[unlikely]] {
      if (!learn(*shape.outer, id, channel, chunk, begin, end, fragments, known.inner, kind)) {
        return false;
      }
    }
    const auto sums = kind.summer.sum(chunk, known.inner);
    if (!sums || !ends_at(chunk, known.inner.values + sums->all, end)) return false;
    known.kind = &kind;
    known.chunk = chunk;
    known.outer = &layout;
    known.first_asked = sums->front;
    return kind.usable;
  }

 private:
  // Whether only the end of the fragment lies between the two.
  static bool ends_at(ByteView chunk, std::size_t at, std::size_t end) {
    return at == end || (at < end && chunk.load<std::uint8_t>(at) == 0);
  }
  // As Windows lays it out: behind the fragment's header, the token and the version.
  static std::uint32_t template_id(ByteView chunk, std::size_t begin) {
    const std::size_t at = begin + kFragmentHeaderSize + 2;
    return chunk.has(at, 4) ? chunk.load<std::uint32_t>(at) : 0;
  }
  static bool is_of(const RecordKind& kind, const EnvelopeShape& shape, std::uint32_t id,
                    ByteView channel, const RecordFragments& fragments) {
    return kind.outer == shape.outer && kind.id == id && kind.chunk == fragments.chunk_number() &&
           channel.equals(kind.channel);
  }
  // Whether the fragment is an instance of the kind's template, as it was met in this chunk before.
  static bool begins_with(const RecordKind& kind, ByteView chunk, std::size_t begin,
                          std::size_t end, InstanceLayout& layout) {
    const std::size_t values = begin + RecordKind::kHead + std::size_t{4} * kind.layout.count;
    if (!kind.is_plain || end > chunk.size() || values > end ||
        kind.layout.definition == begin + kFragmentHeaderSize + kInstanceHeader ||
        !chunk.sub(begin, RecordKind::kHead).equals({kind.head.data(), RecordKind::kHead})) {
      return false;
    }
    layout = kind.layout;
    layout.descriptors = static_cast<std::uint32_t>(begin + RecordKind::kHead);
    layout.values = static_cast<std::uint32_t>(values);
    return true;
  }

  // Two versions of a template with the same event id have places of their own.
  RecordKind& kind_of(const Template& outer, std::uint32_t id, std::uint32_t template_id) {
    return kinds_[(outer.number() * 5 + id + template_id) % kinds_.size()];
  }
  bool learn(const Template& outer, std::uint32_t id, ByteView channel, ByteView chunk,
             std::size_t begin, std::size_t end, RecordFragments& fragments, InstanceLayout& layout,
             RecordKind& kind) const;
  void match(ByteView channel, RecordKind& kind) const;
  static void place_fields(const DemandEntry& entry, RecordKind& kind);
  static bool place_condition(const RawCondition& condition, RecordKind& kind);

  const Demand& demand_;
  std::array<RecordKind, 64> kinds_;  // by templates and id; the last one holds
};

}  // namespace wmiscope::evtx
