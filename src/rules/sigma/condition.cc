// SPDX-License-Identifier: Apache-2.0
//
// Recursive descent over tokens. The first mistake ends the parse: what follows one can seldom be
// told.
#include "rules/sigma/condition.h"

#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "base/format.h"
#include "base/limits.h"

namespace wmiscope::sigma {
namespace {

struct Token {
  std::string_view text;  // empty: the end
  std::size_t offset = 0;

  bool is(std::string_view word) const { return equals_nocase(text, word); }
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_delimiter(char c) { return is_blank(c) || c == '(' || c == ')' || c == '|'; }

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t i = 0;
  while (i < text.size()) {
    if (is_blank(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i++;
    if (!is_delimiter(text[begin])) {
      while (i < text.size() && !is_delimiter(text[i])) ++i;
    }
    tokens.push_back({text.substr(begin, i - begin), begin});
  }
  tokens.push_back({{}, text.size()});
  return tokens;
}

bool is_name_char(char c) {
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_name(std::string_view text, bool stars) {
  for (const char c : text) {
    if (!is_name_char(c) && !(stars && c == '*')) return false;
  }
  return !text.empty();
}

using Result = std::expected<ConditionNode, ConditionError>;

class Parser {
 public:
  Parser(std::string_view text, const std::vector<Selection>& selections)
      : tokens_(tokens_of(text)), selections_(selections) {}

  Result whole() {
    if (const auto* pipe = find("|")) {
      return error(*pipe, RuleErrorCode::kAggregation, "aggregations (| count …) are not supported",
                   "only the part before | is");
    }
    Result result = or_expression(0);
    if (!result || now().text.empty()) return result;
    if (now().is(")")) return error(now(), "this parenthesis was not opened");
    return error(now(), format("\"{}\" is not expected here", now().text),
                 "selections are joined by and, or");
  }

 private:
  Result or_expression(std::size_t depth) {
    return joined("or", any_of, [&] { return and_expression(depth); });
  }

  Result and_expression(std::size_t depth) {
    return joined("and", all_of, [&] { return not_expression(depth); });
  }

  Result joined(std::string_view word, ConditionNode (*join)(std::vector<ConditionNode>),
                auto&& operand) {
    std::vector<ConditionNode> operands;
    do {
      Result next = operand();
      if (!next) return next;
      operands.push_back(std::move(*next));
    } while (take(word));
    return join(std::move(operands));
  }

  Result not_expression(std::size_t depth) {
    if (!now().is("not")) return operand(depth);
    if (depth >= limits::kMaxConditionDepth) return too_deep();
    ++at_;
    Result inner = not_expression(depth + 1);
    if (!inner) return inner;
    return negation(std::move(*inner));
  }

  Result operand(std::size_t depth) {
    if (now().is("(")) return parenthesis(depth);
    if (next().is("of")) return quantified();
    if (now().text.empty()) return error(now(), "the condition ends where a selection is expected");
    if (!is_name(now().text, false) || is_operator(now())) {
      const bool pattern = is_name(now().text, true) && !is_operator(now());
      return error(now(), format("a selection is expected instead of \"{}\"", now().text),
                   pattern ? format("write 1 of {} or all of {}", now().text, now().text) : "");
    }
    return selection();
  }

  Result parenthesis(std::size_t depth) {
    const Token open = now();
    if (depth >= limits::kMaxConditionDepth) return too_deep();
    ++at_;
    Result inner = or_expression(depth + 1);
    if (!inner) return inner;
    if (now().text.empty()) return error(open, "this parenthesis is not closed");
    if (!take(")")) {
      return error(now(), format("\"{}\" is not expected here", now().text),
                   "selections are joined by and, or");
    }
    return inner;
  }

  Result quantified() {
    const Token quantifier = now();
    const bool all = quantifier.is("all");
    if (!all && !quantifier.is("1") && !quantifier.is("any")) {
      return error(quantifier, format("\"{} of\" is not supported", quantifier.text),
                   "1 of, any of and all of are");
    }
    at_ += 2;
    const Token pattern = now();
    if (!is_name(pattern.text, true)) {
      return error(pattern, "\"them\" or the name of selections is expected after \"of\"");
    }
    ++at_;
    return selected(pattern, all);
  }

  Result selected(const Token& pattern, bool all) {
    std::vector<ConditionNode> found;
    for (const Selection& each : selections_) {
      const bool fits = pattern.is("them") || name_fits(pattern.text, each.name);
      const bool hidden = each.name.starts_with('_') && !pattern.text.starts_with('_');
      if (!fits || hidden) continue;
      if (!spend(each.nodes)) return too_large(pattern);
      found.push_back(each.condition);
    }
    if (found.empty()) {
      return error(pattern, RuleErrorCode::kUndefined,
                   format("no selection fits \"{}\"", pattern.text), known_selections());
    }
    return all ? all_of(std::move(found)) : any_of(std::move(found));
  }

  Result selection() {
    const Token name = now();
    ++at_;
    for (const Selection& each : selections_) {
      if (each.name != name.text) continue;
      if (!spend(each.nodes)) return too_large(name);
      return each.condition;
    }
    return error(name, RuleErrorCode::kUndefined, format("there is no selection \"{}\"", name.text),
                 did_you_mean(name.text));
  }

  std::string did_you_mean(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const Selection& each : selections_) names.push_back(each.name);
    const auto near = closest(name, names);
    return near ? format("did you mean {}?", *near) : known_selections();
  }

  std::string known_selections() const {
    constexpr std::size_t kMaxNamed = 8;
    std::string out = "there are";
    for (std::size_t i = 0; i < selections_.size() && i < kMaxNamed; ++i) {
      out += format("{} {}", i == 0 ? "" : ",", selections_[i].name);
    }
    return out + (selections_.size() > kMaxNamed ? ", …" : "");
  }

  bool spend(std::size_t nodes) {
    nodes_ += nodes;
    return nodes_ <= limits::kMaxConditionNodes;
  }

  static bool is_operator(const Token& token) { return token.is("and") || token.is("or"); }
  const Token& now() const { return tokens_[at_]; }
  const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  const Token* find(std::string_view text) const {
    for (const Token& token : tokens_) {
      if (token.text == text) return &token;
    }
    return nullptr;
  }
  bool take(std::string_view word) {
    if (!now().is(word)) return false;
    ++at_;
    return true;
  }

  Result too_deep() const {
    return error(now(), RuleErrorCode::kLimit, "the condition is nested too deeply",
                 format("at most {} levels", limits::kMaxConditionDepth));
  }
  static Result too_large(const Token& token) {
    return error(token, RuleErrorCode::kLimit, "the condition is too large",
                 format("at most {} comparisons", limits::kMaxConditionNodes));
  }
  static Result error(const Token& token, std::string message, std::string hint = {}) {
    return error(token, RuleErrorCode::kCondition, std::move(message), std::move(hint));
  }
  static Result error(const Token& token, RuleErrorCode code, std::string message,
                      std::string hint) {
    return std::unexpected(
        ConditionError{code, token.offset, token.text.size(), std::move(message), std::move(hint)});
  }

  std::vector<Token> tokens_;
  const std::vector<Selection>& selections_;
  std::size_t at_ = 0;
  std::size_t nodes_ = 0;
};

}  // namespace

Result parse_condition(std::string_view text, const std::vector<Selection>& selections) {
  return Parser(text, selections).whole();
}

std::size_t count_nodes(const ConditionNode& condition) {
  std::size_t count = 1;
  for (const ConditionNode& child : condition.children) count += count_nodes(child);
  return count;
}

bool name_fits(std::string_view pattern, std::string_view name) {
  // The last star met, and where its rest is tried: as in rules/matcher.cc.
  std::size_t at = 0, i = 0, retry = 0;
  std::size_t star = std::string_view::npos;
  while (i < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      retry = i;
    } else if (at < pattern.size() && pattern[at] == name[i]) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace wmiscope::sigma
