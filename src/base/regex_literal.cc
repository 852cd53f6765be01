// SPDX-License-Identifier: Apache-2.0
#include "base/regex_literal.h"

#include "base/ascii.h"

namespace wmiscope {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class LiteralFinder {
 public:
  LiteralFinder(std::string_view pattern, bool ignore_case)
      : pattern_(pattern), ignore_case_(ignore_case) {}

  std::string find() {
    // Flags may change what letters mean, \Q…\E what everything means.
    if (pattern_.find("(?") != std::string_view::npos && !only_plain_groups()) return {};
    if (pattern_.find("\\Q") != std::string_view::npos) return {};
    while (at_ < pattern_.size()) {
      if (!step()) return {};
    }
    end_run();
    return best_;
  }

 private:
  // "(?:" and no other "(?".
  bool only_plain_groups() const {
    for (std::size_t at = 0; (at = pattern_.find("(?", at)) != std::string_view::npos; at += 2) {
      if (!pattern_.substr(at).starts_with("(?:")) return false;
    }
    return true;
  }

  // False where nothing can be said of the whole.
  bool step() {
    const char c = pattern_[at_];
    switch (c) {
      case '|':
        return false;
      case '(':
        end_run();
        return skip_group();
      case '[':
        end_run();
        return skip_class();
      case '\\':
        return escape();
      case '?':
      case '*':
      case '{':
        drop_last();
        return skip_quantifier();
      case '+':
      case '.':
      case '^':
      case '$':
      case ')':
        end_run();
        ++at_;
        return true;
      default:
        take(c);
        ++at_;
        return true;
    }
  }

  bool escape() {
    if (at_ + 1 >= pattern_.size()) return false;
    const char c = pattern_[at_ + 1];
    at_ += 2;
    if (is_word(c)) {
      // \b \s \d … have no text of their own; \x, \p and octal numbers are more than one letter.
      end_run();
      static constexpr std::string_view kSimple = "bBsSdDwWntrfvaAz";
      return kSimple.find(c) != std::string_view::npos;
    }
    take(c);
    return true;
  }

  bool skip_group() {
    std::size_t depth = 0;
    for (; at_ < pattern_.size(); ++at_) {
      const char c = pattern_[at_];
      if (c == '\\') {
        ++at_;
      } else if (c == '[') {
        if (!skip_class()) return false;
        --at_;
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && --depth == 0) {
        ++at_;
        return true;
      }
    }
    return false;
  }

  bool skip_class() {
    ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == '^') ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == ']') ++at_;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      if (pattern_[at_] == '[') return false;  // [[:alpha:]]
      at_ += pattern_[at_] == '\\' ? 2 : 1;
    }
    ++at_;
    return at_ <= pattern_.size();
  }

  bool skip_quantifier() {
    if (pattern_[at_] == '{') {
      const std::size_t close = pattern_.find('}', at_);
      if (close == std::string_view::npos) return false;
      at_ = close;
    }
    ++at_;
    return true;
  }

  void take(char c) {
    const char lower = ascii_lower(c);
    const bool folds_further = ignore_case_ && (lower == 'k' || lower == 's');
    if (folds_further || static_cast<unsigned char>(c) >= 0x80) return end_run();
    run_ += ignore_case_ ? lower : c;
  }

  void drop_last() {
    if (!run_.empty()) run_.pop_back();
    end_run();
  }

  void end_run() {
    if (run_.size() > best_.size()) best_ = run_;
    run_.clear();
  }

  std::string_view pattern_;
  bool ignore_case_;
  std::size_t at_ = 0;
  std::string run_;
  std::string best_;
};

}  // namespace

std::string required_literal(std::string_view pattern, bool ignore_case) {
  return LiteralFinder(pattern, ignore_case).find();
}

}  // namespace wmiscope
