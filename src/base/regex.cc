// SPDX-License-Identifier: Apache-2.0
#include "base/regex.h"

#include <re2/re2.h>

#include <mutex>

#include "base/limits.h"

namespace wmiscope {
namespace {

re2::RE2::Options re2_options(Regex::Options options) {
  re2::RE2::Options out;
  out.set_log_errors(false);
  out.set_max_mem(limits::kMaxRegexMemory);
  out.set_case_sensitive(!options.ignore_case);
  out.set_dot_nl(options.dot_newline);
  return out;
}

}  // namespace

// The compiled expression, once it was asked for.
struct Regex::Program {
  Options options;
  std::once_flag once;
  std::unique_ptr<re2::RE2> compiled;
};

Regex::Regex(std::string_view pattern, Options options)
    : pattern_(pattern),
      literals_(required_literals(pattern, options.ignore_case)),
      program_(std::make_unique<Program>()) {
  program_->options = options;
}

std::expected<Regex, std::string> Regex::compile(std::string_view pattern, Options options) {
  Regex regex(pattern, options);
  const re2::RE2& program = regex.program();
  if (!program.ok()) return std::unexpected(program.error());
  return regex;
}

Regex Regex::trusted(std::string_view pattern, Options options) { return Regex(pattern, options); }

const re2::RE2& Regex::program() const {
  Program& program = *program_;
  std::call_once(program.once, [&] {
    // RE2 has no option for this outside of POSIX syntax, only the flag.
    const std::string text = (program.options.multi_line ? "(?m)" : "") + pattern_;
    program.compiled = std::make_unique<re2::RE2>(text, re2_options(program.options));
  });
  return *program.compiled;
}

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::matches(std::string_view text) const {
  if (!literals_.may_match(text)) return false;
  const re2::RE2& regex = program();
  return regex.ok() && regex.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                                   re2::RE2::UNANCHORED, nullptr, 0);
}

std::optional<std::string_view> Regex::extract(std::string_view text) const {
  re2::StringPiece groups[2];
  const re2::RE2& regex = program();
  if (!regex.ok()) return std::nullopt;
  const int wanted = regex.NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!regex.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED,
                   groups, wanted)) {
    return std::nullopt;
  }
  const re2::StringPiece& found = groups[wanted - 1];
  // A group that took no part in the match has no place in the text.
  if (found.data() == nullptr) return std::nullopt;
  return std::string_view(found.data(), found.size());
}

}  // namespace wmiscope
