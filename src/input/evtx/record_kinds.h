// SPDX-License-Identifier: Apache-2.0
//
// Records of one kind - the same templates, event id and log - know once and for all which entry of
// the demand they belong to, where its conditions look and where its fields lie. Nine tenths of a
// file server's Security log are 5145 of which hardly one is wanted: they are turned away by a few
// of their bytes, and what is wanted is read from its place.
//
//   RecordKinds kinds(demand);
//   kinds.begin_block();                                     // templates may have gone
//   KnownRecord known;
//   if (kinds.find(record, layout, shape, id, fragments, known) && !known.interests()) …
//
// It knows what Windows writes: an outer instance of the shape that envelope_shape.h tells, whose
// fragment is one instance without further fragments and without an envelope of its own. Of anything
// else, and of damage, it says nothing: that is opened the long way (fragment.h), with the same
// outcome (record_kinds_test.cc). One thread.
#pragma once

#include <array>
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
  // A condition with the one unit of the text that hardly ever fits: the first of its literal.
  struct Test {
    explicit Test(const RawCondition& raw);

    bool may_meet(ByteView text) const {
      if (text.size() < size) return !sized;
      const std::size_t at = at_end ? text.size() - size : 0;
      return !sized || (text.load<std::uint16_t>(at) | fold) == unit;
    }

    const RawCondition* condition;
    bool sized;  // the text starts or ends with the literal, or is the literal
    bool at_end;
    std::uint16_t fold;  // 0x20 for a letter, which may be in upper case
    std::uint16_t unit;
    std::size_t size;  // of the literal in UTF-16
  };
  // One substitution of the inner instance and the conditions on it, of which any one is enough.
  struct Asked {
    std::uint16_t index = 0;
    std::vector<Test> any_of;
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
};

// A record of a known kind, whose values were found to be whole. Valid while the record is visited.
struct KnownRecord {
  RecordKind* kind = nullptr;
  ByteView chunk;
  const InstanceLayout* outer = nullptr;
  InstanceLayout inner;

  // Whether the demand wants more of it than to count it.
  bool interests() const { return !kind->conditional || meets_any(); }

 private:
  bool meets_any() const {
    for (const RecordKind::Asked& asked : kind->asked) {
      if (asked.index >= inner.count) return true;
      const auto descriptor = chunk.load<std::uint32_t>(inner.descriptors + 4ULL * asked.index);
      if (!is_string_or_null(descriptor)) return true;
      const std::size_t at = inner.values + sum_values(chunk, inner, asked.index).size;
      const ByteView text = drop_trailing_nuls_utf16(chunk.sub(at, size_of(descriptor)));
      for (const RecordKind::Test& test : asked.any_of) {
        if (test.may_meet(text) && meets_utf16(*test.condition, text)) return true;
      }
    }
    return false;
  }
};

class RecordKinds {
 public:
  explicit RecordKinds(const Demand& demand) : demand_(demand) {}

  void begin_block() {
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
    const Template* const inner = fragments.template_at(chunk, begin, end, known.inner);
    if (inner == nullptr || !is_whole(chunk, known.inner, end)) return false;
    const ByteView channel = chunk.sub(layout.values + shape.channel, shape.channel_size);
    RecordKind& kind = kind_of(*shape.outer, id);
    if (kind.inner != inner || kind.outer != shape.outer || kind.id != id ||
        kind.channel != channel.chars()) [[unlikely]] {
      learn(*shape.outer, *inner, id, channel, kind);
    }
    known.kind = &kind;
    known.chunk = chunk;
    known.outer = &layout;
    return kind.usable;
  }

 private:
  // Whether only the end of the fragment lies between the two.
  static bool ends_at(ByteView chunk, std::size_t at, std::size_t end) {
    return at == end || (at < end && chunk.load<std::uint8_t>(at) == 0);
  }
  // Whether the values end where the fragment does and hold no further fragment.
  static bool is_whole(ByteView chunk, const InstanceLayout& layout, std::size_t end) {
    if (!may_be_summed(chunk, layout)) return false;
    const ValueSum all = sum_values(chunk, layout, layout.count);
    return !all.has_fragment && ends_at(chunk, layout.values + all.size, end);
  }

  RecordKind& kind_of(const Template& outer, std::uint32_t id) {
    return kinds_[(outer.number() * 5 + id) % kinds_.size()];
  }
  void learn(const Template& outer, const Template& inner, std::uint32_t id, ByteView channel,
             RecordKind& kind) const;
  static void place_fields(const DemandEntry& entry, RecordKind& kind);
  static bool place_condition(const RawCondition& condition, RecordKind& kind);

  const Demand& demand_;
  std::array<RecordKind, 64> kinds_;  // by outer template and id; the last one holds
};

}  // namespace wmiscope::evtx
