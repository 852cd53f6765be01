// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/record_kinds.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"

namespace wmiscope::evtx {

void RecordKind::Asked::add(const RawCondition& condition) {
  using enum RawCondition::Test;
  any_of.push_back(&condition);
  const std::string_view literal = condition.literal;
  const bool begins = condition.test == kEquals || condition.test == kStartsWith;
  const bool ends = condition.test == kEndsWith;
  if (!(begins || ends) || literal.empty() || !is_ascii(literal)) {
    all_texts = true;
    return;
  }
  const auto lower = static_cast<unsigned char>(begins ? literal.front() : literal.back());
  const bool letter = lower >= 'a' && lower <= 'z';
  for (const unsigned unit : {lower + 0U, letter ? lower - 0x20U : lower}) {
    (begins ? first : last)[unit / 64] |= std::uint64_t{1} << unit % 64;
  }
}

bool KnownRecord::meets_any(const RecordKind::Asked& asked, std::uint32_t its,
                            std::size_t at) const {
  const auto type = static_cast<std::uint8_t>(its >> 16);
  const auto value = to_value(type, chunk.sub(at, size_of(its)));
  return !value || std::ranges::any_of(asked.any_of, [&](const RawCondition* condition) {
    return meets(*condition, *value);
  });
}

bool RecordKinds::learn(const Template& outer, std::uint32_t id, ByteView channel, ByteView chunk,
                        std::size_t begin, std::size_t end, RecordFragments& fragments,
                        InstanceLayout& layout, RecordKind& kind) const {
  const Template* const inner = fragments.template_at(chunk, begin, end, layout);
  if (inner == nullptr) return false;
  const bool known = kind.outer == &outer && kind.inner == inner && kind.id == id &&
                     kind.channel == channel.chars();
  if (!known) {
    kind = RecordKind();
    kind.outer = &outer;
    kind.inner = inner;
    kind.id = id;
    kind.channel = channel.chars();
    match(channel, kind);
  }
  kind.chunk = fragments.chunk_number();
  kind.layout = layout;
  kind.is_plain = layout.descriptors == begin + RecordKind::kHead &&
                  chunk.load<std::uint8_t>(begin) == kFragmentHeader;
  if (kind.is_plain)
    std::ranges::copy(chunk.sub(begin, RecordKind::kHead).chars(), kind.head.begin());
  if (!known || !kind.summer.is_for(layout.count)) {
    kind.summer = ValueSummer(layout.count, kind.asked.empty() ? 0 : kind.asked.front().index);
  }
  return true;
}

// What the demand says of records of that kind.
void RecordKinds::match(ByteView channel, RecordKind& kind) const {
  const Value name = Value::utf16(channel);
  if (name.absent() || kind.inner->has_system()) return;
  const auto entry = demand_.find(name, Value(), kind.id);
  if (!entry || !demand_[*entry].event_id || demand_[*entry].all_values) return;
  const DemandEntry& wanted = demand_[*entry];
  kind.entry = *entry;
  kind.conditional = !wanted.any_of.empty();
  place_fields(wanted, kind);
  kind.usable = std::ranges::all_of(wanted.any_of, [&](const RawCondition& condition) {
    return place_condition(condition, kind);
  });
  std::ranges::sort(kind.asked, {}, &RecordKind::Asked::index);
}

// The field from whichever instance has it, the outer one first.
void RecordKinds::place_fields(const DemandEntry& entry, RecordKind& kind) {
  for (const FieldId field : entry.fields) {
    RecordKind::Place place{kind.outer->field(field), false};
    if (place.source.kind == Source::Kind::kNone) place = {kind.inner->field(field), true};
    const std::size_t slot = kind.places.size();
    if (place.source.kind != Source::Kind::kNone && slot < 64) kind.fields |= 1ULL << slot;
    kind.places.push_back(place);
  }
}

// False where the condition cannot be tested here.
bool RecordKinds::place_condition(const RawCondition& condition, RecordKind& kind) {
  if (kind.outer->field(condition.field).kind != Source::Kind::kNone) return false;
  const Source source = kind.inner->field(condition.field);
  if (source.kind == Source::Kind::kNone && !meets(condition, Value())) return true;
  if (source.kind != Source::Kind::kSubstitution) return false;
  auto asked = std::ranges::find(kind.asked, source.index, &RecordKind::Asked::index);
  if (asked == kind.asked.end()) asked = kind.asked.insert(asked, {source.index, {}});
  asked->add(condition);
  return true;
}

}  // namespace wmiscope::evtx
