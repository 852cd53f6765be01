// SPDX-License-Identifier: Apache-2.0
//
// Computing of field expressions; field_expr_parser.cc reads them. Cuts of a text (basename,
// first_word) are views of it in its own encoding.
#include "event/field_expr.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/assert.h"
#include "base/guid.h"
#include "base/utf16.h"

namespace wmiscope {
namespace {

using Op = FieldExpr::Op;

// The value as text, UTF-8 or UTF-16, for functions that look into it.
Value as_text(const Value& value, Arena& arena) {
  if (value.is_text() || value.absent()) return value;
  return Value::utf8(value_text(value, arena));
}

// Bytes of a character of text, and the character at a place; 0 where it is not ASCII.
std::size_t unit_size(const Value& text) { return text.type() == ValueType::kUtf16 ? 2 : 1; }
char ascii_at(const Value& text, std::size_t offset) {
  if (text.type() == ValueType::kUtf8) return text.view().chars()[offset];
  const auto unit = text.view().load<std::uint16_t>(offset);
  return unit < 0x80 ? static_cast<char>(unit) : '\0';
}

// The piece [begin, end) of a text; absent where it is empty.
Value piece(const Value& text, std::size_t begin, std::size_t end) {
  if (begin == end) return {};
  const ByteView bytes = text.view().sub(begin, end - begin);
  return text.type() == ValueType::kUtf16 ? Value::utf16(bytes) : Value::utf8(bytes.chars());
}

Value basename(const Value& text) {
  const std::size_t size = text.view().size();
  const std::size_t unit = unit_size(text);
  for (std::size_t i = size; i >= unit; i -= unit) {
    if (ascii_at(text, i - unit) == '\\') return piece(text, i, size);
  }
  return text;
}

Value first_word(const Value& text) {
  const std::size_t size = text.view().size();
  for (std::size_t i = 0; i < size; i += unit_size(text)) {
    const char c = ascii_at(text, i);
    if (c == ' ' || c == '\t') return piece(text, 0, i);
  }
  return text;
}

Value not_dash(const Value& text) {
  const bool dash = text.view().size() == unit_size(text) && ascii_at(text, 0) == '-';
  return dash ? Value() : text;
}

// Only hex forms change: a text in decimal stays as its source wrote it.
Value decimal(const Value& value) {
  std::uint64_t number = 0;
  if (value.type() == ValueType::kHex) return Value::number(ValueType::kUint, value.number());
  const std::size_t unit = unit_size(value);
  const bool hex =
      value.is_text() && value.view().size() > unit && ascii_lower(ascii_at(value, unit)) == 'x';
  if (!hex || !value_number(value, number)) return value;
  return Value::number(ValueType::kUint, number);
}

Value braced(const Value& value, Arena& arena) {
  if (!value.is_text()) return value;
  const auto guid = parse_guid(value_text(value, arena));
  if (!guid) return value;
  char text[kGuidLength];
  write_guid({guid->data(), guid->size()}, text);
  return Value::utf8(arena.copy({text, kGuidLength}));
}

Value first(const FieldExpr& expr, const Event& event, Arena& arena) {
  for (const FieldExpr& argument : expr.arguments) {
    const Value value = evaluate(argument, event, arena);
    if (!value.absent()) return value;
  }
  return {};
}

Value concat(const FieldExpr& expr, const Event& event, Arena& arena) {
  std::string text;
  bool has_field = false;
  bool has_value = false;
  for (const FieldExpr& argument : expr.arguments) {
    const Value value = evaluate(argument, event, arena);
    append_value(value, text);
    if (argument.op == Op::kLiteral) continue;
    has_field = true;
    has_value |= !value.absent();
  }
  if (has_field && !has_value) return {};
  return Value::utf8(arena.copy(text));
}

Value extract(const FieldExpr& expr, const Value& value, Arena& arena) {
  if (value.absent()) return {};
  const auto found = expr.regex->extract(value_text(value, arena));
  return found ? Value::utf8(*found) : Value();
}

Value lookup(const FieldExpr& expr, const Value& value, Arena& arena) {
  if (value.absent()) return {};
  const std::string_view key = value_text(value, arena);
  for (std::size_t i = 1; i + 1 < expr.arguments.size(); i += 2) {
    if (equals_nocase(key, expr.arguments[i].literal)) {
      return Value::utf8(expr.arguments[i + 1].literal);
    }
  }
  return {};
}

// Functions of one text that cut it.
Value cut(Op op, const Value& value, Arena& arena) {
  const Value text = as_text(value, arena);
  if (text.absent()) return {};
  if (op == Op::kBasename) return basename(text);
  return op == Op::kFirstWord ? first_word(text) : not_dash(text);
}

}  // namespace

Value evaluate(const FieldExpr& expr, const Event& event, Arena& arena) {
  const auto argument = [&] { return evaluate(expr.arguments[0], event, arena); };
  switch (expr.op) {
    case Op::kField:
      WMISCOPE_ASSERT(expr.slot < event.fields.size());
      return event.fields[expr.slot];
    case Op::kSystem:
      return event[expr.system];
    case Op::kLiteral:
      return Value::utf8(expr.literal);
    case Op::kFirst:
      return first(expr, event, arena);
    case Op::kBasename:
    case Op::kFirstWord:
    case Op::kNotDash:
      return cut(expr.op, argument(), arena);
    case Op::kDecimal:
      return decimal(argument());
    case Op::kConcat:
      return concat(expr, event, arena);
    case Op::kExtract:
      return extract(expr, argument(), arena);
    case Op::kLookup:
      return lookup(expr, argument(), arena);
    case Op::kBraced:
      return braced(argument(), arena);
    case Op::kWhen:
      return argument().absent() ? Value() : evaluate(expr.arguments[1], event, arena);
  }
  return {};
}

void collect_fields(const FieldExpr& expr, std::vector<FieldId>& out) {
  if (expr.op == Op::kField && std::ranges::find(out, expr.field) == out.end()) {
    out.push_back(expr.field);
  }
  for (const FieldExpr& argument : expr.arguments) collect_fields(argument, out);
}

void bind(FieldExpr& expr, const DemandEntry& entry) {
  if (expr.op == Op::kField) {
    const auto slot = entry.slot(expr.field);
    WMISCOPE_ASSERT(slot.has_value());
    expr.slot = slot.value_or(0);
  }
  for (FieldExpr& argument : expr.arguments) bind(argument, entry);
}

}  // namespace wmiscope
