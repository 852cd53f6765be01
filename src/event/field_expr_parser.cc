// SPDX-License-Identifier: Apache-2.0
//
// Reading and writing of field expressions; field_expr.cc computes them.
#include <array>
#include <span>

#include "base/edit_distance.h"
#include "base/format.h"
#include "base/limits.h"
#include "event/field_expr.h"

namespace wmiscope {
namespace {

using Op = FieldExpr::Op;

struct Function {
  std::string_view name;
  Op op;
  std::size_t min_arguments;
  std::size_t max_arguments;
  std::string_view form;  // for messages
};

constexpr std::size_t kAny = ~std::size_t{0};
constexpr std::array<Function, 10> kFunctions = {{
    {"first", Op::kFirst, 1, kAny, "first(a, b, …)"},
    {"basename", Op::kBasename, 1, 1, "basename(a)"},
    {"first_word", Op::kFirstWord, 1, 1, "first_word(a)"},
    {"not_dash", Op::kNotDash, 1, 1, "not_dash(a)"},
    {"decimal", Op::kDecimal, 1, 1, "decimal(a)"},
    {"concat", Op::kConcat, 1, kAny, "concat(a, b, …)"},
    {"extract", Op::kExtract, 2, 2, "extract(a, 'regex')"},
    {"lookup", Op::kLookup, 3, kAny, "lookup(a, 'key', 'value', …)"},
    {"braced", Op::kBraced, 1, 1, "braced(a)"},
    {"when", Op::kWhen, 2, 2, "when(a, b)"},
}};

const Function* find_function(std::string_view name) {
  for (const Function& function : kFunctions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

std::string unknown_function(std::string_view name) {
  std::array<std::string_view, kFunctions.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFunctions[i].name;
  const auto near = closest(name, names);
  return near ? format("unknown function '{}'; did you mean '{}'?", name, *near)
              : format("unknown function '{}'", name);
}

// Letters of a field's name; dots for names such as winlog.computer_name.
bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == '@' || c == '#';
}

using Parsed = std::expected<FieldExpr, ExprError>;

// Recursive descent over the grammar of field_expr.h.
class Parser {
 public:
  Parser(std::string_view text, FieldNames& names) : text_(text), names_(names) {}

  Parsed whole() {
    auto expr = expression(0);
    if (!expr) return expr;
    skip_blanks();
    if (at_ < text_.size()) return error("nothing may follow the expression");
    return expr;
  }

 private:
  Parsed expression(std::size_t depth) {
    skip_blanks();
    if (peek() == '\'') return literal();
    const std::size_t start = at_;
    const std::string_view name = read_name();
    if (name.empty()) return error("a field, a 'literal' or a function is expected");
    skip_blanks();
    if (peek() != '(') return field_expr(name, names_);
    if (depth == limits::kMaxExprDepth) return error("too many functions within functions", start);
    const Function* function = find_function(name);
    if (function == nullptr) return error(unknown_function(name), start);
    return call(*function, start, depth);
  }

  // The rest of a literal; a quote in it is doubled.
  Parsed literal() {
    const std::size_t start = at_++;
    FieldExpr expr;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\'' && peek() != '\'') return expr;
      if (c == '\'') ++at_;
      expr.literal += c;
    }
    return error("the literal does not end", start);
  }

  Parsed call(const Function& function, std::size_t start, std::size_t depth) {
    FieldExpr expr;
    expr.op = function.op;
    std::vector<std::size_t> columns;
    do {
      ++at_;  // the parenthesis, then each comma
      skip_blanks();
      columns.push_back(at_);
      auto argument = expression(depth + 1);
      if (!argument) return argument;
      expr.arguments.push_back(std::move(*argument));
      skip_blanks();
    } while (peek() == ',');
    if (peek() != ')') return error("')' or ',' is expected");
    ++at_;
    return check(function, std::move(expr), start, columns);
  }

  Parsed check(const Function& function, FieldExpr expr, std::size_t start,
               std::span<const std::size_t> columns) {
    const std::size_t count = expr.arguments.size();
    const bool odd_lookup = function.op == Op::kLookup && count % 2 == 0;
    if (count < function.min_arguments || count > function.max_arguments || odd_lookup) {
      return error(format("wrong number of arguments: {}", function.form), start);
    }
    if (function.op != Op::kExtract && function.op != Op::kLookup) return expr;
    for (std::size_t i = 1; i < count; ++i) {
      if (expr.arguments[i].op != Op::kLiteral) {
        return error(format("a 'literal' is expected: {}", function.form), columns[i]);
      }
    }
    if (function.op == Op::kExtract) return compile(std::move(expr), columns[1]);
    return expr;
  }

  // Turns extract's second argument into its regular expression.
  static Parsed compile(FieldExpr expr, std::size_t column) {
    auto regex = Regex::compile(expr.arguments[1].literal, {});
    if (!regex) return error(format("the regular expression is wrong: {}", regex.error()), column);
    expr.regex = std::make_shared<const Regex>(std::move(*regex));
    expr.arguments.pop_back();
    return expr;
  }

  std::string_view read_name() {
    const std::size_t start = at_;
    while (is_name_char(peek())) ++at_;
    return text_.substr(start, at_ - start);
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  static std::unexpected<ExprError> error(std::string message, std::size_t column) {
    return std::unexpected(ExprError{std::move(message), column});
  }
  std::unexpected<ExprError> error(std::string message) const {
    return error(std::move(message), at_);
  }

  std::string_view text_;
  FieldNames& names_;
  std::size_t at_ = 0;
};

std::string quoted(std::string_view literal) {
  std::string out = "'";
  for (const char c : literal) {
    if (c == '\'') out += c;
    out += c;
  }
  return out += '\'';
}

std::string_view function_name(Op op) {
  for (const Function& function : kFunctions) {
    if (function.op == op) return function.name;
  }
  return {};
}

}  // namespace

std::expected<FieldExpr, ExprError> parse_field_expr(std::string_view text, FieldNames& names) {
  return Parser(text, names).whole();
}

FieldExpr field_expr(std::string_view name, FieldNames& names) {
  FieldExpr expr;
  if (const auto system = find_system_field(name)) {
    expr.op = Op::kSystem;
    expr.system = *system;
  } else {
    expr.op = Op::kField;
    expr.field = names.intern(name);
  }
  return expr;
}

std::string to_string(const FieldExpr& expr, const FieldNames& names) {
  if (expr.op == Op::kField) return std::string(names.name(expr.field));
  if (expr.op == Op::kSystem) return std::string(system_field_name(expr.system));
  if (expr.op == Op::kLiteral) return quoted(expr.literal);
  std::string out = format("{}(", function_name(expr.op));
  for (const FieldExpr& argument : expr.arguments) {
    if (&argument != &expr.arguments.front()) out += ", ";
    out += to_string(argument, names);
  }
  if (expr.regex) out += ", " + quoted(expr.regex->pattern());
  return out += ')';
}

}  // namespace wmiscope
