// SPDX-License-Identifier: Apache-2.0
//
// Mistakes in rule files, told like a compiler's: a stable code, the place, the line, a hint.
//
//   RuleErrors errors("my.yml", text);
//   errors.add(RuleErrorCode::kModifier, {14, 11, 5}, "modifier \"fuzzy\" is not supported", hint);
//   std::fputs(to_text(errors.take().front()).c_str(), stderr);
//
// Codes are listed in kRuleErrorCodes; each has a golden file in sigma/testdata that shows it.
// Texts may quote a hostile file: to_text() escapes what a terminal could obey.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content/yaml.h"
#include "wmiscope/rules.h"

namespace wmiscope {

enum class RuleErrorCode : std::uint8_t {
  kFile,         // cannot be read, is too large or no text
  kYaml,         // no YAML, or YAML that is not read (aliases)
  kDocument,     // not a map, nothing in it
  kKey,          // a key that is surely a misspelt one
  kTitle,        // missing or empty
  kMetadata,     // a value of the wrong kind: id, level, tags, fields …
  kLogSource,    // missing, or one that is not known
  kDetection,    // missing or empty
  kSelection,    // neither map nor list
  kValue,        // a value that cannot be compared
  kModifier,     // not known, or not fit for the others
  kRegex,        // does not compile
  kCondition,    // syntax
  kUndefined,    // names a selection that is not there
  kAggregation,  // "| count()"
  kTimeframe,
  kCorrelation,
  kAction,    // action: global …
  kTaxonomy,  // one other than Sigma's
  kLimit,     // too deep, too large
  kNever,     // no event can match
  kFilter,    // a filter's own parts
  kId,        // two rules with one id
  kDisable,   // --disable names no rule
};

struct RuleErrorInfo {
  RuleErrorCode code;
  std::string_view name;  // "sigma-modifier"
};

inline constexpr std::array kRuleErrorCodes = {
    RuleErrorInfo{RuleErrorCode::kFile, "rule-file"},
    RuleErrorInfo{RuleErrorCode::kYaml, "rule-yaml"},
    RuleErrorInfo{RuleErrorCode::kDocument, "sigma-document"},
    RuleErrorInfo{RuleErrorCode::kKey, "sigma-key"},
    RuleErrorInfo{RuleErrorCode::kTitle, "sigma-title"},
    RuleErrorInfo{RuleErrorCode::kMetadata, "sigma-metadata"},
    RuleErrorInfo{RuleErrorCode::kLogSource, "sigma-logsource"},
    RuleErrorInfo{RuleErrorCode::kDetection, "sigma-detection"},
    RuleErrorInfo{RuleErrorCode::kSelection, "sigma-selection"},
    RuleErrorInfo{RuleErrorCode::kValue, "sigma-value"},
    RuleErrorInfo{RuleErrorCode::kModifier, "sigma-modifier"},
    RuleErrorInfo{RuleErrorCode::kRegex, "sigma-regex"},
    RuleErrorInfo{RuleErrorCode::kCondition, "sigma-condition"},
    RuleErrorInfo{RuleErrorCode::kUndefined, "sigma-undefined"},
    RuleErrorInfo{RuleErrorCode::kAggregation, "sigma-aggregation"},
    RuleErrorInfo{RuleErrorCode::kTimeframe, "sigma-timeframe"},
    RuleErrorInfo{RuleErrorCode::kCorrelation, "sigma-correlation"},
    RuleErrorInfo{RuleErrorCode::kAction, "sigma-action"},
    RuleErrorInfo{RuleErrorCode::kTaxonomy, "sigma-taxonomy"},
    RuleErrorInfo{RuleErrorCode::kLimit, "sigma-limit"},
    RuleErrorInfo{RuleErrorCode::kNever, "sigma-never"},
    RuleErrorInfo{RuleErrorCode::kFilter, "sigma-filter"},
    RuleErrorInfo{RuleErrorCode::kId, "rule-id"},
    RuleErrorInfo{RuleErrorCode::kDisable, "rule-disable"},
};

std::string_view name_of(RuleErrorCode code);

// 1-based; a line of 0 is the whole document. `length` is of the text to underline.
struct RulePlace {
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 1;
};

// Collects the mistakes of one file. Not for several threads at once.
class RuleErrors {
 public:
  // `text` is the file's, and has to outlive the collector.
  RuleErrors(std::string file, std::string_view text);

  void add(RuleErrorCode code, RulePlace place, std::string message, std::string hint = {});

  // The text is built-in content whose expressions the tests have compiled: they need no check when
  // it is loaded.
  void trust() { trusted_ = true; }
  bool trusted() const { return trusted_; }

  const std::string& file() const { return file_; }
  bool empty() const { return errors_.empty(); }
  std::size_t size() const { return errors_.size(); }
  std::vector<RuleError> take() { return std::move(errors_); }

  // The text of a line of the file; empty where there is none.
  std::string_view line(std::size_t number) const;
  // Where `length` bytes of a scalar's text lie, `offset` bytes behind its beginning, its quote not
  // counted. In a block, and behind the first line, no more is known than where the scalar begins.
  RulePlace place(const YamlPlace& scalar, std::size_t offset, std::size_t length) const;

 private:
  std::string file_;
  std::vector<std::string_view> lines_;
  std::vector<RuleError> errors_;
  bool trusted_ = false;
};

// For people, several lines, without a last line feed:
//   my.yml:14:11: error: modifier "fuzzy" is not supported [sigma-modifier]
//      14 |     Image|fuzzy: '\wmic.exe'
//         |           ^~~~~
//   hint: supported are contains, startswith, …
std::string to_text(const RuleError& error);

}  // namespace wmiscope
