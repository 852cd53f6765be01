// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_tokens.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace wmiscope {
namespace {

using Kind = PsToken::Kind;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\0'; }

constexpr std::string_view kMarks = ";|&(){},=";
constexpr std::size_t kLongestType = 512;  // "[[[[…" is looked at once from each bracket

class Tokenizer {
 public:
  Tokenizer(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

  std::vector<PsToken> run() {
    while (at_ < text_.size() && tokens_.size() < limit_) step();
    return std::move(tokens_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  void step() {
    const char c = text_[at_];
    if (is_blank(c)) {
      ++at_;
    } else if (c == '\n') {
      mark(";", 1);
    } else if (c == '`' && (rest().starts_with("`\n") || rest().starts_with("`\r\n"))) {
      at_ = text_.find('\n', at_) + 1;  // the line goes on
    } else if (c == '#' || rest().starts_with("<#")) {
      comment();
    } else if (rest().starts_with("@'") || rest().starts_with("@\"")) {
      here_string();
    } else if (c == '\'' || c == '"') {
      string();
    } else if (rest().starts_with("@{") || rest().starts_with("@(")) {
      mark(text_.substr(at_, 2), 2);
    } else if (kMarks.find(c) != std::string_view::npos) {
      mark(text_.substr(at_, 1), 1);
    } else if (c != '[' || !type()) {
      word();
    }
  }

  // Behind the last token, a command can begin.
  bool at_command() const {
    if (tokens_.empty()) return true;
    const PsToken& last = tokens_.back();
    if (last.kind == Kind::kMark) return last.text == ")" ? closed_param_ : last.text != ",";
    if (last.kind != Kind::kWord) return false;
    return last.text == "." || equals_nocase(last.text, "in") ||
           equals_nocase(last.text, "return") || last.text == "!";
  }

  void add(Kind kind, std::string text, std::size_t begin) {
    const bool command = at_command();
    tokens_.push_back({kind, std::move(text), begin, at_, command});
  }

  void mark(std::string_view text, std::size_t size) {
    const std::size_t begin = at_;
    at_ += size;
    // A statement goes on behind a pipe or comma at the end of its line.
    const bool goes_on = text == ";" && !tokens_.empty() &&
                         (tokens_.back().is_mark("|") || tokens_.back().is_mark(","));
    if (goes_on) return;
    note_bracket(text);
    add(Kind::kMark, std::string(text), begin);
  }

  // Behind param(…) a command may begin, behind other brackets none.
  void note_bracket(std::string_view text) {
    if (text == "(" || text == "@(") {
      brackets_.push_back(!tokens_.empty() && equals_nocase(tokens_.back().text, "param"));
    }
    if (text != ")") return;
    closed_param_ = !brackets_.empty() && brackets_.back();
    if (!brackets_.empty()) brackets_.pop_back();
  }

  void comment() {
    const bool block = text_[at_] == '<';
    const std::size_t end = block ? text_.find("#>", at_) : text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end + (block ? 2 : 0);
  }

  void here_string() {
    const std::size_t begin = at_;
    const std::string closing = {'\n', text_[at_ + 1], '@'};
    const std::size_t end = std::min(text_.find(closing, at_ + 2), text_.size());
    std::string inside(text_.substr(begin + 2, end - begin - 2));
    at_ = std::min(end + closing.size(), text_.size());
    add(Kind::kString, std::move(inside), begin);
  }

  // A doubled quote is one; in double quotes a backtick escapes.
  void string() {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    std::string inside;
    for (; at_ < text_.size(); ++at_) {
      const bool doubled = rest().size() > 1 && text_[at_] == quote && text_[at_ + 1] == quote;
      const bool escape = quote == '"' && text_[at_] == '`' && at_ + 1 < text_.size();
      if (doubled || escape) {
        ++at_;
      } else if (text_[at_] == quote) {
        break;
      }
      inside += text_[at_];
    }
    at_ = std::min(at_ + 1, text_.size());
    add(Kind::kString, std::move(inside), begin);
  }

  // [Some.Type[]]; false, and nothing taken, where it is an index or an expression.
  bool type() {
    std::size_t end = at_ + 1;
    const auto is_part = [](char c) {
      const char l = ascii_lower(c);
      return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '[' ||
             c == '`';
    };
    const std::size_t limit = std::min(text_.size(), at_ + kLongestType);
    while (end < limit && is_part(text_[end])) ++end;
    const char first = text_[std::min(at_ + 1, text_.size() - 1)];
    if (first >= '0' && first <= '9') return false;
    if (end >= text_.size() || text_[end] != ']' || end == at_ + 1) return false;
    std::string name;
    for (const char c : text_.substr(at_ + 1, end - at_ - 1)) {
      if (c != '`') name += c;
    }
    const std::size_t begin = at_;
    at_ = end + 1;
    while (at_ < text_.size() && text_[at_] == ']') ++at_;
    add(Kind::kType, std::move(name), begin);
    return true;
  }

  void word() {
    const std::size_t begin = at_;
    std::string text;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      const bool ends = is_blank(c) || c == '\n' || c == '\'' || c == '"' ||
                        (c == '[' && at_ > begin) || kMarks.find(c) != std::string_view::npos;
      if (ends) break;
      if (c != '`') text += c;
      if (c == '`' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') break;
    }
    if (at_ == begin) ++at_;
    add(Kind::kWord, std::move(text), begin);
  }

  std::string_view text_;
  std::size_t limit_;
  std::size_t at_ = 0;
  std::vector<PsToken> tokens_;
  std::vector<bool> brackets_;  // those open: whether param stands before each
  bool closed_param_ = false;   // of the bracket that closed last
};

bool opens(const PsToken& token) {
  return token.is_mark("(") || token.is_mark("{") || token.is_mark("@(") || token.is_mark("@{");
}

}  // namespace

std::vector<PsToken> powershell_tokens(std::string_view script, std::size_t limit) {
  return Tokenizer(script, limit).run();
}

std::size_t closing_token(const std::vector<PsToken>& tokens, std::size_t at) {
  std::size_t depth = 0;
  for (std::size_t i = at; i < tokens.size(); ++i) {
    if (opens(tokens[i])) ++depth;
    const bool closes = tokens[i].is_mark(")") || tokens[i].is_mark("}");
    if (!closes || depth == 0) continue;
    --depth;
    if (depth == 0) return i;
  }
  return tokens.size() - 1;
}

}  // namespace wmiscope
