// SPDX-License-Identifier: Apache-2.0
#include "base/regex_literal.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxLiterals = 256;
constexpr std::size_t kMaxDepth = 32;   // of groups
constexpr std::size_t kLongEnough = 4;  // to be rare; beyond it, fewer literals are better

using Literals = std::vector<std::string>;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t shortest(const Literals& literals) {
  return literals.empty() ? 0 : std::ranges::min(literals, {}, &std::string::size).size();
}

bool rules_out_more(const Literals& a, const Literals& b) {
  const std::size_t size_a = shortest(a);
  const std::size_t size_b = shortest(b);
  const std::size_t rare_a = std::min(size_a, kLongEnough);
  const std::size_t rare_b = std::min(size_b, kLongEnough);
  if (rare_a != rare_b) return rare_a > rare_b;
  return a.size() != b.size() ? a.size() < b.size() : size_a > size_b;
}

// Reads a concatenation, group by group. What it does not know makes the whole unknown.
class LiteralFinder {
 public:
  LiteralFinder(std::string_view pattern, bool ignore_case)
      : pattern_(pattern), ignore_case_(ignore_case) {}

  Literals find() {
    Literals found = alternatives();
    return known_ && at_ == pattern_.size() ? found : Literals();
  }

 private:
  // The parts of one branch, of which the best literals are kept.
  struct Branch {
    Literals best;
    std::string run;

    void offer(Literals literals) {
      if (rules_out_more(literals, best)) best = std::move(literals);
    }
    void end_run() {
      if (!run.empty()) offer({run});
      run.clear();
    }
  };

  // Up to the end or the parenthesis that closes the group.
  Literals alternatives() {
    Literals all;
    bool every_branch = true;
    while (known_) {
      Literals branch = concatenation();
      every_branch = every_branch && !branch.empty();
      std::ranges::move(branch, std::back_inserter(all));
      if (at_ >= pattern_.size() || pattern_[at_] != '|') break;
      ++at_;
    }
    return every_branch && all.size() <= kMaxLiterals ? all : Literals();
  }

  Literals concatenation() {
    Branch branch;
    while (known_ && at_ < pattern_.size() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      step(branch);
    }
    branch.end_run();
    return std::move(branch.best);
  }

  void step(Branch& branch) {
    const char c = pattern_[at_];
    switch (c) {
      case '(':
        branch.end_run();
        return group(branch);
      case '[':
        branch.end_run();
        return skip_class();
      case '\\':
        return escape(branch);
      case '?':
      case '*':
      case '{':
        if (!branch.run.empty()) branch.run.pop_back();
        branch.end_run();
        return skip_quantifier();
      case '+':
      case '.':
      case '^':
      case '$':
        branch.end_run();
        break;
      default:
        take(c, branch);
    }
    ++at_;
  }

  void group(Branch& branch) {
    const std::string_view rest = pattern_.substr(at_);
    const bool unnamed = rest.starts_with("(?:");
    if ((rest.starts_with("(?") && !unnamed) || ++depth_ > kMaxDepth) return give_up();
    at_ += unnamed ? 3 : 1;
    Literals inside = alternatives();
    if (!known_ || at_ >= pattern_.size()) return give_up();
    ++at_;
    --depth_;
    const bool optional = at_ < pattern_.size() && std::string_view("?*{").contains(pattern_[at_]);
    if (!optional) branch.offer(std::move(inside));
  }

  void escape(Branch& branch) {
    if (at_ + 1 >= pattern_.size()) return give_up();
    const char c = pattern_[at_ + 1];
    at_ += 2;
    if (!is_word(c)) return take(c, branch);
    // \b \s \d … have no text of their own; \Q, \x, \p and octal numbers are more than one letter.
    branch.end_run();
    if (!std::string_view("bBsSdDwWntrfvaAz").contains(c)) give_up();
  }

  void skip_class() {
    ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == '^') ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == ']') ++at_;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      if (pattern_[at_] == '[') return give_up();  // [[:alpha:]]
      at_ += pattern_[at_] == '\\' ? 2 : 1;
    }
    if (++at_ > pattern_.size()) give_up();
  }

  void skip_quantifier() {
    if (pattern_[at_] == '{') {
      at_ = std::min(pattern_.find('}', at_), pattern_.size());
      if (at_ == pattern_.size()) return give_up();
    }
    ++at_;
  }

  void take(char c, Branch& branch) {
    if (static_cast<unsigned char>(c) >= 0x80) return branch.end_run();
    branch.run += ignore_case_ ? ascii_lower(c) : c;
  }

  void give_up() { known_ = false; }

  std::string_view pattern_;
  bool ignore_case_;
  bool known_ = true;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

RequiredLiterals required_literals(std::string_view pattern, bool ignore_case) {
  if (pattern.starts_with("(?i)")) {
    pattern.remove_prefix(4);
    ignore_case = true;
  }
  return {LiteralFinder(pattern, ignore_case).find(), ignore_case};
}

bool RequiredLiterals::may_match(std::string_view text) const {
  if (any_of.empty()) return true;
  const auto held = [&](const std::string& literal) {
    return ignore_case ? find_nocase(text, literal) != std::string_view::npos
                       : text.contains(literal);
  };
  return std::ranges::any_of(any_of, held) || (ignore_case && !is_ascii(text));
}

}  // namespace wmiscope
