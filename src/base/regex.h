// SPDX-License-Identifier: Apache-2.0
//
// Regular expressions over UTF-8: RE2, which is linear in the text and bounded in memory whatever
// the expression. The adapter: no other file includes a header of RE2.
//
//   auto regex = Regex::compile("Consumer =\\s+([^;]+)", {});
//   if (!regex) return refuse(regex.error());
//   if (const auto consumer = regex->extract(message)) …   // a view of the message
//
// A text that is no UTF-8 is searched all the same: `.` and classes do not match its invalid bytes.
// matches() first looks for literals of which every match holds one (regex_literal.h). Immutable and safe
// to share between threads.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/regex_literal.h"

namespace re2 {
class RE2;
}

namespace wmiscope {

class Regex {
 public:
  struct Options {
    bool ignore_case = false;
    bool multi_line = false;   // ^ and $ at every line
    bool dot_newline = false;  // . crosses lines
  };

  // The error is RE2's own sentence.
  static std::expected<Regex, std::string> compile(std::string_view pattern, Options options);
  // Of built-in content, which the tests have compiled: it is compiled when it is first run, which
  // for most never happens. A broken one matches nothing.
  static Regex trusted(std::string_view pattern, Options options);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // Whether it matches anywhere in the text.
  bool matches(std::string_view text) const;
  // The first group of the first match (the whole match where there is no group).
  std::optional<std::string_view> extract(std::string_view text) const;
  // As it was given.
  const std::string& pattern() const { return pattern_; }

 private:
  struct Program;
  Regex(std::string_view pattern, Options options);
  const re2::RE2& program() const;

  std::string pattern_;
  RequiredLiterals literals_;
  std::unique_ptr<Program> program_;
};

}  // namespace wmiscope
