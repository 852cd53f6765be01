// SPDX-License-Identifier: Apache-2.0
#include "report/secrets.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/ascii.h"

namespace wmiscope {
namespace {

// A word of the command line: where it lies in the text.
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
};

using Words = std::vector<Word>;
using Masks = std::vector<Word>;

constexpr int kMaxNesting = 4;            // of commands in quotes
constexpr std::size_t kMaxNetWords = 16;  // behind `net use`, in which its password may stand

constexpr std::array<std::string_view, 4> kPasswordNames = {"password", "pass", "passwd", "pwd"};
constexpr std::array<std::string_view, 3> kShortNames = {"p", "rp", "pw"};
constexpr std::array<std::string_view, 8> kTakesShort = {
    "psexec", "psexec64", "psexesvc", "paexec", "winexe", "schtasks", "csexec", "remcom"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Splits at blanks outside of double quotes, as Windows programs do.
Words split(std::string_view text, Word within) {
  Words words;
  std::size_t at = within.begin;
  while (at < within.end) {
    while (at < within.end && is_blank(text[at])) ++at;
    const std::size_t begin = at;
    bool quoted = false;
    while (at < within.end && (quoted || !is_blank(text[at]))) {
      if (text[at] == '"') quoted = !quoted;
      ++at;
    }
    if (at > begin) words.push_back({begin, at});
  }
  return words;
}

std::string_view chars(std::string_view text, Word word) {
  return text.substr(word.begin, word.end - word.begin);
}

bool is_one_of(std::string_view word, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equals_nocase(word, name); });
}

// "C:\Windows\System32\NET.EXE" in or out of quotes is "NET".
std::string_view program_name(std::string_view word) {
  while (!word.empty() && (word.front() == '"' || word.front() == '(')) word.remove_prefix(1);
  while (!word.empty() && word.back() == '"') word.remove_suffix(1);
  if (const auto slash = word.find_last_of("\\/"); slash != word.npos) {
    word.remove_prefix(slash + 1);
  }
  return ends_with_nocase(word, ".exe") ? word.substr(0, word.size() - 4) : word;
}

bool is_switch(std::string_view word) {
  return !word.empty() && (word.front() == '/' || word.front() == '-');
}

// Collects what is to be masked in one command and the commands in its quotes.
class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  void look(Word within, int depth) {
    const Words words = split(text_, within);
    takes_short_ = takes_short_ || std::any_of(words.begin(), words.end(), [&](Word w) {
                     return is_one_of(program_name(chars(text_, w)), kTakesShort);
                   });
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view name = program_name(chars(text_, words[i]));
      if (equals_nocase(name, "net") || equals_nocase(name, "net1")) look_at_net(words, i);
      if (equals_nocase(name, "ConvertTo-SecureString")) mask_next(words, i, false);
      look_at_option(words, i);
      look_inside(words[i], depth);
    }
  }

  Masks masks() && { return std::move(masks_); }

 private:
  // `/password:x`, `--password=x`, `-Password x`, `password=x`, and the short ones where they are
  // meant.
  void look_at_option(const Words& words, std::size_t i) {
    const std::string_view word = chars(text_, words[i]);
    const std::size_t dashes = std::min(word.find_first_not_of("/-\""), word.size());
    const std::size_t end = std::min(word.find_first_of(":=", dashes), word.size());
    const std::string_view name = word.substr(dashes, end - dashes);
    const bool short_name = takes_short_ && dashes > 0 && is_one_of(name, kShortNames);
    if (!short_name && !is_one_of(name, kPasswordNames)) return;
    if (end + 1 < word.size()) {
      masks_.push_back({words[i].begin + end + 1, words[i].end});
    } else if (end + 1 == word.size() || is_switch(word)) {
      mask_next(words, i, end == word.size());
    }
  }

  // The word behind, unless it is a switch of its own.
  void mask_next(const Words& words, std::size_t i, bool unless_switch) {
    if (i + 1 >= words.size()) return;
    if (unless_switch && is_switch(chars(text_, words[i + 1]))) return;
    masks_.push_back(words[i + 1]);
  }

  // net use [device] [\\host\share] [password] [/user:…]; net user name [password] [/add].
  // Everything positional behind the share or the name is a password.
  void look_at_net(const Words& words, std::size_t i) {
    if (i + 1 >= words.size()) return;
    const std::string_view verb = chars(text_, words[i + 1]);
    const bool use = equals_nocase(verb, "use");
    if (!use && !equals_nocase(verb, "user")) return;
    bool named = false;
    const std::size_t end = std::min(words.size(), i + 2 + kMaxNetWords);
    for (std::size_t at = i + 2; at < end; ++at) {
      const std::string_view word = chars(text_, words[at]);
      if (word == "&" || word == "&&" || word == "|" || word.starts_with('>')) return;
      if (is_switch(word) || word == "*") continue;
      if (named) return masks_.push_back(words[at]);
      named = !use || word.starts_with("\\\\") || word.starts_with("\"\\\\");
    }
  }

  void look_inside(Word word, int depth) {
    const std::string_view chars_of = chars(text_, word);
    const std::size_t open = chars_of.find('"');
    if (depth >= kMaxNesting || open == chars_of.npos) return;
    if (std::none_of(chars_of.begin(), chars_of.end(), is_blank)) return;
    const std::size_t close = chars_of.find_last_of('"');
    look({word.begin + open + 1, close > open ? word.begin + close : word.end}, depth + 1);
  }

  std::string_view text_;
  Masks masks_;
  bool takes_short_ = false;
};

}  // namespace

std::string mask_secrets(std::string_view text) {
  Finder finder(text);
  finder.look({0, text.size()}, 0);
  Masks masks = std::move(finder).masks();
  std::sort(masks.begin(), masks.end(), [](Word a, Word b) { return a.begin < b.begin; });
  std::string out;
  std::size_t done = 0;
  for (const Word mask : masks) {
    if (mask.end <= done) continue;
    const std::size_t begin = std::max(done, mask.begin);
    out += text.substr(done, begin - done);
    out += "****";
    done = mask.end;
  }
  out += text.substr(done);
  return out;
}

}  // namespace wmiscope
