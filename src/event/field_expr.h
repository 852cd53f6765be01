// SPDX-License-Identifier: Apache-2.0
//
// How a field of a rule is computed from the event's own fields: the right side of a row in
// content/fields. Computed only when a rule or an output asks for it.
//
//   expr     := name | 'literal' | function '(' expr { ',' expr } ')'
//   first(a, b, …)             the first one present
//   basename(a)                what follows the last backslash
//   first_word(a)              up to the first blank
//   not_dash(a)                a, absent where it is "-"
//   decimal(a)                 a number in decimal, whatever form it came in
//   concat(a, b, …)            joined; an absent part is empty, absent if all fields are
//   extract(a, 'regex')        first group of the first match (RE2)
//   lookup(a, 'k', 'v', …)     the value of a's key, without case; absent where none fits
//   braced(a)                  a GUID as {UPPER-CASE}
//   when(a, b)                 b, absent where a is
//
// `name` is a field of the event (CommandLine) or of its envelope (Computer, EventID): letters,
// digits and
// `_ . - @ #`. In a literal a quote is doubled. A function of an absent value is absent; what is no
// number or no GUID passes decimal() and braced() as it is.
//
//   auto expr = parse_field_expr("first(basename(Image), first_word(CommandLine))", names);
//   bind(*expr, demand[i]);                                 // once the demand is known
//   Value value = evaluate(*expr, event, batch.arena);      // for each event of that entry
//
// An expression is read-only once bound and may be shared by all threads. Nesting is bounded by
// limits::kMaxExprDepth.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "event/demand.h"
#include "event/event.h"
#include "event/fields.h"

namespace wmiscope {

struct FieldExpr {
  enum class Op : std::uint8_t {
    kField,
    kSystem,
    kLiteral,
    kFirst,
    kBasename,
    kFirstWord,
    kNotDash,
    kDecimal,
    kConcat,
    kExtract,
    kLookup,
    kBraced,
    kWhen,
  };

  Op op = Op::kLiteral;
  FieldId field{};                     // kField
  SystemField system{};                // kSystem
  std::size_t slot = 0;                // kField, once bound
  std::string literal;                 // kLiteral
  std::vector<FieldExpr> arguments;    // functions
  std::shared_ptr<const Regex> regex;  // kExtract
};

// Parses an expression; the error says what is wrong and where (0-based column).
struct ExprError {
  std::string message;
  std::size_t column = 0;
};
std::expected<FieldExpr, ExprError> parse_field_expr(std::string_view text, FieldNames& names);

// A plain field or envelope field by its name.
FieldExpr field_expr(std::string_view name, FieldNames& names);

// The event fields that it reads.
void collect_fields(const FieldExpr& expr, std::vector<FieldId>& out);

// Sets the slot of every field; a field that the entry lacks is a programmer's mistake.
void bind(FieldExpr& expr, const DemandEntry& entry);

// The value of a bound expression: a view into the event, the expression (literals) or the arena,
// where new text is made.
Value evaluate(const FieldExpr& expr, const Event& event, Arena& arena);

// The expression as it is written, for `rules fields`.
std::string to_string(const FieldExpr& expr, const FieldNames& names);

}  // namespace wmiscope
