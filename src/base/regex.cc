// SPDX-License-Identifier: Apache-2.0
#include "base/regex.h"

#include <re2/re2.h>

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

std::expected<Regex, std::string> Regex::compile(std::string_view pattern, Options options) {
  // RE2 has no option for this outside of POSIX syntax, only the flag.
  const std::string text = (options.multi_line ? "(?m)" : "") + std::string(pattern);
  auto regex = std::make_unique<re2::RE2>(text, re2_options(options));
  if (!regex->ok()) return std::unexpected(regex->error());
  return Regex(pattern, std::move(regex));
}

Regex::Regex(std::string_view pattern, std::unique_ptr<re2::RE2> regex)
    : pattern_(pattern), regex_(std::move(regex)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::matches(std::string_view text) const {
  return regex_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                       re2::RE2::UNANCHORED, nullptr, 0);
}

std::optional<std::string_view> Regex::extract(std::string_view text) const {
  re2::StringPiece groups[2];
  const int wanted = regex_->NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!regex_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                     re2::RE2::UNANCHORED, groups, wanted)) {
    return std::nullopt;
  }
  const re2::StringPiece& found = groups[wanted - 1];
  // A group that took no part in the match has no place in the text.
  if (found.data() == nullptr) return std::nullopt;
  return std::string_view(found.data(), found.size());
}

}  // namespace wmiscope
