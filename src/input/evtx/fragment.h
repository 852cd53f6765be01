// SPDX-License-Identifier: Apache-2.0
//
// The binary XML of one record, opened: its outer template instance and the fragments inside its
// values, each with its compiled template and the places of its values.
//
//   RecordFragments fragments(names);
//   if (fragments.open_outer(record, error)) … fragments.outer().value(source, arena)
//
// A stream is any number of template instances and then plain elements, which are given a template
// of their own, compiled on the spot. Nesting and number of fragments are bounded. Valid until the
// next record; templates until begin_block().
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/arena.h"
#include "event/event.h"
#include "input/evtx/chunk.h"
#include "input/evtx/template_cache.h"
#include "input/evtx/value.h"

namespace wmiscope::evtx {

// The issue of a record whose binary XML is broken.
void report_binxml(const RecordPlace& record, const BinXmlError& error,
                   std::vector<ReadIssue>& issues);

// The first value of a record whose size is wrong for its type.
using Malformed = std::optional<BinXmlError>;

struct Fragment {
  const Template* form = nullptr;
  ValueTable values;

  // The value of a part; absent where there is none. Text that is put together is made in the
  // arena. A value whose size is wrong for its type is absent too, and sets `malformed`.
  Value value(const Source& source, Arena& arena, Malformed& malformed) const {
    if (source.kind == Source::Kind::kSubstitution && source.index < values.size()) [[likely]] {
      const bool text = values[source.index].type == static_cast<std::uint8_t>(WireType::kString);
      return text ? Value::utf16(values.bytes(source.index))
                  : substituted(source, arena, malformed);
    }
    return other(source, arena, malformed);
  }

 private:
  Value other(const Source& source, Arena& arena, Malformed& malformed) const;
  Value substituted(const Source& source, Arena& arena, Malformed& malformed) const;
};

class RecordFragments {
 public:
  explicit RecordFragments(const FieldNames& names) : names_(names), cache_(names) {}

  // Whether the templates that it gave are still there.
  bool begin_block() {
    const bool kept = !cache_.trim();
    loose_.clear();
    loose_bytes_ = 0;
    return kept;
  }
  void begin_chunk() { cache_.begin_chunk(); }
  // Another one for each chunk.
  std::uint64_t chunk_number() const { return cache_.chunk_number(); }

  // The template of the instance at `at`, with the layout of its values, which are not yet read: all
  // that rejecting a record on its event id needs. Null where there is none or it is broken.
  const Template* template_at(ByteView chunk, std::size_t at, std::size_t end,
                              InstanceLayout& layout) {
    if (end > chunk.size() || at > end || !at_instance(chunk, at, end)) return nullptr;
    if (locate_plain_instance(chunk, at, end, layout)) [[likely]] {
      const Template* const known = cache_.known(layout.definition, layout.template_id);
      if (known) return known;
    }
    return new_template_at(chunk, at, end, layout);
  }

  // Opens everything. False, with the reason, where a part of it is broken.
  bool open(const RecordPlace& record, BinXmlError& error);

  // The outermost fragment first.
  std::size_t size() const { return used_; }
  const Fragment& operator[](std::size_t i) const { return *fragments_[i]; }

 private:
  const Template* new_template_at(ByteView chunk, std::size_t at, std::size_t end,
                                  InstanceLayout& layout);
  bool open_stream(ByteView chunk, std::size_t at, std::size_t end, std::size_t depth,
                   BinXmlError& error);
  // Moves `at` behind the instance.
  bool open_instance(ByteView chunk, std::size_t& at, std::size_t end, std::size_t depth,
                     BinXmlError& error);
  bool open_values(ByteView chunk, const ValueTable& values, std::size_t depth, BinXmlError& error);
  bool open_loose(ByteView chunk, std::size_t at, std::size_t end, BinXmlError& error);
  Fragment* add(BinXmlError& error, std::size_t at);

  const FieldNames& names_;
  TemplateCache cache_;
  std::deque<Template> loose_;
  std::size_t loose_bytes_ = 0;  // of their normal forms
  Buffer form_;                  // scratch
  std::vector<std::unique_ptr<Fragment>> fragments_;
  std::size_t used_ = 0;
};

}  // namespace wmiscope::evtx
