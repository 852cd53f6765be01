// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/decoder.h"

#include <algorithm>

#include "input/event_xml/demanded_fields.h"
#include "input/event_xml/event_finder.h"
#include "input/event_xml/source.h"
#include "input/event_xml/xml_dump.h"
#include "input/event_xml/xml_event.h"
#include "input/text/lines.h"

namespace wmiscope::event_xml {
namespace {

class EventXmlDecoder : public BlockDecoder {
 public:
  EventXmlDecoder(const Demand& demand, const FieldNames& names, const InputOptions& options)
      : demand_(demand), dump_(options.dump_format) {
    for (std::size_t i = 0; i < demand.size(); ++i) fields_.emplace_back(demand[i], names);
  }

  void decode(const Block& block, EventBatch& batch) override {
    walk(block, batch, [this](const FoundEvent& found) {
      if (found.event_id && !demand_.wants_id(*found.event_id)) [[likely]] {
        ++batch_->records_read;
      } else {
        read(found);
      }
    });
  }

  void dump(const Block& block, EventBatch& batch, Buffer& out) override {
    walk(block, batch, [&](const FoundEvent& found) {
      if (!open(found)) return;
      if (const char* wrong = dump_.write(event_text(found), out)) damaged(found, wrong);
    });
  }

 private:
  // Calls use(event) for every whole one.
  template <typename Use>
  void walk(const Block& block, EventBatch& batch, Use&& use) {
    batch.clear(demand_.size());
    batch_ = &batch;
    block_ = &block;
    for (const Piece& piece : block.pieces) {
      if (piece.kind == kLost) {
        ++batch.records_seen;
        ++batch.records_damaged;
        continue;
      }
      begin_piece(piece);
      EventFinder finder(text_, true);
      FoundEvent found;
      while (finder.next(found)) {
        batch.records_seen += found.kind == FoundEvent::Kind::kEnd ? 0 : 1;
        if (found.kind == FoundEvent::Kind::kWhole) {
          use(found);
        } else {
          incomplete(found);
        }
      }
    }
  }

  void begin_piece(const Piece& piece) {
    text_ = block_->bytes(piece).chars();
    piece_offset_ = piece.offset;
    has_offsets_ = (piece.flags & kNoOffsets) == 0;
    line_ = piece.ordinal;
    counted_ = 0;
  }

  std::string_view event_text(const FoundEvent& found) const {
    return text_.substr(found.begin, found.end - found.begin);
  }

  void incomplete(const FoundEvent& found) {
    if (found.kind == FoundEvent::Kind::kEnd) {
      return issue(found, "the end of an event in XML whose beginning is missing");
    }
    ++batch_->records_damaged;
    issue(found, "an event in XML that is cut: it has no end");
  }

  // Whether it is an event of Windows, its envelope read.
  bool open(const FoundEvent& found) {
    ++batch_->records_read;
    const XmlEvent::State state = event_.begin(event_text(found), batch_->arena);
    if (state == XmlEvent::State::kForeign) ++batch_->records_foreign;
    if (state == XmlEvent::State::kBroken) damaged(found, event_.wrong());
    return state == XmlEvent::State::kEvent;
  }

  void read(const FoundEvent& found) {
    if (!open(found)) return;
    Event event;
    event.event_id = event_.event_id();
    if (!demand_.wants_id(event.event_id)) return;
    const auto entry = demand_.find(event_.system(SystemField::kChannel),
                                    event_.system(SystemField::kProvider), event.event_id);
    if (!entry) return;
    if (!event_.read_rest()) return damaged(found, event_.wrong());
    event.entry = *entry;
    DemandedFields& fields = fields_[*entry];
    fields.begin(event_);
    count(event, fields);
    if (!fields.wanted()) return;
    fill(event, fields, found);
    batch_->events.push_back(event);
  }

  void count(const Event& event, DemandedFields& fields) {
    ++batch_->demanded[event.entry];
    batch_->fields_seen[event.entry] |= fields.newly_seen();
    if (demand_[event.entry].event_id) return;
    WideKey key{event.entry, event.event_id, {}, {}};
    append_value(event_.system(SystemField::kChannel), key.channel);
    append_value(event_.system(SystemField::kProvider), key.provider);
    ++batch_->wide[key];
  }

  void fill(Event& event, DemandedFields& fields, const FoundEvent& found) {
    for (std::size_t i = 0; i < kSystemFieldCount; ++i) {
      event.system[i] = event_.system(static_cast<SystemField>(i));
    }
    if (const auto time = event_.time()) {
      event.system[static_cast<std::size_t>(SystemField::kTime)] = Value::utf8(time->text);
      event.time_ticks = time->ticks;
      event.time_text = time->text;
      event.time_zone_assumed = !time->has_zone;
    }
    const DemandEntry& entry = demand_[event.entry];
    const std::span<Value> values = batch_->arena.make<Value>(entry.fields.size());
    for (std::size_t slot = 0; slot < values.size(); ++slot) values[slot] = fields[slot];
    event.fields = values;
    if (entry.all_values) event.all = all_values();
    event.position.offset = offset_of(found);
    event.position.line = line_of(found);
    event.position.index = batch_->records_seen;
  }

  std::span<const NamedValue> all_values() {
    std::vector<NamedValue> all;
    const std::vector<XmlEvent::Field>& fields = event_.fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].again) continue;
      const Value value = event_.value(i);
      if (!value.absent()) all.push_back({fields[i].name, value});
    }
    if (const Value message = event_.message(); !message.absent()) {
      all.push_back({"Message", message});
    }
    const std::span<NamedValue> kept = batch_->arena.make<NamedValue>(all.size());
    std::ranges::copy(all, kept.begin());
    return kept;
  }

  void damaged(const FoundEvent& found, const char* wrong) {
    --batch_->records_read;
    ++batch_->records_damaged;
    issue(found, wrong);
  }

  void issue(const FoundEvent& found, const char* what) {
    ReadIssue& issue = batch_->issues.emplace_back();
    issue.code = "xml";
    issue.what = what;
    issue.line = line_of(found);
    issue.offset = offset_of(found).value_or(0);
  }

  std::optional<std::uint64_t> offset_of(const FoundEvent& found) const {
    if (!has_offsets_) return std::nullopt;
    return block_->offset + piece_offset_ + found.begin;
  }

  // Lines are counted only where one is asked for, from one event to the next.
  std::uint64_t line_of(const FoundEvent& found) {
    if (found.begin > counted_) {
      line_ += count_lines(text_.substr(counted_, found.begin - counted_));
      counted_ = found.begin;
    }
    return line_;
  }

  const Demand& demand_;
  XmlEvent event_;
  XmlDump dump_;
  std::vector<DemandedFields> fields_;  // by entry

  const Block* block_ = nullptr;
  EventBatch* batch_ = nullptr;
  std::string_view text_;  // of the piece
  std::size_t piece_offset_ = 0;
  bool has_offsets_ = true;
  std::size_t counted_ = 0;  // up to here the lines of the piece are counted
  std::uint64_t line_ = 0;   // there
};

}  // namespace

std::unique_ptr<BlockDecoder> make_event_xml_decoder(const Demand& demand, const FieldNames& names,
                                                     const InputOptions& options) {
  return std::make_unique<EventXmlDecoder>(demand, names, options);
}

}  // namespace wmiscope::event_xml
