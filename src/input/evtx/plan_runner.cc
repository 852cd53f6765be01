// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/plan_runner.h"

#include <algorithm>
#include <cstring>

#include "base/utf16.h"
#include "input/evtx/dump_text.h"

namespace wmiscope::evtx {
namespace {

// Behind everything that is reserved: what literals and text write past their end.
constexpr std::size_t kTail = kTextSlack + kLiteralBlock;

// Copies whole blocks: the literals go on behind each one, and there is room for it.
char* put(const JsonPlan& plan, const Literal& literal, char* p) {
  const char* from = plan.text(literal);
  std::memcpy(p, from, kLiteralBlock);
  for (std::size_t i = kLiteralBlock; i < literal.size; i += kLiteralBlock) {
    std::memcpy(p + i, from + i, kLiteralBlock);
  }
  return p + literal.size;
}

template <std::size_t kSize>
char* put(const char (&text)[kSize], char* p) {
  std::memcpy(p, text, kSize - 1);
  return p + kSize - 1;
}

bool null_at(const Instance& in, std::size_t index) {
  return index < in.values.size() && is_null(in.values[index].type, in.values[index].size);
}

// The value at `index`; null where there is none or it shows nothing.
[[gnu::always_inline]] inline const WireValue* shown(const Instance& in, std::size_t index) {
  if (index >= in.values.size()) return nullptr;
  const WireValue& value = in.values[index];
  return is_empty(value.type, in.values.bytes(index)) ? nullptr : &value;
}

// An object that stayed empty is null.
char* end_object(char* p) {
  if (p[-1] == '{') return put("null", p - 1);
  *p++ = '}';
  return p;
}

}  // namespace

// Null, as from all below, for what is left to the tree.
[[gnu::always_inline]] inline char* PlanRunner::write_value(const PlanOp& op, const Instance& in,
                                                            char* p) {
  if (op.leave_out && null_at(in, op.index)) return p;
  p = put(*in.plan, op.literal, p);
  if (op.index < in.values.size()) {
    const WireValue& value = in.values[op.index];
    const ByteView bytes = in.values.bytes(op.index);
    if (static_cast<WireType>(value.type) == WireType::kString) [[likely]] {
      const ByteView text = drop_trailing_nuls_utf16(bytes);
      if (!text.empty()) return writer_.write_text(text, chunk_, p);
    } else if (!is_empty(value.type, bytes)) {
      const bool texts = static_cast<WireType>(value.type) == WireType::kStringArray;
      if (texts && op.arrays != ArrayShape::kTree) return write_texts(op, bytes, p);
      return write_scalar(value, bytes, p);
    }
  }
  return op.empty_text ? put("\"\"", p) : put("null", p);
}

char* PlanRunner::write_texts(const PlanOp& op, ByteView bytes, char* p) {
  split_array(static_cast<std::uint8_t>(WireType::kStringArray), bytes, items_);
  const bool list = op.arrays == ArrayShape::kList && items_.size() > 1;
  if (list) *p++ = '[';
  bool first = true;
  for (const ByteView item : items_) {
    if (!first) *p++ = ',';
    first = false;
    p = writer_.write_text(item, chunk_, p);
  }
  if (list) *p++ = ']';
  return p;
}

[[gnu::always_inline]] inline char* PlanRunner::write_element(const PlanOp& op, const Instance& in,
                                                              char* p) {
  const JsonPlan& plan = *in.plan;
  const PlanAttribute* const first = plan.attributes().data() + op.first;
  bool any = false;
  for (const PlanAttribute* attribute = first; attribute != first + op.count; ++attribute) {
    const bool constant = attribute->index == PlanOp::kNone;
    const WireValue* value = constant ? nullptr : shown(in, attribute->index);
    if (!constant && !value) continue;
    if (any) {
      p = put(plan, attribute->as_next, p);
    } else if (attribute == first) {
      p = put(plan, {op.literal.offset, op.literal.size + attribute->as_first.size}, p);
    } else {
      p = put(plan, attribute->as_first, put(plan, op.literal, p));
    }
    any = true;
    if (value) p = write_scalar(*value, in.values.bytes(attribute->index), p);
    if (!p) return nullptr;
  }
  if (!any) p = put(plan, op.literal, p);
  const WireValue* content = shown(in, op.index);
  if (!content) return any ? put("}}", p) : put("null", p);
  if (any) p = put("},\"#text\":", p);
  p = write_scalar(*content, in.values.bytes(op.index), p);
  return any && p ? put("}", p) : p;
}

// A value whose size is wrong for its type is reported by the tree.
char* PlanRunner::write_scalar(const WireValue& value, ByteView bytes, char* p) {
  const bool fragment = static_cast<WireType>(value.type) == WireType::kBinXml;
  if (fragment || is_array(value.type) || !size_fits(value.type, value.size)) return nullptr;
  return writer_.write(value.type, bytes, chunk_, p);
}

PlanRun PlanRunner::run(const RecordPlace& record, Buffer& out, BinXmlError& error) {
  chunk_ = record.chunk;
  out_ = &out;
  error_ = &error;
  std::size_t at = record.begin();
  if (!at_instance(chunk_, at, record.end())) return PlanRun::kTree;
  Instance& outer = instances_[0];
  if (!open_instance(cache_, chunk_, at, record.end(), outer, error)) return PlanRun::kBroken;
  if (!outer.plan->fast() || more_follows(chunk_, outer.values.end(), record.end())) {
    return PlanRun::kTree;
  }
  out.append(ByteView("{"));
  out.append(ByteView(outer.plan->root_key()));
  const PlanRun result = run_plan(0);
  if (result == PlanRun::kDone) out.append(ByteView("}\n"));
  return result;
}

PlanRun PlanRunner::run_plan(std::size_t depth) {
  const Instance& in = instances_[depth];
  const JsonPlan& plan = *in.plan;
  char* p = reserve(in);
  const PlanOp* const end = plan.ops().data() + plan.ops().size();
  for (const PlanOp* op = plan.ops().data(); op < end && p; ++op) {
    switch (op->kind) {
      case PlanOp::Kind::kLiteral:
        p = put(plan, op->literal, p);
        break;
      case PlanOp::Kind::kValue:
        p = write_value(*op, in, p);
        break;
      case PlanOp::Kind::kElement:
        p = write_element(*op, in, p);
        break;
      case PlanOp::Kind::kFragment:
        commit(put(plan, op->literal, p));
        if (const PlanRun run = run_fragment(*op, depth); run != PlanRun::kDone) return run;
        p = reserve(in);
        break;
      case PlanOp::Kind::kGuard:
        if (null_at(in, op->index)) op += op->count;
        break;
      case PlanOp::Kind::kComma:
        if (p[-1] != '{') *p++ = ',';
        break;
      case PlanOp::Kind::kEndObject:
        p = end_object(p);
        break;
    }
  }
  if (!p) return PlanRun::kTree;
  commit(p);
  return PlanRun::kDone;
}

// Whatever in the value is not one template instance of a fast plan is left to the tree.
PlanRun PlanRunner::run_fragment(const PlanOp& op, std::size_t depth) {
  const Instance& in = instances_[depth];
  if (!shown(in, op.index)) return PlanRun::kDone;
  const WireValue& value = in.values[op.index];
  std::size_t at = value.offset;
  const std::size_t end = at + value.size;
  if (static_cast<WireType>(value.type) != WireType::kBinXml || depth + 1 == instances_.size() ||
      !at_instance(chunk_, at, end)) {
    return PlanRun::kTree;
  }
  Instance& inner = instances_[depth + 1];
  if (!open_instance(cache_, chunk_, at, end, inner, *error_)) return PlanRun::kBroken;
  if (!inner.plan->fast() || more_follows(chunk_, inner.values.end(), end) ||
      in.plan->has_sibling(inner.plan->root_name())) {
    return PlanRun::kTree;
  }
  if (out_->view().data()[out_->size() - 1] != '{') out_->append(ByteView(","));
  out_->append(ByteView(inner.plan->root_key()));
  return run_plan(depth + 1);
}

// Room for all that the plan can write before and after its fragment; null where that is more than
// a record may take.
char* PlanRunner::reserve(const Instance& in) {
  const std::size_t values =
      6 * (in.values.end() - in.values_begin) + kJsonValueSlack * in.values.size();
  const std::size_t bound = in.plan->literal_bound() + in.plan->uses_bound() * values + kTail;
  if (bound > limits::kMaxRecordJson) return nullptr;
  return reinterpret_cast<char*>(out_->reserve(bound));
}

void PlanRunner::commit(const char* end) {
  const char* begin = reinterpret_cast<char*>(out_->reserve(0));
  out_->commit(static_cast<std::size_t>(end - begin));
}

}  // namespace wmiscope::evtx
