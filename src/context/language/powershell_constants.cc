// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_constants.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/ascii.h"

namespace wmiscope {
namespace {

constexpr int kMaxPasses = 6;          // of brackets within brackets
constexpr std::size_t kMaxParts = 64;  // of one format

bool is_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// A text in quotes, with its end behind them.
struct Literal {
  std::string text;
  std::size_t end = 0;
  bool constant = true;
};

class Folder {
 public:
  explicit Folder(std::string_view in) : in_(in) {}

  // Whether anything was put together.
  bool run() {
    out_.reserve(in_.size());
    while (at_ < in_.size()) step();
    return changed_;
  }
  std::string take() { return std::move(out_); }

 private:
  void step() {
    const char c = in_[at_];
    if (c == '\'' || c == '"') return take_text();
    if (c == '(' && take_bracket()) return;
    if (c == '#' && (out_.empty() || !is_name(out_.back()))) return copy_to(line_end());
    out_ += c;
    ++at_;
  }

  std::size_t line_end() const { return std::min(in_.find('\n', at_), in_.size()); }

  void copy_to(std::size_t end) {
    out_.append(in_.substr(at_, end - at_));
    at_ = end;
  }

  std::size_t skip_blanks(std::size_t at) const {
    while (at < in_.size() && (in_[at] == ' ' || in_[at] == '\t')) ++at;
    return at;
  }

  bool is_at(std::size_t at, char c) const { return at < in_.size() && in_[at] == c; }

  // The text that begins at `at`; without an end it is none.
  std::optional<Literal> literal_at(std::size_t at) const {
    if (at >= in_.size() || (in_[at] != '\'' && in_[at] != '"')) return std::nullopt;
    const char quote = in_[at];
    Literal found;
    for (std::size_t i = at + 1; i < in_.size(); ++i) {
      if (in_[i] == quote && !is_at(i + 1, quote)) {
        found.end = i + 1;
        return found;
      }
      if (in_[i] == quote || (quote == '"' && in_[i] == '`' && i + 1 < in_.size())) ++i;
      if (quote == '"' && in_[i] == '$') found.constant = false;
      found.text += in_[i];
    }
    return std::nullopt;
  }

  void take_text() {
    auto text = literal_at(at_);
    if (!text) return copy_to(in_.size());
    if (!text->constant) return copy_to(text->end);
    const bool joined = join(*text) || format(*text);
    const bool member = !out_.empty() && out_.back() == '.' && is_at(text->end, '(');
    if (member && !text->text.empty() && std::ranges::all_of(text->text, is_name)) {
      changed_ = true;
      out_ += text->text;
    } else if (joined) {
      changed_ = true;
      put(text->text);
    } else {
      return copy_to(text->end);
    }
    at_ = text->end;
  }

  void put(std::string_view text) {
    out_ += '\'';
    for (const char c : text) out_.append(c == '\'' ? 2 : 1, c);
    out_ += '\'';
  }

  // 'a' + 'b'
  bool join(Literal& text) const {
    bool joined = false;
    for (;;) {
      const std::size_t plus = skip_blanks(text.end);
      if (!is_at(plus, '+')) return joined;
      const auto next = literal_at(skip_blanks(plus + 1));
      if (!next || !next->constant) return joined;
      text.text += next->text;
      text.end = next->end;
      joined = true;
    }
  }

  // "{1}{0}" -f 'b','a'
  bool format(Literal& text) const {
    const std::size_t sign = skip_blanks(text.end);
    if (!starts_with_nocase(in_.substr(sign), "-f") ||
        is_name(in_[std::min(sign + 2, in_.size() - 1)]))
      return false;
    std::vector<std::string> parts;
    std::size_t at = skip_blanks(sign + 2);
    std::size_t end = at;
    while (parts.size() < kMaxParts) {
      const auto part = literal_at(at);
      if (!part || !part->constant) break;
      parts.push_back(part->text);
      end = part->end;
      const std::size_t comma = skip_blanks(end);
      if (!is_at(comma, ',')) break;
      at = skip_blanks(comma + 1);
    }
    if (parts.empty()) return false;
    text.text = filled(text.text, parts);
    text.end = end;
    return true;
  }

  static std::string filled(std::string_view form, const std::vector<std::string>& parts) {
    std::string out;
    for (std::size_t i = 0; i < form.size(); ++i) {
      const bool hole = form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}' &&
                        form[i + 1] >= '0' && form[i + 1] <= '9';
      const auto number = hole ? static_cast<std::size_t>(form[i + 1] - '0') : parts.size();
      if (number < parts.size()) {
        out += parts[number];
        i += 2;
      } else {
        out += form[i];
      }
    }
    return out;
  }

  // ('a') where it is no list of arguments and no part of @('a') or $('a')
  bool take_bracket() {
    const auto text = literal_at(skip_blanks(at_ + 1));
    if (!text || !text->constant) return false;
    const std::size_t close = skip_blanks(text->end);
    const char before = out_.empty() ? ' ' : out_.back();
    constexpr std::string_view kBelongs = "'\")@$";
    const bool other = is_name(before) || kBelongs.find(before) != std::string_view::npos;
    if (!is_at(close, ')') || other) return false;
    changed_ = true;
    put(text->text);
    at_ = close + 1;
    return true;
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::string out_;
  bool changed_ = false;
};

}  // namespace

std::string fold_constants(std::string_view script) {
  std::string folded(script);
  if (script.size() > kMaxFoldedSize) return folded;
  for (int pass = 0; pass < kMaxPasses; ++pass) {
    Folder folder(folded);
    if (!folder.run()) break;
    folded = folder.take();
  }
  return folded;
}

}  // namespace wmiscope
