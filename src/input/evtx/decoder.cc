// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/decoder.h"

#include <algorithm>
#include <bit>

#include "base/filetime.h"
#include "input/evtx/chunk.h"
#include "input/evtx/envelope_shape.h"
#include "input/evtx/fragment.h"
#include "input/evtx/json_dump.h"
#include "input/evtx/record_kinds.h"
#include "input/evtx/xml_dump.h"

namespace wmiscope::evtx {
namespace {

// The u16 at substitution `index`, whose place is the sum of the sizes before it.
std::optional<std::uint32_t> early_event_id(ByteView chunk, const InstanceLayout& layout,
                                            const Source& source, std::size_t end) {
  if (source.kind != Source::Kind::kSubstitution || source.index >= layout.count) {
    return std::nullopt;
  }
  std::size_t offset = layout.values;
  for (std::size_t i = 0; i < source.index; ++i) {
    offset += chunk.load<std::uint16_t>(layout.descriptors + 4 * i);
  }
  const auto descriptor = chunk.load<std::uint32_t>(layout.descriptors + 4ULL * source.index);
  constexpr std::uint32_t kUint16OfTwoBytes =
      static_cast<std::uint32_t>(WireType::kUint16) << 16 | 2;
  if ((descriptor & 0xFFFFFF) != kUint16OfTwoBytes || offset + 2 > end) return std::nullopt;
  return chunk.load<std::uint16_t>(offset);
}

class EvtxDecoder : public BlockDecoder {
 public:
  EvtxDecoder(const Demand& demand, const FieldNames& names, const InputOptions& options)
      : demand_(demand),
        walker_(options),
        fragments_(names),
        kinds_(demand),
        json_(options),
        xml_(options),
        format_(options.dump_format) {
    for (std::size_t i = 0; i < demand.size(); ++i) {
      const std::size_t n = std::min<std::size_t>(demand[i].fields.size(), 64);
      unseen_fields_.push_back(n == 64 ? ~0ULL : (1ULL << n) - 1);
    }
  }

  void decode(const Block& block, EventBatch& batch) override {
    batch.clear(demand_.size());
    batch_ = &batch;
    if (!fragments_.begin_block()) {
      shapes_.forget();
      kinds_.forget();
    }
    for (const Piece& piece : block.pieces) {
      fragments_.begin_chunk();
      walker_.walk(block, piece, batch, [this](const RecordPlace& r) { record(r); });
    }
  }

  void dump(const Block& block, EventBatch& batch, Buffer& out) override {
    batch.clear(demand_.size());
    if (format_ == DumpFormat::kXml) {
      xml_.write(block, batch, out);
    } else {
      json_.write(block, batch, out);
    }
  }

 private:
  void record(const RecordPlace& r) {
    InstanceLayout layout;
    const Template* const outer = fragments_.template_at(r.chunk, r.begin(), r.end(), layout);
    if (outer == nullptr) return open(r);
    if (const EnvelopeShape* shape = shapes_.of(r.chunk, *outer, layout)) [[likely]]
      return shaped(r, layout, *shape);
    const auto id = early_event_id(r.chunk, layout, outer->system(SystemField::kEventId), r.end());
    if (!id || demand_.wants_id(*id)) open(r);
  }

  void shaped(const RecordPlace& r, const InstanceLayout& layout, const EnvelopeShape& shape) {
    if (layout.values + shape.fragment > r.end()) return open(r);
    const auto id = r.chunk.load<std::uint16_t>(layout.values + shape.event_id);
    if (!demand_.wants_id(id)) [[likely]]
      return;
    KnownRecord known;
    if (!kinds_.find(r, layout, shape, id, fragments_, known)) return open(r);
    const std::size_t entry = known.kind->entry;
    ++batch_->demanded[entry];
    const bool shows_more = (unseen_fields_[entry] & known.kind->fields) != 0;
    const bool interests = known.interests();
    if (!shows_more && !interests) [[likely]]
      return;
    read(known);
    if (shows_more) note_fields(entry, known.kind->fields, known.kind->places);
    if (interests) take(known, r);
  }

  void read(const KnownRecord& known) {
    malformed_.reset();
    known_[0].form = known.kind->outer;
    known_[1].form = known.kind->inner;
    known_[0].values.read(known.chunk, *known.outer, known.chunk.size());
    known_[1].values.read(known.chunk, known.inner, known.chunk.size());
  }

  Value value(const RecordKind::Place& place) {
    return known_[place.inner ? 1 : 0].value(place.source, batch_->arena, malformed_);
  }

  void note_fields(std::size_t entry, std::uint64_t fields,
                   const std::vector<RecordKind::Place>& places) {
    std::uint64_t& unseen = unseen_fields_[entry];
    for (std::uint64_t left = unseen & fields; left != 0; left &= left - 1) {
      const auto slot = static_cast<std::size_t>(std::countr_zero(left));
      if (value(places[slot]).absent()) continue;
      unseen &= ~(1ULL << slot);
      batch_->fields_seen[entry] |= 1ULL << slot;
    }
  }

  void take(const KnownRecord& known, const RecordPlace& r) {
    Event event;
    event.event_id = known.kind->id;
    event.entry = known.kind->entry;
    for (std::size_t i = 0; i < kSystemFieldCount; ++i) {
      event.system[i] = value({known.kind->outer->system(static_cast<SystemField>(i)), false});
    }
    const std::span<Value> values = batch_->arena.make<Value>(known.kind->places.size());
    for (std::size_t slot = 0; slot < values.size(); ++slot) {
      values[slot] = value(known.kind->places[slot]);
    }
    event.fields = values;
    keep(event, r);
  }

  void open(const RecordPlace& r) {
    BinXmlError error;
    if (!fragments_.open(r, error)) return damaged(r, error);
    malformed_.reset();
    Event event;
    const std::size_t envelope = envelope_fragment();
    event.event_id = static_cast<std::uint32_t>(number(envelope, SystemField::kEventId));
    if (!demand_.wants_id(event.event_id)) return;
    const auto entry = demand_.find(system(envelope, SystemField::kChannel),
                                    system(envelope, SystemField::kProvider), event.event_id);
    if (!entry) return;
    event.entry = *entry;
    count(event, envelope);
    if (!wanted(demand_[*entry])) return;
    fill(event, envelope);
    keep(event, r);
  }

  void keep(Event& event, const RecordPlace& r) {
    fill_time(event);
    event.position.offset = r.file_offset;
    event.position.index = r.index;
    event.position.bad_checksum = r.bad_checksum;
    event.position.recovered = r.recovered;
    if (malformed_) return damaged(r, *malformed_);
    batch_->events.push_back(event);
  }

  // For coverage. Each field is looked for until it was seen once in a run.
  void count(const Event& event, std::size_t envelope) {
    const DemandEntry& entry = demand_[event.entry];
    ++batch_->demanded[event.entry];
    if (!entry.event_id) {
      WideKey key{event.entry, event.event_id, {}, {}};
      append_value(system(envelope, SystemField::kChannel), key.channel);
      append_value(system(envelope, SystemField::kProvider), key.provider);
      ++batch_->wide[key];
    }
    std::uint64_t& unseen = unseen_fields_[event.entry];
    for (std::uint64_t left = unseen; left != 0; left &= left - 1) {
      const auto slot = static_cast<std::size_t>(std::countr_zero(left));
      if (field(entry.fields[slot]).absent()) continue;
      unseen &= ~(1ULL << slot);
      batch_->fields_seen[event.entry] |= 1ULL << slot;
    }
  }

  std::size_t envelope_fragment() const {
    for (std::size_t i = 0; i < fragments_.size(); ++i) {
      if (fragments_[i].form->has_system()) return i;
    }
    return 0;
  }

  Value system(std::size_t fragment, SystemField field) {
    const Fragment& f = fragments_[fragment];
    return f.value(f.form->system(field), batch_->arena, malformed_);
  }

  std::uint64_t number(std::size_t fragment, SystemField field) {
    std::uint64_t n = 0;
    value_number(system(fragment, field), n);
    return n;
  }

  // The field from whichever fragment has it, the outermost first.
  Value field(FieldId id) {
    for (std::size_t i = 0; i < fragments_.size(); ++i) {
      const Source source = fragments_[i].form->field(id);
      if (source.kind != Source::Kind::kNone) {
        return fragments_[i].value(source, batch_->arena, malformed_);
      }
    }
    return {};
  }

  bool wanted(const DemandEntry& entry) {
    if (entry.any_of.empty()) return true;
    for (const RawCondition& condition : entry.any_of) {
      if (meets(condition, field(condition.field))) return true;
    }
    return false;
  }

  void fill(Event& event, std::size_t envelope) {
    for (std::size_t i = 0; i < kSystemFieldCount; ++i) {
      event.system[i] = system(envelope, static_cast<SystemField>(i));
    }
    const DemandEntry& entry = demand_[event.entry];
    const std::span<Value> values = batch_->arena.make<Value>(entry.fields.size());
    for (std::size_t slot = 0; slot < values.size(); ++slot)
      values[slot] = field(entry.fields[slot]);
    event.fields = values;
    if (entry.all_values) event.all = all_values();
  }

  std::span<const NamedValue> all_values() {
    std::vector<NamedValue> all;
    for (std::size_t i = 0; i < fragments_.size(); ++i) {
      for (const TemplateField& f : fragments_[i].form->fields()) {
        const Value value = fragments_[i].value(f.source, batch_->arena, malformed_);
        if (!value.absent()) all.push_back({f.name, value});
      }
    }
    const std::span<NamedValue> kept = batch_->arena.make<NamedValue>(all.size());
    std::copy(all.begin(), all.end(), kept.begin());
    return kept;
  }

  void fill_time(Event& event) {
    const Value& time = event[SystemField::kTime];
    if (time.type() == ValueType::kFiletime) {
      event.time_ticks = time.number();
      char text[kFiletimeLength];
      write_filetime(event.time_ticks, text);
      event.time_text = batch_->arena.copy({text, sizeof text});
    } else if (const auto parsed = parse_time(value_text(time, batch_->arena))) {
      event.time_ticks = parsed->ticks;
      event.time_text = value_text(time, batch_->arena);
    }
  }

  void damaged(const RecordPlace& r, const BinXmlError& error) {
    --(r.recovered ? batch_->records_recovered : batch_->records_read);
    ++batch_->records_damaged;
    report_binxml(r, error, batch_->issues);
  }

  const Demand& demand_;
  ChunkWalker walker_;
  RecordFragments fragments_;
  EnvelopeShapes shapes_;
  RecordKinds kinds_;
  std::array<Fragment, 2> known_;  // outer and inner instance of a record of a known kind
  JsonDump json_;
  XmlDump xml_;
  DumpFormat format_;
  std::vector<std::uint64_t> unseen_fields_;  // by entry, as BatchCounts::fields_seen
  EventBatch* batch_ = nullptr;
  Malformed malformed_;
};

}  // namespace

std::unique_ptr<BlockDecoder> make_evtx_decoder(const Demand& demand, const FieldNames& names,
                                                const InputOptions& options) {
  return std::make_unique<EvtxDecoder>(demand, names, options);
}

}  // namespace wmiscope::evtx
