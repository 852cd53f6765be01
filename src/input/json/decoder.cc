// SPDX-License-Identifier: Apache-2.0
#include "input/json/decoder.h"

#include <algorithm>
#include <bit>

#include "content/json_shapes.h"
#include "input/json/dump.h"
#include "input/json/id_scan.h"
#include "input/json/json_event.h"
#include "input/json/source.h"
#include "input/json/xml_dump.h"

namespace wmiscope::json {
namespace {

// The columns of an entry: its fields by slot, then fields that only its conditions look at.
struct EntryColumns {
  Columns columns;
  std::vector<std::size_t> conditions;  // the column of each
};

EntryColumns columns_of(const DemandEntry& entry, const FieldNames& names) {
  EntryColumns result;
  for (const FieldId field : entry.fields) result.columns.add(names.name(field));
  for (const RawCondition& condition : entry.any_of) {
    result.conditions.push_back(result.columns.add(names.name(condition.field)));
  }
  return result;
}

// The fields to look for until each was seen once, as bits.
std::uint64_t all_fields(const DemandEntry& entry) {
  const std::size_t n = std::min<std::size_t>(entry.fields.size(), 64);
  return n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

class JsonDecoder : public BlockDecoder {
 public:
  JsonDecoder(const JsonShapes& shapes, const Demand& demand, const FieldNames& names,
              DumpFormat format)
      : shapes_(shapes),
        demand_(demand),
        scan_(shapes_, demand),
        event_(shapes_, reader_),
        format_(format) {
    for (std::size_t i = 0; i < demand.size(); ++i) {
      columns_.push_back(columns_of(demand[i], names));
      unseen_fields_.push_back(all_fields(demand[i]));
    }
  }

  void decode(const Block& block, EventBatch& batch) override {
    begin(block, batch);
    for (const Piece& piece : block.pieces) {
      const std::string_view text = block.bytes(piece).chars();
      line_ = piece.ordinal;
      if (piece.kind == kLines) {
        lines(text);
      } else if (piece.kind == kValue && !scan_.may_hold(text)) {
        pass_over();
      } else {
        value(text, piece.kind, &JsonDecoder::event);
      }
    }
  }

  void dump(const Block& block, EventBatch& batch, Buffer& out) override {
    begin(block, batch);
    out_ = &out;
    for (const Piece& piece : block.pieces) {
      line_ = piece.ordinal;
      std::string_view text = block.bytes(piece).chars();
      while (piece.kind == kLines && !text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        value(text.substr(0, end), kValue, &JsonDecoder::write);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line_;
      }
      if (piece.kind != kLines) value(text, piece.kind, &JsonDecoder::write);
    }
  }

 private:
  void begin(const Block& block, EventBatch& batch) {
    batch.clear(demand_.size());
    batch_ = &batch;
    block_ = &block;
    shape_issue_ = false;
  }

  void lines(std::string_view text) {
    scan_.lines(
        text,
        [this](std::string_view line) {
          value(line, kValue, &JsonDecoder::event);
          ++line_;
        },
        [this](std::string_view) {
          pass_over();
          ++line_;
        });
  }

  // A value in which nothing demanded can stand counts as read.
  void pass_over() {
    ++batch_->records_seen;
    ++batch_->records_read;
  }

  void value(std::string_view text, std::uint8_t kind, void (JsonDecoder::*use)()) {
    text_ = trim(text);
    if (text_.empty() && kind != kLost) return;
    ++batch_->records_seen;
    if (kind == kLost) {
      ++batch_->records_damaged;
      return;
    }
    if (const char* wrong = reader_.read(text_, batch_->arena, tree_)) {
      ++batch_->records_damaged;
      issue("json", wrong);
      return;
    }
    ++batch_->records_read;
    if (event_.begin(tree_, batch_->arena)) {
      (this->*use)();
    } else {
      no_event();
    }
  }

  void no_event() {
    const auto stands = [this](std::string_view hint) {
      return text_.find(hint) != std::string_view::npos;
    };
    if (std::ranges::none_of(shapes_.hints, stands) || event_.is_foreign(tree_)) {
      ++batch_->records_foreign;
      return;
    }
    --batch_->records_read;
    ++batch_->records_damaged;
    if (shape_issue_) return;
    shape_issue_ = true;
    issue("unknown-shape",
          "JSON that looks like Windows events, in none of the known shapes: an event id, and its "
          "channel or provider");
  }

  void issue(const char* code, const char* what) {
    ReadIssue& issue = batch_->issues.emplace_back();
    issue.code = code;
    issue.what = what;
    issue.line = line_;
    issue.offset = offset().value_or(0);
  }

  std::optional<std::uint64_t> offset() const {
    const Piece& first = block_->pieces.front();
    if ((first.flags & kNoOffsets) != 0) return std::nullopt;
    const std::string_view whole = block_->buffer.view().chars();
    return block_->offset + static_cast<std::uint64_t>(text_.data() - whole.data());
  }

  void write() {
    dumped_.clear();
    if (format_ == DumpFormat::kJsonl) {
      write_dump(event_, dumped_);
    } else if (!write_xml_dump(event_, dumped_)) {
      --batch_->records_read;
      ++batch_->records_damaged;
      issue("value-size", "an event that is too long as XML");
    }
    out_->append(ByteView(dumped_));
  }

  void event() {
    Event event;
    event.event_id = event_.event_id();
    if (!demand_.wants_id(event.event_id)) return;
    const auto entry = demand_.find(event_.system(SystemField::kChannel),
                                    event_.system(SystemField::kProvider), event.event_id);
    if (!entry) return;
    event.entry = *entry;
    event_.select(columns_[*entry].columns);
    count(event);
    if (!wanted(event.entry)) return;
    fill(event);
    batch_->events.push_back(event);
  }

  void count(const Event& event) {
    ++batch_->demanded[event.entry];
    if (!demand_[event.entry].event_id) {
      WideKey key{event.entry, event.event_id, {}, {}};
      append_value(event_.system(SystemField::kChannel), key.channel);
      append_value(event_.system(SystemField::kProvider), key.provider);
      ++batch_->wide[key];
    }
    std::uint64_t& unseen = unseen_fields_[event.entry];
    for (std::uint64_t left = unseen; left != 0; left &= left - 1) {
      const auto slot = static_cast<std::size_t>(std::countr_zero(left));
      if (event_.field(slot).absent()) continue;
      unseen &= ~(std::uint64_t{1} << slot);
      batch_->fields_seen[event.entry] |= std::uint64_t{1} << slot;
    }
  }

  bool wanted(std::size_t entry) {
    const std::vector<RawCondition>& any_of = demand_[entry].any_of;
    if (any_of.empty()) return true;
    for (std::size_t i = 0; i < any_of.size(); ++i) {
      if (meets(any_of[i], event_.field(columns_[entry].conditions[i]))) return true;
    }
    return false;
  }

  void fill(Event& event) {
    for (std::size_t i = 0; i < kSystemFieldCount; ++i) {
      const auto field = static_cast<SystemField>(i);
      if (field != SystemField::kTime) event.system[i] = event_.system(field);
    }
    if (const auto time = event_.time()) {
      event.system[static_cast<std::size_t>(SystemField::kTime)] = Value::utf8(time->text);
      event.time_ticks = time->ticks;
      event.time_text = time->text;
      event.time_zone_assumed = !time->has_zone;
    }
    const DemandEntry& entry = demand_[event.entry];
    const std::span<Value> values = batch_->arena.make<Value>(entry.fields.size());
    for (std::size_t slot = 0; slot < values.size(); ++slot) values[slot] = event_.field(slot);
    event.fields = values;
    if (entry.all_values) event.all = all_values();
    event.position.offset = offset();
    event.position.line = line_;
    event.position.index = batch_->records_seen;
  }

  std::span<const NamedValue> all_values() {
    std::vector<NamedValue> all;
    for (const DataField& field : event_.data()) {
      const Value value = event_.value(field);
      if (!value.absent()) all.push_back({field.name, value});
    }
    if (const Value message = event_.message(); !message.absent()) {
      all.push_back({"Message", message});
    }
    const std::span<NamedValue> kept = batch_->arena.make<NamedValue>(all.size());
    std::ranges::copy(all, kept.begin());
    return kept;
  }

  const JsonShapes& shapes_;
  const Demand& demand_;
  IdScan scan_;
  SimdjsonReader reader_;
  JsonTree tree_;
  JsonEvent event_;
  DumpFormat format_;
  std::vector<EntryColumns> columns_;         // by entry
  std::vector<std::uint64_t> unseen_fields_;  // by entry, as BatchCounts::fields_seen

  const Block* block_ = nullptr;
  EventBatch* batch_ = nullptr;
  Buffer* out_ = nullptr;
  std::string dumped_;     // one event
  std::string_view text_;  // of the value that is being read
  std::uint64_t line_ = 0;
  bool shape_issue_ = false;
};

}  // namespace

std::unique_ptr<BlockDecoder> make_json_decoder(const Demand& demand, const FieldNames& names,
                                                const InputOptions& options) {
  return std::make_unique<JsonDecoder>(builtin_json_shapes(), demand, names, options.dump_format);
}

}  // namespace wmiscope::json
