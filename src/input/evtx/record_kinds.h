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
  ValueSummer summer;         // of the inner instance's values, up to the first one asked for

  // Where the chunk at hand defines its inner template.
  std::uint64_t chunk = 0;  // RecordFragments::chunk_number()
  std::uint32_t definition = 0;
  std::uint32_t template_id = 0;
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
      for (const RecordKind::Test& test : asked.any_of) {
        if (test.may_meet(text) && meets_utf16(*test.condition, text)) return true;
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
    if (!locate_inner(chunk, begin, end, known.inner) &&
        !fragments.template_at(chunk, begin, end, known.inner)) {
      return false;
    }
    RecordKind& kind = kind_of(*shape.outer, id, known.inner.template_id);
    if (!is_of(kind, shape, id, channel, known.inner, fragments)) [[unlikely]] {
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
  static bool locate_inner(ByteView chunk, std::size_t begin, std::size_t end,
                           InstanceLayout& layout) {
    std::size_t at = begin;
    return end <= chunk.size() && at_instance(chunk, at, end) &&
           locate_plain_instance(chunk, at, end, layout);
  }
  // Whether the inner instance is one of the kind's template, by where that is defined.
  static bool is_of(const RecordKind& kind, const EnvelopeShape& shape, std::uint32_t id,
                    ByteView channel, const InstanceLayout& inner,
                    const RecordFragments& fragments) {
    return kind.outer == shape.outer && kind.id == id && kind.definition == inner.definition &&
           kind.template_id == inner.template_id && kind.chunk == fragments.chunk_number() &&
           channel.equals(kind.channel);
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
