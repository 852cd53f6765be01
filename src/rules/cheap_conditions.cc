// SPDX-License-Identifier: Apache-2.0
//
// An algebra of "necessary" sets. `weaken` carries a test on an expression's value down to tests on
// the fields under it, function by function; a function that it does not know makes the set
// unknown, so that a new one is safe by itself.
#include "rules/cheap_conditions.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/limits.h"
#include "rules/matcher.h"

namespace wmiscope {
namespace {

using Test = RawCondition::Test;
using ExprOp = FieldExpr::Op;
using Op = ConditionNode::Op;
using Shape = Pattern::Shape;

constexpr std::size_t kUnknownCost = ~std::size_t{0};
constexpr std::size_t kShortLiteral = 3;  // up to this length a literal tells little

const Necessary kUnknown{};
Necessary never() { return {.known = true, .any_of = {}}; }

// By what a test costs the reader and by how much it lets through, which weighs more.
std::size_t cost(const RawCondition& condition) {
  const std::size_t vague = condition.literal.size() <= kShortLiteral ? 2 : 0;
  switch (condition.test) {
    case Test::kEquals:
      return 1;
    case Test::kStartsWith:
    case Test::kEndsWith:
      return 1 + vague;
    case Test::kContains:
      return 4 + vague;
    case Test::kAbsent:
    case Test::kUnequal:
      return 5;
  }
  return 5;
}

std::size_t cost(const Necessary& set) {
  if (!set.known) return kUnknownCost;
  std::size_t sum = 0;
  for (const RawCondition& condition : set.any_of) sum += cost(condition);
  return sum;
}

// Both hold: either is necessary.
Necessary either(Necessary a, Necessary b) {
  return cost(b) < cost(a) ? std::move(b) : std::move(a);
}

// At least one holds.
Necessary join(Necessary a, const Necessary& b) {
  if (!a.known || !b.known) return kUnknown;
  for (const RawCondition& condition : b.any_of) {
    if (std::ranges::find(a.any_of, condition) == a.any_of.end()) a.any_of.push_back(condition);
  }
  return a.any_of.size() > limits::kMaxCheapConditions ? kUnknown : a;
}

Necessary weaken(const FieldExpr& expr, Test test, std::string_view literal);
Necessary absence(const FieldExpr& expr);

// Whether a text that is known now meets the test, as meets() says it.
bool holds(std::string_view text, Test test, std::string_view literal) {
  return meets({.field = {}, .test = test, .literal = std::string(literal)}, Value::utf8(text));
}

Necessary certain(bool holds) { return holds ? kUnknown : never(); }

// The first argument, or a later one while the first is absent.
Necessary weaken_first(const FieldExpr& expr, Test test, std::string_view literal) {
  Necessary later = never();
  for (std::size_t i = 1; i < expr.arguments.size(); ++i) {
    later = join(std::move(later), weaken(expr.arguments[i], test, literal));
  }
  const FieldExpr& first = expr.arguments.front();
  return join(weaken(first, test, literal), either(std::move(later), absence(first)));
}

// A part that ends where the whole does: a test of the end stays one.
Necessary weaken_basename(const FieldExpr& whole, Test test, std::string_view literal) {
  if (literal.find('\\') != std::string_view::npos) return never();
  const bool at_end = test == Test::kEquals || test == Test::kEndsWith;
  return weaken(whole, at_end ? Test::kEndsWith : Test::kContains, literal);
}

Necessary weaken_first_word(const FieldExpr& whole, Test test, std::string_view literal) {
  const bool at_start = test == Test::kEquals || test == Test::kStartsWith;
  return weaken(whole, at_start ? Test::kStartsWith : Test::kContains, literal);
}

Necessary weaken_lookup(const FieldExpr& expr, Test test, std::string_view literal) {
  Necessary keys = never();
  for (std::size_t i = 1; i + 1 < expr.arguments.size(); i += 2) {
    if (!holds(expr.arguments[i + 1].literal, test, literal)) continue;
    const std::string& key = expr.arguments[i].literal;
    if (!is_ascii(key)) return kUnknown;
    keys = join(std::move(keys), weaken(expr.arguments[0], Test::kEquals, to_ascii_lower(key)));
  }
  return keys;
}

Necessary weaken(const FieldExpr& expr, Test test, std::string_view literal) {
  switch (expr.op) {
    case ExprOp::kField:
      return {.known = true, .any_of = {{expr.field, test, std::string(literal)}}};
    case ExprOp::kLiteral:
      return certain(holds(expr.literal, test, literal));
    case ExprOp::kFirst:
      return weaken_first(expr, test, literal);
    case ExprOp::kBasename:
      return weaken_basename(expr.arguments[0], test, literal);
    case ExprOp::kFirstWord:
      return weaken_first_word(expr.arguments[0], test, literal);
    case ExprOp::kNotDash:
      return weaken(expr.arguments[0], test, literal);
    case ExprOp::kExtract:
      return weaken(expr.arguments[0], Test::kContains, literal);
    case ExprOp::kLookup:
      return weaken_lookup(expr, test, literal);
    case ExprOp::kWhen:
      return weaken(expr.arguments[1], test, literal);
    default:
      return kUnknown;
  }
}

// All fields of a concat are absent where it is.
Necessary absence_of_parts(const FieldExpr& expr) {
  Necessary best = kUnknown;
  for (const FieldExpr& argument : expr.arguments) {
    if (argument.op != ExprOp::kLiteral) best = either(std::move(best), absence(argument));
  }
  return best;
}

Necessary absence_of_first(const FieldExpr& expr) {
  Necessary best = kUnknown;
  for (const FieldExpr& argument : expr.arguments)
    best = either(std::move(best), absence(argument));
  return best;
}

// What must hold where the value is absent or empty.
Necessary absence(const FieldExpr& expr) {
  switch (expr.op) {
    case ExprOp::kField:
      return {.known = true, .any_of = {{expr.field, Test::kAbsent, ""}}};
    case ExprOp::kLiteral:
      return certain(expr.literal.empty());
    case ExprOp::kFirst:
      return absence_of_first(expr);
    case ExprOp::kBasename:
      return join(absence(expr.arguments[0]), weaken(expr.arguments[0], Test::kEndsWith, "\\"));
    case ExprOp::kNotDash:
      return join(absence(expr.arguments[0]), weaken(expr.arguments[0], Test::kEquals, "-"));
    case ExprOp::kConcat:
      return absence_of_parts(expr);
    default:
      return kUnknown;
  }
}

// The longest run of ASCII characters between the wildcards of a pattern, and where it stands.
struct Run {
  Test test = Test::kContains;
  std::string literal;
};

Test test_of(bool at_start, bool at_end) {
  if (at_start) return at_end ? Test::kEquals : Test::kStartsWith;
  return at_end ? Test::kEndsWith : Test::kContains;
}

std::optional<Run> best_run(const std::vector<char32_t>& elements) {
  std::optional<Run> best;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::size_t begin = i;
    std::string literal;
    for (; i < elements.size() && elements[i] < 0x80; ++i) {
      literal += ascii_lower(static_cast<char>(elements[i]));
    }
    if (literal.empty() || (best && best->literal.size() >= literal.size())) continue;
    best = Run{test_of(begin == 0, i == elements.size()), std::move(literal)};
  }
  return best;
}

Necessary of_pattern(const FieldExpr& expr, const Pattern& pattern) {
  if (pattern.shape == Shape::kNull) return absence(expr);
  if (!pattern.is_text()) return kUnknown;
  const auto run = best_run(pattern.elements);
  return run ? weaken(expr, run->test, run->literal) : kUnknown;
}

// The event's id is known before anything is decoded: the comparison is made now.
Necessary of_event_id(const Pattern& pattern, std::optional<std::uint32_t> event_id) {
  if (!event_id) return kUnknown;
  Arena arena;
  return certain(matches(pattern, Value::number(ValueType::kUint, *event_id), arena));
}

bool reads_event_id(const FieldExpr& expr) {
  return expr.op == ExprOp::kSystem && expr.system == SystemField::kEventId;
}

Necessary of_leaf(const ConditionNode& leaf, std::optional<std::uint32_t> event_id) {
  Necessary result = leaf.all ? kUnknown : never();
  for (const Pattern& pattern : *leaf.patterns) {
    Necessary one =
        reads_event_id(leaf.expr) ? of_event_id(pattern, event_id) : of_pattern(leaf.expr, pattern);
    result = leaf.all ? either(std::move(result), std::move(one)) : join(std::move(result), one);
  }
  return result;
}

using Ids = std::optional<std::vector<std::uint32_t>>;

void sort_unique(std::vector<std::uint32_t>& ids) {
  std::ranges::sort(ids);
  const auto rest = std::ranges::unique(ids);
  ids.erase(rest.begin(), rest.end());
}

Ids ids_of_leaf(const ConditionNode& leaf) {
  if (leaf.op != Op::kField || !reads_event_id(leaf.expr) || leaf.all) return std::nullopt;
  std::vector<std::uint32_t> ids;
  for (const Pattern& pattern : *leaf.patterns) {
    if (pattern.shape != Shape::kEquals) return std::nullopt;
    if (pattern.number && *pattern.number <= std::numeric_limits<std::uint32_t>::max()) {
      ids.push_back(static_cast<std::uint32_t>(*pattern.number));
    }
  }
  sort_unique(ids);
  return ids;
}

Ids ids_of_and(const ConditionNode& node) {
  Ids common;
  for (const ConditionNode& child : node.children) {
    const Ids ids = possible_event_ids(child);
    if (!ids) continue;
    if (common)
      std::erase_if(*common, [&](auto id) { return !std::ranges::binary_search(*ids, id); });
    if (!common) common = ids;
  }
  return common;
}

Ids ids_of_or(const ConditionNode& node) {
  std::vector<std::uint32_t> any;
  for (const ConditionNode& child : node.children) {
    const Ids ids = possible_event_ids(child);
    if (!ids) return std::nullopt;
    any.insert(any.end(), ids->begin(), ids->end());
  }
  sort_unique(any);
  return any;
}

}  // namespace

Necessary cheap_conditions(const ConditionNode& node, std::optional<std::uint32_t> event_id) {
  Necessary result = node.op == Op::kOr ? never() : kUnknown;
  switch (node.op) {
    case Op::kAnd:
      for (const ConditionNode& child : node.children) {
        result = either(std::move(result), cheap_conditions(child, event_id));
      }
      return result;
    case Op::kOr:
      for (const ConditionNode& child : node.children) {
        result = join(std::move(result), cheap_conditions(child, event_id));
      }
      return result;
    case Op::kField:
      return of_leaf(node, event_id);
    default:
      return kUnknown;
  }
}

std::optional<std::vector<std::uint32_t>> possible_event_ids(const ConditionNode& node) {
  if (node.op == Op::kAnd) return ids_of_and(node);
  if (node.op == Op::kOr) return ids_of_or(node);
  return ids_of_leaf(node);
}

}  // namespace wmiscope
