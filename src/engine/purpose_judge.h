// SPDX-License-Identifier: Apache-2.0
//
// Runs the purpose rules (content/purposes) over what acts of WMI use carried. It stands between
// context, which yields payloads and takes verdicts, and rules, which matches: the two do not see
// each other.
//
//   auto judge = PurposeJudge::load();                      // once, when there are activities
//   activity.purposes = (*judge)->purposes(payloads);       // ranked, each once
//
// Loading parses some thirty rules (a few ms). One thread at a time for each judge.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "content/embedded.h"
#include "context/judge/payload.h"
#include "context/judge/purposes.h"
#include "event/field_table.h"
#include "rules/rule_set.h"

namespace wmiscope {

class PurposeJudge {
 public:
  // The built-in rules; the error is a mistake in this project's own content.
  static std::expected<std::unique_ptr<PurposeJudge>, std::string> load();

  std::vector<Purpose> purposes(std::span<const Payload> payloads);
  // Ids of the rules that match one payload, in the order of the files.
  std::vector<std::string> matching(const Payload& payload);
  const PurposeBook& book() const { return book_; }

 private:
  explicit PurposeJudge(PurposeBook book) : book_(std::move(book)), table_(payload_field_table()) {}
  void bind_fields();
  std::vector<std::string> match(std::span<const Value> slots);
  bool add_file(const EmbeddedFile& file, std::vector<Rule>& rules, std::string& mistakes);

  PurposeBook book_;
  FieldTable table_;
  RuleSet set_;
  std::optional<std::size_t> entry_;             // of payload events
  std::vector<std::string Payload::*> members_;  // by slot; null where a payload has no such field
  std::unordered_map<std::string, std::vector<std::string>> judged_;  // by the fields, joined
  Arena arena_;
};

}  // namespace wmiscope
