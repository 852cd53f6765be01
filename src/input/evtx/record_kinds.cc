// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/early_reject.h"

#include <algorithm>

namespace wmiscope::evtx {
namespace {

constexpr std::uint32_t kFragment = static_cast<std::uint32_t>(WireType::kBinXml);

std::uint32_t descriptor_at(ByteView chunk, const InstanceLayout& layout, std::size_t i) {
  return chunk.load<std::uint32_t>(layout.descriptors + 4 * i);
}
std::size_t size_of(std::uint32_t descriptor) { return descriptor & 0xFFFF; }
std::uint32_t type_of(std::uint32_t descriptor) { return descriptor >> 16 & 0xFF; }

bool is_fragment(std::uint32_t descriptor) {
  return type_of(descriptor) == kFragment && size_of(descriptor) != 0;
}

std::string_view descriptors_of(ByteView chunk, const InstanceLayout& layout, std::size_t count) {
  return chunk.sub(layout.descriptors, 4 * count).chars();
}

// Of the values [from, to).
struct Sum {
  std::uint32_t size = 0;
  bool has_fragment = false;
};
Sum sum(ByteView chunk, const InstanceLayout& layout, std::size_t from, std::size_t to) {
  Sum sum;
  std::uint32_t fragments = 0;
  for (std::size_t i = from; i < to; ++i) {
    const std::uint32_t descriptor = descriptor_at(chunk, layout, i);
    sum.size += descriptor & 0xFFFF;
    fragments |= (descriptor & 0xFF0000) == kFragment << 16 ? 1U : 0U;
  }
  sum.has_fragment = fragments != 0;
  return sum;
}

// Whether only the end of the fragment lies between the two.
bool nothing_follows(ByteView chunk, std::size_t at, std::size_t end) {
  return at == end || chunk.load<std::uint8_t>(at) == 0;
}

}  // namespace

EarlyReject::Plan& EarlyReject::slot(const Template& outer, std::uint32_t id) {
  return plans_[(std::hash<const Template*>()(&outer) / sizeof(Template) + id) % kPlans];
}

bool EarlyReject::has_shape(ByteView chunk, const InstanceLayout& layout, const Shape& shape) {
  return layout.count == shape.count &&
         descriptors_of(chunk, layout, shape.fragment_index) == shape.descriptors;
}

std::optional<EarlyReject::Shape> EarlyReject::shape_of(ByteView chunk,
                                                        const InstanceLayout& layout,
                                                        std::size_t channel) {
  Shape shape;
  std::size_t fragments = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < layout.count; ++i) {
    const std::uint32_t descriptor = descriptor_at(chunk, layout, i);
    if (is_fragment(descriptor)) {
      shape.fragment_index = i;
      shape.fragment = at;
      ++fragments;
    }
    if (i == channel) {
      shape.channel = at;
      shape.channel_size = size_of(descriptor);
      if (type_of(descriptor) != static_cast<std::uint32_t>(WireType::kString)) return std::nullopt;
    }
    at += size_of(descriptor);
  }
  if (fragments != 1 || channel >= shape.fragment_index) return std::nullopt;
  shape.count = layout.count;
  shape.descriptors = descriptors_of(chunk, layout, shape.fragment_index);
  return shape;
}

std::optional<std::size_t> EarlyReject::rejects(const RecordPlace& record, const Template& outer,
                                                const InstanceLayout& layout, std::uint32_t id,
                                                RecordFragments& fragments,
                                                std::span<const std::uint64_t> unseen) {
  const ByteView chunk = record.chunk;
  Plan& plan = slot(outer, id);
  if (plan.outer != &outer || plan.id != id || !has_shape(chunk, layout, plan.shape)) {
    const Source channel = outer.system(SystemField::kChannel);
    if (channel.kind != Source::Kind::kSubstitution) return std::nullopt;
    auto shape = shape_of(chunk, layout, channel.index);
    if (!shape) return std::nullopt;
    if (plan.outer != &outer || plan.id != id)
      plan = Plan{&outer, nullptr, id, {}, false, 0, 0, {}, {}};
    plan.shape = std::move(*shape);
  }
  const std::uint32_t inside = descriptor_at(chunk, layout, plan.shape.fragment_index);
  const std::size_t begin = layout.values + plan.shape.fragment;
  const std::size_t end = begin + size_of(inside);
  std::size_t last = end;
  for (std::size_t i = plan.shape.fragment_index + 1; i < layout.count; ++i) {
    const std::uint32_t descriptor = descriptor_at(chunk, layout, i);
    if (is_fragment(descriptor)) return std::nullopt;
    last += size_of(descriptor);
  }
  if (!is_fragment(inside) || last > record.end() || !nothing_follows(chunk, last, record.end())) {
    return std::nullopt;
  }
  InstanceLayout inner_layout;
  BinXmlError error;
  const Template* inner = fragments.template_at(chunk, begin, end, inner_layout, error);
  if (inner == nullptr) return std::nullopt;
  const ByteView channel = chunk.sub(layout.values + plan.shape.channel, plan.shape.channel_size);
  if (plan.inner != inner || plan.channel != channel.chars()) make_plan(*inner, channel, plan);
  if (!plan.usable || (unseen[plan.entry] & plan.fields) != 0) return std::nullopt;
  ByteView first;
  const std::size_t asked = plan.tests.empty() ? 0 : plan.tests.front().index;
  if (!is_whole(chunk, inner_layout, end, asked, first)) return std::nullopt;
  if (meets_any(plan, chunk, inner_layout, first)) return std::nullopt;
  return plan.entry;
}

// Whether the values end where the fragment does and hold no further fragment; `value` becomes the
// one asked for.
bool EarlyReject::is_whole(ByteView chunk, const InstanceLayout& layout, std::size_t end,
                           std::size_t asked, ByteView& value) {
  asked = std::min<std::size_t>(asked, layout.count);
  const Sum before = sum(chunk, layout, 0, asked);
  const Sum rest = sum(chunk, layout, asked, layout.count);
  const std::size_t place = layout.values + before.size;
  const std::size_t at = place + rest.size;
  if (before.has_fragment || rest.has_fragment || at > end || !nothing_follows(chunk, at, end)) {
    return false;
  }
  if (asked < layout.count) value = chunk.sub(place, size_of(descriptor_at(chunk, layout, asked)));
  return true;
}

bool EarlyReject::meets_any(const Plan& plan, ByteView chunk, const InstanceLayout& layout,
                            ByteView first) {
  std::size_t index = ~std::size_t{0};
  Value value;
  for (const Test& test : plan.tests) {
    if (test.index >= layout.count) return true;
    if (test.index != index) {
      const bool is_first = index == ~std::size_t{0};
      index = test.index;
      const auto type = static_cast<WireType>(type_of(descriptor_at(chunk, layout, index)));
      if (type != WireType::kString && type != WireType::kNull) return true;
      if (!is_first && !is_whole(chunk, layout, chunk.size(), index, first)) return true;
      value = Value::utf16(first);
    }
    if (meets(*test.condition, value)) return true;
  }
  return false;
}

void EarlyReject::make_plan(const Template& inner, ByteView channel, Plan& plan) const {
  plan.inner = &inner;
  plan.channel = channel.chars();
  plan.usable = false;
  plan.fields = 0;
  plan.tests.clear();
  const Value name = Value::utf16(channel);
  if (name.absent() || inner.has_system()) return;
  const auto entry = demand_.find(name, Value(), plan.id);
  if (!entry || !demand_[*entry].event_id || demand_[*entry].any_of.empty()) return;
  plan.entry = *entry;
  const DemandEntry& wanted = demand_[*entry];
  for (std::size_t slot = 0; slot < std::min<std::size_t>(wanted.fields.size(), 64); ++slot) {
    const bool there = plan.outer->field(wanted.fields[slot]).kind != Source::Kind::kNone ||
                       inner.field(wanted.fields[slot]).kind != Source::Kind::kNone;
    if (there) plan.fields |= std::uint64_t{1} << slot;
  }
  for (const RawCondition& condition : wanted.any_of) {
    if (plan.outer->field(condition.field).kind != Source::Kind::kNone) return;
    const Source source = inner.field(condition.field);
    if (source.kind == Source::Kind::kNone && !meets(condition, Value())) continue;
    if (source.kind != Source::Kind::kSubstitution) return;
    plan.tests.push_back({source.index, &condition});
  }
  plan.usable = true;
}

}  // namespace wmiscope::evtx
